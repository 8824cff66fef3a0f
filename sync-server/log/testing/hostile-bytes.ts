import { deflateRawSync } from 'node:zlib'
import * as A from '@automerge/automerge'
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding'
import * as Y from 'yjs'
import { craftChange, craftChunk, manyOperations } from '#shared/crdt/automerge/testing/craft-chunk.ts'

export interface Attack {
  readonly name: string
  readonly bytes: Uint8Array
  /** May be taken, since it harms nobody but is large. */
  readonly isHarmless?: boolean
}

const megabyte = 1024 * 1024

/** Yjs updates of somebody who may write, against a document in which `victim` has written `clock` clocks. */
export function hostileUpdates({ victim, clock }: { victim: number; clock: number }): readonly Attack[] {
  const large = new Y.Doc()
  large.getText('t').insert(0, 'hello')
  return [
    { name: 'structs without end', bytes: Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0) },
    { name: 'V2 that costs 645 MB', bytes: Uint8Array.of(0, 0, 4, 1, 255, 255, 127, 0, ...Array<number>(17).fill(1)) },
    { name: 'V2 of the library', bytes: Y.encodeStateAsUpdateV2(large) },
    {
      name: "the victim's next words",
      bytes: text({ client: victim, clock, origin: [victim, clock - 1], words: '!!!' }),
    },
    { name: "other words for the victim's", bytes: text({ client: victim, clock: 0, words: 'x'.repeat(clock) }) },
    { name: "a GC over the victim's words", bytes: gc({ client: victim, clock: 0, length: clock + 5 }) },
    {
      name: 'a neighbour in the future',
      bytes: text({ client: 5, clock: 0, origin: [victim, clock + 50], words: 'a' }),
    },
    { name: 'a gap', bytes: text({ client: 6, clock: 1_000, words: 'a' }) },
    { name: 'deletions of what nobody has written', bytes: deletions(victim, [[clock, 1_000]]) },
    {
      name: 'deletions a thousand times over',
      bytes: deletions(
        victim,
        Array.from({ length: 100_000 }, () => [0, clock]),
      ),
    },
    { name: 'lists a million deep', bytes: nested(900_000) },
    { name: 'JSON a million deep', bytes: embed(`${'['.repeat(megabyte - 9)}${']'.repeat(megabyte - 9)}`) },
    { name: 'two clients that wait for each other', bytes: circle() },
    { name: 'neighbours that take the square of their number', bytes: crowd(40_000) },
    { name: 'a million empty places', bytes: gcs(1_000_000), isHarmless: true },
    { name: 'two megabytes of noise', bytes: new Uint8Array(2 * megabyte - 9).fill(0x81) },
  ]
}

/** Automerge changes of somebody who may write, against a record whose only change is `first`. */
export function hostileChanges(first: Uint8Array): readonly Attack[] {
  const { actor, startOp, ops } = A.decodeChange(first)
  const next = startOp + ops.length
  const deps = [Buffer.from(A.decodeChange(first).hash, 'hex')]
  const mutants = Array.from({ length: 60 }, (_, index): Attack => {
    const body = first.slice(first.length < 138 ? 10 : 11)
    const at = 20 + (index % (body.length - 20))
    body[at] = (body[at] ?? 0) ^ (1 << (index % 8))
    return { name: `a bit turned at ${at}`, bytes: craftChunk(1, body) }
  })
  return [
    { name: 'a million operations in 64 bytes', bytes: craftChange({ columns: manyOperations(1_000_000) }) },
    { name: 'fifty million in 69', bytes: craftChange({ columns: manyOperations(50_000_000) }) },
    {
      name: 'the victim’s next change',
      bytes: craftChange({ actor, seq: 2, startOp: next, deps, columns: manyOperations(1) }),
    },
    { name: 'another first change of the victim', bytes: craftChange({ actor, columns: manyOperations(2) }) },
    {
      name: 'operations at the end of numbers',
      bytes: craftChange({ startOp: 2 ** 30, deps, columns: manyOperations(1) }),
    },
    { name: 'a dependency that nobody has', bytes: craftChange({ startOp: next, deps: [new Uint8Array(32).fill(7)] }) },
    { name: 'a wrong checksum', bytes: first.map((byte, at) => (at === 5 ? byte ^ 1 : byte)) },
    { name: 'a compressed bomb', bytes: craftChunk(2, deflateRawSync(new Uint8Array(64 * megabyte))) },
    { name: 'a document that is a bomb', bytes: craftChunk(0, documentBomb()) },
    { name: 'two megabytes of noise', bytes: new Uint8Array(2 * megabyte - 9).fill(0x85) },
    ...mutants,
  ]
}

