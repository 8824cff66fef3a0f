import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { stateBefore } from '#shared/crdt/yjs/state-before.ts'
import { openCompaction } from './compaction.ts'
import { replicaHistory } from './replica-history.ts'
import { type LogWorld, noPause, openLogWorld, textOf, typist, workspace } from './testing/log-world.ts'
import { openWorkerPool } from './worker/worker-pool.ts'

// A worker starts and merges in seconds on a busy machine.
const pool = openWorkerPool({ timeoutMs: 20_000, maxMegabytes: 512, maxJobs: 10_000 })
afterAll(() => pool.close())

let world: LogWorld
beforeEach(async () => {
  world = await openLogWorld()
})
afterEach(() => world.close())

it('beyond the history window it gives the state, out of which the single changes can be taken again', async () => {
  const { storage, log, clock, faults } = world
  const replica = world.newReplica()
  const person = typist()
  await world.push(
    replica,
    ['once ', 'upon ', 'a time '].flatMap((words) => person.type(words)),
  )
  const gone = person.doc.getText('content').toJSON()
  clock.advance(91 * 24 * 60 * 60_000)
  await world.push(replica, person.type('there was '))
  await world.push(replica, person.type('a log'))
  const compaction = await openCompaction({
    storage,
    log,
    clock,
    pool,
    pause: noPause,
    report: (fault) => faults.push(fault),
  })
  await compaction.settled()
  await compaction.close()

  const page = (before?: number, limit = 100) => replicaHistory(log, { workspace, replica, before, limit })
  const { changes, olderBefore, base } = await page()
  expect([changes.map(({ seq }) => seq), olderBefore, base.length]).toEqual([[4, 5], 0, 1])
  const singles = changes.map(({ bytes }) => bytes)
  const early = stateBefore(base[0]?.chunks ?? [], singles)
  expect(early && textOf([early])).toBe(gone)
  expect(early && textOf([early, ...singles])).toBe(person.doc.getText('content').toJSON())
  // Only with the oldest of the single changes.
  expect(await page(undefined, 1)).toMatchObject({ changes: [{ seq: 5 }], olderBefore: 5, base: [] })
  expect(await page(5, 1)).toMatchObject({ changes: [{ seq: 4 }], olderBefore: 0, base: [{ replica }] })
})
