import { closeSync, existsSync, fdatasync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'

const sync = promisify(fdatasync)

const magic = 0x314a_584e
const headerBytes = 20
/** From here on the other file takes over, if it is free. */
const turnBytes = 4 * 1024 * 1024
/** What somebody types goes to a quick disk sooner than two threads can be woken. */
const smallBytes = 2 * 1024
const quickSyncMs = 2
/** How long a disk that was slow once is waited for elsewhere; while it is slow there, this begins anew. */
const slowForMs = 10_000
/** Of all journals one is synced in a turn of the event loop: for many organisations it would add up, and elsewhere they are synced at once. */
let isTurnTaken = false

/** A record as it is on the disk. */
export interface JournalRecord {
  readonly number: number
  readonly payload: Uint8Array
}

/**
 * Records that are on the disk when their promise is fulfilled, written and synced away from the event loop. Two files take turns and
 * are written over from their beginning once all they hold is safe elsewhere: a file that does not grow is synced without its metadata,
 * which is most of what an append costs a file system.
 *
 * A record is: magic, CRC-32 of what follows, number (8 bytes), length, payload. Numbers count up by one, so what an earlier turn left
 * behind the last record is known by its number. A record that failed is written over by the next one, under the same number.
 */
export class JournalFiles {
  readonly #paths: readonly [string, string]
  readonly #files: [JournalFile, JournalFile] = [emptyFile(), emptyFile()]
  #active: 0 | 1 = 0
  #last = 0
  /** Records up to here are safe elsewhere. */
  #released = 0
  /** By `performance.now()`: until then the event loop does not wait for the disk. */
  #slowUntil = slowForMs

  constructor(path: string) {
    this.#paths = [`${path}-0`, `${path}-1`]
  }

  /** What is on the disk beyond record `after`, in order. To be called once, first. */
  recover(after: number): readonly JournalRecord[] {
    const runs = this.#paths.map((path, index) => {
      const run = existsSync(path) ? recordsIn(readFileSync(path)) : []
      const end = run.reduce((sum, { payload }) => sum + headerBytes + payload.length, 0)
      this.#files[index as 0 | 1] = { fd: undefined, end, last: run.at(-1)?.number ?? 0 }
      return run
    })
    this.#released = after
    this.#last = Math.max(after, ...this.#files.map(({ last }) => last))
    this.#active = this.#files[1].last > this.#files[0].last ? 1 : 0
    const [older = [], newer = []] = this.#active === 1 ? runs : runs.toReversed()
    return contiguous(
      [...older, ...newer].filter(({ number }) => number > after),
      after,
    )
  }

  /** Answers the number of the record. One call at a time. Throws when the disk does not take it; then it is as if it never was. */
  async write(payload: Uint8Array): Promise<number> {
    this.#takeTurns()
    const file = this.#files[this.#active]
    file.fd ??= open(this.#paths[this.#active])
    const number = this.#last + 1
    const record = encodeRecord({ number, payload })
    // Into the page cache, which takes microseconds; waiting for the disk is what the event loop must not do.
    writeWhole(file.fd, record, file.end)
    await this.#sync(file.fd, record.length)
    file.end += record.length
    file.last = number
    this.#last = number
    return number
  }

  /** A disk that others keep busy takes a hundred times as long as a quiet one, and the event loop must not wait for that again and again. */
  async #sync(fd: number, bytes: number): Promise<void> {
    const begun = performance.now()
    if (bytes <= smallBytes && begun >= this.#slowUntil && takeTurn()) fdatasyncSync(fd)
    else await sync(fd)
    const now = performance.now()
    if (now - begun > quickSyncMs) this.#slowUntil = now + slowForMs
  }

  /** Whether records wait to be released in the file that rests: it can not be used again before. */
  get mustRelease(): number | undefined {
    const resting = this.#files[this.#active === 0 ? 1 : 0]
    const { end, last } = this.#files[this.#active]
    if (resting.last > this.#released) return resting.last
    return end >= turnBytes && last > this.#released ? last : undefined
  }

  release(upTo: number): void {
    this.#released = Math.max(this.#released, upTo)
  }

  close(): void {
    for (const file of this.#files) {
      if (file.fd !== undefined) closeSync(file.fd)
      file.fd = undefined
    }
  }

  #takeTurns(): void {
    const other = this.#active === 0 ? 1 : 0
    if (this.#files[this.#active].end < turnBytes || this.#files[other].last > this.#released) return
    this.#active = other
    this.#files[other].end = 0
  }
}

interface JournalFile {
  fd: number | undefined
  /** Where the next record goes. */
  end: number
  /** The number of its last record. */
  last: number
}

function takeTurn(): boolean {
  if (isTurnTaken) return false
  isTurnTaken = true
  setImmediate(() => (isTurnTaken = false))
  return true
}

function emptyFile(): JournalFile {
  return { fd: undefined, end: 0, last: 0 }
}

/** A name that is not synced with its folder may be gone after a power cut, and its records with it. */
function open(path: string): number {
  if (existsSync(path)) return openSync(path, 'r+')
  const fd = openSync(path, 'w+', 0o600)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
  return fd
}

function writeWhole(fd: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) {
    const written = writeSync(fd, bytes, at, bytes.length - at, position + at)
    if (written === 0) throw new Error('The disk takes nothing.')
    at += written
  }
}

function encodeRecord({ number, payload }: JournalRecord): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + payload.length)
  record.writeUInt32LE(magic, 0)
  record.writeBigUInt64LE(BigInt(number), 8)
  record.writeUInt32LE(payload.length, 16)
  record.set(payload, headerBytes)
  record.writeUInt32LE(crc32(record.subarray(8)), 4)
  return record
}

/** From the beginning, as long as each follows the one before. */
function recordsIn(bytes: Buffer): JournalRecord[] {
  const records: JournalRecord[] = []
  for (let at = 0; ; ) {
    const record = recordAt(bytes, at)
    const before = records.at(-1)
    if (!record || (before && record.number !== before.number + 1)) return records
    records.push(record)
    at += headerBytes + record.payload.length
  }
}

function recordAt(bytes: Buffer, at: number): JournalRecord | undefined {
  if (bytes.length - at < headerBytes || bytes.readUInt32LE(at) !== magic) return undefined
  const end = at + headerBytes + bytes.readUInt32LE(at + 16)
  if (end > bytes.length || crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) return undefined
  return { number: Number(bytes.readBigUInt64LE(at + 8)), payload: bytes.subarray(at + headerBytes, end) }
}

/** A file of an earlier turn may end before the present one begins: what does not follow is not ours to guess. */
function contiguous(records: readonly JournalRecord[], after: number): readonly JournalRecord[] {
  const broken = records.findIndex(({ number }, index) => number !== after + 1 + index)
  return broken < 0 ? records : records.slice(0, broken)
}