function craft(write: (encoder: Encoder) => void): Uint8Array {
  const encoder = createEncoder()
  write(encoder)
  return toUint8Array(encoder)
}

function numbers(encoder: Encoder, ...values: readonly number[]): void {
  for (const value of values) writeVarUint(encoder, value)
}

interface Words {
  readonly client: number
  readonly clock: number
  readonly origin?: readonly [client: number, clock: number]
  readonly words: string
}

function text({ client, clock, origin, words }: Words): Uint8Array {
  return craft((encoder) => {
    numbers(encoder, 1, 1, client, clock)
    writeUint8(encoder, origin ? 0x84 : 0x04)
    if (origin) numbers(encoder, ...origin)
    else {
      writeUint8(encoder, 1)
      writeVarString(encoder, 't')
    }
    writeVarString(encoder, words)
    writeUint8(encoder, 0)
  })
}

function gc({ client, clock, length }: { client: number; clock: number; length: number }): Uint8Array {
  return craft((encoder) => numbers(encoder, 1, 1, client, clock, 0, length, 0))
}

function gcs(count: number): Uint8Array {
  return craft((encoder) => {
    numbers(encoder, 1, count, 11, 0)
    for (let index = 0; index < count; index += 1) numbers(encoder, 0, 1)
    writeUint8(encoder, 0)
  })
}

function deletions(client: number, ranges: readonly (readonly [number, number])[]): Uint8Array {
  return craft((encoder) => {
    numbers(encoder, 0, 1, client, ranges.length)
    for (const range of ranges) numbers(encoder, ...range)
  })
}

/** One list entry that holds a list that holds a list. */
function nested(depth: number): Uint8Array {
  return craft((encoder) => {
    numbers(encoder, 1, 1, 12, 0, 8, 1)
    writeVarString(encoder, 't')
    writeUint8(encoder, 1)
    const lists = new Uint8Array(2 * depth)
    for (let at = 0; at < lists.length; at += 2) lists.set([117, 1], at)
    writeUint8Array(encoder, lists)
    numbers(encoder, 127, 0)
  })
}

function embed(json: string): Uint8Array {
  return craft((encoder) => {
    numbers(encoder, 1, 1, 13, 0, 5, 1)
    writeVarString(encoder, 't')
    writeVarString(encoder, json)
    writeUint8(encoder, 0)
  })
}

/** Each one's first item stands to the right of the other's. */
function circle(): Uint8Array {
  return Uint8Array.of(2, 1, 9, 0, 0x84, 8, 0, 1, 65, 1, 8, 0, 0x84, 9, 0, 1, 66, 0)
}

/** So many items that all begin at one place, each with another neighbour to its right: every one is compared with all before it. */
function crowd(count: number): Uint8Array {
  return craft((encoder) => {
    numbers(encoder, 1, count + 1, 15, 0, 0x04, 1)
    writeVarString(encoder, 't')
    writeVarString(encoder, 'r'.repeat(count))
    for (let index = 0; index < count; index += 1) {
      writeUint8(encoder, 0x44)
      numbers(encoder, 15, index)
      writeVarString(encoder, 'c')
    }
    writeUint8(encoder, 0)
  })
}

function documentBomb(): Uint8Array {
  const column = deflateRawSync(new Uint8Array(64 * megabyte))
  return craft((encoder) => {
    writeUint8Array(encoder, Uint8Array.of(1, 1, 0xab, 0))
    numbers(encoder, 1, 0x01 | 8, column.length, 0)
    writeUint8Array(encoder, column)
  })
}
