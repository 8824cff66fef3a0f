import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { startTestServer, type TestPerson, type TestServer } from '#server/testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId
const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs }
const hourMs = 60 * 60_000
const sign = '*Answered by the built-in engine, without a language model.*'

beforeEach(async () => {
  clock.aheadMs = 0
  server = await startTestServer({ clock })
  ada = await server.person('ada')
  bob = await server.person('bob')
  workspace = await ada.workspace()
  await bob.join(workspace, { by: ada, role: 'editor' })
})
afterEach(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

const did = async (who: TestPerson, name: string, input: unknown, place = workspace) => {
  const answer = await who.call('POST', `/api/workspaces/${place}/commands/${name}`, input)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body.answer
}
const get = async (who: TestPerson, path: string) =>
  (await who.call('GET', `/api/workspaces/${workspace}/${path}`)).body
interface Asked {
  readonly conversation: ReplicaId
  readonly question: string
}
const ask = async (who: TestPerson, text: string, more: object = {}): Promise<Asked> => {
  const asked = (await did(who, 'assistant.ask', { text, timeZone: 'Europe/Vienna', ...more })) as Asked
  await server.running.workDone()
  return asked
}
const questionOf = async (who: TestPerson, { conversation, question }: Asked) =>
  (await get(who, `conversations/${conversation}`)).questions.find(({ id }: { id: string }) => id === question)
const answerTo = async (who: TestPerson, text: string, more: object = {}): Promise<string> => {
  const question = await questionOf(who, await ask(who, text, more))
  expect(question, text).toMatchObject({ state: 'answered' })
  expect(question.answer.endsWith(`\n\n${sign}`), text).toBe(true)
  return question.answer.slice(0, -sign.length - 2)
}
/** In an hour, at a whole second. */
const soon = () => Math.ceil(clock.now() / 1_000) * 1_000 + hourMs
const make = async (who: TestPerson, task: object): Promise<ReplicaId> => did(who, 'tasks.create', task)
const proposalsOf = async (who: TestPerson) => (await get(who, 'proposals')).items
const titles = async (who: TestPerson): Promise<readonly string[]> => {
  const { body } = await who.call('GET', '/api/workspaces')
  const { organisation } = body.find(({ id }: { id: string }) => id === workspace)
  const tasks = await who.call('GET', `/api/orgs/${organisation}/${workspace}/tasks`)
  return tasks.body.items.map(({ title }: { title: string }) => title).toSorted()
}

describe('without a model', () => {
  it('questions over records are answered with figures that can be counted, and links', async () => {
    const late = await make(ada, { title: 'Send the invoice', dueDate: '2020-01-02', priority: 'high' })
    await make(ada, { title: 'Water the plants' })
    const theirs = await make(bob, { title: 'Order [tea](https://evil.example) *now*' })
    await did(bob, 'tasks.complete', { id: theirs })
    expect(await answerTo(ada, 'How many open tasks do we have?')).toMatch(/^Number of open tasks: \*\*2\*\*\n/)
    expect(await answerTo(ada, 'What is overdue?')).toBe(
      `**1 found.** Overdue tasks\n\n- [Send the invoice](/w/${workspace}/tasks?open=${late}), due 2 Jan 2020`,
    )
    expect(await answerTo(ada, 'open tasks by person')).toContain('- ada: **2**')
    const done = await answerTo(ada, 'tasks done today')
    expect(done).toContain(
      String.raw`[Order \[tea\]\(https\:\/\/evil.example\) \*now\*](`.replace(String.raw`\/\/`, '//'),
    )
    expect(done).not.toMatch(/[^\\]\[tea/)
  })

  it('advice, briefings and alerts are there as well', async () => {
    await make(ada, { title: 'Send the invoice', dueDate: '2020-01-02' })
    await make(bob, { title: 'Call the bank' })
    expect(await answerTo(ada, 'What should I do next?')).toMatch(/\[Send the invoice\]\(.*\) — \d+ days late/)
    const briefing = await answerTo(ada, 'briefing')
    expect(briefing).toContain('**1 task is late**')
    expect(briefing).toContain('**1 thing was changed by others**')
    expect(await answerTo(ada, 'What needs attention?')).toBe('Nothing looks stuck, crowded or forgotten.')
    expect(await answerTo(ada, 'help')).toContain('- What is overdue this week?')
  })

  it('says what happened since somebody was here, by what they wrote last', async () => {
    await make(ada, { title: 'Mine', assignee: ada.principal })
    clock.aheadMs = 20 * hourMs
    const given = await make(bob, { title: 'For you', assignee: ada.principal })
    await make(bob, { title: 'Of no concern' })
    const told = await answerTo(ada, 'What did I miss?')
    expect(told).toContain('2 things were changed by 1 other person, and 1 thing concerns you.')
    expect(told).toContain(`- [For you](/w/${workspace}/tasks?open=${given}) — made by bob (given to you)\n`)
    expect(told).toContain('- bob: 2 made')
    expect(await answerTo(bob, 'What did I miss?')).toContain('I do not know when you were here last')
  })

  it('refuses what it can not do: for words of a person as an answer, for what takes a model so that it can be asked again', async () => {
    expect(await answerTo(ada, 'tasks for the zebra')).toContain('I do not know what to make of “zebra”.')
    const asked = await ask(ada, 'Write a poem about my week')
    expect(await questionOf(ada, asked)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('That takes a language model, and none is set up for this organisation.'),
    })
    const long = await ask(ada, `Extract the tasks: ${'words '.repeat(60)}`)
    expect(await questionOf(ada, long)).toMatchObject({ state: 'failed' })
  })

  it('what it is told to do becomes a proposal, which the person accepts', async () => {
    await make(ada, { title: 'Water the plants' })
    expect(await answerTo(ada, 'Add task Pay the rent tomorrow !high')).toContain('nothing has been done yet')
    expect(await answerTo(ada, 'complete the plants')).toContain('It waits for you')
    expect(await titles(ada)).toEqual(['Water the plants'])
    const waiting = await proposalsOf(ada)
    expect(waiting.map(({ command }: { command: string }) => command)).toEqual(['tasks.create', 'tasks.complete'])
    expect(await proposalsOf(bob)).toEqual([])
    await did(ada, 'assistant.acceptProposal', { id: waiting[0].id })
    expect(await titles(ada)).toEqual(['Pay the rent', 'Water the plants'])
    expect(await answerTo(ada, 'complete the moon landing')).toBe('I know no task that “the moon landing” could mean.')
    expect((await proposalsOf(ada)).length).toBe(1)
  })

  it('one task waits for another when the proposal is accepted, and a ring is refused in the words of the command', async () => {
    const [paint, sand] = [await make(ada, { title: 'Paint the hull' }), await make(ada, { title: 'Sand the deck' })]
    await make(ada, { title: 'Paint the mast' })
    expect(await answerTo(ada, 'make paint the hull wait for the deck')).toContain('It waits for you')
    const [proposal] = await proposalsOf(ada)
    expect(proposal).toMatchObject({ command: 'tasks.waitFor', target: paint })
    expect(JSON.parse(proposal.input)).toEqual({ id: paint, for: sand })
    await did(ada, 'assistant.acceptProposal', { id: proposal.id })
    expect(await answerTo(ada, 'what does paint the hull wait for?')).toContain('[Sand the deck]')
    expect(await answerTo(ada, 'make the deck wait for paint the hull')).toBe(
      'That can not be done: That task waits for this one already, by itself or through others: neither could ever begin.',
    )
    const choice = await answerTo(ada, 'make the deck wait for paint')
    expect(choice).toMatch(/^Which one do you mean\?/)
    expect(choice).toMatch(/- \[Sand the deck\]\(.*\), waiting for \[Paint the mast\]/)
    expect(await answerTo(ada, 'paint the hull no longer waits for the deck')).toContain('It waits for you')
    expect((await proposalsOf(ada)).at(-1)).toMatchObject({ command: 'tasks.stopWaitingFor' })
  })

  it('each of several waits by a proposal of its own, and a name that could be another one’s is none', async () => {
    const [hull, deck, mast] = [
      await make(ada, { title: 'Paint the hull' }),
      await make(ada, { title: 'Sand and oil' }),
      await make(ada, { title: 'Paint the mast' }),
    ]
    const unclear = await answerTo(ada, 'make sand and oil wait for paint and the hull')
    expect(unclear).toMatch(/^“paint” can mean several tasks\. Ask again with the whole title of one\.\n/)
    expect(unclear).toContain('[Paint the mast]')
    expect(await proposalsOf(ada)).toEqual([])
    expect(await answerTo(ada, 'the hull waits for sand and oil and the mast')).toContain('It waits for you')
    const inputs = (await proposalsOf(ada)).map(({ input }: { input: string }) => JSON.parse(input))
    expect(inputs).toEqual([
      { id: hull, for: deck },
      { id: hull, for: mast },
    ])
  })

  it('who has none is told by name: members, and nobody who was taken out', async () => {
    await make(ada, { title: 'Lunch' })
    expect(await answerTo(ada, 'who has nothing to do?')).toBe('**1 found.** People without open tasks\n\n- bob')
    await make(ada, { title: 'Dinner', assignee: bob.principal })
    expect(await answerTo(bob, 'who has no tasks?')).toBe('Nobody that I know of. People without open tasks')
    expect(await answerTo(bob, 'who has no overdue tasks?')).toMatch(
      /^\*\*2 found\.\*\* People without overdue tasks\n/,
    )
    await ada.call('DELETE', `/api/workspaces/${workspace}/members/${bob.account.id}`)
    expect(await answerTo(ada, 'who has no overdue tasks?')).toMatch(/- ada$/)
    expect(await answerTo(ada, 'who has no overdue tasks?')).not.toContain('bob')
  })

  it('nobody waits for what they may not see', async () => {
    const hidden = await make(ada, { title: 'Layoffs' })
    await make(ada, { title: 'Lunch' })
    const closed = { inherits: false }
    expect((await ada.call('PATCH', `/api/workspaces/${workspace}/sharing/${hidden}`, closed)).status).toBe(204)
    expect(await answerTo(bob, 'make lunch wait for layoffs')).toBe('I know no task that “layoffs” could mean.')
    expect(await answerTo(bob, 'make layoffs wait for lunch')).toBe('I know no task that “layoffs” could mean.')
    expect(await proposalsOf(bob)).toEqual([])
  })

  it('an agent that may not read records is told nothing by it', async () => {
    const { body } = await ada.call('GET', '/api/workspaces')
    const { organisation } = body.find(({ id }: { id: string }) => id === workspace)
    const agents = await ada.call('GET', `/api/orgs/${organisation}/agents`)
    const { id } = agents.body.items[0]
    await ada.call('PATCH', `/api/orgs/${organisation}/agents/${id}`, { tools: ['tasks.create'] })
    await make(ada, { title: 'Secret plan' })
    expect(await questionOf(ada, await ask(ada, 'open tasks'))).toMatchObject({ state: 'failed', answer: '' })
  })

  it('a schedule is answered without a model', async () => {
    await make(ada, { title: 'Send the invoice', dueDate: '2020-01-02' })
    const rule = { rule: 'FREQ=DAILY', timeZone: 'Europe/Vienna', startAt: soon() }
    const made = await ada.call('POST', `/api/workspaces/${workspace}/schedules`, { text: 'briefing', ...rule })
    expect(made.status).toBe(201)
    clock.aheadMs = 2 * hourMs
    const next = { text: 'what is overdue', ...rule, startAt: soon() }
    const woken = await ada.call('POST', `/api/workspaces/${workspace}/schedules`, next)
    expect(woken.status).toBe(201)
    await server.running.workDone()
    const { items } = await get(ada, 'jobs')
    expect(items).toMatchObject([{ state: 'done' }])
    const text = JSON.stringify([items, await get(ada, 'conversations')])
    expect(text).toContain('1 task is late')
    expect(text).toContain(sign)
  })
})

describe('with whose eyes', () => {
  const everyQuestion = [
    'open tasks',
    'How many tasks are there?',
    'documents',
    'briefing',
    'What did I miss since Monday?',
  ]
  const said = async (who: TestPerson) =>
    (await Promise.all(everyQuestion.map((text) => answerTo(who, text)))).join('\n')

  it('hidden things are in no answer, no count and no target', async () => {
    const hidden = await make(ada, { title: 'Layoffs' })
    await make(ada, { title: 'Lunch' })
    const { id: paper } = await did(ada, 'documents.create', { title: 'Severance' })
    for (const replica of [hidden, paper])
      expect(
        (await ada.call('PATCH', `/api/workspaces/${workspace}/sharing/${replica}`, { inherits: false })).status,
      ).toBe(204)
    expect(await answerTo(ada, 'How many open tasks do we have?')).toContain('**2**')
    expect(await answerTo(bob, 'How many open tasks do we have?')).toContain('**1**')
    expect(await said(bob)).not.toMatch(/Layoffs|Severance/)
    expect(await said(ada)).toMatch(/Layoffs/)
    expect(await answerTo(bob, 'complete Layoffs')).toContain('I know no task')
    expect(await answerTo(bob, 'complete this task', { about: [hidden] })).toContain('I know no task')
    expect(await proposalsOf(bob)).toEqual([])
  })

  it('another tenant’s things and other conversations are in none either', async () => {
    const carol = await server.person('carol')
    const elsewhere = await carol.workspace('Elsewhere')
    await did(carol, 'tasks.create', { title: 'Of another tenant' }, elsewhere)
    await make(ada, { title: 'Lunch' })
    await ask(ada, 'What about the merger?')
    expect(await said(bob)).not.toMatch(/another tenant|merger/)
    const foreign = await carol.call('POST', `/api/workspaces/${workspace}/commands/assistant.ask`, {
      text: 'open tasks',
    })
    expect(foreign.status).toBe(404)
  })

  it('who was taken out is answered no more', async () => {
    await make(ada, { title: 'Lunch' })
    const asked = (await did(bob, 'assistant.ask', { text: 'open tasks' })) as Asked
    await server.running.workDone()
    await ada.call('DELETE', `/api/workspaces/${workspace}/members/${bob.account.id}`)
    await server.running.workDone()
    const again = await bob.call('POST', `/api/workspaces/${workspace}/commands/assistant.askAgain`, asked)
    expect(again.status).not.toBe(200)
  })
})

it('knows what a week is where the question was asked', async () => {
  const dayAfter = (days: number) => new Date(clock.now() + days * 24 * hourMs)
  const sinceMonday = (dayAfter(0).getUTCDay() + 6) % 7
  // In the week of those whose weeks begin on a Monday, and not of those who begin on the Sunday.
  const day = dayAfter((sinceMonday === 6 ? 0 : 6) - sinceMonday)
  const due = await make(ada, { title: 'Then', dueDate: day.toISOString().slice(0, 10) })
  expect(await answerTo(ada, 'tasks due this week', { weekStartsOn: 1 })).toContain(due)
  expect(await answerTo(ada, 'tasks due this week', { weekStartsOn: 0 })).not.toContain(due)
})

it('knows what day it is where the question was asked', async () => {
  const today = new Date(clock.now()).toISOString().slice(0, 10)
  const due = await make(ada, { title: 'Today', dueDate: today })
  const text = await answerTo(ada, `tasks due on ${today}`, { timeZone: 'UTC' })
  expect(text).toContain(due)
})
