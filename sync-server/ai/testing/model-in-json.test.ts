import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Asking, startAsking } from './asking.ts'
import { type HostileEndpoint, sayText, sayWords, startHostileEndpoint } from './hostile-endpoint.ts'

/** What the model says to a question, one step after the other. */
const replies: Record<string, readonly object[]> = {}
let model: HostileEndpoint
let asking: Asking

/** A model that can call no tools, on a server that says so. */
beforeEach(async () => {
  model = await startHostileEndpoint((response, { body }) => {
    if (body.tools) return sayWords(response, 400, '{"error":{"message":"tiny does not support tools"}}')
    const messages: { role: string; content: string }[] = body.messages
    const at = messages.findLastIndex(({ role, content }) => role === 'user' && content in replies)
    const done = messages.slice(at).filter(({ role }) => role === 'assistant').length
    return sayText(response, JSON.stringify(replies[messages[at]?.content ?? '']?.[done] ?? { answer: 'Done.' }))
  })
  asking = await startAsking({ endpoint: model.endpoint })
})
afterEach(async () => {
  await asking.close()
  await model.close()
})

const call = (tool: string, input: object = {}) => ({ tool, input })
const proposals = async () => (await asking.get(asking.bob, 'proposals')).body.items
const calledTools = async () => {
  const path = `/api/orgs/${asking.organisation}/audit?action=assistant.called&limit=50`
  return (await asking.ada.call('GET', path)).body.items.map(({ body }: { body: object }) => body)
}

describe('a model that is asked for JSON', () => {
  it('does what is asked by the same tools, and only the first question pays for finding out', async () => {
    replies['Add milk'] = [call('tasks_create', { title: 'Milk' }), { answer: 'It is **there**.' }]
    const asked = await asking.ask(asking.bob, 'Add milk')
    expect(await asking.questionOf(asking.bob, asked)).toMatchObject({ state: 'answered', answer: 'It is **there**.' })
    expect(await asking.titles(asking.ada)).toEqual(['Milk'])
    const before = model.asked.length
    expect(model.asked.map(({ body }) => 'tools' in body)).toEqual([true, false, false])
    await asking.ask(asking.ada, 'Add milk')
    expect(model.asked.slice(before).map(({ body }) => 'tools' in body)).toEqual([false, false])
  })

  it('is told what a tool says of its input, and tries again', async () => {
    replies['Add milk'] = [call('tasks_create', { title: 7 }), call('tasks_create', { title: 'Milk' })]
    await asking.ask(asking.bob, 'Add milk')
    expect(await asking.titles(asking.ada)).toEqual(['Milk'])
    expect(model.asked.at(-2)?.body.messages.at(-1)).toMatchObject({
      role: 'user',
      content: expect.stringContaining('title'),
    })
  })

  it('reaches nothing that who asks may not read', async () => {
    const withheld = await asking.ada.workspace('Withheld')
    const path = `/api/workspaces/${withheld}/commands/tasks.create`
    const { answer: task } = (await asking.ada.call('POST', path, { title: 'canary of Ada' })).body
    replies['Look there'] = [call('things_read', { id: task }), call('tasks_rename', { id: task, title: 'Owned' })]
    const asked = await asking.ask(asking.bob, 'Look there')
    expect(await asking.questionOf(asking.bob, asked)).toMatchObject({ state: 'answered' })
    const told = model.asked.at(-1)?.body.messages.map(({ content }: { content: string }) => content)
    expect(told.at(-3)).toContain('There is nothing of that id.')
    expect(await calledTools()).toContainEqual(expect.objectContaining({ tool: 'tasks_rename', ok: false }))
    expect(JSON.stringify(model.asked.map(({ body }) => body))).not.toContain('canary')
  })

  it('in an attacker’s hands proposes what it wants after it has read, and calls nothing that it was not offered', async () => {
    const task = await asking.did(asking.ada, 'tasks.create', { title: 'Plan' })
    const carol = await asking.server.person('carol')
    const foreign = await carol.workspace('Foreign')
    replies['Do your worst'] = [
      call('records_query', { types: ['task'] }),
      call('tasks_rename', { id: task, title: 'Owned' }),
      call('tasks_create', { title: 'Owned', workspace: foreign, principal: 'operator' }),
      call('http_fetch', { url: 'https://wuzzi.net/?q=1' }),
      call('assistant_accept', { id: 'all' }),
      call('__proto__'),
      { answer: 'Done.' },
    ]
    await asking.ask(asking.bob, 'Do your worst')
    expect(await asking.titles(asking.ada)).toEqual(['Plan'])
    expect((await proposals()).length).toBeGreaterThan(0)
    const tools = await calledTools()
    for (const tool of ['http_fetch', 'assistant_accept', '__proto__'])
      expect(tools).toContainEqual(expect.objectContaining({ tool, ok: false, problem: 'no-such-tool' }))
    const { body } = await carol.call('GET', `/api/workspaces/${foreign}/proposals`)
    expect(body.items).toEqual([])
  })
})
