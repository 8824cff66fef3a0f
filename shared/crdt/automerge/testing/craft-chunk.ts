import { createEncoder, toUint8Array, writeUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { digest } from 'lib0/hash/sha256'

export interface CraftedChange {
  /** Hexadecimal. */
  readonly actor?: string
  readonly seq?: number
  readonly startOp?: number
  readonly deps?: readonly Uint8Array[]
  /** Specification and bytes, in rising order. */
  readonly columns?: readonly (readonly [spec: number, bytes: readonly number[]])[]
}

/** A change chunk as nobody's library would write it, with a checksum that is right. */
export function craftChange({ actor = 'ab'.repeat(16), seq = 1, startOp = 1, deps = [], columns = [] }: CraftedChange) {
  const encoder = createEncoder()
  writeVarUint(encoder, deps.length)
  for (const dep of deps) writeUint8Array(encoder, dep)
  writeVarUint8Array(
    encoder,
    Uint8Array.from(actor.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  )
  writeVarUint(encoder, seq)
  writeVarUint(encoder, startOp)
  for (const nothing of [0, 0, 0]) writeVarUint(encoder, nothing)
  writeVarUint(encoder, columns.length)
  for (const [spec, bytes] of columns) {
    writeVarUint(encoder, spec)
    writeVarUint(encoder, bytes.length)
  }
  for (const [, bytes] of columns) writeUint8Array(encoder, Uint8Array.from(bytes))
  return craftChunk(1, toUint8Array(encoder))
}

/** Puts magic, checksum, kind and length before a body. */
export function craftChunk(kind: number, body: Uint8Array): Uint8Array {
  const inner = createEncoder()
  writeUint8Array(inner, Uint8Array.of(kind))
  writeVarUint8Array(inner, body)
  const covered = toUint8Array(inner)
  return Uint8Array.of(0x85, 0x6f, 0x4a, 0x83, ...digest(covered).subarray(0, 4), ...covered)
}

/** So many operations that set one key to null, in a few bytes. */
export function manyOperations(count: number): NonNullable<CraftedChange['columns']> {
  const run = (...value: number[]) => [...signedLeb(count), ...value]
  return [
    [0x15, run(1, 107)],
    [0x34, [...unsignedLeb(count)]],
    [0x42, run(1)],
    [0x56, run(0)],
    [0x70, run(0)],
  ]
}

function unsignedLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsignedLeb(Math.floor(value / 0x80))]
}

function signedLeb(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signedLeb(Math.floor(value / 0x80))]
}
