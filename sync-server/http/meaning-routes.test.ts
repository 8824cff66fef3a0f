import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FoundThing } from '#shared/assistant/search/answer.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { type Script, scriptEngine } from '#server/ai/testing/script-engine.ts'
import { startEmbeddingEndpoint } from '#server/ai/testing/embedding-endpoint.ts'
import { type HostileEndpoint, sayProblem } from '#server/ai/testing/hostile-endpoint.ts'
import { openSearchedWorkspace, type SearchedWorkspace } from '../testing/searched-workspace.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let endpoint: HostileEndpoint
let isDown = false
const scripts: Record<string, Script> = {}
const engine = scriptEngine(scripts)
const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs }
let world: SearchedWorkspace

beforeAll(async () => {
  endpoint = await startEmbeddingEndpoint((response) => {
    if (isDown) sayProblem(response, 500)
    return isDown
  })
  server = await startTestServer({ allowsPrivateEndpoints: true, clock, engineFor: async () => engine })
  world = await openSearchedWorkspace(server)
  const { make } = world
  await make('folder', 'documents.createFolder', { title: 'Team plans' })
  await make('shared', 'documents.create', { title: 'The boat', parent: world.ids.folder })
  await make('hidden', 'documents.create', { title: 'The boat is sold' })
  await make('task', 'tasks.create', { title: 'Paint', notes: 'Blue paint for the boat' })
  await make('idea', 'ideas.capture', { text: 'A lighthouse\nkeeper who counts herrings' })
})
afterAll(async () => {
  await server.close()
  await endpoint.close()
  expect(server.faults).toEqual([])
})

const url = (q: string) => `/api/workspaces/${world.workspace}/search/meaning?q=${encodeURIComponent(q)}`
async function meant(person: TestPerson, q: string): Promise<readonly FoundThing[]> {
  const answer = await person.call('GET', url(q))
  expect(answer.status).toBe(200)
  return answer.body.items
}
const names = async (person: TestPerson, q: string) =>
  (await meant(person, q)).map(({ id }) => Object.entries(world.ids).find(([, each]) => each === id)?.[0])
const provider = () => `/api/orgs/${world.organisation}/assistant/provider`
const status = async () => (await world.owner.call('GET', `/api/orgs/${world.organisation}/assistant/embeddings`)).body
const embedded = (count: number) => expect.poll(status).toMatchObject({ passages: count, embedded: count })

describe('search by meaning', () => {
  it('without a model for it there is none, and nothing is sent anywhere', async () => {
    const { owner } = world
    expect((await owner.call('GET', url('ship'))).body).toEqual({ isOn: false, items: [] })
    expect(await status()).toEqual({ isOn: false, passages: 0, embedded: 0, tokens: 0 })
    expect(endpoint.asked).toEqual([])
  })

  it('finds what is near in what it says, in a passage of it', async () => {
    const { owner, workspace } = world
    const body = { endpoint: endpoint.endpoint, chatModel: 'tiny', embeddingModel: 'tiny-embed' }
    expect((await owner.call('PUT', provider(), body)).status).toBe(200)
    await embedded(4)
    expect(await names(owner, 'ship')).toEqual(['shared', 'hidden', 'task'])
    const words = await owner.call('GET', `/api/workspaces/${workspace}/search?q=ship`)
    expect(words.body).toMatchObject({ total: 0, items: [] })
    const [, , task] = await meant(owner, 'ship')
    expect(task).toMatchObject({
      type: 'task',
      title: 'Paint',
      snippet: { text: 'Blue paint for the boat', marks: [] },
    })
    expect((await meant(owner, 'boat'))[0]?.titleMarks).toEqual([[4, 8]])
  })

  it('keeps to kinds, places and what is to be left out; a text is asked for once', async () => {
    const { owner, viewer } = world
    expect(await names(owner, 'vessel type:task')).toEqual(['task'])
    expect(await names(owner, 'vessel in:"Team plans"')).toEqual(['shared'])
    expect(await names(owner, 'vessel -blue -sold')).toEqual(['shared'])
    expect(await names(owner, 'type:task')).toEqual([])
    const before = endpoint.asked.length
    await names(viewer, 'vessel')
    expect(endpoint.asked.length).toBe(before)
  })

  it('what it costs has a line of its own, and each request is in the audit log', async () => {
    const { owner, viewer, organisation } = world
    await names(viewer, 'finances of this year')
    const { body } = await owner.call('GET', `/api/orgs/${organisation}/usage/tokens`)
    const used = Object.fromEntries((body.items as { who: string; used: number }[]).map(({ who, used }) => [who, used]))
    expect(used[viewer.principal]).toBe(4)
    expect(used.embeddings).toBe(used.organization)
    expect((await status()).tokens).toBe(used.embeddings)
    const log = await owner.call('GET', `/api/orgs/${organisation}/audit?action=assistant.embedded`)
    const entries = log.body.items as { actor: string; body: { for: string; passages?: number; tokens: number } }[]
    expect(entries.filter(({ body: { for: what } }) => what === 'texts')[0]).toMatchObject({
      actor: 'service:operator',
    })
    expect(entries.find(({ actor }) => actor === viewer.principal)?.body).toMatchObject({ for: 'question', tokens: 4 })
    expect(entries.reduce((sum, { body: { tokens } }) => sum + tokens, 0)).toBe(used.embeddings)
    expect(JSON.stringify(log.body)).not.toContain('finances')
  })

  it('the assistant finds it as well, and is told what does not hold the words', async () => {
    const { owner, workspace, ids } = world
    scripts['Look for it'] = { calls: [['things_search', { text: 'ship' }]], say: ([first]) => first?.text ?? '' }
    const asked = await owner.call('POST', `/api/workspaces/${workspace}/commands/assistant.ask`, {
      text: 'Look for it',
    })
    await server.running.workDone()
    const { conversation } = asked.body.answer as { conversation: ReplicaId }
    const { body } = await owner.call('GET', `/api/workspaces/${workspace}/conversations/${conversation}`)
    const found = JSON.parse(body.questions[0].answer) as { total: number; items: readonly FoundThing[] }
    expect(found).toMatchObject({
      total: 0,
      items: [{ id: ids.shared, byMeaning: true }, { id: ids.hidden }, { id: ids.task }],
    })
  })

  it('an endpoint that fails finds nothing, says why, and the words are found as ever', async () => {
    const { owner, workspace } = world
    isDown = true
    expect((await owner.call('GET', url('something else'))).body).toEqual({ isOn: true, items: [] })
    const words = await owner.call('GET', `/api/workspaces/${workspace}/search?q=boat`)
    expect(words.body.total).toBe(3)
    const tested = await owner.call('POST', `${provider()}/test`)
    expect(tested.body.works).toBe(false)
    isDown = false
    // It is left alone for a while, and asked again then.
    expect(await names(owner, 'something else than a boat')).toEqual([])
    clock.aheadMs += 60_000
    expect(await names(owner, 'something else than a boat')).toContain('shared')
  })
})

