import { alignUnits, marksKey, unitsOf } from '#shared/crdt/align-content.ts'
import type { ContentNode } from '#shared/crdt/content.ts'
import { contentNodes } from '#shared/rooms/documents/index.ts'
import type { CompareRuns, FormattedRun } from '#client/ui/changed-spans.ts'

export type Change = 'added' | 'removed' | 'changed'

export interface MarkedContent {
  /** Both texts as one: blocks carry an attr `change`, words a mark `added` or `removed`. */
  readonly nodes: readonly ContentNode[]
  readonly addedWords: number
  readonly removedWords: number
}

/** What became of a text, block by block and then word by word. Both contents are of kinds that this version knows. */
export function markedContent(
  before: readonly ContentNode[],
  after: readonly ContentNode[],
  compare: CompareRuns,
): MarkedContent {
  const nodes = markBlocks(before, after, compare)
  return { nodes, addedWords: countWords(nodes, 'added'), removedWords: countWords(nodes, 'removed') }
}

function markBlocks(
  before: readonly ContentNode[],
  after: readonly ContentNode[],
  compare: CompareRuns,
): ContentNode[] {
  return alignUnits(unitsOf(before), unitsOf(after)).flatMap(({ before: old, after: now }) => {
    if (!old) return now?.nodes.map((node) => changed(node, 'added')) ?? []
    if (!now) return old.nodes.map((node) => changed(node, 'removed'))
    const [one, other] = [old.nodes[0], now.nodes[0]]
    return old.key === now.key || !one || !other ? [...now.nodes] : markPair(one, other, compare)
  })
}

/** Two blocks of one kind that say different things. */
function markPair(before: ContentNode, after: ContentNode, compare: CompareRuns): ContentNode[] {
  const inside = contentNodes[after.type as keyof typeof contentNodes]?.content
  const [old, now] = [before.content ?? [], after.content ?? []]
  // A row that has lost or got a cell would not stand in line with the others.
  const isOther = after.type === 'tableRow' && old.length !== now.length
  if (isOther || inside === undefined || inside === 'text*') {
    return [changed(before, 'removed'), changed(after, 'added')]
  }
  const isSame = attrsKey(before) === attrsKey(after)
  const content = markInside(old, after, compare)
  return [{ ...(isSame ? after : changed(after, 'changed')), content }]
}

function markInside(
  old: readonly ContentNode[],
  { type, content: now = [] }: ContentNode,
  compare: CompareRuns,
): ContentNode[] {
  switch (type) {
    case 'table':
      return markRows(old, now, compare)
    case 'tableRow':
      // A cell is known by its place: one that is filled is not like the empty one that it was.
      return now.flatMap((cell, column) => {
        const before = old[column]
        return before && keyOf(before) !== keyOf(cell) ? markPair(before, cell, compare) : [cell]
      })
    case 'tableCell':
    case 'tableHeader': {
      const [one, other] = [old[0], now[0]]
      const isOneText = old.length === 1 && now.length === 1 && one?.type === 'paragraph' && other?.type === 'paragraph'
      return isOneText ? markPair(one, other, compare) : markBlocks(old, now, compare)
    }
    default:
      return isText(type) ? markWords(old, now, compare) : markBlocks(old, now, compare)
  }
}

function isText(type: string): boolean {
  return contentNodes[type as keyof typeof contentNodes]?.content === 'inline*'
}

/** Rows of which only empty cells were filled are the same rows, however little they said before. */
function markRows(old: readonly ContentNode[], now: readonly ContentNode[], compare: CompareRuns): ContentNode[] {
  const filled = new Map<ContentNode, ContentNode>()
  const gone: ContentNode[] = []
  const aligned = alignUnits(unitsOf(old), unitsOf(now))
  for (const { before, after } of aligned) if (!after && before?.nodes[0]) gone.push(before.nodes[0])
  for (const { before, after } of aligned) {
    const row = !before && after?.nodes[0]
    const at = row ? gone.findIndex((each) => isFilled(each, row)) : -1
    const [was] = at < 0 ? [] : gone.splice(at, 1)
    if (row && was) filled.set(row, was)
  }
  return aligned.flatMap(({ before, after }) => {
    const [one, other] = [before?.nodes[0], after?.nodes[0]]
    if (!other) return one && gone.includes(one) ? [changed(one, 'removed')] : []
    const was = one ?? filled.get(other)
    if (!was) return [changed(other, 'added')]
    return keyOf(was) === keyOf(other) ? [other] : markPair(was, other, compare)
  })
}

function isFilled({ content: old = [] }: ContentNode, { content: now = [] }: ContentNode): boolean {
  return old.length === now.length && old.every((cell, at) => isEmpty(cell) || keyOf(cell) === keyOf(now[at]))
}

function isEmpty({ content = [] }: ContentNode): boolean {
  return content.every(({ type, content: inside = [] }) => type === 'paragraph' && inside.length === 0)
}

function keyOf(node: ContentNode | undefined): string {
  return node ? (unitsOf([node])[0]?.key ?? '') : ''
}

function markWords(before: readonly ContentNode[], after: readonly ContentNode[], compare: CompareRuns): ContentNode[] {
  const told: ContentNode[] = []
  let at = 0
  for (const { fromA, toA, fromB, toB } of compare(before.map(runOf), after.map(runOf))) {
    // A line end that is gone would only tear the lines that are there.
    const gone = cut(before, fromA, toA).filter(({ type }) => type !== 'hardBreak')
    told.push(...cut(after, at, fromB), ...marked(gone, 'removed'), ...marked(cut(after, fromB, toB), 'added'))
    at = toB
  }
  return [...told, ...cut(after, at, Number.POSITIVE_INFINITY)]
}

/** Something that is no text is one character to the comparison. */
const something = '\uFFFC'

function runOf(node: ContentNode): FormattedRun {
  if (node.text === undefined) return { text: something, format: keyOf(node) }
  return { text: node.text, format: marksKey(node.marks ?? []) }
}

function cut(nodes: readonly ContentNode[], from: number, to: number): ContentNode[] {
  let at = 0
  return nodes.flatMap((node) => {
    const start = at
    at += node.text?.length ?? 1
    const [begin, end] = [Math.max(from - start, 0), Math.min(to, at) - start]
    if (end <= begin) return []
    return node.text === undefined ? [node] : [{ ...node, text: node.text.slice(begin, end) }]
  })
}

function marked(nodes: readonly ContentNode[], change: Change): ContentNode[] {
  return nodes.map((node) => ({ ...node, marks: [...(node.marks ?? []), { type: change }] }))
}

function changed(node: ContentNode, change: Change): ContentNode {
  return { ...node, attrs: { ...node.attrs, change } }
}

function attrsKey({ attrs = {} }: ContentNode): string {
  const said = Object.entries(attrs).filter(([, value]) => value !== null)
  return JSON.stringify(said.sort(([one], [other]) => (one < other ? -1 : 1)))
}

function countWords(nodes: readonly ContentNode[], change: 'added' | 'removed', isInside = false): number {
  return nodes.reduce((sum, node) => {
    const isTold = isInside || node.attrs?.change === change || node.marks?.some(({ type }) => type === change)
    if (node.text !== undefined) return sum + (isTold ? (node.text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) : 0)
    return sum + countWords(node.content ?? [], change, isTold === true)
  }, 0)
}
