import * as A from '@automerge/automerge/slim'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { decodeSnapshotRow } from '#shared/rooms/snapshot-row.ts'
import type { Effect } from '#server/storage/consumer-store.ts'
import { startAutomerge } from './automerge-wasm.ts'
import { type Consumer, openConsumer } from './consumers.ts'
import { rowProjector } from './projector.ts'
import { ada, bob, type LogWorld, noPause, openLogWorld, typist, workspace } from './testing/log-world.ts'
import { openWorkerPool } from './worker/worker-pool.ts'

// A worker starts and merges in seconds on a busy machine.
const pool = openWorkerPool({ timeoutMs: 20_000, maxMegabytes: 512, maxJobs: 10_000 })
afterAll(() => pool.close())

let world: LogWorld
beforeEach(async () => {
  world = await openLogWorld()
})
afterEach(() => world.close())

/** Counts, in a row of the counted replica, how many changes it has read of it: an effect that would show if it came twice. */
function counter(atMost: number): Consumer {
  const counts = new Map<ReplicaId, number>()
  return {
    name: 'counter',
    stamp: '1',
    read: async ({ store, after }) => {
      const { changes } = await store.page(workspace, { after, maxBytes: 1e6, maxChanges: atMost })
      const to = changes.at(-1)?.seq
      if (to === undefined) return undefined
      const effects: Effect[] = []
      for (const { replica } of changes) {
        const known = counts.get(replica) ?? (await countOf(replica))
        counts.set(replica, known + 1)
        effects.push({ kind: 'row', replica, row: { lastSeq: known + 1, version: 1, bytes: new Uint8Array() } })
      }
      return { to, effects }
    },
  }
}

const rowOf = async (replica: ReplicaId) => {
  const places = await world.store.replicasInUse(workspace, { before: 1e9, max: 1_000 })
  for (const place of places) {
    const state = await world.store.stateOf(place, { after: 0, maxBytes: 1e6, maxParts: 10 })
    if (state.replica === replica) return state.row
  }
  return undefined
}
const countOf = async (replica: ReplicaId) => (await rowOf(replica))?.lastSeq ?? 0

async function run(consumer: Consumer): Promise<void> {
  const { storage, log, faults } = world
  const open = await openConsumer(consumer, { storage, log, pause: noPause, report: (fault) => faults.push(fault) })
  await open.settled()
  await open.close()
}

it('[ST16] each change has its effect once, wherever the process ends', async () => {
  const replicas = [world.newReplica(), world.newReplica()]
  const [one, two] = replicas as [ReplicaId, ReplicaId]
  const person = typist()
  for (let index = 0; index < 50; index += 1) await world.push(index % 3 === 0 ? one : two, person.type('x'))
  for (const dieAt of [1, 2, 4]) {
    const { store } = world
    const { advance } = store
    let steps = 0
    // The process ends before, or right after, the transaction; either way nobody is told.
    store.advance = async (step) => {
      steps += 1
      if (steps < dieAt) return advance(step)
      if (steps === dieAt && dieAt % 2 === 0) await advance(step)
      throw new Error('the process ends here')
    }
    await run(counter(7))
    expect(new Set(world.faults.splice(0).map(String))).toEqual(new Set(['Error: the process ends here']))
    await world.reopen()
  }
  await run(counter(7))
  expect([await countOf(one), await countOf(two)]).toEqual([17, 33])
  await run(counter(7))
  expect([await countOf(one), await countOf(two)]).toEqual([17, 33])
})

it('[ST16] a cursor that is elsewhere by now refuses the step', async () => {
  const step = { consumer: 'any', workspace, effects: [] }
  expect(await world.store.advance({ ...step, from: 0, to: 2 })).toBe(true)
  expect(await world.store.advance({ ...step, from: 0, to: 5 })).toBe(false)
  expect(await world.store.cursorOf('any', workspace)).toBe(2)
  await world.store.beginAnew('any', 'one')
  expect(await world.store.cursorOf('any', workspace)).toBe(0)
  await world.store.advance({ ...step, from: 0, to: 2 })
  await world.store.beginAnew('any', 'one')
  expect(await world.store.cursorOf('any', workspace)).toBe(2)
})

it('[ST16] a failure is told, tried again later, and holds up no other workspace', async () => {
  let failures = 2
  const waits: number[] = []
  const flaky: Consumer = {
    ...counter(100),
    read: (place) => (failures-- > 0 ? Promise.reject(new Error('not now')) : counter(100).read(place)),
  }
  const replica = world.newReplica()
  const { storage, log, faults } = world
  const open = await openConsumer(flaky, {
    storage,
    log,
    pause: (ms) => {
      waits.push(ms)
      return new Promise((resolve) => setImmediate(resolve))
    },
    report: (fault) => faults.push(fault),
  })
  await world.push(replica, typist().type('x'))
  while ((await countOf(replica)) === 0) await new Promise((resolve) => setImmediate(resolve))
  await open.close()
  expect(faults).toHaveLength(2)
  expect(waits).toEqual(expect.arrayContaining([5_000, 10_000]))
})

it('rows say what each replica holds, who lost against whom, and are made again when they are of another version', async () => {
  await startAutomerge()
  const task = world.newReplica('task')
  const actor = (digit: string) => digit.repeat(32)
  let base = A.change(A.init<Record<string, unknown>>({ actor: actor('1') }), (draft) => {
    draft.title = new A.ImmutableString('Buy milk')
  })
  const created = A.getLastLocalChange(base)
  let other = A.clone(base, { actor: actor('2') })
  base = A.change(base, (draft) => {
    draft.title = new A.ImmutableString('Buy oat milk')
  })
  other = A.change(other, (draft) => {
    draft.title = new A.ImmutableString('Buy soy milk')
  })
  const changes = [created, A.getLastLocalChange(base)].flatMap((change) => (change ? [change] : []))
  await world.push(task, changes, ada)
  await world.push(
    task,
    [A.getLastLocalChange(other)].flatMap((change) => (change ? [change] : [])),
    bob,
  )
  await world.store.saveActors(workspace, [
    { replica: task, actor: Buffer.from(actor('1'), 'hex'), principal: ada, device: 'd' as never, next: 3 },
    { replica: task, actor: Buffer.from(actor('2'), 'hex'), principal: bob, device: 'd' as never, next: 2 },
  ])
  const projector = () => rowProjector(pool, (fault) => world.faults.push(fault))
  await run(projector())
  const row = await rowOf(task)
  expect(row).toMatchObject({ lastSeq: 3 })
  const decoded = row && decodeSnapshotRow(row.bytes)
  expect(decoded?.value).toMatchObject({ title: expect.stringMatching(/Buy (oat|soy) milk/) })
  expect(new Set([decoded?.conflicts?.[0]?.winningBy, decoded?.conflicts?.[0]?.losing[0]?.by])).toEqual(
    new Set([ada, bob]),
  )

  const stale = { lastSeq: 3, version: 999, bytes: new Uint8Array([1]) }
  await world.store.advance({
    consumer: 'rows',
    workspace,
    from: 3,
    to: 3,
    effects: [{ kind: 'row', replica: task, row: stale }],
  })
  await run({ ...projector(), stamp: 'of another version' })
  expect(decodeSnapshotRow((await rowOf(task))?.bytes ?? new Uint8Array())).toEqual(decoded)
  expect(world.faults).toEqual([])
})
