import * as A from '@automerge/automerge'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { craftChunk } from '#shared/crdt/automerge/testing/craft-chunk.ts'
import { mintId, type ReplicaId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { defaultLimits, refusals } from '#shared/protocol/codes.ts'
import { type CheckWorld, openCheckWorld, writer } from './testing/check-world.ts'

const random = seededRandom(1)
const document = mintId<ReplicaId>('document', random)
const task = mintId<ReplicaId>('task', random)
const [ada, eve] = [writer('ada'), writer('eve')]
const codes = ['stored', ...Object.keys(refusals)]

let world: CheckWorld
beforeAll(async () => {
  world = await openCheckWorld()
})
afterAll(() => world.close())

/** A few bytes are set, and now and then a stretch is said twice or left out. */
const damage = fc
  .array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'set', 'add', 'repeat', 'drop')), {
    minLength: 1,
    maxLength: 3,
  })
  .map((damages) => (bytes: Uint8Array) => damages.reduce(damaged, bytes))

function damaged(bytes: Uint8Array, [place, value, how]: readonly [number, number, string]): Uint8Array {
  const at = place % Math.max(1, bytes.length)
  if (how === 'add') return Uint8Array.of(...bytes.slice(0, at), value, ...bytes.slice(at))
  if (how === 'repeat') return Uint8Array.of(...bytes.slice(0, at), ...bytes.slice(Math.max(0, at - (value % 16))))
  if (how === 'drop') return Uint8Array.of(...bytes.slice(0, at), ...bytes.slice(at + (value % 4)))
  const copy = bytes.slice()
  copy[at] = value
  return copy
}

it('[SY34] no bytes make the check throw, and bytes that are no change are malformed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(codes).toContain(await world.push(eve, document, bytes))
      expect(await world.push(eve, task, bytes)).toBe('malformed')
    }),
  )
})

it('[SY34] size and type are looked at before the bytes', async () => {
  const large = new Uint8Array(defaultLimits.maxChangeBytes + 1)
  const rocket = mintId<ReplicaId>('rocket', random)
  const small = Uint8Array.of(0, 0)
  expect(await world.push(eve, document, large)).toBe('too-large')
  expect(await world.pushChange(eve, { replica: task, kind: 'yjs', bytes: large })).toBe('too-large')
  expect(await world.pushChange(eve, { replica: task, kind: 'yjs', bytes: small })).toBe('unknown-type')
  expect(await world.pushChange(eve, { replica: rocket, kind: 'yjs', bytes: small })).toBe('unknown-type')
})

it('[SY34] damaged updates: what gets in is read by everyone, and the next edit of somebody else survives', async () => {
  await fc.assert(
    fc.asyncProperty(damage, fc.boolean(), async (harm, isOwn) => {
      const replica = mintId<ReplicaId>('document', random)
      const [victim, attacker] = [new Y.Doc(), new Y.Doc()]
      victim.getText('t').insert(0, 'hello world')
      const said = Y.encodeStateAsUpdate(victim)
      expect(await world.push(ada, replica, said)).toBe('stored')
      Y.applyUpdate(attacker, said)
      attacker.getText('t').insert(5, ' dear')
      attacker.getMap('fields').set('title', { nested: ['a', 1, null] })
      const update = isOwn
        ? Y.encodeStateAsUpdate(attacker, Y.encodeStateVector(victim))
        : Y.encodeStateAsUpdate(attacker)
      expect(codes).toContain(await world.push(eve, replica, harm(update)))
      const before = Y.encodeStateVector(victim)
      for (const chunk of await world.held(replica)) Y.applyUpdate(victim, chunk)
      const vector = Y.encodeStateVector(victim)
      victim.getText('t').insert(0, 'again: ')
      expect(await world.push(ada, replica, Y.encodeStateAsUpdate(victim, vector.length > 0 ? vector : before))).toBe(
        'stored',
      )
      const chunks = await world.held(replica)
      for (const read of [chunks, [Y.mergeUpdates([...chunks])]]) {
        const reader = new Y.Doc()
        for (const chunk of read) Y.applyUpdate(reader, chunk)
        expect(reader.store.pendingStructs).toBeNull()
        // oxlint-disable-next-line typescript/no-base-to-string -- Y.Text defines its own toString
        expect(reader.getText('t').toString()).toContain('again: ')
      }
    }),
    { numRuns: fuzzRuns(100) },
  )
}, 60_000)

it('[SY34] damaged records under a right checksum: what gets in loads, and the next edit of somebody else survives', async () => {
  await fc.assert(
    fc.asyncProperty(damage, fc.boolean(), async (harm, isDocument) => {
      const replica = mintId<ReplicaId>('task', random)
      type Fields = Record<string, unknown>
      let victim = A.change(A.init<Fields>({ actor: 'aa'.repeat(16) }), (draft) => {
        draft.title = new A.ImmutableString('A')
        draft.notes = 'some text'
      })
      const first = A.getLastLocalChange(victim) as Uint8Array
      expect(await world.push(ada, replica, first)).toBe('stored')
      const attacker = A.change(A.clone(victim, { actor: 'ee'.repeat(16) }), (draft) => {
        draft.title = new A.ImmutableString('B')
        A.splice(draft, ['notes'], 2, 3, 'xyz')
      })
      const change = isDocument ? A.save(attacker) : (A.getLastLocalChange(attacker) as Uint8Array)
      // Magic, checksum, kind and a length of one byte or two come before it.
      const body = change.slice(change.length < 138 ? 10 : 11)
      // Else the trials would end with the first ten that are unsound.
      world.clock.advance(100_000)
      const code = await world.push(eve, replica, craftChunk(isDocument ? 0 : 1, harm(body)))
      expect(code).not.toBe('too-many')
      expect(codes).toContain(code)
      victim = A.loadIncremental(victim, Buffer.concat(await world.held(replica)))
      victim = A.change(victim, (draft) => void (draft.done = true))
      expect(await world.push(ada, replica, A.getLastLocalChange(victim) as Uint8Array)).toBe('stored')
      let reader = A.init<Fields>()
      for (const chunk of await world.held(replica)) reader = A.loadIncremental(reader, chunk)
      expect(A.getMissingDeps(reader, [])).toEqual([])
      expect(A.load<Fields>(A.save(reader)).done).toBe(true)
      for (const doc of [victim, attacker, reader]) A.free(doc)
    }),
    { numRuns: fuzzRuns(60) },
  )
}, 60_000)
