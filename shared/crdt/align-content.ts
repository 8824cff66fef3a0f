import { diffLists } from '../kit/diff-lists.ts'
import type { ContentMark, ContentNode } from './content.ts'

/** A text run, or any other single node: what a place in the content holds. */
export interface ContentUnit {
  readonly nodes: readonly ContentNode[]
  /** The same for units that say the same. */
  readonly key: string
}

/** What stands side by side in two contents; one side is absent where something was added or removed. */
export interface AlignedUnits {
  readonly before?: ContentUnit
  readonly after?: ContentUnit
}

/** Texts that stand side by side are one unit, as they are one text in the CRDT. */
export function unitsOf(nodes: readonly ContentNode[]): readonly ContentUnit[] {
  const runs: ContentNode[][] = []
  for (const node of nodes) {
    const run = runs.at(-1)
    if (node.type === 'text' && run?.[0]?.type === 'text') run.push(node)
    else runs.push([node])
  }
  return runs.map((run) => ({ nodes: run, key: JSON.stringify(run.map(plainNode)) }))
}

/** Beyond this two contents have so little in common that pairing would tell nothing, and take long. */
const maxEdits = 1_000
const maxComparisons = 40_000
const alikeFrom = 0.35

/**
 * Two contents unit by unit: equal ones are paired, then what is of one kind and mostly says the same, so that a changed paragraph
 * counts as changed and not as removed and written anew. Order is kept on both sides.
 */
export function alignUnits(before: readonly ContentUnit[], after: readonly ContentUnit[]): readonly AlignedUnits[] {
  const runs = diffLists(before, after, { isSame, maxEdits })
  if (!runs) return alignGap(before, after)
  const aligned: AlignedUnits[] = []
  let gap: { before: readonly ContentUnit[]; after: readonly ContentUnit[] } = { before: [], after: [] }
  const endGap = () => {
    aligned.push(...alignGap(gap.before, gap.after))
    gap = { before: [], after: [] }
  }
  for (const { kind, before: at, after: to, length } of runs) {
    const [old, now] = [before.slice(at, at + length), after.slice(to, to + length)]
    if (kind === 'removed') gap = { ...gap, before: old }
    else if (kind === 'added') gap = { ...gap, after: now }
    else {
      endGap()
      aligned.push(...old.map((unit, index) => ({ before: unit, after: now[index] as ContentUnit })))
    }
  }
  endGap()
  return aligned
}

function isSame(one: ContentUnit, other: ContentUnit): boolean {
  return one.key === other.key
}

/** Where nothing is equal: the pairs that are most alike, in order. */
function alignGap(before: readonly ContentUnit[], after: readonly ContentUnit[]): readonly AlignedUnits[] {
  if (before.length * after.length > maxComparisons) return apart(before, after)
  const words = new Map([...before, ...after].map((unit) => [unit, wordsIn(unit)]))
  const weights = before.map((one) => after.map((other) => likeness(one, other, words)))
  const best = bestSums(weights)
  const sumAt = (row: number, column: number) => best[row]?.[column] ?? 0
  const aligned: AlignedUnits[] = []
  let [row, column] = [0, 0]
  while (row < before.length && column < after.length) {
    const weight = weights[row]?.[column] ?? 0
    if (weight > 0 && sumAt(row, column) === weight + sumAt(row + 1, column + 1)) {
      aligned.push({ before: before[row] as ContentUnit, after: after[column] as ContentUnit })
      row += 1
      column += 1
    } else if (sumAt(row, column) === sumAt(row + 1, column)) aligned.push({ before: before[row++] as ContentUnit })
    else aligned.push({ after: after[column++] as ContentUnit })
  }
  return [...aligned, ...apart(before.slice(row), after.slice(column))]
}

/** The most that pairs in order can weigh together, from each place on: the heaviest common subsequence. */
function bestSums(weights: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const best: number[][] = weights.map((row) => [...row, 0])
  best.push([])
  for (let row = weights.length - 1; row >= 0; row -= 1) {
    const [own, below] = [best[row] ?? [], best[row + 1] ?? []]
    for (let column = own.length - 2; column >= 0; column -= 1) {
      const weight = own[column] ?? 0
      const paired = weight > 0 ? weight + (below[column + 1] ?? 0) : 0
      own[column] = Math.max(paired, below[column] ?? 0, own[column + 1] ?? 0)
    }
  }
  return best
}

function apart(before: readonly ContentUnit[], after: readonly ContentUnit[]): AlignedUnits[] {
  return [...before.map((unit) => ({ before: unit })), ...after.map((unit) => ({ after: unit }))]
}

function likeness(one: ContentUnit, other: ContentUnit, words: ReadonlyMap<ContentUnit, readonly string[]>): number {
  if (one.nodes[0]?.type !== other.nodes[0]?.type) return 0
  const shared = sharedShare(words.get(one) ?? [], words.get(other) ?? [])
  return shared >= alikeFrom ? shared : 0
}

/** 0 to 1: twice the common words by all words. Two without words are alike. */
function sharedShare(one: readonly string[], other: readonly string[]): number {
  if (one.length + other.length === 0) return 1
  const counts = new Map<string, number>()
  for (const word of one) counts.set(word, (counts.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of other) {
    const left = counts.get(word) ?? 0
    if (left > 0) shared += 1
    counts.set(word, left - 1)
  }
  return (2 * shared) / (one.length + other.length)
}

function wordsIn({ nodes }: ContentUnit): readonly string[] {
  return textOf(nodes).split(/\s+/u).filter(Boolean)
}

function textOf(nodes: readonly ContentNode[]): string {
  return nodes.map((node) => node.text ?? (node.content ? `${textOf(node.content)} ` : '')).join('')
}

/** Without what makes no difference: absent and null attrs, the order of attrs and marks. */
function plainNode({ type, attrs, content, text, marks = [] }: ContentNode): unknown {
  const children = content ? unitsOf(content).map(({ key }) => key) : []
  return [type, text ?? '', plainAttrs(attrs), marksKey(marks), children]
}

export function marksKey(marks: readonly ContentMark[]): string {
  return marks
    .map(({ type, attrs }) => `${type}${JSON.stringify(plainAttrs(attrs))}`)
    .sort()
    .join()
}

function plainAttrs(attrs: ContentNode['attrs']): unknown {
  return Object.entries(attrs ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
}
