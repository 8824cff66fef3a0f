import { marksIn } from './matches.ts'
import type { SearchQuery } from './query.ts'
import { wordsOf } from './words.ts'

/** A piece of a text, and which parts of it were looked for. Plain text: whoever shows it makes the marks. */
export interface Snippet {
  readonly text: string
  readonly marks: readonly (readonly [start: number, end: number])[]
}

const maxLength = 180
const lead = 50

/** Around the place where most of what was looked for stands close together; the beginning when nothing does. */
export function snippetOf(text: string, query: SearchQuery): Snippet {
  const marks = marksIn(wordsOf(text), query)
  const start = startOf(text, marks)
  const end = endOf(text, start)
  const front = start > 0 ? '… ' : ''
  const piece = text.slice(start, end).replace(/\s/g, ' ')
  const shift = front.length - start
  return {
    text: `${front}${piece}${end < text.length ? ' …' : ''}`,
    marks: marks.filter(([from, to]) => from >= start && to <= end).map(([from, to]) => [from + shift, to + shift]),
  }
}

/** Marks of a title, which is shown whole. */
export function marksOfTitle(title: string, query: SearchQuery): Snippet['marks'] {
  return marksIn(wordsOf(title), query)
}

function startOf(text: string, marks: Snippet['marks']): number {
  let best = { at: marks[0]?.[0] ?? 0, count: 0 }
  let last = 0
  marks.forEach(([from], index) => {
    while (last < marks.length && (marks[last]?.[1] ?? 0) <= from + maxLength - lead) last += 1
    if (last - index > best.count) best = { at: from, count: last - index }
  })
  if (best.at <= lead) return 0
  const space = text.slice(best.at - lead, best.at).search(/\s/)
  const start = space < 0 ? best.at - lead : best.at - lead + space + 1
  return isInsidePair(text, start) ? start + 1 : start
}

function endOf(text: string, start: number): number {
  const end = start + maxLength
  if (end >= text.length) return text.length
  const space = text.slice(end - 30, end).search(/\s\S*$/)
  if (space >= 0) return end - 30 + space
  return isInsidePair(text, end) ? end - 1 : end
}

function isInsidePair(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[at] ?? '')
}
