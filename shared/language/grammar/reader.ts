import type { Day } from '../civil.ts'

/** A word, a number or a mark, lower case. `isGlued`: nothing stands between it and the one before. */
export interface Token {
  readonly word: string
  readonly kind: 'word' | 'number' | 'mark'
  readonly start: number
  readonly end: number
  readonly isGlued: boolean
}

/**
 * What all rules read from. Rules take the index of a token and give the index behind what they understood; each looks at a bounded
 * number of tokens, so that reading a text takes time in proportion to its length.
 */
export interface Reader {
  readonly tokens: readonly Token[]
  readonly today: Day
  /** Since midnight. */
  readonly seconds: number
  readonly weekStartsOn: number
  /** What rules have understood before, by rule and place: many ask for the same. */
  readonly known: Map<object, Map<number, Match<unknown> | undefined>>
}

export interface Match<Value> {
  readonly value: Value
  readonly end: number
}

export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = []
  let last = -1
  for (const found of text.matchAll(/\p{L}+(?:['’](?=\p{L})\p{L}+)?|\d+|[^\s\p{L}\d]/gu)) {
    const start = found.index
    const end = start + found[0].length
    const word = found[0].toLowerCase().replace('’', "'")
    tokens.push({ word, kind: kindOf(word), start, end, isGlued: start === last })
    last = end
  }
  return tokens
}

function kindOf(word: string): Token['kind'] {
  if (/^\d/.test(word)) return 'number'
  return /^\p{L}/u.test(word) ? 'word' : 'mark'
}

export function wordAt(reader: Reader, at: number): string {
  return reader.tokens[at]?.word ?? ''
}

export function isGlued(reader: Reader, at: number): boolean {
  return reader.tokens[at]?.isGlued === true
}

/** The index behind the phrase, or 0 where something else stands. */
export function says(reader: Reader, at: number, phrase: string): number {
  const first = wordAt(reader, at)
  if (first === '' || !phrase.startsWith(first)) return 0
  let index = at
  for (const word of phrase.split(' ')) if (wordAt(reader, index++) !== word) return 0
  return index
}

export function saysOne(reader: Reader, at: number, phrases: readonly string[]): number {
  let longest = 0
  for (const phrase of phrases) longest = Math.max(longest, says(reader, at, phrase))
  return longest
}

/** Behind the phrase where it stands, else where one was. */
export function past(reader: Reader, at: number, phrases: readonly string[]): number {
  return saysOne(reader, at, phrases) || at
}

/** Whole digits at a place, as text: `07` is not `7`. */
export function digitsAt(reader: Reader, at: number): string | undefined {
  const token = reader.tokens[at]
  return token?.kind === 'number' && token.word.length <= 8 ? token.word : undefined
}

/** Asks a rule once for each place. What it says may depend on nothing but the text. */
export function once<Value>(rule: (reader: Reader, at: number) => Match<Value> | undefined): typeof rule {
  return (reader, at) => {
    let places = reader.known.get(rule)
    if (!places) reader.known.set(rule, (places = new Map()))
    if (!places.has(at)) places.set(at, rule(reader, at))
    return places.get(at) as Match<Value> | undefined
  }
}

/** The rule that reads furthest; of equals the first. */
export function longest<Value>(matches: readonly (Match<Value> | undefined)[]): Match<Value> | undefined {
  let best: Match<Value> | undefined
  for (const match of matches) if (match && (!best || match.end > best.end)) best = match
  return best
}
