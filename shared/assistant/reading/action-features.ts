/** What the model sees of a sentence: places in a table of weights, each once. Training and reading must agree on every line of this. */
export const tableSize = 1 << 15

/** Beyond this a sentence is a paste; its beginning says what it is. */
const maxLength = 600
const maxWords = 90

/** Words and pairs of words, pieces of words, and a few things that only a person would think of. */
export function actionFeatures(sentence: string): readonly number[] {
  const text = normalise(sentence)
  const words = text.match(wordPattern)?.slice(0, maxWords) ?? []
  const found = new Set<number>()
  const add = (feature: string) => found.add(placeOf(feature))
  words.forEach((word, at) => {
    add(`w${word}`)
    add(`p${words[at - 1] ?? '^'} ${word}`)
    if (at > 1) add(`t${words[at - 2]} ${words[at - 1]} ${word}`)
    if (at < 4) add(`s${at} ${word}`)
  })
  add(`p${words.at(-1) ?? ''} $`)
  const padded = ` ${text} `
  for (let at = 0; at + 4 <= padded.length; at += 1) {
    add(`c${padded.slice(at, at + 4)}`)
    if (at + 5 <= padded.length) add(`d${padded.slice(at, at + 5)}`)
  }
  for (const [name, pattern] of handMade) if (pattern.test(text)) add(`h${name}`)
  add(`n${Math.min(5, words.length >> 2)}`)
  return [...found]
}

const wordPattern = /[\p{L}\p{N}$']+|[?!:]/gu

/** Numbers and addresses are alike: what they are says nothing of whether somebody should act. */
function normalise(sentence: string): string {
  return sentence
    .slice(0, maxLength)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\b(?:https?:\/\/|www\.)[^\s<>]+/g, ' $link ')
    .replace(/[^\s@<>]{1,64}@[^\s@<>]{1,128}/g, ' $mail ')
    .replace(/\p{N}+/gu, '0')
    .replace(/\s+/g, ' ')
    .trim()
}

const days =
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tonight|week|month|noon|morning|afternoon|eod|asap'
const handMade: readonly (readonly [string, RegExp])[] = [
  ['please', /^please\b/],
  ['asks', /^(?:can|could|would|will) you\b/],
  ['needs', /\b(?:i|we|you) (?:need|have|want|should|must|ought)\b(?: to)?/],
  ['promise', /\b(?:i|we)(?:'ll| will| am going to| are going to)\b/],
  ['lets', /^let's\b|\blet (?:me|us) know\b/],
  ['day', new RegExp(`\\b(?:${days})\\b`)],
  ['by', new RegExp(`\\b(?:by|before|until|no later than) (?:the |end of |close of |next |this )*(?:${days}|0)`)],
  ['question', /\?\s*$/],
  ['click', /\bclick|\bunsubscribe|\bfree\b|\boffer\b|\$link/],
  ['past', /\b(?:was|were|did|had|have been|has been)\b/],
  ['if', /^if\b/],
  ['thanks', /\bthank(?:s| you)\b/],
]

/** FNV-1a over UTF-16 code units. */
function placeOf(feature: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < feature.length; at += 1) hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) & (tableSize - 1)
}
