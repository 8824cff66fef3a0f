import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assistantCommands } from '#shared/rooms/assistant/index.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { openServerWork } from '#server/log/server-work.ts'
import { type Asked, type Asking, startAsking } from '../testing/asking.ts'

const dayMs = 24 * 60 * 60_000
let asking: Asking
beforeEach(async () => {
  asking = await startAsking()
})
afterEach(() => asking.close())

/** As a device does it that has no network: the question comes to the server when the network does. */
async function askOffline(text: string, beforeMs: number): Promise<Asked> {
  const { ada, workspace, clock } = asking
  const now = clock.now() - beforeMs
  const work = openServerWork({
    clock: { now: () => now },
    random: systemRandom,
    principal: ada.principal,
    chunksOf: async () => [],
  })
  const asked = await assistantCommands.ask.run(work, { text, timeZone: 'UTC', weekStartsOn: 1, about: [] })
  if (!asked.ok) throw new Error(asked.reason)
  const device = await ada.device()
  const results = await device.push(workspace, work.changes())
  work.close()
  await device.close()
  expect(results.every((each) => 'seq' in each)).toBe(true)
  await asking.server.running.workDone()
  return asked.value
}

describe('a question that was asked without a network', () => {
  it('is answered when it comes, within a day', async () => {
    const { ada, scripts, titles, questionOf } = asking
    scripts['Add milk'] = { calls: [['tasks_create', { title: 'Milk' }]] }
    const asked = await askOffline('Add milk', dayMs - 60_000)
    expect(await questionOf(ada, asked)).toMatchObject({ state: 'answered' })
    expect(await titles(ada)).toEqual(['Milk'])
  })

  it('is asked for once more when it is older, and only then done', async () => {
    const { ada, scripts, engine, titles, questionOf, did, get, server, clock } = asking
    scripts['Add milk'] = { calls: [['tasks_create', { title: 'Milk' }]] }
    const asked = await askOffline('Add milk', dayMs + 60_000)
    expect(await questionOf(ada, asked)).toMatchObject({ state: 'stale' })
    expect((await get(ada, 'jobs')).body.items).toMatchObject([{ state: 'cancelled' }])
    clock.aheadMs = 60_000
    await server.running.workDone()
    expect(engine.heard).toEqual([])
    expect(await titles(ada)).toEqual([])
    await did(ada, 'assistant.askAgain', asked)
    await server.running.workDone()
    expect(await questionOf(ada, asked)).toMatchObject({ state: 'answered' })
    expect(await titles(ada)).toEqual(['Milk'])
    expect(engine.heard).toHaveLength(1)
  })

  it('that is taken back instead is never done', async () => {
    const { ada, engine, questionOf, did, server } = asking
    const asked = await askOffline('Add milk', 3 * dayMs)
    await did(ada, 'assistant.cancelQuestion', asked)
    await server.running.workDone()
    expect(await questionOf(ada, asked)).toMatchObject({ state: 'cancelled' })
    expect(engine.heard).toEqual([])
  })
})
