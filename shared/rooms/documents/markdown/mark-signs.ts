/** A piece of the result: text still to be escaped, finished syntax, or one side of a mark. */
export type Token =
  | { readonly kind: 'text'; readonly value: string; readonly inLabel: boolean }
  | { readonly kind: 'code' | 'atom' | 'break' | 'bracket'; readonly value: string }
  | { readonly kind: 'address'; readonly value: string; readonly bare: string }
  | { readonly kind: 'open' | 'close'; readonly pair: Pair }

/** A mark that is written with signs, or with tags where signs would not be read as that mark. */
export interface Pair {
  readonly mark: string
  tags: boolean
}

export const signs: Readonly<Record<string, { readonly sign: string; readonly tag: string }>> = {
  bold: { sign: '**', tag: 'strong' },
  italic: { sign: '*', tag: 'em' },
  strike: { sign: '~~', tag: 'del' },
  highlight: { sign: '==', tag: 'mark' },
  underline: { sign: '', tag: 'u' },
}

export function plainText(token: Token): string {
  if (!('pair' in token)) return token.value
  const { sign, tag } = signs[token.pair.mark]!
  if (!token.pair.tags) return sign
  return token.kind === 'open' ? `<${tag}>` : `</${tag}>`
}

/** Turns the first pair whose signs would not be read back into tags; false = all are readable. */
export function replaceUnreadable(tokens: readonly Token[]): boolean {
  const outside = tokens.some(
    (token) => (token.kind === 'atom' || token.kind === 'bracket') && token.value.includes('=='),
  )
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    if ((token.kind !== 'open' && token.kind !== 'close') || token.pair.tags) continue
    const readable =
      token.pair.mark === 'highlight' ? !outside && highlightReads(tokens, token.pair) : signReads(tokens, index)
    if (!readable) {
      token.pair.tags = true
      return true
    }
  }
  return false
}

/**
 * CommonMark's rule for emphasis: a run of equal signs opens when it stands before a character, and before a sign only after a space
 * or sign; closing is the mirror image. Opening and closing runs must not touch, for they would be one run.
 */
function signReads(tokens: readonly Token[], index: number): boolean {
  const char = plainText(tokens[index]!)[0]
  const joins = (token: Token | undefined) =>
    token !== undefined && (token.kind === 'open' || token.kind === 'close') && plainText(token)[0] === char
  let first = index
  let last = index
  while (joins(tokens[first - 1])) first -= 1
  while (joins(tokens[last + 1])) last += 1
  const { kind } = tokens[index]!
  if (tokens.slice(first, last + 1).some((token) => token.kind !== kind)) return false
  const before = lastChar(tokens[first - 1])
  const after = firstChar(tokens[last + 1])
  const [inner, outer] = kind === 'open' ? [after, before] : [before, after]
  if (isSpace(inner)) return false
  // Parsers differ on emoji and other signs beyond the first plane: inside they count as signs, outside they do not.
  return !isSign(inner) || isSpace(outer) || (isSign(outer) && outer.length === 1)
}

/** The scanner for `==` knows neither nesting nor lines. */
function highlightReads(tokens: readonly Token[], pair: Pair): boolean {
  const start = tokens.findIndex((token) => token.kind === 'open' && token.pair === pair)
  const end = tokens.findIndex((token) => token.kind === 'close' && token.pair === pair)
  const inner = tokens.slice(start + 1, end)
  if (inner.some(({ kind }) => kind === 'break')) return false
  // Inside a label the pair would be found, but across its border it would not be one pair of one level.
  if (bracketDepth(tokens.slice(0, start)) > 0) return false
  const text = inner.map(plainText).join('')
  const beside = `${lastChar(tokens[start - 1])}${firstChar(tokens[end + 1])}`
  return text !== '' && !/^[\s=]|[\s=]$/.test(text) && !beside.includes('=')
}

function bracketDepth(tokens: readonly Token[]): number {
  return tokens.reduce((depth, token) => depth + (token.kind === 'bracket' ? (token.value === '[' ? 1 : -1) : 0), 0)
}

function lastChar(token: Token | undefined): string {
  return token ? (Array.from(plainText(token).slice(-2)).at(-1) ?? '') : ''
}

function firstChar(token: Token | undefined): string {
  return token ? (Array.from(plainText(token).slice(0, 2))[0] ?? '') : ''
}

function isSpace(char: string): boolean {
  return char === '' || /\s/.test(char)
}

function isSign(char: string): boolean {
  return /[\p{P}\p{S}]/u.test(char)
}
