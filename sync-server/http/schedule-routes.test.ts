import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Engine } from '#server/ai/contract.ts'
import { type Script, scriptEngine } from '#server/ai/testing/script-engine.ts'
import { startTestServer, type TestPerson, type TestServer } from '#server/testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId
let org: string
let scripts: Record<string, Script>
let engine: ReturnType<typeof scriptEngine>
const hourMs = 3_600_000
/** Sunday, 10 in the morning in Berlin. */
const start = Date.parse('2026-11-22T09:00:00Z')
const clock = { atMs: start, now: () => clock.atMs }

beforeEach(async () => {
  clock.atMs = start
  scripts = { 'What is due?': { say: () => 'Nothing at all.' } }
  engine = scriptEngine(scripts)
  server = await startTestServer({ engineFor: async () => engine, clock })
  ada = await server.person('ada')
  bob = await server.person('bob')
  workspace = await ada.workspace()
  await bob.join(workspace, { by: ada, role: 'editor' })
  const { body } = await ada.call('GET', '/api/workspaces')
  org = body.find(({ id }: { id: string }) => id === workspace).organisation
})
afterEach(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

const path = (rest: string) => `/api/workspaces/${workspace}/${rest}`
const weekdays = { rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', timeZone: 'Europe/Berlin', weekStartsOn: 0 }
/** Every weekday at 8, from Monday on. */
const daily = { text: 'What is due?', ...weekdays, startAt: Date.parse('2026-11-23T07:00:00Z') }
const schedule = async (who: TestPerson, more: object = {}) => {
  const made = await who.call('POST', path('schedules'), { ...daily, ...more })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}
const schedulesOf = async (who: TestPerson) => (await who.call('GET', path('schedules'))).body.items
const askable = async (who: TestPerson) => (await who.call('GET', path('agents'))).body.items
const conversationsOf = async (who: TestPerson) => (await who.call('GET', path('conversations'))).body.items
/** Goes on to a moment. The server looks for what is due by a timer, or when somebody makes a schedule. */
const goOnTo = async (text: string) => {
  clock.atMs = Date.parse(text)
  const { id } = await schedule(ada, { startAt: clock.atMs + hourMs })
  await server.running.workDone()
  await ada.call('DELETE', path(`schedules/${id}`))
}
const agent = async (more: object = {}) => {
  const made = await ada.call('POST', `/api/orgs/${org}/agents`, {
    slug: `sales-${Math.random()}`,
    name: 'Sales',
    ...more,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}
const grant = (subject: string, bits: string) =>
  ada.call('PUT', `/api/orgs/${org}/grants`, { path: `/orgs/${org}/${workspace}`, subject, bits })

describe('a schedule', () => {
  it('[AI6] asks when it is due, in a conversation that is its owner’s alone', async () => {
    const { id } = await schedule(bob)
    await goOnTo('2026-11-23T06:59:00Z')
    expect(await conversationsOf(bob)).toEqual([])
    await goOnTo('2026-11-23T07:00:00Z')
    const [conversation] = await conversationsOf(bob)
    expect(conversation).toMatchObject({ title: 'What is due?', createdBy: bob.principal })
    expect(conversation.questions).toMatchObject([
      { text: 'What is due?', state: 'answered', answer: 'Nothing at all.', askedBy: bob.principal },
    ])
    expect(conversation.questions[0]).toMatchObject({ timeZone: 'Europe/Berlin', weekStartsOn: 0 })
    expect(engine.heard.at(-1)?.instructions).toContain(
      'Monday, November 23, 2026 at 08:00 (Europe/Berlin); weeks begin on Sunday.',
    )
    expect(await schedulesOf(bob)).toMatchObject([
      {
        id,
        state: 'waiting',
        agentName: 'Nexus',
        dueAt: Date.parse('2026-11-24T07:00:00Z'),
        lastRun: { state: 'done', conversation: conversation.id, answer: 'Nothing at all.', schedule: id },
      },
    ])
    expect(await conversationsOf(ada)).toEqual([])
    expect(await schedulesOf(ada)).toEqual([])
    // Friday: of the days in between the last one counts.
    await goOnTo('2026-11-27T12:00:00Z')
    expect(await conversationsOf(bob)).toHaveLength(2)
  })

  it('[AI6] is asked on: its answer is what was said before', async () => {
    await schedule(bob)
    await goOnTo('2026-11-23T07:00:00Z')
    const [{ id }] = await conversationsOf(bob)
    clock.atMs += 1_000
    await bob.call('POST', path('commands/assistant.ask'), { text: 'And tomorrow?', conversation: id })
    await server.running.workDone()
    expect(engine.heard.at(-1)?.messages).toMatchObject([
      { from: 'person', text: 'What is due?' },
      { from: 'assistant', text: 'Nothing at all.' },
      { from: 'person', text: 'And tomorrow?' },
    ])
    const [{ questions }] = await conversationsOf(bob)
    expect(questions.map(({ state }: { state: string }) => state)).toEqual(['answered', 'answered'])
  })

  it('[AI6] stops when its owner takes the question back', async () => {
    let asked = () => {}
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    // It ends when it is told to, and never by itself.
    const run: Engine['run'] = async ({ signal }) => {
      asked()
      await new Promise((end) => signal.addEventListener('abort', end, { once: true }))
      return { ok: false, reason: 'cancelled' }
    }
    engine = { heard: [], run }
    await schedule(bob)
    clock.atMs = Date.parse('2026-11-23T07:00:00Z')
    await schedule(ada, { startAt: clock.atMs + hourMs })
    await isAsked
    const [{ id, questions }] = await conversationsOf(bob)
    const place = { conversation: id, question: questions[0].id }
    await bob.call('POST', path('commands/assistant.cancelQuestion'), place)
    await server.running.workDone()
    expect(await schedulesOf(bob)).toMatchObject([{ lastRun: { state: 'cancelled' } }])
    expect((await conversationsOf(bob))[0].questions).toMatchObject([{ state: 'cancelled' }])
  })

  it('[AI6] has no run without its owner', async () => {
    await schedule(bob)
    await ada.call('DELETE', `/api/orgs/${org}/members/${bob.account.id}`)
    await goOnTo('2026-11-23T07:00:00Z')
    expect(engine.heard).toEqual([])
    expect(await conversationsOf(ada)).toEqual([])
    expect((await bob.call('GET', path('schedules'))).status).toBe(404)
  })

  it('[AI6] says why, when its agent is switched off, before and after it was due', async () => {
    const { id, principal } = await agent()
    await grant(principal, 'rw-')
    const made = await schedule(bob, { agent: id })
    expect(made).toMatchObject({ agentName: 'Sales', state: 'waiting' })
    expect(made.problem).toBeUndefined()
    await ada.call('PATCH', `/api/orgs/${org}/agents/${id}`, { isEnabled: false })
    const problem = 'There is no such agent any more, or it is switched off.'
    expect(await schedulesOf(bob)).toMatchObject([{ problem }])
    await goOnTo('2026-11-23T07:00:00Z')
    expect(engine.heard).toEqual([])
    const [conversation] = await conversationsOf(bob)
    expect(conversation.questions).toMatchObject([{ state: 'failed', problem }])
    expect(await schedulesOf(bob)).toMatchObject([{ lastRun: { problem, conversation: conversation.id } }])
  })

  it('is switched off and on, changed and ended', async () => {
    const { id } = await schedule(bob)
    const change = (body: object) => bob.call('PATCH', path(`schedules/${id}`), body)
    expect((await change({ isEnabled: false })).body).toMatchObject({ state: 'off' })
    await goOnTo('2026-11-23T07:00:00Z')
    expect(engine.heard).toEqual([])
    clock.atMs += hourMs
    expect((await change({ isEnabled: true })).body).toMatchObject({
      state: 'waiting',
      dueAt: Date.parse('2026-11-24T07:00:00Z'),
    })
    expect((await change({ text: 'What was done?' })).body).toMatchObject({
      text: 'What was done?',
      rule: daily.rule,
      weekStartsOn: 0,
    })
    expect((await change({ rule: 'now and then' })).status).toBe(422)
    expect((await change({ agent: 'nobody' })).body.detail).toMatch(/^agent: There is no such agent/)
    expect((await bob.call('DELETE', path(`schedules/${id}`))).status).toBe(204)
    expect(await schedulesOf(bob)).toEqual([])
  })

  it('that is over says so, and there are not too many of them', async () => {
    await schedule(bob, { rule: 'FREQ=DAILY;UNTIL=20261123' })
    await goOnTo('2026-11-23T08:00:00Z')
    expect(await schedulesOf(bob)).toMatchObject([{ state: 'over' }])
    for (let at = 1; at < 50; at += 1) await schedule(bob)
    const more = await bob.call('POST', path('schedules'), daily)
    expect(more.body).toMatchObject({ code: 'quota-exceeded', detail: expect.stringContaining('50') })
  })
})

describe('who may be asked', () => {
  it('is who is switched on and has access, by id and name alone', async () => {
    const sales = await agent({ instructions: 'A secret recipe.' })
    const builtin = { id: expect.any(String), name: 'Nexus', isBuiltin: true }
    expect(await askable(bob)).toEqual([builtin])
    await grant(sales.principal, 'rw-')
    expect(await askable(bob)).toEqual([builtin, { id: sales.id, name: 'Sales', isBuiltin: false }])
    await ada.call('PATCH', `/api/orgs/${org}/agents/${sales.id}`, { isEnabled: false })
    expect(await askable(bob)).toEqual([builtin])
    await ada.call('PATCH', `/api/orgs/${org}/agents/${sales.id}`, { isEnabled: true })
    await grant(sales.principal, '---')
    expect(await askable(bob)).toEqual([builtin])
  })

  it('is told to those who may ask, and to nobody else', async () => {
    const mine = await schedule(bob)
    const dora = await server.person('dora')
    await dora.join(workspace, { by: ada, role: 'viewer' })
    const carol = await server.person('carol')
    const gone = await server.person('gone')
    await gone.join(workspace, { by: ada, role: 'editor' })
    await ada.call('DELETE', `/api/orgs/${org}/members/${gone.account.id}`)
    for (const who of [carol, gone, server.visitor() as TestPerson]) {
      const calls = [
        who.call('GET', path('agents')),
        who.call('GET', path('schedules')),
        who.call('POST', path('schedules'), daily),
        who.call('PATCH', path(`schedules/${mine.id}`), { isEnabled: false }),
        who.call('DELETE', path(`schedules/${mine.id}`)),
      ]
      const expected = who === carol || who === gone ? 404 : 401
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => expected))
    }
    // Of a colleague it is not there either.
    for (const who of [ada, dora]) {
      expect(await schedulesOf(who)).toEqual([])
      expect((await who.call('DELETE', path(`schedules/${mine.id}`))).status).toBe(404)
    }
    expect((await ada.call('PATCH', path(`schedules/${mine.id}`), { text: 'Mine' })).status).toBe(404)
    expect(await schedulesOf(bob)).toMatchObject([{ id: mine.id, text: 'What is due?' }])
  })
})
