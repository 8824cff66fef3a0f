import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as A from '@automerge/automerge'
import fc from 'fast-check'
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { fuzzRuns } from '../../kit/testing/fuzz-runs.ts'
import { type BoundsPorts, changeBounds } from './change-bounds.ts'
import { craftChange, craftChunk, manyOperations } from './testing/craft-chunk.ts'

const ports: BoundsPorts = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  inflateRaw: (bytes, maxBytes) => {
    try {
      return inflateRawSync(bytes, { maxOutputLength: maxBytes })
    } catch {
      return undefined
    }
  },
}

type Fields = Record<string, unknown>
type Step = (draft: Fields) => void
const key = fc.constantFrom('title', 'due', 'labels/a', 'notes', 'x'.repeat(60))
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => new A.ImmutableString(text)),
  fc.constantFrom(null, true, false, 0, -1, 2 ** 40, 1.5, new Date(0), Uint8Array.of(1, 2)),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(key, value).map(
    ([name, each]): Step =>
      (draft) =>
        void (draft[name] = each),
  ),
  key.map(
    (name): Step =>
      (draft) =>
        delete draft[name],
  ),
  fc.string({ maxLength: 400 }).map(
    (text): Step =>
      (draft) => {
        if (typeof draft.text === 'string') A.updateText(draft, ['text'], text)
        else draft.text = text
      },
  ),
)

/** Two writers of one record, who hear of each other now and then. */
const history = fc
  .array(fc.tuple(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 4 }), fc.boolean()), {
    minLength: 1,
    maxLength: 12,
  })
  .map((edits) => {
    const docs = [A.init<Fields>({ actor: 'aa'.repeat(16) }), A.init<Fields>({ actor: 'bb'.repeat(16) })]
    for (const [first, steps, hears] of edits) {
      const [own, other] = first ? [0, 1] : [1, 0]
      if (hears) docs[own] = A.merge(docs[own] as A.Doc<Fields>, docs[other] as A.Doc<Fields>)
      docs[own] = A.change(docs[own] as A.Doc<Fields>, (draft) => steps.forEach((each) => each(draft)))
    }
    return A.merge(docs[0] as A.Doc<Fields>, docs[1] as A.Doc<Fields>)
  })

describe('[RE12] whatever Automerge writes is taken', () => {
  it('changes and saved documents, and their outline is what the library reads', () => {
    fc.assert(
      fc.property(history, (doc) => {
        const last = new Map<string, number>()
        let maxOp = 0
        for (const change of A.getAllChanges(doc)) {
          const { actor, seq, startOp, ops, deps } = A.decodeChange(change)
          expect(changeBounds(change, ports)).toEqual({
            ok: true,
            value: [
              {
                kind: 'change',
                actor,
                seq,
                startOp,
                operations: ops.length,
                deps: deps.length,
                start: 0,
                end: change.length,
              },
            ],
          })
          last.set(actor, Math.max(seq, last.get(actor) ?? 0))
          maxOp = Math.max(maxOp, startOp + ops.length - 1)
        }
        const saved = changeBounds(A.save(doc), ports)
        if (!saved.ok || saved.value[0]?.kind !== 'document') throw new Error('a saved document was refused')
        expect(new Map(saved.value[0].actors.map(({ actor, seq }) => [actor, seq]))).toEqual(last)
        expect(saved.value[0].maxOp).toBe(maxOp)
      }),
      { numRuns: fuzzRuns(60) },
    )
  })

  it('a note of 50,000 characters that replaces another', () => {
    let doc = A.change(A.init<Fields>(), (draft) => void (draft.notes = 'x'.repeat(50_000)))
    doc = A.change(doc, (draft) => A.splice(draft, ['notes'], 0, 50_000, 'y'.repeat(50_000)))
    for (const change of A.getAllChanges(doc)) expect(changeBounds(change, ports).ok).toBe(true)
    expect(changeBounds(A.save(doc), ports).ok).toBe(true)
  })
})

