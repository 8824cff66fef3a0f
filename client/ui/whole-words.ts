import type { ChangedSpan, FormattedRun } from './changed-spans.ts'

/**
 * Spans of letters as spans of words: none begins or ends inside of a word of either text, and none begins or ends with words that stand in
 * both. What a word is, the browser knows, for scripts without spaces as well.
 */
export function wholeWords(
  spans: readonly ChangedSpan[],
  before: readonly FormattedRun[],
  after: readonly FormattedRun[],
): readonly ChangedSpan[] {
  const [one, other] = [lineOfWords(before), lineOfWords(after)]
  const widened = widen(spans, one, other).map((span) => trim(span, one, other))
  return widened.reduce<ChangedSpan[]>((joined, span) => {
    const last = joined.at(-1)
    const isOne = last && isReplaced(last) && isReplaced(span) && one.isBlank(last.toA, span.fromA)
    return isOne ? [...joined.slice(0, -1), { ...span, fromA: last.fromA, fromB: last.fromB }] : [...joined, span]
  }, [])
}

interface LineOfWords {
  isEdge(at: number): boolean
  isBlank(from: number, to: number): boolean
  /** The word, or what stands between two, that begins or ends here. */
  from(at: number): Word | undefined
  to(at: number): Word | undefined
}

interface Word {
  readonly size: number
  /** Equal where the same is said in the same formats. */
  readonly key: string
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

function lineOfWords(runs: readonly FormattedRun[]): LineOfWords {
  const text = runs.map((run) => run.text).join('')
  const formats = runs.flatMap((run) => Array.from({ length: run.text.length }, () => run.format))
  const [starting, ending] = [new Map<number, Word>(), new Map<number, Word>()]
  for (const { segment, index } of segmenter.segment(text)) {
    const end = index + segment.length
    const key = JSON.stringify([segment, ...formats.slice(index, end).filter((each, at, all) => each !== all[at - 1])])
    const word = { size: segment.length, key }
    starting.set(index, word)
    ending.set(end, word)
  }
  return {
    isEdge: (at) => at === 0 || ending.has(at),
    isBlank: (from, to) => text.slice(from, to).trim() === '',
    from: (at) => starting.get(at),
    to: (at) => ending.get(at),
  }
}

/** What stands between two spans is the same in both texts, so both ends move together. */
function widen(spans: readonly ChangedSpan[], one: LineOfWords, other: LineOfWords): readonly ChangedSpan[] {
  const widened: ChangedSpan[] = []
  const isEdge = (at: number, place: number) => one.isEdge(at) && other.isEdge(place)
  spans.forEach((span, index) => {
    let { fromA, toA, fromB, toB } = span
    const last = widened.at(-1)
    const floor = last?.toA ?? 0
    while (fromA > floor && !isEdge(fromA, fromB)) [fromA, fromB] = [fromA - 1, fromB - 1]
    const ceiling = spans[index + 1]?.fromA ?? Number.POSITIVE_INFINITY
    while (toA < ceiling && !isEdge(toA, toB)) [toA, toB] = [toA + 1, toB + 1]
    if (last && fromA <= floor) widened[widened.length - 1] = { ...last, toA, toB }
    else widened.push({ fromA, toA, fromB, toB })
  })
  return widened
}

function trim(span: ChangedSpan, one: LineOfWords, other: LineOfWords): ChangedSpan {
  let { fromA, toA, fromB, toB } = span
  const hasBoth = () => fromA < toA && fromB < toB
  for (let word = one.from(fromA); hasBoth() && word && word.key === other.from(fromB)?.key; word = one.from(fromA)) {
    fromA += word.size
    fromB += word.size
  }
  for (let word = one.to(toA); hasBoth() && word && word.key === other.to(toB)?.key; word = one.to(toA)) {
    toA -= word.size
    toB -= word.size
  }
  return { fromA, toA, fromB, toB }
}

function isReplaced({ fromA, toA, fromB, toB }: ChangedSpan): boolean {
  return fromA < toA && fromB < toB
}
