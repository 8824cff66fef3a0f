/** A word of a text as it is looked for, and where it stands: offsets of UTF-16 code units. */
export interface Word {
  readonly token: string
  readonly start: number
  readonly end: number
}

// Scripts that are written without spaces between words, or (Korean) with endings that stick to them.
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u30fc\\u3005'
const wordPattern = new RegExp(`([${unspaced}]+)|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+`, 'gu')

/** A word longer than this is no word; its beginning finds it. */
const maxToken = 64

/**
 * Words in order. Where a script has no spaces, each two neighbouring characters are a word and so is the last one: whatever part of such a
 * text is looked for is a sequence of these.
 */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(wordPattern)) {
    const [whole] = match
    if (match[1] === undefined) add(words, whole, match.index)
    else addPairs(words, whole, match.index)
  }
  return words
}

/** Lower case and without accents, so that "resume" finds "Résumé". */
export function fold(text: string): string {
  if (isPlain.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(accents, '').normalize('NFC').toLowerCase()
}

const isPlain = /^[\x20-\x7e]*$/
// Marks of Latin, Greek and Cyrillic. Those of other scripts are vowels, or other letters.
const accents = /[\u0300-\u036f]/g

function add(words: Word[], whole: string, start: number): void {
  const token = fold(whole).slice(0, maxToken)
  if (token) words.push({ token, start, end: start + whole.length })
}

function addPairs(words: Word[], run: string, start: number): void {
  let at = start
  const characters = [...run]
  characters.forEach((character, index) => {
    const next = characters[index + 1] ?? ''
    const pair = character + next
    words.push({ token: fold(pair), start: at, end: at + pair.length })
    at += character.length
  })
}

/** Whether a run like this is looked for as pairs. */
export function isUnspaced(word: string): boolean {
  return unspacedOnly.test(word)
}

const unspacedOnly = new RegExp(`^[${unspaced}]+$`, 'u')
