import { digest } from 'lib0/hash/sha256'
import { done, refused, type Outcome } from '../../kit/outcome.ts'

const magic = [0x85, 0x6f, 0x4a, 0x83] as const
const kinds = { document: 0, change: 1, compressedChange: 2 } as const

/**
 * Checks the outside of Automerge bytes (one or more chunks): magic, kind, exact lengths and, where it covers the bytes as they are,
 * the checksum. The library itself skips what it can not read and does not verify checksums on load.
 * Source: the Automerge binary format, "Chunk container". A compressed change's checksum covers its inflated form and is not checked here.
 */
export function checkChunks(bytes: Uint8Array): Outcome<'malformed', void> {
  let at = 0
  while (at < bytes.length) {
    const end = endOfChunk(bytes, at)
    if (end === undefined) return refused('malformed')
    at = end
  }
  return bytes.length > 0 ? done() : refused('malformed')
}

/** Of what `checkChunks` has found sound: a single change, and not the whole of a document or several chunks. */
export function isOneChange(bytes: Uint8Array): boolean {
  const length = readLength(bytes, 9)
  return bytes[8] !== kinds.document && length !== undefined && length.next + length.value === bytes.length
}

function endOfChunk(bytes: Uint8Array, start: number): number | undefined {
  if (bytes.length - start < 10 || magic.some((byte, index) => bytes[start + index] !== byte)) return undefined
  const kind = bytes[start + 8]
  if (kind === undefined || kind > kinds.compressedChange) return undefined
  const length = readLength(bytes, start + 9)
  if (!length || length.next + length.value > bytes.length) return undefined
  const end = length.next + length.value
  if (kind === kinds.compressedChange) return end
  const sum = digest(bytes.subarray(start + 8, end))
  return [0, 1, 2, 3].every((index) => sum[index] === bytes[start + 4 + index]) ? end : undefined
}

/** Unsigned LEB128 of at most five bytes: no chunk is larger than 2^35. */
function readLength(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[at + index]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { value, next: at + index + 1 }
  }
  return undefined
}