describe('[RE14] trials', () => {
  const sound = () =>
    A.getAllChanges(
      A.change(A.init<Fields>({ actor: 'aa'.repeat(16) }), (draft) => void (draft.title = 'A')),
    )[0] as Uint8Array
  const malformed = { ok: false, reason: 'malformed' }

  it('a crafted change is taken as long as it is modest', () => {
    expect(changeBounds(craftChange({ columns: manyOperations(1_000) }), ports)).toMatchObject({
      ok: true,
      value: [{ operations: 1_000 }],
    })
  })

  it.each([1_000_000, 50_000_000, 2 ** 45])('a few bytes that declare %d operations', (count) => {
    const bytes = craftChange({ columns: manyOperations(count) })
    expect(bytes.length).toBeLessThan(100)
    expect(changeBounds(bytes, ports)).toEqual(malformed)
  })

  it.each<[string, Uint8Array]>([
    ['a first operation near the end of numbers', craftChange({ startOp: 2 ** 31, columns: manyOperations(1) })],
    ['a first operation numbered 0', craftChange({ startOp: 0, columns: manyOperations(1) })],
    ['a change numbered 0', craftChange({ seq: 0 })],
    ['an actor without name', craftChange({ actor: '' })],
    ['an actor with a long name', craftChange({ actor: 'ab'.repeat(70) })],
    ['dependencies without end', craftChange({ deps: Array.from({ length: 1_001 }, () => new Uint8Array(32)) })],
    ['an actor that is not among the writers', craftChange({ columns: [[0x01, [1, 7]]] })],
    ['nulls without end', craftChange({ columns: [[0x42, [0, 0xff, 0xff, 0xff, 0xff, 0x0f]]] })],
    [
      'values longer than their bytes',
      craftChange({
        columns: [
          [0x56, [2, 0xf6, 0x7f]],
          [0x57, [1]],
        ],
      }),
    ],
    ['predecessors without end', craftChange({ columns: [[0x70, [2, 0xff, 0xff, 0xff, 0x7f]]] })],
    [
      'predecessors that are not there',
      craftChange({
        columns: [
          [0x70, [2, 2]],
          [0x71, [2, 0]],
          [0x73, [4, 1]],
        ],
      }),
    ],
    [
      'columns twice',
      craftChange({
        columns: [
          [0x42, []],
          [0x42, []],
        ],
      }),
    ],
    [
      'a compressed column in a change',
      craftChange({ columns: [[0x42 | 8, [...deflateRawSync(Uint8Array.of(1, 1))]]] }),
    ],
    ['a compressed change', craftChunk(2, deflateRawSync(sound().subarray(11)))],
    ['a kind of chunk that there is not', craftChunk(3, Uint8Array.of(0))],
    ['a document that is a bomb', documentBomb()],
    ['a document that lacks the first change of somebody', document([1, 2], [1, 5])],
    ['nothing', new Uint8Array()],
  ])('%s', (_, bytes) => {
    expect(changeBounds(bytes, ports)).toEqual(malformed)
  })

  it('any byte that is changed breaks the checksum', () => {
    const bytes = sound()
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const damaged = bytes.slice()
        damaged[at] = ((damaged[at] ?? 0) + by) & 255
        expect(changeBounds(damaged, ports)).toEqual(malformed)
        expect(changeBounds(bytes.slice(0, at), ports)).toEqual(malformed)
      }),
    )
  })

  it('any body under a right checksum is refused or outlined, at once', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
        const bytes = sound().slice(11)
        bytes[at % bytes.length] = byte
        return bytes
      }),
    )
    fc.assert(
      fc.property(fc.constantFrom(0, 1), body, (kind, bytes) => {
        const started = process.threadCpuUsage()
        changeBounds(craftChunk(kind, bytes), ports)
        expect(process.threadCpuUsage(started).user).toBeLessThan(200_000)
      }),
      { numRuns: fuzzRuns(2_000) },
    )
  })
})

function document(...[seqColumn, maxOpColumn]: readonly number[][]): Uint8Array {
  const columns: [number, readonly number[]][] = [
    [0x01, [1, 0]],
    [0x03, seqColumn ?? []],
    [0x13, maxOpColumn ?? []],
  ]
  return craftChunk(0, documentBody(columns.map(([spec, bytes]) => [spec, Uint8Array.from(bytes)])))
}

/** 65 KB that inflate to 64 MB. */
function documentBomb(): Uint8Array {
  return craftChunk(0, documentBody([[0x01 | 8, deflateRawSync(new Uint8Array(64 * 1024 * 1024))]]))
}

function documentBody(columns: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const encoder = createEncoder()
  writeUint8Array(encoder, Uint8Array.of(1, 1, 0xab, 0))
  writeVarUint(encoder, columns.length)
  for (const [spec, bytes] of columns) {
    writeVarUint(encoder, spec)
    writeVarUint(encoder, bytes.length)
  }
  writeVarUint(encoder, 0)
  for (const [, bytes] of columns) writeUint8Array(encoder, bytes)
  return toUint8Array(encoder)
}
