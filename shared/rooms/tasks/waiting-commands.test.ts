import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initializeWasm } from '@automerge/automerge/slim'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaId } from '../../kit/ids.ts'
import { FakeDevice } from '../testing/devices.ts'
import { taskType } from './model.ts'
import * as tasks from './task-commands.ts'
import * as life from './task-life-commands.ts'
import { stopWaitingFor, waitFor } from './waiting-commands.ts'
import { waitingIn } from './waiting.ts'

beforeAll(async () => {
  await initializeWasm(readFileSync(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
})

let ana: FakeDevice
let bo: FakeDevice
let [paint, sand, buy] = [] as unknown as [ReplicaId, ReplicaId, ReplicaId]

beforeEach(async () => {
  ana = new FakeDevice({ name: 'ana', seed: 1 })
  bo = new FakeDevice({ name: 'bo', seed: 2 })
  ;[paint, sand, buy] = [await made('Paint'), await made('Sand'), await made('Buy')]
})
afterEach(() => {
  ana.close()
  bo.close()
})

async function made(title: string, more = {}): Promise<ReplicaId> {
  const outcome = await ana.run(tasks.createTask, { title, ...more })
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.value
}

const waits = (device: FakeDevice, id: ReplicaId) => device.row(taskType, id).value.waitsFor
const titles = (found: readonly { value: { title: string } }[]) => found.map(({ value }) => value.title)
const missing = 'task_00000000000000000000000000' as ReplicaId

describe('waiting', () => {
  it('is a list of ids, absent where it is empty; saying it twice is once', async () => {
    expect(ana.row(taskType, paint).value).not.toHaveProperty('waitsFor')
    await ana.run(waitFor, { id: paint, for: sand })
    await ana.run(waitFor, { id: paint, for: sand })
    expect(waits(ana, paint)).toEqual([sand])
    await ana.run(stopWaitingFor, { id: paint, for: sand })
    expect((await ana.run(stopWaitingFor, { id: paint, for: missing })).ok).toBe(true)
    expect(ana.row(taskType, paint).value).not.toHaveProperty('waitsFor')
  })

  it('ends when the other one is done, goes to the trash, or is not to be seen; and begins again when it comes back', async () => {
    await ana.run(waitFor, { id: paint, for: sand })
    const blockers = () => titles(waitingIn(ana.rows()).blockersOf(paint))
    expect(blockers()).toEqual(['Sand'])
    await ana.run(tasks.completeTask, { id: sand })
    expect(blockers()).toEqual([])
    await ana.run(tasks.reopenTask, { id: sand })
    expect(blockers()).toEqual(['Sand'])
    await ana.run(life.trashTask, { id: sand })
    expect(blockers()).toEqual([])
    await ana.run(life.restoreTask, { id: sand })
    expect(blockers()).toEqual(['Sand'])
    ana.replica(paint).patch({ waitsFor: [missing, 'nonsense', 'idea_00000000000000000000000000'] })
    expect(waits(ana, paint)).toEqual([missing])
    expect(blockers()).toEqual([])
  })

  it('goes along with a copy', async () => {
    await ana.run(waitFor, { id: paint, for: sand })
    const copy = await ana.run(life.duplicateTask, { id: paint })
    expect(copy.ok && waits(ana, copy.value)).toEqual([sand])
  })

  it('merges: what two people add and take away, one by one', async () => {
    await ana.run(waitFor, { id: paint, for: sand })
    ana.syncWith(bo)
    await ana.run(waitFor, { id: paint, for: buy })
    await bo.run(stopWaitingFor, { id: paint, for: sand })
    ana.syncWith(bo)
    expect(waits(ana, paint)).toEqual([buy])
    expect(waits(bo, paint)).toEqual([buy])
  })

  it('is one and no conflict when two people say the same', async () => {
    ana.syncWith(bo)
    await ana.run(waitFor, { id: paint, for: sand })
    await bo.run(waitFor, { id: paint, for: sand })
    ana.syncWith(bo)
    expect(waits(ana, paint)).toEqual([sand])
    expect(ana.replica(paint).conflicts()).toEqual([])
  })
})

describe('a ring', () => {
  it('is refused in a sentence, at whatever distance', async () => {
    await ana.run(waitFor, { id: paint, for: sand })
    await ana.run(waitFor, { id: sand, for: buy })
    for (const [id, other] of [
      [sand, paint],
      [buy, paint],
    ] as const) {
      expect(await ana.run(waitFor, { id, for: other })).toMatchObject({
        reason: 'waits-in-a-ring',
        detail: expect.stringMatching(/^That task waits for this one already.*\.$/),
      })
    }
    expect(await ana.run(waitFor, { id: paint, for: paint })).toMatchObject({ reason: 'waits-for-itself' })
    expect(waits(ana, buy)).toBeUndefined()
    // A shortcut is none.
    expect((await ana.run(waitFor, { id: paint, for: buy })).ok).toBe(true)
  })

  it('through the trash is none, and harmless after it comes back', async () => {
    await ana.run(waitFor, { id: sand, for: paint })
    await ana.run(life.trashTask, { id: sand })
    expect(await ana.run(waitFor, { id: paint, for: sand })).toMatchObject({ reason: 'waits-for-trash' })
    await ana.run(life.restoreTask, { id: sand })
    expect(await ana.run(waitFor, { id: paint, for: sand })).toMatchObject({ reason: 'waits-in-a-ring' })
  })

  it('that two devices have made apart is told, the same on both, and can be opened', async () => {
    ana.syncWith(bo)
    await ana.run(waitFor, { id: paint, for: sand })
    await ana.run(waitFor, { id: buy, for: paint })
    await bo.run(waitFor, { id: sand, for: paint })
    ana.syncWith(bo)
    const told = (device: FakeDevice) => {
      const { heads, rings, behind } = waitingIn(device.rows())
      return { heads: titles(heads), rings: rings.map((ring) => ring.length), behind: titles(behind(paint)).toSorted() }
    }
    expect(told(ana)).toEqual({ heads: [], rings: [2], behind: ['Buy', 'Paint', 'Sand'] })
    expect(told(bo)).toEqual(told(ana))
    await bo.run(stopWaitingFor, { id: sand, for: paint })
    expect(told(bo)).toEqual({ heads: ['Sand'], rings: [], behind: ['Buy'] })
  })
})

describe('not waited for', () => {
  it('is what is not there', async () => {
    expect(await ana.run(waitFor, { id: paint, for: missing })).toMatchObject({ reason: 'task-missing' })
    expect(await ana.run(waitFor, { id: missing, for: paint })).toMatchObject({ reason: 'task-missing' })
    expect(await ana.run(stopWaitingFor, { id: missing, for: paint })).toMatchObject({ reason: 'task-missing' })
    expect(waitFor.input.safeParse({ id: paint, for: 'idea_00000000000000000000000000' }).success).toBe(false)
  })

  it('is what repeats, and more than fifty', async () => {
    const daily = await made('Water', { dueDate: '2026-01-05', repeat: 'FREQ=DAILY' })
    expect(await ana.run(waitFor, { id: paint, for: daily })).toMatchObject({ reason: 'waits-for-repeating' })
    const others = Array.from({ length: 50 }, (_, at) => `task_${String(at).padStart(26, '0')}`)
    ana.replica(paint).patch({ waitsFor: others })
    expect(await ana.run(waitFor, { id: paint, for: sand })).toMatchObject({ reason: 'waits-for-too-many' })
  })
})
