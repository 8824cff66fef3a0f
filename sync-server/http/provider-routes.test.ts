import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import {
  type HostileEndpoint,
  sayCalls,
  sayProblem,
  sayText,
  sayWords,
  startHostileEndpoint,
} from '../ai/testing/hostile-endpoint.ts'
import {
  openCaller,
  startTestServer,
  type TestCaller,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'

const key = 'sk-canary-7f3a91c55e'
let server: TestServer
let ada: TestPerson
let workspace: WorkspaceId
let org: OrganisationId
let model: HostileEndpoint
let embedding: readonly unknown[]
beforeEach(async () => {
  embedding = [0.1, 0.2]
  model = await startHostileEndpoint((response, { path, headers, body }) => {
    if (headers.authorization !== `Bearer ${key}`) return sayProblem(response, 401)
    if (path.endsWith('/models')) return sayList(response, [{ id: 'tiny' }])
    if (path.endsWith('/embeddings'))
      return sayList(
        response,
        [body.input].flat().map(() => ({ embedding })),
      )
    if (body.tools && body.messages.at(-1).role === 'user')
      return sayCalls(response, [{ name: 'nexus_test', input: {} }])
    return sayText(response, 'one two three')
  })
  server = await startTestServer({ allowsPrivateEndpoints: true })
  ada = await server.person('ada')
  workspace = await ada.workspace()
  org = (await ada.call('GET', '/api/workspaces')).body[0].organisation
})
afterEach(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  await model.close()
})

function sayList(response: Parameters<typeof sayText>[0], data: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ object: 'list', data }))
}

const path = () => `/api/orgs/${org}/assistant/provider`
const put = (body: object, caller: TestCaller = ada) => caller.call('PUT', path(), body)
const wanted = () => ({ endpoint: model.endpoint, chatModel: 'tiny' })
const test = (body?: object) => ada.call('POST', `${path()}/test`, body)
const stateOf = (answer: { body: { checks: { name: string; state: string }[] } }) =>
  Object.fromEntries(answer.body.checks.map(({ name, state }) => [name, state]))

describe('the door', () => {
  it('is for administrators alone; to others it looks as if nothing was there', async () => {
    await put({ ...wanted(), key })
    const member = await server.person('mia')
    await ada.call('POST', `/api/orgs/${org}/members`, { email: 'mia@example.org', role: 'member' })
    const viewer = await server.person('vera')
    await viewer.join(workspace, { by: ada, role: 'viewer' })
    const gone = await server.person('gil')
    await ada.call('POST', `/api/orgs/${org}/members`, { email: 'gil@example.org', role: 'admin' })
    await ada.call('DELETE', `/api/orgs/${org}/members/${gone.account.id}`)
    const stranger = await server.person('sam')
    await stranger.workspace('Elsewhere')
    const asks = [
      ['GET', path()],
      ['PUT', path(), wanted()],
      ['DELETE', path()],
      ['POST', `${path()}/test`, wanted()],
    ] as const
    for (const [caller, status] of [
      [member, 403],
      [viewer, 403],
      [gone, 404],
      [stranger, 404],
      [openCaller(server.url), 401],
    ] as const)
      for (const [method, url, body] of asks) {
        const answer = await caller.call(method, url, body)
        expect([caller === member, method, answer.status]).toEqual([caller === member, method, status])
        expect(JSON.stringify(answer.body)).not.toContain(model.endpoint)
      }
    expect(model.asked).toEqual([])
    expect((await ada.call('GET', path())).body.provider.hasKey).toBe(true)
  })

  it('another tenant’s provider is another one', async () => {
    await put({ ...wanted(), key })
    const eve = await server.person('eve')
    await eve.workspace()
    const other = (await eve.call('GET', '/api/workspaces')).body[0].organisation
    expect((await eve.call('GET', `/api/orgs/${other}/assistant/provider`)).body).toEqual({ allowsPrivate: true })
    expect((await eve.call('POST', `/api/orgs/${other}/assistant/provider/test`)).status).toBe(422)
    expect(model.asked).toEqual([])
    // She was not refused anything: there is none.
    const noted = (await eve.call('GET', `/api/orgs/${other}/audit?outcome=refused`)).body
    expect(noted.items).toEqual([])
  })
})

