import { isSimilar } from '../../search/similar.ts'
import { lexicon } from './lexicon.ts'
import { timeWords } from './periods.ts'
import { type Token, tokensOf } from './tokens.ts'

export interface Correction {
  /** The whole text, with the word as it was meant. */
  readonly text: string
  readonly said: string
  readonly meant: string
}

/** The words that questions are made of: no names, for a name that is nearly another one is another one. */
const known: ReadonlySet<string> = new Set(
  [...[...lexicon.values()].flat().flatMap(({ words }) => words), ...timeWords].filter((word) => word.length > 3),
)

/** One mistyped word of a question, where there is one word only that it can be. */
export function corrected(text: string, unknown: readonly string[]): Correction | undefined {
  const wanted = new Set(unknown.map((word) => word.toLowerCase()))
  for (const token of tokensOf(text)) {
    if (!wanted.has(text.slice(token.start, token.end).toLowerCase())) continue
    const meant = meantBy(token, known)
    if (meant !== undefined) return correction(text, token, meant)
  }
  return undefined
}

/** The same for names: to be offered, never to be taken. */
export function namesLike(text: string, unknown: readonly string[], names: readonly string[]): Correction | undefined {
  const words = new Set(
    names.flatMap((name) => tokensOf(name).map(({ word }) => word)).filter((word) => word.length > 2),
  )
  for (const token of tokensOf(text)) {
    if (!unknown.some((each) => each.toLowerCase() === text.slice(token.start, token.end).toLowerCase())) continue
    const meant = meantBy(token, words)
    if (meant !== undefined) return correction(text, token, meant)
  }
  return undefined
}

function meantBy({ word }: Token, words: ReadonlySet<string>): string | undefined {
  const like = [...words].filter((each) => isSimilar(each, { token: word, isPrefix: false }))
  // A plural is no misspelling of its singular: of two that differ by that, the longer the word the nearer.
  const nearest = like.filter((each) => sorted(each) === sorted(word))
  const [only, second] = nearest.length === 1 ? nearest : like
  return second === undefined ? only : undefined
}

function sorted(word: string): string {
  return [...word].sort().join('')
}

function correction(text: string, { start, end }: Token, meant: string): Correction {
  return { text: `${text.slice(0, start)}${meant}${text.slice(end)}`, said: text.slice(start, end), meant }
}
