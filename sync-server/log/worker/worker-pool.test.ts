import type { Worker } from 'node:worker_threads'
import { afterAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openWorkerPool } from './worker-pool.ts'

const pool = openWorkerPool({ timeoutMs: 30_000, maxMegabytes: 256, maxJobs: 3 })
afterAll(() => pool.close())

it('answers in order, also when the worker is replaced in between, and refuses what throws', async () => {
  const doc = new Y.Doc()
  doc.getMap('fields').set('a', 1)
  const update = Y.encodeStateAsUpdate(doc)
  const jobs = Array.from({ length: 8 }, (_, at) =>
    pool.run('mergeUpdates', at % 4 === 1 ? [Uint8Array.of(255, 255), update] : [update, update]),
  )
  const outcomes = await Promise.all(jobs)
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, true, true, false, true, true])
  const [first] = outcomes
  expect(first?.ok && Buffer.from(first.value).equals(Buffer.from(update))).toBe(true)
})

it('a job without end costs its time limit and not the next one', async () => {
  const hasty = openWorkerPool({ timeoutMs: 1, maxMegabytes: 256, maxJobs: 3 })
  const large = new Y.Doc()
  large.getText('t').insert(0, 'x'.repeat(2_000_000))
  const update = Y.encodeStateAsUpdate(large)
  expect(
    await hasty.run(
      'mergeUpdates',
      Array.from({ length: 200 }, () => update),
    ),
  ).toMatchObject({
    ok: false,
    reason: 'timed-out',
  })
  await hasty.close()
  expect(await hasty.run('mergeUpdates', [])).toMatchObject({ ok: false, reason: 'ended' })
})

it('a worker with nothing to do is ended, and the next job gets another', async () => {
  const resting = openWorkerPool({ timeoutMs: 60_000, maxMegabytes: 256, maxJobs: 100, idleMs: 1 })
  const counts = { started: 0, ended: 0 }
  const count = (worker: Worker) => {
    counts.started += 1
    worker.once('exit', () => (counts.ended += 1))
  }
  process.on('worker', count)
  for (const round of [1, 2]) {
    expect(await resting.run('mergeUpdates', [Uint8Array.of(0, 0)])).toMatchObject({ ok: true })
    await expect.poll(() => counts).toEqual({ started: round, ended: round })
  }
  process.off('worker', count)
  await resting.close()
})
