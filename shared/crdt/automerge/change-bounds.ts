import { ByteScanner, unsound } from '../byte-scanner.ts'
import { done, refused, type Outcome } from '../../kit/outcome.ts'
import {
  type Column,
  type ColumnLimits,
  columnTypes,
  outlineOf,
  readColumnHeads,
  rowsOf,
  signed,
  specBits,
} from './columns.ts'

/** What one chunk says of itself. */
export type ChunkBounds = ChangeOutline | DocumentOutline

export interface ChangeOutline {
  readonly kind: 'change'
  /** Where the chunk is. Its hash is that of the bytes from the ninth on. */
  readonly start: number
  readonly end: number
  /** Hexadecimal. */
  readonly actor: string
  readonly seq: number
  readonly startOp: number
  readonly operations: number
  readonly deps: number
}

/** A saved document: the whole history of everyone in it. */
export interface DocumentOutline {
  readonly kind: 'document'
  /** The last number of each. */
  readonly actors: readonly { readonly actor: string; readonly seq: number }[]
  readonly maxOp: number
  readonly operations: number
}

/** What the platform does faster than a library, and with limits. */
export interface BoundsPorts {
  sha256(bytes: Uint8Array): Uint8Array
  /** Raw deflate; undefined where it is none, or more than `maxBytes` would come out. */
  inflateRaw(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined
}

const magic = [0x85, 0x6f, 0x4a, 0x83] as const
const kinds = { document: 0, change: 1 } as const

/** A note of 50,000 characters that replaces another is 100,000 operations; a million of them cost the library seconds. */
const limitsFromOutside = {
  operations: { change: 150_000, document: 1_000_000 },
  documentChanges: 100_000,
  inflatedBytes: 16 * 1024 * 1024,
} as const

/** For what this side has put together itself. */
export const limitsOfOwn: ChunkLimits = {
  operations: { change: 2 ** 31, document: 2 ** 31 },
  documentChanges: 2 ** 31,
  inflatedBytes: 1024 * 1024 * 1024,
}

export interface ChunkLimits {
  readonly operations: { readonly change: number; readonly document: number }
  readonly documentChanges: number
  readonly inflatedBytes: number
}
const maxCounter = 2 ** 31
const maxActorBytes = 64
const maxMessageBytes = 4_096
const maxDeps = 1_000

/**
 * Walks over Automerge bytes (one or more chunks) without decoding them: magic, checksum, lengths, the header, and how many operations the
 * columns declare, which run-length encoding can put into a few bytes by the million. The library checks none of this before it believes it.
 * Compressed changes and bundles are refused: the library writes neither where we ask it for changes.
 * Source: the Automerge binary format, "Chunk container", "Change chunks", "Document chunks" and "Column encodings".
 */
export function changeBounds(
  bytes: Uint8Array,
  ports: BoundsPorts,
  limits: ChunkLimits = limitsFromOutside,
): Outcome<'malformed', readonly ChunkBounds[]> {
  try {
    const chunks: ChunkBounds[] = []
    for (let at = 0; at < bytes.length || chunks.length === 0; ) {
      const { end, body, kind } = openChunk(bytes, at, ports)
      chunks.push(
        kind === kinds.change ? { ...changeIn(body, limits), start: at, end } : documentIn(body, ports, limits),
      )
      at = end
    }
    return done(chunks)
  } catch (error) {
    if (error !== unsound) throw error
    return refused('malformed')
  }
}

function openChunk(bytes: Uint8Array, start: number, { sha256 }: BoundsPorts) {
  const scan = new ByteScanner(bytes)
  scan.at = start
  for (const byte of magic) if (scan.byte() !== byte) throw unsound
  scan.skip(4)
  const kind = scan.byte()
  if (kind !== kinds.change && kind !== kinds.document) throw unsound
  const length = scan.number()
  const from = scan.at
  scan.skip(length)
  const sum = sha256(bytes.subarray(start + 8, scan.at))
  for (let at = 0; at < 4; at += 1) if (sum[at] !== bytes[start + 4 + at]) throw unsound
  return { kind, end: scan.at, body: bytes.subarray(from, scan.at) }
}

function changeIn(body: Uint8Array, limits: ChunkLimits): Omit<ChangeOutline, 'start' | 'end'> {
  const scan = new ByteScanner(body)
  const deps = scan.number()
  if (deps > maxDeps) throw unsound
  scan.skip(32 * deps)
  const actor = readActor(scan)
  const seq = scan.number()
  const startOp = scan.number()
  signed(scan)
  if (seq < 1 || seq > maxCounter || startOp < 1 || readMessage(scan) > maxMessageBytes) throw unsound
  const others = scan.count()
  for (let left = others; left > 0; left -= 1) readActor(scan)
  const columns = readColumns(scan)
  if (columns.some(({ spec }) => (spec & specBits.deflate) !== 0)) throw unsound
  const operations = operationsIn(columns, { maxRows: limits.operations.change, actors: others + 1 })
  if (startOp + operations > maxCounter) throw unsound
  return { kind: 'change', actor, seq, startOp, operations, deps }
}

function documentIn(body: Uint8Array, ports: BoundsPorts, limits: ChunkLimits): DocumentOutline {
  const scan = new ByteScanner(body)
  const names = Array.from({ length: scan.count() }, () => readActor(scan))
  scan.skip(32 * scan.count())
  const changeHeads = readColumnHeads(scan)
  const operationHeads = readColumnHeads(scan)
  const room = { left: limits.inflatedBytes }
  const changes = changeHeads.map((head) => takeColumn(scan, head, { ports, room }))
  const operations = operationHeads.map((head) => takeColumn(scan, head, { ports, room }))
  // What follows are the places of the heads, for a faster start.
  while (scan.left > 0) scan.number()
  const bounds = { maxRows: limits.documentChanges, actors: names.length }
  for (const column of changes) outlineOf(column, bounds)
  return {
    kind: 'document',
    actors: lastSeqs(names, changes, bounds),
    maxOp: columnRows(changes, changeColumns.maxOp, bounds).reduce((most, each) => Math.max(most, each), 0),
    operations: operationsIn(operations, { maxRows: limits.operations.document, actors: names.length }),
  }
}

const changeColumns = { actor: 0x01, seq: 0x03, maxOp: 0x13 } as const

/** Everyone's changes are all there, numbered from 1 without a gap. */
function lastSeqs(names: readonly string[], columns: readonly Column[], limits: ColumnLimits) {
  const writers = columnRows(columns, changeColumns.actor, limits)
  const seqs = columnRows(columns, changeColumns.seq, limits)
  if (writers.length !== seqs.length) throw unsound
  const last = new Map<string, number>()
  for (const [index, writer] of writers.entries()) {
    const actor = names[writer] ?? ''
    const seq = seqs[index] ?? 0
    if (seq !== (last.get(actor) ?? 0) + 1) throw unsound
    last.set(actor, seq)
  }
  return [...last].map(([actor, seq]) => ({ actor, seq }))
}

function columnRows(columns: readonly Column[], spec: number, limits: ColumnLimits): readonly number[] {
  const column = columns.find((each) => (each.spec & ~specBits.deflate) === spec)
  return column ? rowsOf(column, limits) : []
}

/**
 * As many as the longest column has rows; what belongs to a group has as many rows as the group says, and values as many bytes as
 * their lengths say.
 */
function operationsIn(columns: readonly Column[], limits: ColumnLimits): number {
  let operations = 0
  const children = new Map<number, number>()
  for (const column of columns) {
    const type = column.spec & specBits.type
    const id = column.spec >> 4
    const { rows, sum } = outlineOf(column, limits)
    const expected = children.get(id)
    if (type === columnTypes.value ? sum !== (expected ?? 0) : expected !== undefined && rows !== expected)
      throw unsound
    if (type === columnTypes.group || type === columnTypes.valueMetadata) children.set(id, sum)
    if (type === columnTypes.group && sum > limits.maxRows) throw unsound
    if (expected === undefined) operations = Math.max(operations, rows)
  }
  return operations
}

function readColumns(scan: ByteScanner): readonly Column[] {
  return readColumnHeads(scan).map(({ spec, length }) => ({ spec, bytes: take(scan, length) }))
}

interface Inflating {
  readonly ports: BoundsPorts
  /** Of all columns together. */
  readonly room: { left: number }
}

function takeColumn(scan: ByteScanner, head: { spec: number; length: number }, { ports, room }: Inflating): Column {
  const bytes = take(scan, head.length)
  if ((head.spec & specBits.deflate) === 0) return { spec: head.spec, bytes }
  const inflated = ports.inflateRaw(bytes, room.left)
  if (!inflated) throw unsound
  room.left -= inflated.length
  return { spec: head.spec, bytes: inflated }
}

function take(scan: ByteScanner, length: number): Uint8Array {
  const from = scan.at
  scan.skip(length)
  return scan.bytes.subarray(from, scan.at)
}

function readActor(scan: ByteScanner): string {
  const length = scan.number()
  if (length < 1 || length > maxActorBytes) throw unsound
  let actor = ''
  for (const byte of take(scan, length)) actor += (byte < 16 ? '0' : '') + byte.toString(16)
  return actor
}

function readMessage(scan: ByteScanner): number {
  const from = scan.at
  scan.text()
  return scan.at - from
}
