import { afterAll, beforeAll, expect, it } from 'vitest'
import { openApiKeys } from '#server/identity/api-keys.ts'
import { operator } from '#server/access/operator-access.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  openCaller,
  startTestServer,
  type TestCaller,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'

let dataFolder: string
let server: TestServer
let key: TestCaller
let ada: TestPerson
let vera: TestPerson
let mallory: TestPerson
let org: string
let path: string
beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-operator-'))
  const storage = openSqliteStorage(dataFolder)
  const keys = openApiKeys({ control: storage.control, clock: systemClock, random: systemRandom })
  const { token } = await keys.create({ name: 'ops', principal: operator, createdBy: operator })
  await storage.close()
  server = await startTestServer({ dataFolder })
  const caller = openCaller(server.url)
  const authorization = `Bearer ${token}`
  key = { ...caller, call: (method, at, body, headers) => caller.call(method, at, body, { authorization, ...headers }) }
  ada = await server.person('ada')
  const workspace = await ada.workspace('Sales')
  org = (await ada.call('GET', '/api/workspaces')).body[0].organisation
  path = `/orgs/${org}/${workspace}`
  vera = await server.person('vera')
  await vera.join(workspace, { by: ada, role: 'viewer' })
  mallory = await server.person('mallory')
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  rmSync(dataFolder, { recursive: true })
})

const everyone = () => [openCaller(server.url), mallory, vera, ada, key]
const organizations = [
  { id: 'acme', workspaces: [{ id: 'sales' }], members: [{ user_id: 'ada@example.org', role: 'admin' }] },
]

it('a file is brought by whoever runs the server and by nobody else', async () => {
  const statuses = []
  for (const caller of everyone())
    statuses.push((await caller.call('POST', '/api/provision', { organizations, dryRun: true })).status)
  expect(statuses).toEqual([401, 404, 404, 404, 200])
  const made = await key.call('POST', '/api/provision', { organizations })
  expect(made.body.changes).toContain('+ member ada@example.org of acme: admin')
  expect((await key.call('POST', '/api/provision', { organizations })).body).toEqual({ changes: [], unnamed: [] })
  expect((await ada.call('GET', '/api/orgs/acme/sales')).status).toBe(200)
  const wrong = await key.call('POST', '/api/provision', {
    organizations: [{ id: 'acme', workspaces: [{ id: 'members' }] }],
  })
  expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid-input' } })
})

it('the operator administers what it did not make, and reads nothing of it', async () => {
  expect((await key.call('GET', `/api/orgs/${org}/members`)).status).toBe(200)
  expect((await key.call('GET', `/api${path}/tasks`)).status).toBe(404)
  expect((await key.call('GET', '/api/orgs/org_00000000000000000000000000/members')).status).toBe(404)
})

it('relations are written by administrators, to what is of their organisation, in words of the model', async () => {
  const url = `/api/orgs/${org}/relations`
  const tuple = { subject: 'vera@example.org', relation: 'editor', path }
  const query = new URLSearchParams(tuple).toString()
  const asked = [
    ['GET', `${url}?${new URLSearchParams({ path }).toString()}`, undefined],
    ['PUT', url, tuple],
    ['DELETE', `${url}?${query}`, undefined],
  ] as const
  for (const [method, at, body] of asked) {
    const statuses = []
    for (const caller of everyone()) statuses.push((await caller.call(method, at, body)).status)
    expect([method, statuses]).toEqual([method, [401, 404, 403, ...(method === 'GET' ? [200, 200] : [204, 204])]])
  }
  await ada.call('PUT', url, tuple)
  expect((await vera.call('PUT', `/api${path}/tasks/by-vera`, {})).status).toBe(201)
  const listed = await ada.call('GET', `${url}?${new URLSearchParams({ path }).toString()}`)
  expect(listed.body.relations).toContainEqual({
    subject: vera.principal,
    name: 'vera@example.org',
    relation: 'editor',
  })
  await ada.call('DELETE', `${url}?${query}`)
  expect((await vera.call('PUT', `/api${path}/tasks/again`, {})).status).toBe(403)
  for (const [wrong, status] of [
    [{ ...tuple, relation: 'can_read' }, 422],
    [{ ...tuple, relation: 'admin' }, 422],
    [{ ...tuple, subject: 'mallory@example.org' }, 404],
    [{ ...tuple, path: '/orgs/acme/sales' }, 404],
    [{ ...tuple, path: `${path}/documents/none` }, 404],
  ] as const)
    expect([wrong, (await ada.call('PUT', url, wrong)).status]).toEqual([wrong, status])
})

it('a text that is too large is refused before it is read', async () => {
  const large = new TextEncoder().encode('x'.repeat(2 * 1024 * 1024 + 1))
  const answer = await ada.call('PUT', `/api${path}/documents/large`, large, { 'content-type': 'text/markdown' })
  expect(answer).toMatchObject({ status: 413, body: { code: 'too-large' } })
})
