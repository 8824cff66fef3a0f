import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import type { Engine } from '#server/ai/contract.ts'
import { type Script, scriptEngine } from '#server/ai/testing/script-engine.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { startTestServer, type TestPerson, type TestServer } from '#server/testing/test-server.ts'

let server: TestServer
let ada: TestPerson
/** Reads and has agents work. */
let vera: TestPerson
/** Reads. */
let wim: TestPerson
let workspace: WorkspaceId
let org: string
let scripts: Record<string, Script>

beforeEach(async () => {
  scripts = {}
  const engine: Engine = scriptEngine(scripts)
  server = await startTestServer({ engineFor: async () => engine })
  ada = await server.person('ada')
  vera = await server.person('vera')
  wim = await server.person('wim')
  workspace = await ada.workspace()
  org = (await ada.call('GET', '/api/workspaces')).body.at(-1).organisation
  for (const viewer of [vera, wim]) await viewer.join(workspace, { by: ada, role: 'viewer' })
  await grant(vera, 'r-x')
})
afterEach(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

async function grant(to: TestPerson, bits: string): Promise<void> {
  const path = `/api/workspaces/${workspace}/sharing/${to.principal}`
  const put = await ada.call('PUT', path, { bits, canShare: false })
  expect(put.status, JSON.stringify(put.body)).toBeLessThan(300)
}
const command = (who: TestPerson, name: string, input: unknown) =>
  who.call('POST', `/api/workspaces/${workspace}/commands/${name}`, input)
const get = async (who: TestPerson, path: string) => who.call('GET', `/api/workspaces/${workspace}/${path}`)
const mayAsk = async (who: TestPerson): Promise<unknown> =>
  (await who.call('GET', '/api/workspaces')).body.find(({ id }: { id: string }) => id === workspace)?.canAsk

interface Asked {
  readonly conversation: ReplicaId
  readonly question: string
}
const ask = async (who: TestPerson, text: string, more: object = {}): Promise<Asked> => {
  const answer = await command(who, 'assistant.ask', { text, ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  await server.running.workDone()
  return answer.body.answer
}
const questionsOf = async (who: TestPerson, { conversation }: Asked) =>
  (await get(who, `conversations/${conversation}`)).body.questions
const titles = async () =>
  (await ada.call('GET', `/api/orgs/${org}/${workspace}/tasks`)).body.items.map(({ title }: { title: string }) => title)

describe('who may read and have agents work', () => {
  it('asks in conversations of their own, which nobody else sees', async () => {
    scripts['Hello'] = { say: () => 'Good morning.' }
    const asked = await ask(vera, 'Hello')
    await ask(vera, 'And again', { conversation: asked.conversation })
    expect(await questionsOf(vera, asked)).toMatchObject([
      { state: 'answered', answer: 'Good morning.' },
      { state: 'answered' },
    ])
    expect(
      (await command(vera, 'assistant.renameConversation', { id: asked.conversation, title: 'Mine' })).status,
    ).toBe(200)
    for (const other of [ada, wim]) {
      // Not even to whoever administers the workspace is told that there is one.
      expect((await get(other, `conversations/${asked.conversation}`)).status).toBe(404)
      expect((await get(other, 'conversations')).body).toEqual({ items: [] })
    }
  })

  it('writes nothing else: no command, no thing of another kind over the socket, no conversation of somebody else', async () => {
    const { conversation: hers } = await ask(ada, 'A question of Ada’s')
    const others = allRooms.flatMap(({ commands }) => commands).filter(({ name }) => !name.startsWith('assistant.'))
    expect(others.length).toBeGreaterThan(30)
    const task = (await command(ada, 'tasks.create', { title: 'Lunch' })).body.answer
    for (const [name, input] of [
      ['tasks.create', { title: 'No' }],
      ['tasks.complete', { id: task }],
      ['documents.create', { title: 'No' }],
      ['ideas.capture', { text: 'No' }],
      ['whiteboards.create', { title: 'No' }],
      ['context.set', { focus: 'No' }],
    ] as const)
      expect([name, (await command(vera, name, input)).status]).toEqual([name, 403])
    expect((await command(vera, 'assistant.ask', { conversation: hers, text: 'No' })).status).toBe(409)
    const device = await vera.device()
    const plain = await wim.device()
    await device.pullAll(workspace)
    await plain.pullAll(workspace)
    for (const { name, kind } of allRooms.flatMap(({ types }) => types)) {
      const change = { replica: mintId<ReplicaId>(name, systemRandom), kind, bytes: Uint8Array.of(1) }
      const isOwn = privateTypes.has(name)
      const [result] = await device.push(workspace, [change])
      expect([name, result]).toEqual([name, { refused: isOwn ? 'malformed' : 'read-only' }])
      const theirs = { ...change, replica: mintId<ReplicaId>(name, systemRandom) }
      expect([name, await plain.push(workspace, [theirs])]).toEqual([name, [{ refused: 'read-only' }]])
    }
    const into = { replica: hers, kind: 'automerge', bytes: Uint8Array.of(1) } as const
    expect(await device.push(workspace, [into])).toEqual([{ refused: 'no-access' }])
    expect(await titles()).toEqual(['Lunch'])
  })

  it('can not share what they asked, nor make a link of it', async () => {
    const { conversation } = await ask(vera, 'Hello')
    const path = `/api/workspaces/${workspace}`
    const shared = await vera.call('PUT', `${path}/sharing/${conversation}/${wim.principal}`, {
      bits: 'r--',
      canShare: false,
    })
    expect(shared.status).toBe(403)
    const link = await vera.call('POST', `${path}/links`, { replica: conversation })
    expect([403, 404, 422]).toContain(link.status)
    expect((await get(wim, `conversations/${conversation}`)).status).toBe(404)
  })

  it('is offered nothing that writes; what was proposed while they could write they may reject and not accept', async () => {
    scripts['Tidy up'] = {
      calls: [
        ['records_query', { types: ['task'] }],
        ['tasks_create', { title: 'By an agent' }],
      ],
    }
    scripts['Make one'] = { calls: [['tasks_create', { title: 'At once' }]], say: ([first]) => first?.text ?? '' }
    await command(ada, 'tasks.create', { title: 'Lunch' })
    await ask(vera, 'Tidy up')
    expect((await get(vera, 'proposals')).body.items).toEqual([])
    const asked = await ask(vera, 'Make one')
    const refusal = 'You, or the agent that you asked, may only read here.'
    expect((await questionsOf(vera, asked))[0].answer).toBe(refusal)
    await grant(vera, 'rwx')
    await ask(vera, 'Tidy up')
    await grant(vera, 'r-x')
    const [proposal] = (await get(vera, 'proposals')).body.items
    expect(proposal).toMatchObject({ command: 'tasks.create', requester: vera.principal, state: 'waiting' })
    expect((await get(ada, 'proposals')).body.items).toEqual([])
    expect((await command(vera, 'assistant.acceptProposal', { id: proposal.id })).status).toBe(403)
    expect((await command(vera, 'assistant.rejectProposal', { id: proposal.id })).status).toBe(200)
    expect(await titles()).toEqual(['Lunch'])
  })

  it('is told so, and whoever has lost it asks nothing more', async () => {
    expect([await mayAsk(ada), await mayAsk(vera), await mayAsk(wim)]).toEqual([true, true, false])
    const asked = await ask(vera, 'Hello')
    await grant(vera, 'r--')
    expect(await mayAsk(vera)).toBe(false)
    expect((await command(vera, 'assistant.ask', { text: 'A new one' })).status).toBe(403)
    await ask(vera, 'In the old one', { conversation: asked.conversation })
    const problem = 'You, or the agent that you asked, may not have anything done in this workspace.'
    expect((await questionsOf(vera, asked)).at(-1)).toMatchObject({ state: 'failed', problem })
    const device = await vera.device()
    await device.pullAll(workspace)
    const another = { replica: mintId<ReplicaId>('conversation', systemRandom), kind: 'automerge' } as const
    expect(await device.push(workspace, [{ ...another, bytes: Uint8Array.of(1) }])).toEqual([{ refused: 'read-only' }])
  })

  it('uses up the organisation’s storage like anybody', async () => {
    await ask(vera, 'Hello')
    await ada.call('PUT', `/api/orgs/${org}/quotas`, { max_storage_bytes: 1 })
    const full = await command(vera, 'assistant.ask', { text: 'One more' })
    expect([full.status, full.body.code]).toEqual([409, 'quota-exceeded'])
  })
})

it('who may only read begins no conversation', async () => {
  expect((await command(wim, 'assistant.ask', { text: 'Hello' })).status).toBe(403)
  expect((await get(wim, 'conversations')).body).toEqual({ items: [] })
  expect((await get(wim, 'jobs')).body).toEqual({ items: [] })
})

it('a stranger, somebody who was taken out and nobody at all find nothing', async () => {
  const carol = await server.person('carol')
  await carol.workspace('Elsewhere')
  await ada.call('DELETE', `/api/workspaces/${workspace}/members/${wim.account.id}`)
  for (const who of [carol, wim]) expect((await command(who, 'assistant.ask', { text: 'Hello' })).status).toBe(404)
  expect((await command(server.visitor() as TestPerson, 'assistant.ask', { text: 'Hello' })).status).toBe(401)
})
