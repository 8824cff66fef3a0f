import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Asking, startAsking } from '../testing/asking.ts'

let asking: Asking
beforeEach(async () => {
  asking = await startAsking({ jobOptions: { maxRunning: 1 } })
})
afterEach(() => asking.close())

const two = [
  ['tasks_create', { title: 'First' }],
  ['tasks_create', { title: 'Second' }],
] as const
const problem = 'You, or the agent that you asked, may not have anything done in this workspace.'

type Act = () => Promise<{ status: number }>
const ways: readonly [string, Act][] = [
  [
    'made a viewer',
    () =>
      asking.ada.call('PATCH', `/api/workspaces/${asking.workspace}/members/${asking.bob.account.id}`, {
        role: 'viewer',
      }),
  ],
  ['removed', () => asking.ada.call('DELETE', `/api/orgs/${asking.organisation}/members/${asking.bob.account.id}`)],
]

describe('rights that are taken away while an agent works', () => {
  it.each(ways)('hold from the next call on: %s', async (_way, takeAway) => {
    const { ada, bob, scripts, ask, titles, get } = asking
    scripts['Make two'] = {
      calls: two,
      before: async (at) => {
        if (at === 1) expect((await takeAway()).status).toBeLessThan(300)
      },
    }
    await ask(bob, 'Make two')
    expect(await titles(ada)).toEqual(['First'])
    const audit = await ada.call('GET', `/api/orgs/${asking.organisation}/audit?action=assistant.`)
    expect(audit.body.items[0]).toMatchObject({ body: { for: bob.principal, reason: 'no-rights' } })
    expect((await get(ada, 'jobs')).body.items).toEqual([])
  })

  it.each(ways)('hold for what a schedule has asked already: %s', async (_way, takeAway) => {
    const { ada, bob, scripts, did, titles, server, clock, workspace } = asking
    const scheduled = { text: 'Make two', rule: 'FREQ=DAILY', timeZone: 'UTC', startAt: clock.now() + 60_000 }
    expect((await bob.call('POST', `/api/workspaces/${workspace}/schedules`, scheduled)).status).toBe(201)
    scripts['Make two'] = { calls: two }
    scripts['First of all'] = { before: async () => (clock.aheadMs = 120_000) }
    // When the first one has ended, what is due by then becomes a job; it stands behind this one.
    scripts['And then'] = {
      before: async () => {
        const waiting = (await asking.get(bob, 'jobs')).body.items
        expect(waiting).toMatchObject([{ state: 'queued', schedule: expect.any(String) }])
        expect((await takeAway()).status).toBeLessThan(300)
      },
    }
    for (const text of ['First of all', 'And then']) await did(ada, 'assistant.ask', { text })
    await server.running.workDone()
    expect(asking.engine.heard.map(({ messages }) => messages.at(-1)?.text)).toEqual(['First of all', 'And then'])
    expect(await titles(ada)).toEqual([])
  })

  it('say so where it was asked, and what had been done by then', async () => {
    const { ada, bob, scripts, ask, questionOf } = asking
    const [[, takeAway]] = ways as [[string, Act]]
    scripts['Make two'] = { calls: two, before: async (at) => (at === 1 ? takeAway() : undefined) }
    const asked = await ask(bob, 'Make two')
    expect(await asking.titles(ada)).toEqual(['First'])
    expect((await questionOf(bob, asked)).problem).toBe(`${problem} By then it had made 1 change, which stays.`)
  })
})
