import fc from 'fast-check'
import { writeUint8, createEncoder, toUint8Array, writeVarUint, writeVarString } from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { fuzzRuns } from '../../kit/testing/fuzz-runs.ts'
import { updateBounds } from './update-bounds.ts'

const word = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }))
/** Lists take no undefined and no bigint, maps do. */
const entry = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 2 ** 40, -(2 ** 52), 1.5, 1e300, Number.NaN),
  word,
  fc.uint8Array({ maxLength: 9 }),
  fc.array(fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(word, fc.integer()), { noNullPrototype: true })),
)
const plain = fc.oneof(fc.constant(undefined), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), entry)

type Step = (doc: Y.Doc) => void
const at = (length: number, chance: number) => (length === 0 ? 0 : chance % (length + 1))
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.nat(), word).map(
    ([chance, text]): Step =>
      (doc) => {
        const shared = doc.getText('text')
        shared.insert(
          at(shared.length, chance),
          text,
          chance % 3 === 0 ? { bold: true, link: { href: text } } : undefined,
        )
      },
  ),
  fc.tuple(fc.nat(), fc.nat(5)).map(
    ([chance, length]): Step =>
      (doc) => {
        const shared = doc.getText('text')
        const start = at(shared.length, chance)
        shared.delete(start, Math.min(length, shared.length - start))
      },
  ),
  fc.nat().map(
    (chance): Step =>
      (doc) => {
        const shared = doc.getText('text')
        shared.insertEmbed(at(shared.length, chance), { image: 'x' })
        shared.format(0, Math.min(3, shared.length), { em: chance % 2 === 0 ? {} : null })
      },
  ),
  fc.tuple(word, plain).map(
    ([key, value]): Step =>
      (doc) =>
        void doc.getMap('map').set(key, value),
  ),
  word.map(
    (key): Step =>
      (doc) =>
        doc.getMap('map').delete(key),
  ),
  fc.tuple(word, word).map(
    ([key, text]): Step =>
      (doc) => {
        const map = new Y.Map()
        map.set('nested', new Y.Text(text))
        doc.getMap('map').set(key, map)
      },
  ),
  fc.tuple(fc.nat(), fc.array(entry, { minLength: 1, maxLength: 4 })).map(
    ([chance, values]): Step =>
      (doc) => {
        const list = doc.getArray('list')
        list.insert(at(list.length, chance), values)
        if (list.length > 3 && chance % 2 === 0) list.delete(chance % (list.length - 1), 1)
      },
  ),
  fc.tuple(fc.nat(), word).map(
    ([chance, text]): Step =>
      (doc) => {
        const xml = doc.getXmlFragment('content')
        const element = new Y.XmlElement('paragraph')
        element.setAttribute('level', text)
        element.insert(0, [new Y.XmlText(text), new Y.XmlElement('hardBreak')])
        xml.insert(at(xml.length, chance), [element, new Y.XmlHook('hook') as unknown as Y.XmlText])
        if (xml.length > 4) xml.delete(chance % (xml.length - 1), 1)
      },
  ),
)

/** What every device has said, update by update, after they have edited and heard of each other. */
const history = fc.array(fc.tuple(fc.nat(2), step, fc.boolean()), { minLength: 1, maxLength: 40 }).map((steps) => {
  const docs = [0, 1, 2].map((index) => new Y.Doc({ gc: index !== 2 }))
  const updates: Uint8Array[] = []
  for (const doc of docs) {
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'heard' && updates.push(update))
  }
  for (const [who, change, hears] of steps) {
    const doc = docs[who] as Y.Doc
    if (hears) for (const other of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), 'heard')
    doc.transact(() => change(doc))
  }
  return { docs, updates }
})

const runs = { numRuns: fuzzRuns(80) }

