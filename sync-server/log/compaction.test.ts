import * as A from '@automerge/automerge/slim'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { startAutomerge } from './automerge-wasm.ts'
import { openCompaction } from './compaction.ts'
import { ada, bob, type LogWorld, noPause, openLogWorld, textOf, typist, workspace } from './testing/log-world.ts'
import { openWorkerPool, type WorkerPool } from './worker/worker-pool.ts'

// A worker starts and merges in seconds on a busy machine.
const pool = openWorkerPool({ timeoutMs: 20_000, maxMegabytes: 512, maxJobs: 10_000 })
afterAll(() => pool.close())

let world: LogWorld
beforeEach(async () => {
  world = await openLogWorld()
})
afterEach(() => world.close())

async function compact(through: WorkerPool = pool): Promise<void> {
  const { storage, log, clock, faults } = world
  const compaction = await openCompaction({
    storage,
    log,
    clock,
    pool: through,
    pause: noPause,
    report: (fault) => faults.push(fault),
  })
  await compaction.settled()
  await compaction.close()
}

async function typeWords(replica: ReplicaId, count: number) {
  const person = typist()
  const changes = Array.from({ length: count }, (_, index) => person.type(`${index} `)).flat()
  await world.push(replica, changes)
  return person
}

const state = async (replica: ReplicaId) => {
  const found = await world.store.ofReplica(workspace, replica)
  if (!found) throw new Error('not there')
  return found
}
const days = (count: number) => count * 24 * 60 * 60_000

it('[ST14] a long text becomes one snapshot and a tail, says the same, and keeps its single changes', async () => {
  const replica = world.newReplica()
  const person = await typeWords(replica, 300)
  expect((await state(replica)).chunks).toHaveLength(300)
  await compact()
  expect((await state(replica)).chunks).toHaveLength(1)
  await world.push(replica, person.type('more'))
  await world.reopen()
  const after = await state(replica)
  expect(after.chunks).toHaveLength(2)
  expect(textOf(after.chunks)).toBe(person.doc.getText('content').toJSON())
  const page = await world.store.page(workspace, { after: 0, maxBytes: 1e9, maxChanges: 1e6 })
  expect([page.changes.length, page.floor]).toEqual([301, 0])
  expect(world.faults).toEqual([])
})

it('[ST14] records are merged late, with all their history', async () => {
  await startAutomerge()
  const replica = world.newReplica('task')
  let doc = A.init<Record<string, unknown>>()
  const edit = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      doc = A.change(doc, (draft) => {
        draft[`field${index % 7}`] = `value ${index}`
      })
      return A.getLastLocalChange(doc) ?? new Uint8Array()
    })
  await world.push(replica, edit(100))
  await compact()
  expect((await state(replica)).chunks).toHaveLength(100)
  await world.push(replica, edit(300))
  await compact()
  const { chunks } = await state(replica)
  expect(chunks.length).toBeLessThan(10)
  const loaded = chunks.reduce((at, chunk) => A.loadIncremental(at, chunk), A.init<Record<string, unknown>>())
  expect([A.getHeads(loaded), A.toJS(loaded)]).toEqual([A.getHeads(doc), A.toJS(doc)])
  expect(A.getAllChanges(loaded)).toHaveLength(400)
})

it('[ST14] a document larger than a part comes in several, in order', async () => {
  const replica = world.newReplica()
  const person = typist()
  let size = 0
  while (size < 4_000_000) {
    const changes = person.type(
      Array.from({ length: 200_000 }, (_, at) => String.fromCharCode(97 + ((at * 7) % 26))).join(''),
    )
    size += 200_000
    await world.push(replica, changes)
    await compact()
  }
  const { chunks } = await state(replica)
  expect(chunks.every((chunk) => chunk.length <= 2 * 1024 * 1024)).toBe(true)
  expect(chunks.length).toBeLessThan(10)
  expect(textOf(chunks)).toBe(person.doc.getText('content').toJSON())
})

