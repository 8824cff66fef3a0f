/** A sentence of a text, and where it stands: offsets of UTF-16 code units, without signs of lists and headings. */
export interface Sentence {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly kind: SentenceKind
  /** The heading above it, in plain words; '': none. */
  readonly heading: string
  /** Which sentence of its paragraph or list it is, from 0. */
  readonly place: number
}

/** open, done: an item of a checklist. item: of another list. */
export type SentenceKind = 'heading' | 'open' | 'done' | 'item' | 'quote' | 'plain'

/** What of a text is read. */
const maxText = 2_000_000

/** The sentences of a plain or Markdown-like text, in order. Code is no prose and is left out. Linear in the length of the text. */
export function sentencesIn(whole: string): readonly Sentence[] {
  const text = whole.length > maxText ? whole.slice(0, maxText) : whole
  const found: Sentence[] = []
  let heading = ''
  let place = 0
  let fence = ''
  for (const { start, end } of linesOf(text)) {
    const line = text.slice(start, end)
    const sign = /^ {0,3}(```|~~~)/.exec(line)?.[1]
    if (sign && (fence === '' || fence === sign)) {
      fence = fence === '' ? sign : ''
      continue
    }
    if (fence !== '') continue
    const { kind, length } = beginningOf(line)
    if (line.length === length) place = 0
    if (kind === 'heading') {
      heading = withoutEnd(line.slice(length))
      place = 0
    }
    for (const piece of kind === 'heading' ? [[length, line.length] as const] : piecesOf(line, length)) {
      const sentence = trimmed(text, start + piece[0], start + piece[1])
      if (!sentence) continue
      found.push({ ...sentence, kind, heading: kind === 'heading' ? '' : heading, place })
      place += 1
    }
  }
  return found
}

function* linesOf(text: string): Generator<{ start: number; end: number }> {
  let start = 0
  while (start <= text.length) {
    const next = text.indexOf('\n', start)
    const end = next < 0 ? text.length : next
    yield { start, end }
    start = end + 1
  }
}

/** What stands before the words of a line, and what it makes of them. */
function beginningOf(line: string): { kind: SentenceKind; length: number } {
  const heading = /^ {0,3}#{1,6}(?:[ \t]+|$)/.exec(line)
  if (heading) return { kind: 'heading', length: heading[0].length }
  const item = /^[ \t>]{0,40}(?:[-*+•–]|\d{1,4}[.)])[ \t]+(?:\[([ xX])\](?:[ \t]+|$))?/.exec(line)
  if (item) return { kind: item[1] === undefined ? 'item' : item[1] === ' ' ? 'open' : 'done', length: item[0].length }
  const quote = /^[ \t]{0,40}>[ \t>]{0,40}/.exec(line)
  if (quote) return { kind: 'quote', length: quote[0].length }
  return { kind: 'plain', length: /^[ \t]*/.exec(line)?.[0].length ?? 0 }
}

/** Where the sentences of a line begin and end. */
function piecesOf(line: string, from: number): readonly (readonly [number, number])[] {
  const pieces: [number, number][] = []
  let start = from
  for (let at = from; at < line.length; at += 1) {
    if (!enders.has(line[at] ?? '')) continue
    let end = at + 1
    while (end < line.length && closers.has(line[end] ?? '')) end += 1
    const isWide = wideEnders.has(line[at] ?? '')
    const isEnd = isWide || endsHere({ line, start, at, end })
    // Looked at once, or a long row of stops would be looked at for each of them.
    at = end - 1
    if (!isEnd) continue
    pieces.push([start, end])
    start = end
  }
  if (start < line.length) pieces.push([start, line.length])
  return pieces
}

const wideEnders = new Set('。！？')
const enders = new Set('.!?…。！？')
const closers = new Set('.!?…。！？"\')]}”’»*_')
/** Words with a full stop that ends nothing. */
const shortForms = new Set(
  'mr mrs ms dr prof st vs etc e.g i.e no nr inc ltd co corp jr sr approx dept fig est jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
)

interface Stop {
  readonly line: string
  readonly start: number
  readonly at: number
  readonly end: number
}

function endsHere({ line, start, at, end }: Stop): boolean {
  if (end >= line.length) return true
  if (!/\s/.test(line[end] ?? '')) return false
  if (line[at] !== '.') return true
  const before = /[\p{L}.]{1,12}$/u.exec(line.slice(Math.max(start, at - 12), at))?.[0].toLowerCase() ?? ''
  if (shortForms.has(before) || /^(?:\p{L}\.)*\p{L}$/u.test(before)) return false
  // "1. First": the number of an item in the middle of a line.
  return !/^\s+\p{Ll}/u.test(line.slice(end, end + 12))
}

function trimmed(text: string, from: number, to: number): Pick<Sentence, 'start' | 'end' | 'text'> | undefined {
  let [start, end] = [from, to]
  while (start < end && /[\s*_~`]/.test(text[start] ?? '')) start += 1
  while (end > start && /[\s*_~`]/.test(text[end - 1] ?? '')) end -= 1
  return hasWord.test(text.slice(start, end)) ? { start, end, text: text.slice(start, end) } : undefined
}

/** Without the signs that may close a heading. */
function withoutEnd(words: string): string {
  let end = words.length
  while (end > 0 && /[\s#:]/.test(words[end - 1] ?? '')) end -= 1
  return words.slice(0, end)
}

const hasWord = /[\p{L}\p{N}]/u
