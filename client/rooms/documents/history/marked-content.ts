import { diffArrays } from 'diff'
import { alignUnits, marksKey, unitsOf } from '#shared/crdt/align-content.ts'
import type { ContentNode } from '#shared/crdt/content.ts'
import { contentNodes } from '#shared/rooms/documents/index.ts'

export type Change = 'added' | 'removed' | 'changed'

export interface MarkedContent {
  /** Both texts as one: blocks carry an attr `change`, words a mark `added` or `removed`. */
  readonly nodes: readonly ContentNode[]
  readonly addedWords: number
  readonly removedWords: number
}

/** What became of a text, block by block and then word by word. Both contents are of kinds that this version knows. */
export function markedContent(before: readonly ContentNode[], after: readonly ContentNode[]): MarkedContent {
  const nodes = markBlocks(before, after)
  return { nodes, addedWords: countWords(nodes, 'added'), removedWords: countWords(nodes, 'removed') }
}

function markBlocks(before: readonly ContentNode[], after: readonly ContentNode[]): ContentNode[] {
  return alignUnits(unitsOf(before), unitsOf(after)).flatMap(({ before: old, after: now }) => {
    if (!old) return now?.nodes.map((node) => changed(node, 'added')) ?? []
    if (!now) return old.nodes.map((node) => changed(node, 'removed'))
    const [one, other] = [old.nodes[0], now.nodes[0]]
    return old.key === now.key || !one || !other ? [...now.nodes] : markPair(one, other)
  })
}

/** Two blocks of one kind that say different things. */
function markPair(before: ContentNode, after: ContentNode): ContentNode[] {
  const inside = contentNodes[after.type as keyof typeof contentNodes]?.content
  const [old, now] = [before.content ?? [], after.content ?? []]
  // A row that has lost or got a cell would not stand in line with the others.
  const isOther = after.type === 'tableRow' && old.length !== now.length
  if (isOther || inside === undefined || inside === 'text*') {
    return [changed(before, 'removed'), changed(after, 'added')]
  }
  const isSame = attrsKey(before) === attrsKey(after)
  const content = inside === 'inline*' ? markWords(old, now) : markBlocks(old, now)
  return [{ ...(isSame ? after : changed(after, 'changed')), content }]
}

interface Token {
  readonly node: ContentNode
  readonly key: string
}

function markWords(before: readonly ContentNode[], after: readonly ContentNode[]): ContentNode[] {
  const parts = diffArrays(tokensOf(before), tokensOf(after), { comparator: (one, other) => one.key === other.key })
  return parts.flatMap(({ value, added, removed }) => {
    const change = added ? 'added' : removed ? 'removed' : undefined
    if (!change) return joined(value)
    // A line end that is gone would only tear the lines that are there.
    const told = value.filter(({ node }) => change === 'added' || node.type !== 'hardBreak')
    return joined(told).map((node) => ({ ...node, marks: [...(node.marks ?? []), { type: change }] }))
  })
}

function tokensOf(nodes: readonly ContentNode[]): Token[] {
  return nodes.flatMap((node): Token[] => {
    if (node.text === undefined) return [{ node, key: unitsOf([node])[0]?.key ?? '' }]
    const format = marksKey(node.marks ?? [])
    const words = node.text.match(/[\p{L}\p{N}\p{M}'’]+|\s+|[^\p{L}\p{N}\p{M}'’\s]/gu) ?? []
    return words.map((text) => ({ node: { ...node, text }, key: `${format} ${text}` }))
  })
}

/** Words of one format become one text again. */
function joined(tokens: readonly Token[]): ContentNode[] {
  const nodes: ContentNode[] = []
  for (const { node } of tokens) {
    const last = nodes.at(-1)
    const isMore = last?.text !== undefined && node.text !== undefined
    if (isMore && marksKey(last.marks ?? []) === marksKey(node.marks ?? [])) {
      nodes[nodes.length - 1] = { ...last, text: `${last.text}${node.text}` }
    } else nodes.push(node)
  }
  return nodes
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
