import type { SearchQuery, SearchTerm } from './query.ts'
import { isUnspaced } from './words.ts'

/** Below so many things that hold the very words, those with similar words are shown as well. */
export const fewFound = 3

/** A word of a query as it may have been meant. */
export interface Misspelling {
  readonly token: string
  /** The beginning of a longer word may be meant. */
  readonly isPrefix: boolean
}

/** Words only: another number or another pair of characters is another thing. */
const plainWord = /^[\p{L}\p{M}]+$/u

/**
 * The query with the words that are like its own, each single word for itself; phrases and what is left out stay as they are. Where the
 * words come from is for the caller, who gives all that `isSimilar` says yes to: so a server and a device loosen alike. undefined: it is as
 * loose as it gets.
 */
export function loosened(
  query: SearchQuery,
  wordsLike: (word: Misspelling) => readonly string[],
): SearchQuery | undefined {
  let isLoose = false
  const terms = query.terms.map((term) => {
    const word = misspellingIn(term)
    const similar = word ? wordsLike(word) : []
    if (!word || similar.length === 0) return term
    isLoose = true
    return { ...term, similar: nearestFirst(similar, word) }
  })
  return isLoose ? { ...query, terms } : undefined
}

export function misspellingsIn({ terms }: SearchQuery): readonly Misspelling[] {
  return terms.flatMap((term) => misspellingIn(term) ?? [])
}

function misspellingIn({ tokens, isPrefix, isExcluded, isPhrase }: SearchTerm): Misspelling | undefined {
  const [token] = tokens
  const isWord = token !== undefined && tokens.length === 1 && !isExcluded && !isPhrase
  // Of a short beginning too much is a neighbour.
  return isWord && editsIn(token) > 0 ? { token, isPrefix: isPrefix && token.length > 4 } : undefined
}

/** One letter of a word may be wrong, two of a long one. */
function editsIn(token: string): number {
  if (token.length < 4 || !plainWord.test(token) || isUnspaced(token)) return 0
  return token.length < 8 ? 1 : 2
}

/**
 * Whether a word is another one as somebody may have mistyped it: letters left out, added, changed or swapped. The first letter is right, as it
 * nearly always is. What the query finds as it stands is not similar.
 */
export function isSimilar(word: string, { token, isPrefix }: Misspelling): boolean {
  const edits = editsIn(token)
  const isAsTyped = isPrefix ? word.startsWith(token) : word === token
  if (isAsTyped || word[0] !== token[0] || word.length < token.length - edits || !plainWord.test(word)) return false
  if (!isPrefix && word.length > token.length + edits) return false
  return distance(word, { token, isPrefix }, edits) <= edits
}

function nearestFirst(words: readonly string[], wanted: Misspelling): readonly string[] {
  const near = words.map((word) => ({ word, edits: distance(word, wanted, editsIn(wanted.token)) }))
  return near.toSorted((a, b) => a.edits - b.edits || (a.word < b.word ? -1 : 1)).map(({ word }) => word)
}

/** Optimal string alignment, of the nearest beginning of the word where a beginning is enough; beyond `most` it only says more. */
function distance(word: string, { token, isPrefix }: Misspelling, most: number): number {
  const width = Math.min(word.length, token.length + most)
  let before: number[] = []
  let last = Array.from({ length: width + 1 }, (_, at) => at)
  for (let row = 1; row <= token.length; row += 1) {
    const next = [row]
    for (let at = 1; at <= width; at += 1) {
      const isSame = token[row - 1] === word[at - 1]
      let best = Math.min(last[at]! + 1, next[at - 1]! + 1, last[at - 1]! + (isSame ? 0 : 1))
      const isSwapped = row > 1 && at > 1 && token[row - 1] === word[at - 2] && token[row - 2] === word[at - 1]
      if (isSwapped) best = Math.min(best, before[at - 2]! + 1)
      next.push(best)
    }
    if (Math.min(...next) > most) return most + 1
    before = last
    last = next
  }
  return isPrefix ? Math.min(...last) : (last[word.length] ?? most + 1)
}

/** The query as it is found in one thing: in the place of a word that is not there, the similar words that are. */
export function asItStands(
  query: SearchQuery,
  lines: readonly string[],
): { query: SearchQuery; similar: readonly string[] } {
  const similar: string[] = []
  const terms = query.terms.flatMap((term): SearchTerm[] => {
    const { similar: others, ...plain } = term
    const isThere = lines.some((line) => line.includes(needleOf(plain)))
    if (!others || isThere) return [plain]
    const here = others.filter((word) => lines.some((line) => line.includes(` ${word} `))).slice(0, mostShown)
    similar.push(...here)
    return here.map((word) => ({ ...plain, tokens: [word], isPrefix: false }))
  })
  return { query: { ...query, terms }, similar: [...new Set(similar)] }
}

/** So many similar words of one thing are told and marked. */
const mostShown = 3

/** How a term stands in a line of words. */
export function needleOf({ tokens, isPrefix }: SearchTerm): string {
  return ` ${tokens.join(' ')}${isPrefix ? '' : ' '}`
}

/** The words of lines that are like another. */
export function similarWordsIn(lines: Iterable<string>, wanted: Misspelling): readonly string[] {
  const found = new Set<string>()
  const begin = ` ${wanted.token[0]}`
  for (const line of lines) {
    for (let at = line.indexOf(begin); at >= 0; at = line.indexOf(begin, at + 1)) {
      const end = line.indexOf(' ', at + 1)
      const word = line.slice(at + 1, end < 0 ? undefined : end)
      if (!found.has(word) && isSimilar(word, wanted)) found.add(word)
    }
  }
  return [...found]
}
