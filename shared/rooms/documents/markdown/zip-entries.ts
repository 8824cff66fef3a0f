import { Inflate } from 'fflate'
import { done, refused, type Outcome } from '../../../kit/outcome.ts'
import type { Remark } from './import-report.ts'
import type { VaultEntry } from './vault-plan.ts'

/** Bytes that are read in pieces: a zip of some gigabytes never lies in memory. */
export interface ByteSource {
  readonly size: number
  read(start: number, end: number): Promise<Uint8Array>
}

export interface ZipLimits {
  readonly maxEntries: number
  /** Of all entries together, unpacked. */
  readonly maxBytes: number
  /** Unpacked to packed, for an entry or a zip that unpacks to more than `freeBytes`: a log may well shrink a thousandfold. */
  readonly maxRatio: number
  readonly freeBytes: number
}

const usualLimits: ZipLimits = { maxEntries: 100_000, maxBytes: 4_000_000_000, maxRatio: 250, freeBytes: 50_000_000 }

export type ZipRefusal = 'not-a-zip' | 'too-many-entries' | 'zip64'

/**
 * The files of a zip, by its central directory (APPNOTE 4.3.12). What an entry says of itself is not believed: unpacking stops as soon
 * as it gives more than it said, and `problem` names links, encrypted entries and those that unpack to too much.
 */
export async function readZip(
  source: ByteSource,
  limits: ZipLimits = usualLimits,
): Promise<Outcome<ZipRefusal, VaultEntry[]>> {
  const end = await findEnd(source)
  if (!end) return refused('not-a-zip')
  if (end.count === 0xffff || end.offset === 0xffffffff) return refused('zip64')
  if (end.count > limits.maxEntries) return refused('too-many-entries')
  const directory = await source.read(end.offset, Math.min(source.size, end.offset + end.size))
  const headers = headersIn(directory)
  if (!headers) return refused('not-a-zip')
  let total = 0
  return done(
    headers
      .filter(({ path }) => !path.endsWith('/'))
      .map((header) => {
        total += header.size
        const problem = problemOf(header, { total, packedTotal: source.size, limits })
        return {
          path: header.path,
          size: header.size,
          ...(header.modifiedAt !== undefined && { modifiedAt: header.modifiedAt }),
          ...(problem && { problem }),
          read: () => unpack(source, header),
        }
      }),
  )
}

interface Header {
  readonly path: string
  readonly method: number
  readonly flags: number
  readonly packed: number
  readonly size: number
  readonly offset: number
  readonly isLink: boolean
  readonly modifiedAt: number | undefined
}

interface Unpacking {
  readonly total: number
  readonly packedTotal: number
  readonly limits: ZipLimits
}

function problemOf({ method, flags, packed, size, isLink }: Header, unpacking: Unpacking): Remark | undefined {
  const { total, packedTotal, limits } = unpacking
  if (isLink) return { code: 'is-link' }
  if ((flags & 1) !== 0) return { code: 'is-encrypted' }
  if (method !== 0 && method !== 8) return { code: 'is-damaged', values: { reason: `packed by method ${method}` } }
  const isBomb = (unpacked: number, from: number) => unpacked > limits.freeBytes && unpacked > from * limits.maxRatio
  const isTooLarge = total > limits.maxBytes || isBomb(size, packed) || isBomb(total, packedTotal)
  return isTooLarge ? { code: 'unpacks-too-large' } : undefined
}

/** The end record stands before a comment of at most 65,535 bytes. */
async function findEnd(source: ByteSource): Promise<{ count: number; size: number; offset: number } | undefined> {
  const start = Math.max(0, source.size - 65_557)
  const tail = await source.read(start, source.size)
  const view = viewOf(tail)
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue
    const found = {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    }
    if (found.offset + found.size <= source.size || found.offset === 0xffffffff) return found
  }
  return undefined
}

function headersIn(directory: Uint8Array): Header[] | undefined {
  const view = viewOf(directory)
  const headers: Header[] = []
  let at = 0
  while (at + 46 <= directory.length) {
    if (view.getUint32(at, true) !== 0x02014b50) return undefined
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true)) as [
      number,
      number,
      number,
    ]
    if (at + 46 + name + extra + comment > directory.length) return undefined
    const flags = view.getUint16(at + 8, true)
    const attributes = view.getUint32(at + 38, true) >>> 16
    headers.push({
      path: decodeName(directory.subarray(at + 46, at + 46 + name), flags),
      method: view.getUint16(at + 10, true),
      flags,
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
      // The upper half holds the mode that Unix systems know; S_IFLNK is 0o120000.
      isLink: (attributes & 0o170000) === 0o120000,
      modifiedAt: timeOf(view.getUint16(at + 14, true), view.getUint16(at + 12, true)),
    })
    at += 46 + name + extra + comment
  }
  return headers
}

/** DOS time has no zone: taken as UTC. The first days of DOS stand for "no time". */
function timeOf(day: number, time: number): number | undefined {
  const year = 1980 + (day >> 9)
  if (year < 1990) return undefined
  const ms = Date.UTC(year, ((day >> 5) & 15) - 1, day & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2)
  return Number.isFinite(ms) ? ms : undefined
}

/** UTF-8 when the flag says so or the bytes are that, as macOS writes them; else the code page of DOS. */
function decodeName(bytes: Uint8Array, flags: number): string {
  const isAscii = bytes.every((byte) => byte < 0x80)
  if (isAscii) return String.fromCharCode(...bytes)
  const text = decodeUtf8(bytes)
  if (text !== undefined || (flags & 0x800) !== 0) return text ?? '\0'
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : codePage437[byte - 0x80]!)).join('')
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return undefined
  }
}

const codePage437 = [
  ...'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
]

async function unpack(source: ByteSource, header: Header): Promise<Uint8Array> {
  const local = await source.read(header.offset, header.offset + 30)
  const view = viewOf(local)
  if (local.length < 30 || view.getUint32(0, true) !== 0x04034b50) throw new Error('its place in the zip is wrong')
  const start = header.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true)
  if (start + header.packed > source.size) throw new Error('it is cut off')
  const packed = await source.read(start, start + header.packed)
  if (header.method === 0) {
    if (packed.length !== header.size) throw new Error('its size is not what it says')
    return packed
  }
  return inflate(packed, header.size)
}

const feedBytes = 64 * 1024

/** Fed in pieces, so that a bomb is caught when it exceeds its word and not when it has filled the memory. */
function inflate(packed: Uint8Array, size: number): Uint8Array {
  const unpacked = new Uint8Array(size)
  let length = 0
  const inflater = new Inflate((chunk) => {
    if (length + chunk.length > size) throw new Error('it unpacks to more than it says')
    unpacked.set(chunk, length)
    length += chunk.length
  })
  for (let at = 0; at < packed.length; at += feedBytes) {
    inflater.push(packed.subarray(at, at + feedBytes), at + feedBytes >= packed.length)
  }
  if (length !== size) throw new Error('its size is not what it says')
  return unpacked
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