it('[ST14] nothing takes the place of anything before it has been proven: a merge that lost something, a crash before and after', async () => {
  const replica = world.newReplica()
  const person = await typeWords(replica, 300)
  const words = person.doc.getText('content').toJSON()
  const lossy: WorkerPool = {
    close: () => Promise.resolve(),
    run: async (name, input) => {
      const outcome = await pool.run(name, input)
      if (name === 'fold' && outcome.ok) {
        const other = typist().type('something else')
        Object.assign(outcome.value as object, { parts: [{ to: 300, bytes: other[0] }] })
      }
      return outcome
    },
  }
  await compact(lossy)
  expect(textOf((await state(replica)).chunks)).toBe(words)
  await world.reopen()
  expect(textOf((await state(replica)).chunks)).toBe(words)

  await world.push(replica, Array.from({ length: 200 }, () => person.type('again ')).flat())
  const dying: WorkerPool = {
    close: () => Promise.resolve(),
    run: (name, input) =>
      name === 'loadsAlike' ? Promise.reject(new Error('the process ends here')) : pool.run(name, input),
  }
  await compact(dying)
  expect(world.faults).toHaveLength(1)
  await world.reopen()
  expect((await state(replica)).chunks).toHaveLength(500)
  await compact()
  expect((await state(replica)).chunks).toHaveLength(1)
  expect(textOf((await state(replica)).chunks)).toBe(person.doc.getText('content').toJSON())
})

it('[ST14] what waits for changes that never came is left as it is', async () => {
  const replica = world.newReplica()
  const person = typist()
  const [missing, ...rest] = Array.from({ length: 200 }, () => person.type('x')).flat()
  await world.push(replica, rest)
  await compact()
  expect((await state(replica)).chunks).toHaveLength(199)
  if (missing) await world.push(replica, [missing])
  expect(textOf((await state(replica)).chunks)).toBe('x'.repeat(200))
})

it('[ST15] after the history window single changes go, what they made stays, and they are still known', async () => {
  const replica = world.newReplica()
  const lone = world.newReplica()
  const person = await typeWords(replica, 20)
  const [only] = typist().type('alone')
  if (only) await world.push(lone, [only], bob)
  world.clock.advance(days(89))
  await compact()
  expect((await world.store.page(workspace, { after: 0, maxBytes: 1e6, maxChanges: 1e3 })).floor).toBe(0)

  world.clock.advance(days(2))
  const late = person.type('late')
  await world.push(replica, late)
  await compact()
  const page = await world.store.page(workspace, { after: 21, maxBytes: 1e6, maxChanges: 1e3 })
  expect([page.floor, page.head, page.changes.map(({ seq }) => seq)]).toEqual([21, 22, [22]])
  expect(textOf((await state(replica)).chunks)).toBe(person.doc.getText('content').toJSON())
  expect(textOf((await state(lone)).chunks)).toBe('alone')
  expect(await state(lone)).toMatchObject({ lastSeq: 21, changedBy: bob })
  expect(only && (await world.push(lone, [only]))).toEqual([21])
  expect(await world.push(replica, late)).toEqual([22])
  expect(await world.store.historyOf(workspace, replica, { before: 1e9, maxBytes: 1e6, maxChanges: 10 })).toMatchObject(
    {
      changes: [{ seq: 22, author: ada }],
      hasOlder: false,
      isCut: true,
    },
  )
})

it('[ST15] the window is the organisation’s own, and what a consumer has not read is kept', async () => {
  await world.store.setHistoryDays(7)
  const replica = world.newReplica()
  await typeWords(replica, 5)
  await world.store.advance({ consumer: 'slow', workspace, from: 0, to: 3, effects: [] })
  world.clock.advance(days(8))
  await compact()
  const floor = async () => (await world.store.page(workspace, { after: 0, maxBytes: 1, maxChanges: 1 })).floor
  expect(await floor()).toBe(3)
  await world.store.advance({ consumer: 'slow', workspace, from: 3, to: 5, effects: [] })
  await compact()
  expect(await floor()).toBe(5)
  expect((await state(replica)).chunks).toHaveLength(1)
})

it('[ST15] what can not be merged is kept change by change', async () => {
  const replica = world.newReplica()
  const person = typist()
  const [missing, ...rest] = Array.from({ length: 10 }, () => person.type('x')).flat()
  await world.push(replica, rest)
  world.clock.advance(days(100))
  await compact()
  expect((await world.store.page(workspace, { after: 9, maxBytes: 1, maxChanges: 1 })).floor).toBe(9)
  if (missing) await world.push(replica, [missing])
  expect(textOf((await state(replica)).chunks)).toBe('x'.repeat(10))
})
