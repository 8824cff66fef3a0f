import { expect } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ServerOptions } from '#server/app/start-server.ts'
import { startTestServer, type TestPerson, type TestServer } from '#server/testing/test-server.ts'
import { type Script, scriptEngine } from './script-engine.ts'

export interface Asked {
  readonly conversation: ReplicaId
  readonly question: string
}

/** A server with two people in one workspace and a model that does what the test says. */
export interface Asking {
  readonly server: TestServer
  readonly clock: { aheadMs: number; now(): number }
  readonly ada: TestPerson
  /** An editor of her workspace. */
  readonly bob: TestPerson
  readonly workspace: WorkspaceId
  readonly organisation: string
  /** By the words of a question. */
  readonly scripts: Record<string, Script>
  readonly engine: ReturnType<typeof scriptEngine>
  /** Its answer; throws when it is refused. */
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever the command answers; tests look at it
  did(who: TestPerson, name: string, input: unknown): Promise<any>
  /** Asks and waits until nothing is to be done any more. */
  ask(who: TestPerson, text: string, more?: object): Promise<Asked>
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers; tests look at it
  questionOf(who: TestPerson, asked: Asked): Promise<any>
  get(who: TestPerson, path: string): ReturnType<TestPerson['call']>
  titles(who: TestPerson): Promise<readonly string[]>
  close(): Promise<void>
}

type AskingOptions = Partial<ServerOptions> & { readonly endpoint?: string }

/** `endpoint`: the model that is asked in place of the scripts. */
export async function startAsking({ endpoint, ...options }: AskingOptions = {}): Promise<Asking> {
  const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs }
  const scripts: Record<string, Script> = {}
  const engine = scriptEngine(scripts)
  const asked = endpoint === undefined ? { engineFor: async () => engine } : { allowsPrivateEndpoints: true }
  const server = await startTestServer({ ...asked, clock, ...options })
  const ada = await server.person('ada')
  const bob = await server.person('bob')
  const workspace = await ada.workspace()
  await bob.join(workspace, { by: ada, role: 'editor' })
  const all = (await ada.call('GET', '/api/workspaces')).body
  const { organisation } = all.find(({ id }: { id: string }) => id === workspace)
  if (endpoint !== undefined) {
    const model = { endpoint, chatModel: 'tiny' }
    const set = await ada.call('PUT', `/api/orgs/${organisation}/assistant/provider`, model)
    expect(set.status).toBe(200)
  }
  const base = `/api/workspaces/${workspace}`
  const did = async (who: TestPerson, name: string, input: unknown) => {
    const answer = await who.call('POST', `${base}/commands/${name}`, input)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body.answer
  }
  const get = (who: TestPerson, path: string) => who.call('GET', `${base}/${path}`)
  return {
    server,
    clock,
    ada,
    bob,
    workspace,
    organisation,
    scripts,
    engine,
    did,
    get,
    ask: async (who, text, more = {}) => {
      const asked = (await did(who, 'assistant.ask', { text, ...more })) as Asked
      await server.running.workDone()
      return asked
    },
    questionOf: async (who, { conversation, question }) => {
      const { questions } = (await get(who, `conversations/${conversation}`)).body
      return questions.find(({ id }: { id: string }) => id === question)
    },
    titles: async (who) => {
      const { body } = await who.call('GET', `/api/orgs/${organisation}/${workspace}/tasks`)
      return body.items.map(({ title }: { title: string }) => title).toSorted()
    },
    close: async () => {
      await server.close()
      expect(server.faults).toEqual([])
    },
  }
}