describe('a provider', () => {
  it('is set, shown without its key, changed and removed', async () => {
    expect((await ada.call('GET', path())).body).toEqual({ allowsPrivate: true })
    const set = await put({ ...wanted(), endpoint: `${model.endpoint}/`, embeddingModel: 'vectors', key })
    const detail = { endpoint: model.endpoint, chatModel: 'tiny', embeddingModel: 'vectors', hasKey: true }
    expect([set.status, set.body]).toEqual([200, detail])
    expect((await ada.call('GET', path())).body).toEqual({ allowsPrivate: true, provider: detail })
    expect((await put({ ...wanted(), chatModel: 'large' })).body).toMatchObject({ chatModel: 'large', hasKey: true })
    expect((await put({ ...wanted(), key: null })).body).toMatchObject({ hasKey: false })
    expect((await ada.call('DELETE', path())).status).toBe(204)
    expect((await ada.call('DELETE', path())).status).toBe(404)
    expect((await ada.call('GET', path())).body).toEqual({ allowsPrivate: true })
  })

  it('keeps its key for the host that it was entered for', async () => {
    await put({ ...wanted(), key })
    const thief = await startHostileEndpoint((response) => sayText(response, 'Thanks.'))
    expect((await test({ endpoint: thief.endpoint, chatModel: 'tiny' })).status).toBe(200)
    expect((await put({ endpoint: thief.endpoint, chatModel: 'tiny' })).body.hasKey).toBe(false)
    await test()
    expect(thief.asked.length).toBeGreaterThan(0)
    for (const { headers } of thief.asked) expect(headers.authorization).toBeUndefined()
    // And it does not come back with the old address.
    expect((await put(wanted())).body.hasKey).toBe(false)
    await thief.close()
  })

  it('is in the audit log with everything but the key, which is nowhere', async () => {
    await put({ ...wanted(), key })
    await test()
    await ada.call('DELETE', path())
    const entries = (await ada.call('GET', `/api/orgs/${org}/audit?action=assistant.&limit=50`)).body
    const text = JSON.stringify(entries)
    for (const action of ['changed', 'tested', 'removed']) expect(text).toContain(`assistant.provider-${action}`)
    expect(text).toContain('tiny')
    expect(JSON.stringify((await ada.call('GET', `/api/orgs/${org}/audit?limit=100`)).body)).not.toContain(key)
    for (const name of readdirSync(server.dataFolder, { recursive: true, withFileTypes: true }))
      if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name)).includes(key)).toBe(false)
  })

  it.each([
    'ftp://models.example.org/v1',
    'models.example.org',
    'https://me:secret@models.example.org/v1',
    'https://models.example.org/v1?key=1',
    'http://169.254.169.254/latest',
    'http://[fd00:ec2::254]/v1',
    'http://0/v1',
    'http://8.8.8.8/v1',
  ])('has an address that can be one: not %s', async (endpoint) => {
    const answer = await put({ endpoint, chatModel: 'tiny' })
    expect([answer.status, answer.body.detail.endsWith('.')]).toEqual([422, true])
    expect((await ada.call('GET', path())).body.provider).toBeUndefined()
  })
})

it('without the operator’s leave nothing in the own network is reached', async () => {
  const strict = await startTestServer()
  const ben = await strict.person('ben')
  await ben.workspace()
  const own = (await ben.call('GET', '/api/workspaces')).body[0].organisation
  const url = `/api/orgs/${own}/assistant/provider`
  const { port } = new URL(model.endpoint)
  const refusedAtOnce = [
    `http://127.0.0.1:${port}/v1`,
    `https://10.0.0.1/v1`,
    `https://[::1]:${port}/v1`,
    `http://localhost:${port}/v1`,
  ]
  for (const endpoint of refusedAtOnce)
    expect((await ben.call('PUT', url, { endpoint, chatModel: 'tiny' })).status).toBe(422)
  // A name tells nothing: it is decided when it is talked to.
  const named = await ben.call('POST', `${url}/test`, { endpoint: `https://localhost:${port}/v1`, chatModel: 'tiny' })
  expect(named.body).toMatchObject({ works: false, problem: expect.stringContaining('network') })
  expect(model.asked).toEqual([])
  await strict.close()
})

