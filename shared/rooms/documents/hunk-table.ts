import { unitsOf } from '../../crdt/align-content.ts'
import type { ContentNode } from '../../crdt/content.ts'
import { type GraftNodes, keptAttrs, type Nodes, type Retold } from './hunk-retold.ts'

/** Cells over several columns or rows, which a table of Markdown has not. */
function hasMergedCells({ content = [] }: ContentNode): boolean {
  return content.some((row) => row.content?.some(({ attrs }) => Number(attrs?.colspan ?? 1) > 1 || isTall(attrs)))
}

function isTall(attrs: ContentNode['attrs']): boolean {
  return Number(attrs?.rowspan ?? 1) > 1
}

/** Cell by cell, by its place: filled cells are seldom like the empty ones that they were. undefined: something would be lost. */
export function graftTable({ is, said, wanted }: Retold<ContentNode>, graft: GraftNodes): Nodes | undefined {
  if (hasMergedCells(is)) return undefined
  const [rows, saidRows, wantedRows] = [is, said, wanted].map(({ content = [] }) => content) as [Nodes, Nodes, Nodes]
  const width = widthOf(is)
  if (rows.length !== saidRows.length || [said, wanted].some((table) => widthOf(table) !== width)) {
    return isOnlyTrimmed(rows, saidRows) ? [wanted] : undefined
  }
  const origins = originsOf(saidRows, wantedRows)
  const content: ContentNode[] = []
  for (const [index, row] of wantedRows.entries()) {
    const at = origins[index]
    const origin = at === undefined ? undefined : { is: rows[at], said: saidRows[at] }
    if (!origin?.is || !origin.said) {
      content.push(newRow(row, rows[0]))
      continue
    }
    const cells = graftCells({ is: origin.is, said: origin.said, wanted: row }, graft)
    if (!cells) return undefined
    content.push({ ...origin.is, content: cells })
  }
  return [{ ...is, content }]
}

/** undefined: the rows are not all of one length. */
function widthOf({ content = [] }: ContentNode): number | undefined {
  const lengths = new Set(content.map((row) => row.content?.length ?? 0))
  return lengths.size === 1 ? [...lengths][0] : undefined
}

/** Which row each one was: as many as before are the same ones; else the first cells tell, and what they say. */
function originsOf(said: Nodes, wanted: Nodes): readonly (number | undefined)[] {
  if (said.length === wanted.length) return wanted.map((_, index) => index)
  const isOfRow = (row: ContentNode, other: ContentNode) => keyOf(row) === keyOf(other) || fills(row, other)
  let next = 0
  return wanted.map((row) => {
    const at = said.findIndex((each, index) => index >= next && isOfRow(each, row))
    if (at < 0) return undefined
    next = at + 1
    return at
  })
}

/** Says all that the row said, and more in its empty cells. */
function fills(row: ContentNode, wanted: ContentNode): boolean {
  const cells = row.content ?? []
  const isAny = cells.some((cell) => !isEmpty(cell))
  return isAny && cells.every((cell, column) => isEmpty(cell) || keyOf(cell) === keyOf(wanted.content?.[column]))
}

function graftCells({ is, said, wanted }: Retold<ContentNode>, graft: GraftNodes): Nodes | undefined {
  const cells: ContentNode[] = []
  for (const [column, cell] of (wanted.content ?? []).entries()) {
    const [now, told] = [is.content?.[column], said.content?.[column]]
    if (!now || !told) return undefined
    if (keyOf(told) === keyOf(cell)) cells.push(now)
    else {
      const content = isEmpty(now)
        ? (cell.content ?? [])
        : graft({ is: now.content ?? [], said: told.content ?? [], wanted: cell.content ?? [] })
      if (!content) return undefined
      cells.push({ ...now, ...keptAttrs({ is: now, said: told, wanted: cell }), content })
    }
  }
  return cells
}

/** As wide and on the same side as the cells above it. */
function newRow(row: ContentNode, first: ContentNode | undefined): ContentNode {
  const content = (row.content ?? []).map((cell, column) => ({
    ...cell,
    attrs: { ...first?.content?.[column]?.attrs, ...cell.attrs },
  }))
  return { ...row, content }
}

/** All that its Markdown does not say is how wide its columns are, and which cells are heads. */
function isOnlyTrimmed(rows: Nodes, said: Nodes): boolean {
  const words = (table: Nodes) => table.map(({ content = [] }) => content.map((cell) => keysOf(cell)))
  return JSON.stringify(words(rows)) === JSON.stringify(words(said))
}

function isEmpty({ content = [] }: ContentNode): boolean {
  return content.every(({ type, content: inside = [] }) => type === 'paragraph' && inside.length === 0)
}

function keyOf(node: ContentNode | undefined): string {
  return node ? keysOf({ type: '', content: [node] }) : ''
}

function keysOf({ content = [] }: ContentNode): string {
  return unitsOf(content)
    .map(({ key }) => key)
    .join()
}
