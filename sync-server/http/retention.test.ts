import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import { documentChange, newDocument } from '../testing/test-device.ts'
import { openCaller, startTestServer, testPassword, type TestPerson, type TestServer } from '../testing/test-server.ts'

const dayMs = 24 * 60 * 60_000
const clock = fakeClock(Date.now())
let server: TestServer
let ada: TestPerson
let workspace: WorkspaceId
let org: string
beforeEach(async () => {
  server = await startTestServer({ clock })
  ada = await server.person('ada')
  workspace = await ada.workspace()
  org = (await ada.call('GET', '/api/workspaces')).body[0].organisation
})
afterEach(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const settings = (retention: object) => ada.call('PATCH', `/api/orgs/${org}`, { settings: { retention } })
const retention = (method: 'GET' | 'POST', caller: Pick<TestPerson, 'call'> = ada) =>
  caller.call(method, `/api/orgs/${org}/retention`)

async function signInAgain(): Promise<void> {
  const answer = await ada.call('POST', '/api/session', { email: 'ada@example.org', password: testPassword })
  expect(answer.status).toBe(200)
}

it('is for administrators alone', async () => {
  const viewer = await server.person('vera')
  await viewer.join(workspace, { by: ada, role: 'viewer' })
  const stranger = await server.person('sam')
  for (const method of ['GET', 'POST'] as const) {
    expect((await retention(method, openCaller(server.url))).status).toBe(401)
    expect((await retention(method, stranger)).status).toBe(404)
    expect([403, 404]).toContain((await retention(method, viewer)).status)
  }
})

it('single changes that have left the history window are counted, then go; what they made stays', async () => {
  const device = await ada.device()
  const document = newDocument()
  await device.push(workspace, [documentChange('old', document), documentChange('old, too')])
  clock.advance(5 * dayMs)
  await device.close()
  await signInAgain()
  const young = await ada.device()
  await young.push(workspace, [documentChange('young')])
  expect((await settings({ history: 3 })).status).toBe(200)
  const dry = await retention('GET')
  expect(dry.body.sessions).toBe(0)
  // The background may have begun already.
  expect(dry.body.changes).toBeLessThanOrEqual(2)
  await retention('POST')
  await expect.poll(async () => (await retention('GET')).body.changes).toBe(0)
  young.send({ kind: 'subscribe', workspace, cursor: 0 })
  expect(await young.next('refused')).toMatchObject({ code: 'history-gone' })
  const changes = await ada.call('GET', `/api/workspaces/${workspace}/replicas/${document}/changes?limit=10`)
  expect(changes.status).toBe(200)
  await young.close()
})

it('sign-ins of members that are older than the organisation lets them stand end, sockets included; others stay', async () => {
  const bob = await server.person('bob')
  await bob.workspace('Elsewhere')
  const device = await ada.device()
  clock.advance(2 * dayMs)
  expect((await settings({ sessions: 1 })).status).toBe(200)
  expect((await retention('GET')).body).toEqual({ changes: 0, sessions: 1, conversations: 0 })
  // Signing in over an open session would end that one.
  const earlier = Object.assign(openCaller(server.url), { cookie: ada.cookie })
  ada.cookie = ''
  await signInAgain()
  expect((await retention('POST')).body).toMatchObject({ sessions: 1 })
  expect(await device.closed()).toBe(4401)
  expect((await earlier.call('GET', '/api/workspaces')).status).toBe(401)
  expect((await ada.call('GET', '/api/workspaces')).status).toBe(200)
  expect((await bob.call('GET', '/api/workspaces')).status).toBe(200)
  const audit = await ada.call('GET', `/api/orgs/${org}/audit?action=retention.applied`)
  expect(audit.body.items).toMatchObject([{ actor: ada.principal, body: { changes: 0, sessions: 1 } }])
  // Nothing more to do: nothing more is noted.
  await retention('POST')
  expect((await ada.call('GET', `/api/orgs/${org}/audit?action=retention.applied`)).body.items).toHaveLength(1)
})
