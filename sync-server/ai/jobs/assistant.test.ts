import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { startTestServer, type TestPerson, type TestServer } from '#server/testing/test-server.ts'
import type { Engine } from '../contract.ts'
import { type Script, scriptEngine } from '../testing/script-engine.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId
let scripts: Record<string, Script>
let engine: ReturnType<typeof scriptEngine>
let isThere: boolean
const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs }
const dayMs = 24 * 60 * 60_000

beforeEach(async () => {
  scripts = {}
  isThere = true
  clock.aheadMs = 0
  engine = scriptEngine(scripts)
  const engineFor = async (): Promise<Engine | undefined> => (isThere ? engine : undefined)
  server = await startTestServer({ engineFor, clock })
  ada = await server.person('ada')
  bob = await server.person('bob')
  workspace = await ada.workspace()
  await bob.join(workspace, { by: ada, role: 'editor' })
})
afterEach(async () => {
  await server.close()
  expect(server.faults).toEqual([])
})

interface Asked {
  readonly conversation: ReplicaId
  readonly question: string
}

const did = async (who: TestPerson, name: string, input: unknown) => {
  const answer = await who.call('POST', `/api/workspaces/${workspace}/commands/${name}`, input)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body.answer
}
const ask = async (who: TestPerson, text: string, more: object = {}): Promise<Asked> => {
  const asked = (await did(who, 'assistant.ask', { text, ...more })) as Asked
  await server.running.workDone()
  return asked
}
const get = async (who: TestPerson, path: string) => who.call('GET', `/api/workspaces/${workspace}/${path}`)
const questionsOf = async (who: TestPerson, { conversation }: Asked) =>
  (await get(who, `conversations/${conversation}`)).body.questions
const tasks = async (who: TestPerson) => {
  const { body } = await who.call('GET', '/api/workspaces')
  const home = body.find(({ id }: { id: string }) => id === workspace)
  return (await who.call('GET', `/api/orgs/${home.organisation}/${workspace}/tasks`)).body.items
}
void tasks

describe('a question', () => {
  it('is answered in its conversation by the agent, for whoever asked', async () => {
    scripts['Hello'] = { say: () => 'Good morning.' }
    const asked = await ask(ada, 'Hello')
    expect(await questionsOf(ada, asked)).toMatchObject([
      { text: 'Hello', state: 'answered', answer: 'Good morning.', answeredBy: expect.stringMatching(/^agent:/) },
    ])
    const { body } = await get(ada, 'jobs')
    expect(body.items).toMatchObject([{ state: 'done', conversation: asked.conversation, requester: ada.principal }])
    const changes = await (await ada.device()).pullAll(workspace)
    expect(changes.at(-1)).toMatchObject({ replica: asked.conversation, author: expect.stringMatching(/^agent:/) })
  })

  it('is answered with what was said before', async () => {
    const asked = await ask(ada, 'First')
    await ask(ada, 'Second', { conversation: asked.conversation })
    expect(engine.heard.at(-1)?.messages).toEqual([
      { from: 'person', text: 'First' },
      { from: 'assistant', text: 'Done.' },
      { from: 'person', text: 'Second' },
    ])
  })

  it('says why there is no answer', async () => {
    isThere = false
    const asked = await ask(ada, 'Hello')
    expect(await questionsOf(ada, asked)).toMatchObject([
      { state: 'failed', problem: 'No model is set up for this organisation. An administrator can set one up.' },
    ])
    isThere = true
    await did(ada, 'assistant.askAgain', asked)
    await server.running.workDone()
    expect(await questionsOf(ada, asked)).toMatchObject([{ state: 'answered', problem: '' }])
  })
})