describe('the test of an endpoint', () => {
  it('says what works', async () => {
    const answer = await test({ ...wanted(), embeddingModel: 'vectors', key })
    expect(answer.body).toMatchObject({ works: true, dimensions: 2 })
    expect(stateOf(answer)).toEqual({
      reachable: 'yes',
      key: 'yes',
      model: 'yes',
      streams: 'no',
      tools: 'yes',
      embedding: 'yes',
    })
    // Trying keeps nothing.
    expect((await ada.call('GET', path())).body.provider).toBeUndefined()
  })

  it('says what is wrong with embeddings', async () => {
    embedding = [0.1, null]
    const answer = await test({ ...wanted(), embeddingModel: 'vectors', key })
    expect(answer.body).toMatchObject({
      works: false,
      problem: 'The model for embeddings: The endpoint answered with something that is no embedding.',
    })
    expect(stateOf(answer)).toMatchObject({ tools: 'yes', embedding: 'no' })
  })

  it('says what does not', async () => {
    const wrongKey = await test({ ...wanted(), key: 'sk-wrong' })
    expect(wrongKey.body).toMatchObject({ works: false, problem: 'The endpoint does not accept the key.' })
    expect(stateOf(wrongKey)).toEqual({ reachable: 'yes', key: 'no' })
    await model.close()
    const nobody = await test({ ...wanted(), key })
    expect(nobody.body).toMatchObject({ works: false, problem: 'The endpoint can not be reached.' })
    expect(stateOf(nobody)).toEqual({ reachable: 'no' })
    expect((await test()).body.detail).toBe('No endpoint has been set up yet.')
  })

  it('tells a model that only talks from one that acts', async () => {
    const talker = await startHostileEndpoint((response, { path: asked }) =>
      asked.endsWith('/models') ? sayProblem(response, 404) : sayText(response, 'I can only talk.'),
    )
    const answer = await test({ endpoint: talker.endpoint, chatModel: 'tiny' })
    expect(answer.body.works).toBe(false)
    expect(stateOf(answer)).toMatchObject({ reachable: 'yes', model: 'yes', tools: 'no' })
    await talker.close()
  })

  it('says that a model which can not call tools is asked for JSON, or that it does not know how', async () => {
    const refuses = (reply: string) =>
      startHostileEndpoint((response, { path: asked, body }) => {
        if (asked.endsWith('/models')) return sayList(response, [{ id: 'tiny' }])
        if (body.tools) return sayWords(response, 400, '{"error":{"message":"tiny does not support tools"}}')
        return sayText(response, body.response_format ? reply : 'one two three')
      })
    const able = await refuses('{"tool":"nexus_test","input":{"word":"nexus"}}')
    const answer = await test({ endpoint: able.endpoint, chatModel: 'tiny' })
    const note = 'This model can not call tools; it is asked for JSON instead.'
    expect(answer.body).toMatchObject({ works: true, note })
    expect(answer.body).not.toHaveProperty('problem')
    expect(stateOf(answer)).toMatchObject({ tools: 'no', json: 'yes' })
    await able.close()
    const unable = await refuses('What do you mean?')
    const worse = await test({ endpoint: unable.endpoint, chatModel: 'tiny' })
    expect(worse.body).toMatchObject({ works: false, problem: expect.stringContaining('it can talk, and not act') })
    expect(worse.body).not.toHaveProperty('note')
    expect(stateOf(worse)).toMatchObject({ tools: 'no', json: 'no' })
    await unable.close()
  })

  it('looks anew: a server that has learnt to take tools is known to', async () => {
    let takesTools = false
    const old = await startHostileEndpoint((response, { path: asked, body }) => {
      if (asked.endsWith('/models')) return sayList(response, [{ id: 'tiny' }])
      if (!body.tools) return sayText(response, '{"answer":"Hello."}')
      if (!takesTools) return sayWords(response, 500, '{"error":{"message":"tools param requires --jinja flag"}}')
      return body.messages.at(-1).content.includes('nexus_test')
        ? sayCalls(response, [{ name: 'nexus_test', input: {} }])
        : sayText(response, 'Hello.')
    })
    await put({ endpoint: old.endpoint, chatModel: 'tiny' })
    expect(stateOf(await test())).toMatchObject({ tools: 'no' })
    const ask = async () => {
      const before = old.asked.length
      const asked = await ada.call('POST', `/api/workspaces/${workspace}/commands/assistant.ask`, { text: 'Hello' })
      expect(asked.status).toBe(200)
      await server.running.workDone()
      return old.asked.slice(before).map(({ body }) => 'tools' in body)
    }
    expect(await ask()).toEqual([false])
    takesTools = true
    expect(await ask()).toEqual([false])
    expect(stateOf(await test())).toMatchObject({ tools: 'yes' })
    expect(await ask()).toEqual([true])
    await old.close()
  })
})
