import { decodeUtf8 } from 'lib0/string'
import { jsonDepth } from '../kit/json-depth.ts'

/** What a scanner throws where the bytes end early or say what nobody writes: made once, for it says nothing but "no". */
export const unsound = new Error('unsound bytes')

/** Nothing that people write is nested so deep; both libraries and JSON.stringify recurse. */
const maxDepth = 64

/**
 * Walks over lib0-encoded bytes without making anything of them. Every method throws `unsound` rather than pass the end, and moves `at`
 * behind what it has read. Source: lib0's encoding.js ("Data types") and its `writeAny`.
 */
export class ByteScanner {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw unsound
    this.at += 1
    return byte
  }

  /** At most 2^53-1, in as few bytes as it takes. */
  number(): number {
    let byte = this.byte()
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    let factor = 0x80
    while (true) {
      byte = this.byte()
      value += (byte & 0x7f) * factor
      if (value > Number.MAX_SAFE_INTEGER) throw unsound
      if (byte < 0x80) break
      factor *= 0x80
    }
    if (byte === 0) throw unsound
    return value
  }

  /** A number of things of one byte at least. */
  count(): number {
    const count = this.number()
    if (count > this.left) throw unsound
    return count
  }

  skip(length: number): void {
    if (length > this.left) throw unsound
    this.at += length
  }

  /** Skips a text and answers its length in UTF-16 units. */
  text(): number {
    const length = this.number()
    const end = this.at + length
    if (length > this.left) throw unsound
    const units = utf16Length(this.bytes, this.at, end)
    this.at = end
    return units
  }

  /** Skips a text that has to be JSON; `mayBeUndefined` takes the word `undefined` besides. */
  json(mayBeUndefined = false): void {
    const length = this.number()
    if (length > this.left) throw unsound
    const text = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    if (jsonDepth(text) > maxDepth || !isJson(text, mayBeUndefined)) throw unsound
  }

  /** Skips a value of any type. */
  any(depth = 0): void {
    switch (this.byte()) {
      case 127: // undefined
      case 126: // null
      case 121: // false
      case 120: // true
        return
      case 125:
        return this.#integer()
      case 124:
        return this.skip(4)
      case 123:
      case 122:
        return this.skip(8)
      case 119:
        this.text()
        return
      case 118:
        return this.#members(depth, true)
      case 117:
        return this.#members(depth, false)
      case 116:
        return this.skip(this.number())
      default:
        throw unsound
    }
  }

  #members(depth: number, isObject: boolean): void {
    if (depth >= maxDepth) throw unsound
    for (let left = this.count(); left > 0; left -= 1) {
      if (isObject) this.text()
      this.any(depth + 1)
    }
  }

  #integer(): void {
    let size = 1
    while (this.byte() >= 0x80) size += 1
    // 6 bits and 7 in each that follows make 53 with the eighth.
    if (size > 8) throw unsound
  }
}

/** Strict as TextDecoder's fatal mode: no overlong forms, no surrogates, nothing beyond U+10FFFF. Throws `unsound`. */
function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  let units = 0
  let at = start
  while (at < end) {
    const first = bytes[at] ?? 0
    units += 1
    at += 1
    if (first < 0x80) continue
    const size =
      first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0
    if (size === 0 || at + size > end || !isSecond(first, bytes[at] ?? 0)) throw unsound
    for (let next = 1; next < size; next += 1) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) throw unsound
    at += size
    if (size === 3) units += 1
  }
  return units
}

/** The byte after the first decides whether a form is overlong, a surrogate or too large. Source: Unicode, table 3-7. */
function isSecond(first: number, second: number): boolean {
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  return second >= low && second <= high
}

function isJson(bytes: Uint8Array, mayBeUndefined: boolean): boolean {
  try {
    const text = decodeUtf8(bytes)
    if (mayBeUndefined && text === 'undefined') return true
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