describe('who may search by meaning', () => {
  it('what is hidden from somebody is not there, and moves nothing', async () => {
    const { owner, viewer, ids } = world
    await expect.poll(() => names(viewer, 'boat')).toHaveLength(3)
    const before = await meant(viewer, 'boat')
    await world.hide('hidden')
    expect(await meant(viewer, 'boat')).toEqual(before.filter(({ id }) => id !== ids.hidden))
    expect(await names(viewer, 'the boat is sold')).not.toContain('hidden')
    expect((await names(owner, 'the boat is sold'))[0]).toBe('hidden')
    expect(await meant(viewer, 'boat').then((items) => items.length)).toBe(2)
  })

  it('a limit counts what may be seen', async () => {
    const { viewer } = world
    const answer = await viewer.call('GET', `${url('the boat is sold')}&limit=2`)
    expect(answer.body.items).toHaveLength(2)
  })

  it('a guest of one document finds that one, and learns of no folder', async () => {
    const { guest } = world
    await world.share('shared')
    expect(await names(guest, 'ship')).toEqual(['shared'])
    expect(await names(guest, 'ship in:"team plans"')).toEqual([])
  })

  it('to another tenant, somebody revoked and nobody at all there is nothing; progress is for administrators', async () => {
    const { viewer, stranger, revoked, workspace, organisation } = world
    await world.revoke()
    for (const person of [stranger, revoked]) {
      const answer = await person.call('GET', url('boat'))
      const missing = await person.call('GET', url('boat').replace(workspace, `${workspace.slice(0, -3)}zzz`))
      expect([answer.status, answer.body]).toEqual([404, missing.body])
      const progress = await person.call('GET', `/api/orgs/${organisation}/assistant/embeddings`)
      // The other one is in no workspace of it any more, and still a member.
      expect(progress.status).toBe(person === stranger ? 404 : 403)
    }
    expect((await openCaller(server.url).call('GET', url('boat'))).status).toBe(401)
    const progress = await viewer.call('GET', `/api/orgs/${organisation}/assistant/embeddings`)
    expect(progress.status).toBe(403)
  })
})

describe('what changes', () => {
  it('what is in the trash, or in a folder there, is not found; its passages go', async () => {
    const { owner, workspace, ids } = world
    await owner.call('POST', `/api/workspaces/${workspace}/commands/tasks.trash`, { id: ids.task })
    expect(await names(owner, 'ship')).toEqual(['shared', 'hidden'])
    await embedded(3)
    const trashed = await owner.call('POST', `/api/workspaces/${workspace}/commands/documents.trashFolder`, {
      id: ids.folder,
    })
    expect(trashed.status).toBe(200)
    expect(await names(owner, 'ship')).toEqual(['hidden'])
  })

  it('a change is asked for again, and nothing else', async () => {
    const { owner } = world
    const before = endpoint.asked.length
    await world.make('new', 'documents.create', { title: 'The vessel sails' })
    await expect.poll(() => names(owner, 'boat sails')).toContain('new')
    const asked = endpoint.asked.slice(before).flatMap(({ body }) => body.input as string[])
    expect(asked.filter((input) => input !== 'boat sails')).toEqual(['The vessel sails'])
  })

  it('another model reads everything again; none lets go of it', async () => {
    const { owner } = world
    const tested = await owner.call('POST', `${provider()}/test`)
    expect(tested.body).toMatchObject({ works: false })
    const body = { endpoint: endpoint.endpoint, chatModel: 'tiny', embeddingModel: 'other-embed' }
    const { passages } = await status()
    const before = endpoint.asked.length
    await owner.call('PUT', provider(), body)
    await expect.poll(() => endpoint.asked.slice(before).map(({ body }) => body.model)).toContain('other-embed')
    await embedded(passages)
    expect(await names(owner, 'ship')).toContain('new')
    expect((await owner.call('DELETE', provider())).status).toBe(204)
    expect((await owner.call('GET', url('ship'))).body).toEqual({ isOn: false, items: [] })
    expect(await status()).toMatchObject({ isOn: false, passages: 0, embedded: 0 })
  })
})
