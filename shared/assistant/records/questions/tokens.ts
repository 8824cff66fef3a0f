import { fold } from '../matcher.ts'

/** A word as it is compared, and where it stands in the text. */
export interface Token {
  readonly word: string
  readonly start: number
  readonly end: number
}

const contractions: Readonly<Record<string, readonly string[]>> = {
  "what's": ['what', 'is'],
  "who's": ['who', 'is'],
  "there's": ['there', 'is'],
  "i've": ['i', 'have'],
  "i'm": ['i', 'am'],
  "we've": ['we', 'have'],
  "haven't": ['have', 'not'],
  "hasn't": ['has', 'not'],
  "didn't": ['did', 'not'],
  "isn't": ['is', 'not'],
  "aren't": ['are', 'not'],
  "weren't": ['were', 'not'],
  "wasn't": ['was', 'not'],
  "don't": ['do', 'not'],
  "doesn't": ['does', 'not'],
  "won't": ['will', 'not'],
  "we're": ['we', 'are'],
  "they're": ['they', 'are'],
  "that's": ['that', 'is'],
  "it's": ['it', 'is'],
  "where's": ['where', 'is'],
  "when's": ['when', 'is'],
  "how's": ['how', 'is'],
  "should've": ['should', 'have'],
  "everything's": ['everything', 'is'],
}

/** As they are typed in a hurry. Those that are words of their own ("were", "wont", "its") are left out. */
const hurried: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(contractions)
    .filter(([word]) => !["we're", "won't", "it's"].includes(word))
    .map(([word, parts]) => [word.replace("'", ''), parts] as const),
  ['wats', ['what', 'is']],
  ['wat', ['what']],
  ['wk', ['week']],
  ['mth', ['month']],
  ['tmrw', ['tomorrow']],
  ['tmr', ['tomorrow']],
  ['tomo', ['tomorrow']],
  ['tonite', ['tonight']],
  ['u', ['you']],
  ['prio', ['priority']],
  ['stuffs', ['stuff']],
])

// Signs that say something are words of their own; those between words say nothing.
const wordPattern = /#[\p{L}\p{N}_-]+|[\p{L}\p{N}]+(?:['’][\p{L}]+)?|["“”<>=%+*/@]/gu

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(wordPattern)) {
    const [start, end] = [match.index, match.index + match[0].length]
    const word = fold(match[0]).replace('’', "'")
    const parts = contractions[word] ?? hurried.get(word) ?? (word.endsWith("'s") ? [word.slice(0, -2), "'s"] : [word])
    for (const part of parts) tokens.push({ word: part, start, end })
  }
  return tokens
}

/** Words that begin at a place are the same as these. */
export function isAt(tokens: readonly Token[], at: number, words: readonly string[]): boolean {
  return words.every((word, index) => tokens[at + index]?.word === word)
}
