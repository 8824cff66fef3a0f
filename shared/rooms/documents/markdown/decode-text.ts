import { strFromU8 } from 'fflate'
import { done, refused, type Outcome } from '../../../kit/outcome.ts'

export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16' | 'windows-1252'

export interface DecodedText {
  readonly text: string
  readonly encoding: TextEncoding
}

/**
 * Bytes of a note → text with plain line ends. UTF-8 if the bytes are that, else what a byte order mark says, else Windows-1252,
 * which any text of western Europe from before is. 'not-text': control characters that no text holds.
 */
export function decodeText(bytes: Uint8Array): Outcome<'not-text', DecodedText> {
  const utf16 = utf16Order(bytes)
  if (utf16) return plain(fromUtf16(bytes, utf16), 'utf-16')
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const rest = hasMark ? bytes.subarray(3) : bytes
  if (isUtf8(rest)) return plain(strFromU8(rest), hasMark ? 'utf-8-bom' : 'utf-8')
  return plain(fromWindows1252(rest), 'windows-1252')
}

function plain(text: string, encoding: TextEncoding): Outcome<'not-text', DecodedText> {
  if (hasControls(text)) return refused('not-text')
  return done({ text: text.replace(/\r\n?/g, '\n'), encoding })
}

/** Tabs, line ends, form feeds and escapes (logs) occur in texts; the others do not. */
function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 27 && code !== 11) return true
  }
  return false
}

function utf16Order(bytes: Uint8Array): 'little' | 'big' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'little'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'big'
  return undefined
}

function fromUtf16(bytes: Uint8Array, order: 'little' | 'big'): string {
  const [low, high] = order === 'little' ? [0, 1] : [1, 0]
  const codes: number[] = []
  for (let at = 2; at + 1 < bytes.length; at += 2) codes.push(bytes[at + low]! | (bytes[at + high]! << 8))
  return fromCodes(codes).replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
}

function fromWindows1252(bytes: Uint8Array): string {
  return fromCodes(
    Array.from(bytes, (byte) => (byte >= 0x80 && byte < 0xa0 ? windows1252.charCodeAt(byte - 0x80) : byte)),
  )
}

/** 0x80–0x9f; the five that are not taken stay what they are. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** In slices, for a call takes only so many arguments. */
function fromCodes(codes: readonly number[]): string {
  let text = ''
  for (let at = 0; at < codes.length; at += 8192) text += String.fromCharCode(...codes.slice(at, at + 8192))
  return text
}

/** RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
function isUtf8(bytes: Uint8Array): boolean {
  let at = 0
  while (at < bytes.length) {
    const first = bytes[at]!
    if (first < 0x80) {
      at += 1
      continue
    }
    const length =
      first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
    if (length === 0 || at + length > bytes.length) return false
    const second = bytes[at + 1]!
    const [least, most] = secondRange(first)
    if (second < least || second > most) return false
    for (let next = 2; next < length; next += 1) if ((bytes[at + next]! & 0xc0) !== 0x80) return false
    at += length
  }
  return true
}

function secondRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf]
  if (first === 0xed) return [0x80, 0x9f]
  if (first === 0xf0) return [0x90, 0xbf]
  if (first === 0xf4) return [0x80, 0x8f]
  return [0x80, 0xbf]
}
