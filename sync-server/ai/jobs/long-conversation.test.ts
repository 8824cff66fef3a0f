import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { assistantCommands, conversationType } from '#shared/rooms/assistant/index.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { openServerWork } from '#server/log/server-work.ts'
import type { TestPerson } from '#server/testing/test-server.ts'
import { type Asked, type Asking, startAsking } from '../testing/asking.ts'

let asking: Asking
beforeEach(async () => {
  asking = await startAsking()
})
afterEach(() => asking.close())

const long = 'The roof leaks. '.repeat(4_000)
const heardLast = () => asking.engine.heard.at(-1)?.messages.map(({ text }) => text.slice(0, 15))

/** Asks what fills its conversation, and then once more in it. */
async function fillAndAskOn(who: TestPerson): Promise<readonly [full: Asked, next: Asked]> {
  asking.scripts['Tell me all'] = { say: () => long }
  const full = await asking.ask(who, 'Tell me all')
  return [full, await asking.ask(who, 'And now?', { conversation: full.conversation })]
}

/** A question as a device writes it that keeps to nothing. */
async function askWith(who: TestPerson, text: string, continues: ReplicaId): Promise<Asked> {
  const { workspace, clock, server } = asking
  const work = openServerWork({ clock, random: systemRandom, principal: who.principal, chunksOf: async () => [] })
  const asked = await assistantCommands.ask.run(work, { text, timeZone: 'UTC', weekStartsOn: 1, about: [] })
  if (!asked.ok) throw new Error(asked.reason)
  ;(await work.open(conversationType, asked.value.conversation))?.patch({ continues })
  const device = await who.device()
  const results = await device.push(workspace, work.changes())
  work.close()
  await device.close()
  expect(results.every((each) => 'seq' in each)).toBe(true)
  await server.running.workDone()
  return asked.value
}

describe('a conversation that is full', () => {
  it('is gone on with in another record, which knows what was said', async () => {
    const [full, next] = await fillAndAskOn(asking.bob)
    expect(next.conversation).not.toBe(full.conversation)
    expect(await asking.questionOf(asking.bob, next)).toMatchObject({ state: 'answered' })
    expect(heardLast()).toEqual(['Tell me all', 'The roof leaks.', 'And now?'])
    const third = await asking.ask(asking.bob, 'And then?', { conversation: next.conversation })
    expect(third.conversation).toBe(next.conversation)
    expect(heardLast()).toEqual(['Tell me all', 'The roof leaks.', 'And now?', 'Done.', 'And then?'])
  })

  it('belongs to whoever asks on, like the one before', async () => {
    const [, next] = await fillAndAskOn(asking.bob)
    expect((await asking.get(asking.bob, `conversations/${next.conversation}`)).status).toBe(200)
    expect((await asking.get(asking.ada, `conversations/${next.conversation}`)).status).toBe(404)
  })

  it('hands on that it was made with what others wrote', async () => {
    const { ada, bob, scripts, ask, did, titles, questionOf } = asking
    await did(ada, 'tasks.create', { title: 'Plan' })
    scripts['Read all'] = { calls: [['records_query', { types: ['task'] }]], say: () => long }
    const full = await ask(bob, 'Read all')
    scripts['Add milk'] = { calls: [['tasks_create', { title: 'Milk' }]] }
    const next = await ask(bob, 'Add milk', { conversation: full.conversation })
    expect(next.conversation).not.toBe(full.conversation)
    expect(await questionOf(bob, next)).toMatchObject({ state: 'answered', isTainted: true })
    expect(await titles(ada)).toEqual(['Plan'])
  })

  it('is not told of any more when it is in the trash', async () => {
    const { bob, did, ask } = asking
    const [full, next] = await fillAndAskOn(bob)
    await did(bob, 'assistant.trashConversation', { id: full.conversation })
    await ask(bob, 'And then?', { conversation: next.conversation })
    expect(heardLast()).toEqual(['And now?', 'Done.', 'And then?'])
  })

  it('is that also of many short questions', async () => {
    const work = openServerWork({
      clock: asking.clock,
      random: systemRandom,
      principal: asking.bob.principal,
      chunksOf: async () => [],
    })
    let conversation: ReplicaId | undefined
    const records = new Map<ReplicaId, number>()
    for (let at = 0; at < 100; at += 1) {
      const asked = await assistantCommands.ask.run(work, {
        conversation,
        text: `${at}?`,
        timeZone: 'UTC',
        weekStartsOn: 1,
        about: [],
      })
      if (!asked.ok) throw new Error(asked.reason)
      conversation = asked.value.conversation
      records.set(conversation, (records.get(conversation) ?? 0) + 1)
    }
    work.close()
    expect([...records.values()]).toEqual([40, 40, 20])
  })
})

it('nobody hears of a conversation that they may not read, whatever stands in a field', async () => {
  const { ada, bob, scripts, ask, questionOf } = asking
  scripts['My secret?'] = { say: () => 'canary' }
  const secret = await ask(ada, 'My secret?')
  const asked = await askWith(bob, 'What was said?', secret.conversation)
  expect(await questionOf(bob, asked)).toMatchObject({ state: 'answered', isTainted: false })
  expect(heardLast()).toEqual(['What was said?'])
  const own = await askWith(ada, 'What was said?', secret.conversation)
  expect(await questionOf(ada, own)).toMatchObject({ state: 'answered' })
  expect(heardLast()).toEqual(['My secret?', 'canary', 'What was said?'])
})