describe('[RE12] whatever Yjs writes is taken', () => {
  it('updates, states, merges with gaps, differences', () => {
    fc.assert(
      fc.property(history, fc.nat(), ({ docs, updates }, chance) => {
        const sample = updates.filter((_, index) => (index + chance) % 3 !== 0)
        const states = docs.map((doc) => Y.encodeStateAsUpdate(doc))
        const vectors = docs.map((doc) => Y.encodeStateVector(doc))
        const merged = sample.length > 0 ? [Y.mergeUpdates(sample)] : []
        const differences = states.flatMap((state) => vectors.map((vector) => Y.diffUpdate(state, vector)))
        for (const update of [...updates, ...states, ...merged, Y.mergeUpdates(states), ...differences]) {
          expect(updateBounds(update).ok).toBe(true)
        }
      }),
      runs,
    )
  })

  it('and its outline is what the library reads', () => {
    fc.assert(
      fc.property(history, ({ updates }) => {
        const update = Y.mergeUpdates(updates.filter((_, index) => index % 4 !== 1 || updates.length < 2))
        const outcome = updateBounds(update)
        if (!outcome.ok) throw new Error(outcome.reason)
        const { structs, ds } = Y.decodeUpdate(update)
        const covered = new Set(outcome.value.ranges.flatMap(({ client, from, to }) => clocks(client, from, to)))
        const read = structs.filter((struct) => struct.constructor !== Y.Skip)
        expect(covered).toEqual(
          new Set(read.flatMap(({ id, length }) => clocks(id.client, id.clock, id.clock + length))),
        )
        expect(outcome.value.structs).toBe(structs.length)
        for (const [client, ranges] of ds.clients) {
          for (const { clock, len } of ranges) {
            expect(outcome.value.needs.get(client)).toBeGreaterThanOrEqual(clock + len)
          }
        }
      }),
      runs,
    )
  })
})

describe('[RE13] what is taken, the library reads', () => {
  it('of updates that are damaged, cut short, or lengthened', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'add', 'repeat')), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(history, damage, ({ docs, updates }, damages) => {
        const sound = updates.at(-1) ?? Y.encodeStateAsUpdate(docs[0] as Y.Doc)
        const bytes = damages.reduce((each, how) => damaged(each, how), sound)
        const outcome = updateBounds(bytes)
        if (!outcome.ok) return
        expect(() => Y.decodeUpdate(bytes)).not.toThrow()
        // A document that has everything it builds on takes it without a throw, too.
        expect(() => Y.applyUpdate(new Y.Doc(), bytes)).not.toThrow()
        expect(() => Y.mergeUpdates([bytes, sound])).not.toThrow()
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  it('of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        if (updateBounds(bytes).ok) expect(() => Y.decodeUpdate(bytes)).not.toThrow()
      }),
      { numRuns: fuzzRuns(2_000) },
    )
  })
})

