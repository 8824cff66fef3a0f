import { Readable } from 'node:stream'

/** One file of an archive. */
export interface TarEntry {
  /** At most 100 bytes. */
  readonly path: string
  readonly bytes: number
  /** Exactly so many. */
  content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const blockBytes = 512
const nameBytes = 100
/** Larger ones do not fit into eleven octal digits. */
const octalLimit = 8 ** 11

/** A POSIX archive (ustar) of plain files, in order, as it is read. Throws when a file is not as long as it was said to be. */
export function writeTar(entries: AsyncIterable<TarEntry> | Iterable<TarEntry>, timeMs: number): Readable {
  return Readable.from(blocksOf(entries, timeMs), { objectMode: false })
}

async function* blocksOf(entries: AsyncIterable<TarEntry> | Iterable<TarEntry>, timeMs: number) {
  for await (const { path, bytes, content } of entries) {
    yield headerOf(path, { bytes, timeMs })
    let written = 0
    for await (const chunk of content()) {
      written += chunk.length
      if (written > bytes) break
      yield chunk
    }
    if (written !== bytes) throw new Error(`${path} changed while it was put into an archive.`)
    yield new Uint8Array(padding(bytes))
  }
  yield new Uint8Array(2 * blockBytes)
}

function headerOf(path: string, { bytes, timeMs }: { bytes: number; timeMs: number }): Buffer {
  if (Buffer.byteLength(path) > nameBytes) throw new Error(`bug: ${path} is too long for an archive`)
  const header = Buffer.alloc(blockBytes)
  header.write(path, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  writeNumber(header, { value: bytes, at: 124 })
  writeNumber(header, { value: Math.floor(timeMs / 1_000), at: 136 })
  header.write('0', 156)
  header.write('ustar\u000000', 257)
  header.write('nexus', 265)
  header.write('nexus', 297)
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** In octal digits, or where they are too few in binary with the first bit set, as GNU and POSIX tar read it. */
function writeNumber(header: Buffer, { value, at }: { value: number; at: number }): void {
  if (value < octalLimit) {
    header.write(`${value.toString(8).padStart(11, '0')}\0`, at)
    return
  }
  header[at] = 0x80
  header.writeBigUInt64BE(BigInt(value), at + 4)
}

/** Of the header with spaces in the place of the sum. */
function sumOf(header: Buffer): number {
  let sum = 0
  header.forEach((byte, at) => (sum += at >= 148 && at < 156 ? 0x20 : byte))
  return sum
}

function padding(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes
}

/** What is read of an archive: a file and, until the next one is asked for, its bytes. */
export interface ReadEntry {
  readonly path: string
  readonly bytes: number
  readonly content: AsyncIterable<Buffer>
}

/** An archive is not what it should be. */
export class TarFault extends Error {}

/**
 * Reads an archive of plain files. Throws a TarFault for anything else: links, folders, devices, what ends too early. Nobody's word is taken
 * for a path: the reader decides where the bytes go.
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<ReadEntry> {
  const input = new ByteReader(source)
  while (true) {
    const header = await input.exactly(blockBytes)
    if (header.every((byte) => byte === 0)) return
    const { path, bytes } = entryOf(header)
    let left = bytes
    const content = async function* () {
      while (left > 0) {
        const chunk = await input.some(left)
        left -= chunk.length
        yield chunk
      }
    }
    yield { path, bytes, content: content() }
    while (left > 0) left -= (await input.some(left)).length
    await input.exactly(padding(bytes))
  }
}

function entryOf(header: Buffer): { path: string; bytes: number } {
  const told = Number.parseInt(header.subarray(148, 156).toString('latin1').replaceAll('\0', ' ').trim(), 8)
  if (told !== sumOf(header)) throw new TarFault('a header is not what was written')
  const type = header[156]
  if (type !== 0 && type !== 0x30) throw new TarFault('it holds something that is no plain file')
  const name = header.subarray(0, nameBytes)
  const end = name.indexOf(0)
  return { path: name.subarray(0, end < 0 ? nameBytes : end).toString('utf8'), bytes: readNumber(header, 124) }
}

function readNumber(header: Buffer, at: number): number {
  if (header[at] === 0x80) {
    const value = header.readBigUInt64BE(at + 4)
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new TarFault('a file is larger than any disk')
    return Number(value)
  }
  const digits = header
    .subarray(at, at + 12)
    .toString('latin1')
    .replaceAll('\0', ' ')
    .trim()
  if (!/^[0-7]{1,11}$/.test(digits)) throw new TarFault('a header is not what was written')
  return Number.parseInt(digits, 8)
}

/** Bytes of a stream, as many as are asked for. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** One byte at least. */
  async some(atMost: number): Promise<Buffer> {
    while (this.#held.length === 0) this.#held = await this.#next()
    return this.#take(Math.min(atMost, this.#held.length))
  }

  async exactly(count: number): Promise<Buffer> {
    while (this.#held.length < count) this.#held = Buffer.concat([this.#held, await this.#next()])
    return this.#take(count)
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    return taken
  }

  async #next(): Promise<Buffer> {
    const next = await this.#source.next()
    if (next.done) throw new TarFault('it ends in the middle')
    return next.value
  }
}
