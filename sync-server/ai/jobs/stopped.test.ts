import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Asked, type Asking, startAsking } from '../testing/asking.ts'

let asking: Asking
beforeEach(async () => {
  asking = await startAsking()
})
afterEach(() => asking.close())

const two = [
  ['tasks_create', { title: 'First' }],
  ['tasks_create', { title: 'Second' }],
] as const

/** Asks what makes two tasks, and does something between them. */
async function meanwhile(act: (asked: Asked) => Promise<unknown>): Promise<Asked> {
  const { ada, scripts, did, server } = asking
  const asked = Promise.withResolvers<Asked>()
  scripts['Make two'] = {
    calls: two,
    before: async (at, { told }) => {
      if (at === 0) told('I begin.')
      if (at === 1) await act(await asked.promise)
    },
  }
  asked.resolve((await did(ada, 'assistant.ask', { text: 'Make two' })) as Asked)
  await server.running.workDone()
  return asked.promise
}

describe('an answer that is stopped while it is made', () => {
  const ways: readonly [string, (asked: Asked) => Promise<unknown>][] = [
    ['where it was asked', (asked) => asking.did(asking.ada, 'assistant.cancelQuestion', asked)],
    [
      'over REST',
      async () => {
        const [job] = (await asking.get(asking.ada, 'jobs')).body.items
        const path = `/api/workspaces/${asking.workspace}/jobs/${job.id}/cancel`
        expect((await asking.ada.call('POST', path)).body).toMatchObject({ state: 'cancelled' })
      },
    ],
  ]
  it.each(ways)(
    '%s: no more is done, what was done stays and is told, and whoever listens hears the end',
    async (_way, stop) => {
      const { ada, get, titles, questionOf } = asking
      let heard: Promise<{ body: string }> | undefined
      const asked = await meanwhile(async (one) => {
        const [job] = (await get(ada, 'jobs')).body.items
        heard = get(ada, `jobs/${job.id}/stream`)
        await stop(one)
      })
      expect(await titles(ada)).toEqual(['First'])
      expect(await questionOf(ada, asked)).toMatchObject({
        state: 'cancelled',
        answer: '',
        problem: 'By then it had made 1 change, which stays.',
      })
      const [job] = (await get(ada, 'jobs')).body.items
      expect(job).toMatchObject({ state: 'cancelled' })
      const stream = (await heard)?.body
      expect(stream).toContain('{"text":"I begin."}')
      expect(stream).toContain('event: end\ndata: {"state":"cancelled"}')
      const notes = await ada.call('GET', `/api/orgs/${asking.organisation}/audit?action=assistant.`)
      const actions = notes.body.items.map(({ action }: { action: string }) => action)
      expect(actions.filter((each: string) => each === 'assistant.called')).toHaveLength(1)
      expect(actions.filter((each: string) => each === 'assistant.cancelled')).toHaveLength(1)
      expect(actions).not.toContain('assistant.answered')
    },
  )

  it('before anybody began: it is taken back over REST too', async () => {
    const { ada, get, engine, questionOf, server, scripts, did } = asking
    const mayGoOn = Promise.withResolvers<void>()
    scripts['Wait'] = { before: () => mayGoOn.promise }
    // As many as are answered at once, and one that waits behind them.
    for (let at = 0; at < 4; at += 1) await did(ada, 'assistant.ask', { text: 'Wait' })
    const last = (await did(ada, 'assistant.ask', { text: 'Last' })) as Asked
    await expect.poll(async () => (await get(ada, 'jobs')).body.items).toHaveLength(5)
    const [job] = (await get(ada, 'jobs')).body.items
    expect(job).toMatchObject({ state: 'queued', question: last.question })
    await ada.call('POST', `/api/workspaces/${asking.workspace}/jobs/${job.id}/cancel`)
    mayGoOn.resolve()
    await server.running.workDone()
    expect(await questionOf(ada, last)).toMatchObject({ state: 'cancelled', problem: '' })
    expect(engine.heard.some(({ messages }) => messages.at(-1)?.text === 'Last')).toBe(false)
  })
})

describe('an answer whose ground is taken away while it is made', () => {
  const inOrg = (path: string) => `/api/orgs/${asking.organisation}/${path}`
  const agentOf = async () => (await asking.ada.call('GET', inOrg('agents'))).body.items[0].id

  it('ends when its agent is switched off, and says what it had done', async () => {
    const asked = await meanwhile(async () =>
      asking.ada.call('PATCH', inOrg(`agents/${await agentOf()}`), { isEnabled: false }),
    )
    expect(await asking.titles(asking.ada)).toEqual(['First'])
    expect(await asking.questionOf(asking.ada, asked)).toMatchObject({
      state: 'failed',
      problem: 'There is no such agent any more, or it is switched off. By then it had made 1 change, which stays.',
    })
  })

  it('goes on without a tool that its agent may not use any more', async () => {
    const asked = await meanwhile(async () =>
      asking.ada.call('PATCH', inOrg(`agents/${await agentOf()}`), { tools: ['ideas.*'] }),
    )
    expect(await asking.titles(asking.ada)).toEqual(['First'])
    expect(await asking.questionOf(asking.ada, asked)).toMatchObject({ state: 'answered' })
  })

  it('is not told when its agent is switched off at the very end', async () => {
    const { ada, scripts, ask, questionOf } = asking
    scripts['Hello'] = {
      before: async () => ada.call('PATCH', inOrg(`agents/${await agentOf()}`), { isEnabled: false }),
      say: () => 'Good morning.',
    }
    expect(await questionOf(ada, await ask(ada, 'Hello'))).toMatchObject({ state: 'failed', answer: '' })
  })
})
