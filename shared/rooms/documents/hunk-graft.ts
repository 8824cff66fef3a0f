import { alignUnits, type ContentUnit, unitsOf } from '../../crdt/align-content.ts'
import type { ContentNode } from '../../crdt/content.ts'
import { done, type Outcome, refused } from '../../kit/outcome.ts'
import { keptAttrs, type Nodes, type Retold } from './hunk-retold.ts'
import { graftTable } from './hunk-table.ts'

/**
 * The edit alone, put onto the content as it is: what Markdown does not say (widths of columns, empty lines, the ends of lines) stays wherever
 * the edit does not reach. would-lose: it reaches something that Markdown can not say.
 */
export function graftContent(retold: Retold<Nodes>): Outcome<'would-lose', Nodes> {
  const grafted = graftNodes(retold)
  return grafted ? done(grafted) : refused('would-lose')
}

/** A piece of what was said, with what it is said of. */
interface Piece {
  /** Stands before it and is not said at all. */
  readonly silent: Nodes
  readonly is: Nodes
  readonly isWhole: boolean
}

function graftNodes({ is, said, wanted }: Retold<Nodes>): Nodes | undefined {
  const { pieces, rest } = piecesOf(is, said)
  const grafted: ContentNode[] = []
  let at = 0
  for (const { before, after } of pairedByKind(alignUnits(unitsOf(said), unitsOf(wanted)))) {
    const piece = before && pieces[at++]
    if (piece) grafted.push(...piece.silent)
    if (!after) continue
    const isSame = before?.key === after.key
    const nodes = piece && (isSame ? piece.is : graftPiece(piece, before.nodes, after.nodes))
    if (piece && !nodes) return undefined
    grafted.push(...(nodes ?? after.nodes))
  }
  return [...grafted, ...rest]
}

function graftPiece({ is, isWhole }: Piece, said: Nodes, wanted: Nodes): Nodes | undefined {
  if (isWhole) return wanted
  const [one, other, third] = [is[0], said[0], wanted[0]]
  if (!one || !other || !third) return undefined
  if (third.type !== 'text' && is.length === 1 && one.type === other.type && other.type === third.type)
    return graftNode({ is: one, said: other, wanted: third })
  return saysTheSame(is, said) ? wanted : undefined
}

function graftNode(retold: Retold<ContentNode>): Nodes | undefined {
  if (retold.is.type === 'table') return graftTable(retold, graftNodes)
  const { is, said, wanted } = retold
  if (!wanted.content && !is.content) return [{ ...wanted, ...keptAttrs(retold) }]
  const content = graftNodes({ is: is.content ?? [], said: said.content ?? [], wanted: wanted.content ?? [] })
  return content && [{ ...wanted, ...keptAttrs(retold), content }]
}

/** What stands there piece by piece of what is said of it. */
function piecesOf(is: Nodes, said: Nodes): { readonly pieces: readonly Piece[]; readonly rest: Nodes } {
  const pieces: Piece[] = []
  let silent: ContentNode[] = []
  let unsaid: ContentNode[] = []
  for (const { before, after } of pairedByKind(alignUnits(unitsOf(is), unitsOf(said)))) {
    if (!after) {
      const nodes = before?.nodes ?? []
      if (unsaid.length === 0 && nodes.every(isSilent)) silent.push(...nodes)
      else unsaid.push(...nodes)
      continue
    }
    pieces.push({
      silent,
      is: [...unsaid, ...(before?.nodes ?? [])],
      isWhole: isEqual(before, after) && !unsaid.length,
    })
    silent = []
    unsaid = []
  }
  const last = pieces.at(-1)
  if (unsaid.length > 0 && last) pieces[pieces.length - 1] = { ...last, is: [...last.is, ...unsaid], isWhole: false }
  else silent.push(...unsaid)
  return { pieces, rest: silent }
}

function isEqual(one: ContentUnit | undefined, other: ContentUnit): boolean {
  return one?.key === other.key
}

function isSilent(node: ContentNode): boolean {
  return node.type === 'paragraph' && textOf([node]).trim() === '' && !(node.content ?? []).some(isThing)
}

function isThing({ type }: ContentNode): boolean {
  return type !== 'text' && type !== 'hardBreak'
}

/** But for blanks, and for what is no word and no mark. */
function saysTheSame(is: Nodes, said: Nodes): boolean {
  const plain = (nodes: Nodes) => textOf(nodes).replace(/\s+/gu, '')
  const marks = (nodes: Nodes) => [...new Set(marksIn(nodes))].sort().join()
  return plain(is) === plain(said) && marks(is) === marks(said) && thingsIn(is) === thingsIn(said)
}

function textOf(nodes: Nodes): string {
  return nodes.map(({ text, content = [] }) => text ?? textOf(content)).join('')
}

function marksIn(nodes: Nodes): string[] {
  return nodes.flatMap(({ text = '', marks = [], content = [] }) => [
    ...(text.trim() === '' ? [] : marks.map(({ type }) => type)),
    ...marksIn(content),
  ])
}

function thingsIn(nodes: Nodes): string {
  return JSON.stringify(nodes.filter(isThing).map(({ type, attrs, content = [] }) => [type, attrs, thingsIn(content)]))
}

type Aligned = ReturnType<typeof alignUnits>[number]

/** Of what stands apart between two that are equal, one and another of a kind are the same thing, however little it says still. */
function pairedByKind(aligned: readonly Aligned[]): readonly Aligned[] {
  const paired: Aligned[] = []
  let gap: Aligned[] = []
  for (const each of aligned) {
    const isEnd = each.before !== undefined && each.after !== undefined
    if (!isEnd) {
      gap.push(each)
      continue
    }
    paired.push(...pairedGap(gap), each)
    gap = []
  }
  return [...paired, ...pairedGap(gap)]
}

function pairedGap(gap: readonly Aligned[]): readonly Aligned[] {
  const befores = gap.flatMap(({ before }) => before ?? [])
  const paired = gap.flatMap(({ after }): Aligned[] => {
    if (!after) return []
    const at = befores.findIndex(({ nodes }) => nodes[0]?.type === after.nodes[0]?.type)
    const passed = befores.splice(0, at + 1)
    const before = passed.pop()
    return [...passed.map((one) => ({ before: one })), before ? { before, after } : { after }]
  })
  return [...paired, ...befores.map((before) => ({ before }))]
}
