import { fold, isUnspaced, wordsOf } from './words.ts'

/** What somebody looks for. Anything that can be typed is a query: what makes no sense as a sign is taken as words. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[]
  /** Types of things: `task`. Empty: any. */
  readonly types: readonly string[]
  /** Names, folded, each of a folder or project that it has to lie in. */
  readonly places: readonly string[]
}

/** Words that stand one after another. */
export interface SearchTerm {
  readonly tokens: readonly string[]
  /** The last of them may be the beginning of a longer word. */
  readonly isPrefix: boolean
  readonly isExcluded: boolean
  /** In quotation marks: meant to the letter. */
  readonly isPhrase?: boolean
  /** Words that may stand in its place: see `loosened`. */
  readonly similar?: readonly string[]
}

const maxQuery = 400
const maxTerms = 16

const typeNames: Readonly<Record<string, string>> = {
  document: 'document',
  doc: 'document',
  note: 'document',
  page: 'document',
  idea: 'idea',
  task: 'task',
  todo: 'task',
}

/** `budget "annual report" -draft type:task in:"Team plans"`; while somebody types, the last word is a beginning. */
export function parseQuery(typed: string): SearchQuery {
  const text = typed.slice(0, maxQuery)
  const terms: SearchTerm[] = []
  const types = new Set<string>()
  const places: string[] = []
  for (const match of text.matchAll(partPattern)) {
    const { sign = '', key, quoted, bare } = match.groups ?? {}
    const words = quoted ?? bare ?? ''
    const type = key?.toLowerCase() === 'type' ? typeOfName(words) : undefined
    if (type && !sign) types.add(type)
    else if (key?.toLowerCase() === 'in' && !sign && fold(words).trim()) places.push(fold(words).trim())
    else {
      const isOpen = match.index + match[0].length === text.length && !match[0].endsWith('"')
      const said = key === undefined ? words : `${key} ${words}`
      terms.push(...termsOf(said, { isPhrase: quoted !== undefined, isPrefix: isOpen, isExcluded: sign !== '' }))
    }
  }
  return { terms: terms.slice(0, maxTerms), types: [...types], places }
}

const partPattern = /(?<sign>(?<![^\s])-)?(?:(?<key>type|in):)?(?:"(?<quoted>[^"]*)"?|(?<bare>[^\s"]+))/gi

/** Something to look for, and not only something to leave out. */
export function asksForAnything({ terms, types, places }: SearchQuery): boolean {
  return types.length + places.length > 0 || terms.some((term) => !term.isExcluded)
}

export function isTypeWanted({ types }: SearchQuery, type: string): boolean {
  return types.length === 0 ? searchedTypes.has(type) : types.includes(type)
}

/** What can be found by what it says. */
export const searchedTypes: ReadonlySet<string> = new Set(['document', 'idea', 'task'])

function typeOfName(name: string): string | undefined {
  const key = fold(name).trim()
  return typeNames[key] ?? typeNames[key.replace(/s$/, '')]
}

interface TermKind {
  readonly isPhrase: boolean
  readonly isPrefix: boolean
  readonly isExcluded: boolean
}

function termsOf(said: string, { isPhrase, isPrefix, isExcluded }: TermKind): SearchTerm[] {
  const words = wordsOf(said)
  if (words.length === 0) return []
  // The last character of a run without spaces stands alone, and the pair before it says it already.
  const last = words.at(-1)
  const isTail = words.length > 1 && last !== undefined && isUnspaced(last.token) && words.at(-2)?.end === last.end
  const tokens = words.slice(0, isTail ? -1 : undefined).map(({ token }) => token)
  const isSingle = last !== undefined && !isTail && isUnspaced(last.token)
  const isOpen = isSingle || (isPrefix && !isPhrase && !isTail)
  return [{ tokens, isExcluded, isPrefix: isOpen, ...(isPhrase && { isPhrase }) }]
}