describe('[RE14] trials', () => {
  it.each<[string, number[]]>([
    ['structs without number', [1, ...huge(), 1, 0]],
    ['clients without number', huge()],
    ['a GC of 2^50', [1, 1, 1, 0, 0, ...huge(), 0]],
    ['a gap of 2^50', [1, 2, 1, 0, 10, ...huge(), 0, 1, 0]],
    ['deleted content without end', [1, 1, 1, 0, 1, 1, 1, 116, ...huge(), 0]],
    ['a text longer than the bytes', [1, 1, 1, 0, 4, 1, 1, 116, ...huge(), 65, 0]],
    ['a list longer than the bytes', [1, 1, 1, 0, 8, 1, 1, 116, ...huge(), 127, 0]],
    ['a delete range without end', [0, 1, 1, 1, 0, ...huge()]],
    ['delete ranges that overlap', [0, 1, 1, 2, 0, 9, 4, 9]],
    ['one client twice', [2, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0]],
    ['clients that rise', [2, 1, 1, 0, 0, 1, 1, 2, 0, 0, 1, 0]],
    ['an item to the right of itself', [1, 1, 1, 5, 0x84, 1, 5, 1, 65, 0]],
    ['an item to the right of a later one', [1, 1, 1, 5, 0x84, 1, 9, 1, 65, 0]],
    ['an item within itself', [1, 1, 1, 0, 4, 0, 1, 0, 1, 65, 0]],
    ['a document within the document', [1, 1, 1, 0, 9, 1, 1, 116, 1, 65, 118, 0, 0]],
    ['a type that there is not', [1, 1, 1, 0, 7, 1, 1, 116, 7, 0]],
    ['content that there is not', [1, 1, 1, 0, 11, 1, 1, 116, 0, 0]],
    ['an empty struct', [1, 1, 1, 0, 0, 0, 0]],
    ['a gap in disguise, which two readers of the library read differently', [1, 1, 1, 0, 0x2a, 1, 0]],
    ['a number with needless bytes', [0x80, 0, 0]],
    ['bytes behind the end', [0, 0, 0]],
    ['nothing', []],
  ])('%s', (_, bytes) => {
    expect(updateBounds(Uint8Array.from(bytes))).toMatchObject({ ok: false, reason: 'malformed' })
  })

  it('values and JSON nested deep', () => {
    const nested = (depth: number) => anyUpdate([...Array.from({ length: depth }, () => [117, 1]).flat(), 127])
    expect(updateBounds(nested(60)).ok).toBe(true)
    expect(updateBounds(nested(70)).ok).toBe(false)
    expect(updateBounds(nested(900_000)).ok).toBe(false)
    expect(updateBounds(embed('['.repeat(60) + ']'.repeat(60))).ok).toBe(true)
    expect(updateBounds(embed('['.repeat(500_000) + ']'.repeat(500_000))).ok).toBe(false)
    expect(updateBounds(embed(`{"text":"${'['.repeat(99)}\\"["}`)).ok).toBe(true)
    expect(updateBounds(embed('{"open":')).ok).toBe(false)
  })

  it('updates in the second format', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'hello')
    doc.getMap('fields').set('title', 'A')
    expect(updateBounds(Y.encodeStateAsUpdateV2(doc)).ok).toBe(false)
    // 25 bytes of it that cost the library 645 MB.
    expect(updateBounds(Uint8Array.of(0, 0, 4, 1, 255, 255, 127, 0, ...Array<number>(17).fill(1))).ok).toBe(false)
  })

  it('two hostile megabytes take milliseconds', () => {
    const gcs = craft((encoder) => {
      writeVarUint(encoder, 1)
      writeVarUint(encoder, 1_000_000)
      writeVarUint(encoder, 1)
      writeVarUint(encoder, 0)
      for (let index = 0; index < 1_000_000; index += 1) [0, 1].forEach((byte) => writeUint8(encoder, byte))
      writeVarUint(encoder, 0)
    })
    expect(updateBounds(gcs).ok).toBe(true)
    const started = process.threadCpuUsage()
    updateBounds(gcs)
    expect(process.threadCpuUsage(started).user).toBeLessThan(200_000)
  })
})

function clocks(client: number, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `${client}:${from + index}`)
}

function damaged(bytes: Uint8Array, [place, value, how]: [number, number, string]): Uint8Array {
  const index = place % Math.max(1, bytes.length)
  if (how === 'cut') return bytes.slice(0, index)
  if (how === 'add') return Uint8Array.of(...bytes.slice(0, index), value, ...bytes.slice(index))
  if (how === 'repeat') return Uint8Array.of(...bytes.slice(0, index), ...bytes.slice(Math.max(0, index - 8)))
  const copy = bytes.slice()
  copy[index] = value
  return copy
}

function huge(): number[] {
  return [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03]
}

function craft(write: (encoder: ReturnType<typeof createEncoder>) => void): Uint8Array {
  const encoder = createEncoder()
  write(encoder)
  return toUint8Array(encoder)
}

/** One list entry, from its bytes. */
function anyUpdate(value: readonly number[]): Uint8Array {
  const start = [1, 1, 1, 0, 8, 1, 1, 116, 1]
  const bytes = new Uint8Array(start.length + value.length + 1)
  bytes.set(start)
  bytes.set(value, start.length)
  return bytes
}

function embed(json: string): Uint8Array {
  return craft((encoder) => {
    for (const byte of [1, 1, 1, 0, 5, 1, 1, 116]) writeUint8(encoder, byte)
    writeVarString(encoder, json)
    writeUint8(encoder, 0)
  })
}
