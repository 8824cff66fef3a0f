import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import type { QuotaName, QuotaUse } from '#shared/protocol/rest-admin.ts'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import { documentChange, newDocument } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

const clock = fakeClock(Date.now())
let server: TestServer
let ada: TestPerson
let workspace: WorkspaceId
let org: string
beforeEach(async () => {
  server = await startTestServer({ clock })
  ada = await server.person('ada')
  workspace = await ada.workspace()
  org = await organisationOf(ada)
})
afterEach(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

async function organisationOf(person: TestPerson): Promise<string> {
  return (await person.call('GET', '/api/workspaces')).body[0].organisation
}

async function limit(limits: Partial<Record<QuotaName, number | null>>): Promise<void> {
  const answer = await ada.call('PUT', `/api/orgs/${org}/quotas`, limits)
  expect([answer.status, answer.body.code]).toEqual([200, undefined])
}

async function useOf(name: QuotaName): Promise<QuotaUse | undefined> {
  const { items } = (await ada.call('GET', `/api/orgs/${org}/quotas`)).body
  return (items as readonly QuotaUse[]).find((each) => each.name === name)
}

/** The audit log's word on quotas, oldest first. */
async function told(): Promise<readonly string[]> {
  const { body } = await ada.call('GET', `/api/orgs/${org}/audit?limit=100`)
  const own = (body.items as readonly { action: string; body?: { name?: string } }[]).filter(({ action }) =>
    /^quota\.(near|full|fine)$/.test(action),
  )
  return own.map(({ action, body: detail }) => `${detail?.name} ${action.slice(6)}`).toReversed()
}

function putBlob(person: TestPerson, bytes: Uint8Array, to = workspace) {
  const hash = createHash('sha256').update(bytes).digest('hex')
  return person.call('PUT', `/api/workspaces/${to}/blobs/${hash}`, bytes, { 'content-type': 'text/plain' })
}

/** A document of so many bytes, more or less. */
const large = (bytes: number, replica: ReplicaId = newDocument()) => documentChange('x'.repeat(bytes), replica)

it('nobody but an administrator sees or sets quotas; to others there is nothing', async () => {
  const viewer = await server.person('vera')
  await viewer.join(workspace, { by: ada, role: 'viewer' })
  const revoked = await server.person('rex')
  await revoked.join(workspace, { by: ada, role: 'owner' })
  await ada.call('DELETE', `/api/workspaces/${workspace}/members/${revoked.account.id}`)
  const stranger = await server.person('sam')
  await stranger.workspace()
  const ask = async (caller: { call: TestPerson['call'] }, path: string) => [
    (await caller.call('GET', path)).status,
    (await caller.call('PUT', path, { max_storage_bytes: 1 })).status,
  ]
  for (const path of [`/api/orgs/${org}/quotas`, `/api/orgs/${org}/workspace-quotas/${workspace}`]) {
    expect(await ask(openCaller(server.url), path)).toEqual([401, 401])
    expect(await ask(stranger, path)).toEqual([404, 404])
    for (const status of [...(await ask(viewer, path)), ...(await ask(revoked, path))])
      expect([403, 404]).toContain(status)
    expect(await ask(ada, path)).toEqual([200, 200])
  }
  const other = (await stranger.call('GET', '/api/workspaces')).body[0].id
  expect(await ask(ada, `/api/orgs/${org}/workspace-quotas/${other}`)).toEqual([404, 404])
  expect((await ada.call('PUT', `/api/orgs/${org}/quotas`, { max_storage_bytes: -1 })).status).toBe(422)
})

it('a workspace goes by its name in paths, too', async () => {
  expect((await ada.call('POST', `/api/orgs/${org}/workspaces`, { name: 'Plans', slug: 'plans' })).status).toBe(201)
  const path = `/api/orgs/${org}/workspace-quotas/plans`
  expect((await ada.call('PUT', path, { max_documents: 3 })).status).toBe(200)
  const { items } = (await ada.call('GET', path)).body
  expect(items.find(({ name }: { name: string }) => name === 'max_documents')).toMatchObject({ limit: 3, used: 0 })
  expect((await ada.call('GET', `/api/orgs/${org}/workspace-quotas/plan`)).status).toBe(404)
})

it('storage: what does not fit is refused with a code that passes, and goes when there is room', async () => {
  await limit({ max_storage_bytes: 10_000 })
  const device = await ada.device()
  const first = large(4_000)
  expect(await device.push(workspace, [first])).toMatchObject([{ seq: 1 }])
  // What is there already takes nothing, however full it is; what else builds on what was refused waits with it.
  const second = large(7_000)
  const results = await device.push(workspace, [second, { ...second, bytes: edit(second) }, large(100), first])
  expect(results).toMatchObject([{ refused: 'quota-exceeded' }, { refused: 'quota-exceeded' }, { seq: 2 }, { seq: 1 }])
  expect(await useOf('max_storage_bytes')).toMatchObject({ limit: 10_000, state: 'fine' })
  await limit({ max_storage_bytes: 20_000 })
  expect(await device.push(workspace, [second])).toMatchObject([{ seq: 3 }])
  const bytes = (await useOf('max_storage_bytes'))?.used ?? 0
  expect(bytes).toBeGreaterThan(11_000)
  expect(bytes).toBeLessThan(12_000)
  await device.close()
})

it('storage: files are refused with 507 before and while they are read, and none is left behind', async () => {
  await limit({ max_storage_bytes: 5_000 })
  expect((await putBlob(ada, randomBytes(4_000))).status).toBe(201)
  const refused = await putBlob(ada, randomBytes(2_000))
  expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
    507,
    'storage-full',
    expect.stringContaining('used up its storage'),
  ])
  // Of a body whose length is not told, as much is read as there is room for.
  const bytes = randomBytes(2_000)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const streamed = await fetch(`${server.url}/api/workspaces/${workspace}/blobs/${hash}`, {
    method: 'PUT',
    headers: { cookie: ada.cookie },
    body: new Blob([bytes]).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(streamed.status).toBe(507)
  expect((await ada.call('HEAD', `/api/workspaces/${workspace}/blobs/${hash}`)).status).toBe(404)
  expect((await putBlob(ada, randomBytes(900))).status).toBe(201)
  expect(await useOf('max_storage_bytes')).toMatchObject({ used: 4_900, state: 'near' })
  await limit({ max_storage_bytes: null })
  expect((await putBlob(ada, randomBytes(2_000))).status).toBe(201)
})

it('two uploads at once do not share the room of one', async () => {
  await limit({ max_storage_bytes: 5_000 })
  const answers = await Promise.all([3_000, 3_001].map((size) => putBlob(ada, randomBytes(size))))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 507])
})

it('documents: a new one is refused, those that are there go on; records do not count', async () => {
  await limit({ max_documents: 2 })
  const device = await ada.device()
  const one = documentChange('one')
  expect(await device.push(workspace, [one, { ...one, bytes: edit(one) }, documentChange('two')])).toMatchObject([
    { seq: 1 },
    { seq: 2 },
    { seq: 3 },
  ])
  expect(await device.push(workspace, [documentChange('three')])).toMatchObject([{ refused: 'quota-exceeded' }])
  expect(await device.push(workspace, [{ ...one, bytes: edit(one) }])).toMatchObject([{ seq: 4 }])
  const task = await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title: 'Call Bob' })
  expect(task.status).toBe(200)
  expect(await useOf('max_documents')).toMatchObject({ used: 2, limit: 2, state: 'full' })
  await device.close()
})

it('one workspace may have less than its organisation', async () => {
  const other = await ada.workspace('Other')
  const path = `/api/orgs/${org}/workspace-quotas/${workspace}`
  await limit({ max_documents: 3 })
  expect((await ada.call('PUT', path, { max_documents: 1 })).status).toBe(200)
  const device = await ada.device()
  expect(await device.push(workspace, [documentChange()])).toMatchObject([{ seq: 1 }])
  expect(await device.push(workspace, [documentChange()])).toMatchObject([{ refused: 'quota-exceeded' }])
  expect(await device.push(other, [documentChange(), documentChange()])).toMatchObject([{ seq: 1 }, { seq: 2 }])
  expect(await device.push(other, [documentChange()])).toMatchObject([{ refused: 'quota-exceeded' }])
  const { items } = (await ada.call('GET', path)).body
  expect(items).toContainEqual({ name: 'max_documents', limit: 1, used: 1, state: 'full' })
  await device.close()
})

it('workspaces and members: one more than the limit is a refusal with a sentence', async () => {
  await limit({ max_workspaces: 1, max_members: 1 })
  const id = `ws_${'7'.repeat(26)}`
  const made = await ada.call('POST', '/api/workspaces', { id, name: 'Second' })
  expect([made.status, made.body.code]).toEqual([409, 'quota-exceeded'])
  expect(made.body.detail).toContain('as many workspaces as it may have')
  const bob = await server.person('bob')
  const token = await ada.invite(workspace, 'viewer')
  const joined = await bob.call('POST', `/api/invitations/${token}/accept`)
  expect([joined.status, joined.body.code]).toEqual([409, 'quota-exceeded'])
  expect(joined.body.detail).toContain('as many members as it may have')
  expect((await bob.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(404)
  await limit({ max_workspaces: 2, max_members: 2 })
  expect((await ada.call('POST', '/api/workspaces', { id, name: 'Second' })).status).toBe(201)
  expect((await bob.call('POST', `/api/invitations/${token}/accept`)).status).toBe(200)
})

it('requests: so many a minute, then 429 with the seconds to wait; strangers use up nothing', async () => {
  const stranger = await server.person('sam')
  await stranger.workspace()
  clock.advance(80_000 - (clock.now() % 60_000))
  await limit({ max_requests_per_minute: 5 })
  const ask = (person: TestPerson) => person.call('GET', `/api/workspaces/${workspace}/members`)
  for (let times = 0; times < 10; times += 1) expect((await ask(stranger)).status).toBe(404)
  const answers = []
  for (let times = 0; times < 6; times += 1) answers.push(await ask(ada))
  const refused = answers.find(({ status }) => status === 429)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
  expect([refused?.body.code, refused?.headers.get('retry-after')]).toEqual(['quota-requests', '40'])
  expect((await stranger.call('GET', '/api/workspaces')).status).toBe(200)
  clock.advance(40_000)
  expect((await ask(ada)).status).toBe(200)
})

it('administrators are told once when a quota is near, once when it is full, and once when it is over', async () => {
  await limit({ max_storage_bytes: 10_000 })
  const put = (bytes: number) => putBlob(ada, randomBytes(bytes))
  for (const bytes of [7_000, 1_100, 100, 100]) await put(bytes)
  expect(await settledTellings(1)).toEqual(['max_storage_bytes near'])
  await put(5_000)
  await put(5_000)
  expect(await settledTellings(2)).toEqual(['max_storage_bytes near', 'max_storage_bytes full'])
  await limit({ max_storage_bytes: 100_000 })
  expect(await settledTellings(3)).toEqual([
    'max_storage_bytes near',
    'max_storage_bytes full',
    'max_storage_bytes fine',
  ])
})

it('connections: one more than the limit is refused for that organisation alone, and one that leaves makes room', async () => {
  const other = await server.person('bob')
  const elsewhere = await other.workspace('Elsewhere')
  await ada.join(elsewhere, { by: other, role: 'viewer' })
  await limit({ max_connections: 1 })
  const first = await ada.device()
  await first.pullAll(workspace)
  const second = await ada.device()
  second.send({ kind: 'subscribe', workspace, cursor: 0 })
  expect(await second.next('refused')).toMatchObject({ workspace, code: 'quota-exceeded' })
  expect(await second.pullAll(elsewhere)).toEqual([])
  expect(await useOf('max_connections')).toMatchObject({ used: 1, state: 'full' })
  // One that is in may come again.
  expect(await first.pullAll(workspace)).toEqual([])
  first.send({ kind: 'unsubscribe', workspace })
  await first.roundTrip()
  expect(await second.pullAll(workspace)).toEqual([])
  await Promise.all([first.close(), second.close()])
  await expect.poll(() => useOf('max_connections')).toMatchObject({ used: 0 })
})

it('connections of stock clients: closed with a code after which they come back later', async () => {
  await limit({ max_connections: 0 })
  const document = documentChange('one')
  const device = await ada.device()
  await device.push(workspace, [document])
  await device.close()
  const { token } = (await ada.call('POST', '/api/session/token')).body
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}/y/${org}/${workspace}/${document.replica}?token=${token}`,
  )
  const [code, reason] = await once(socket, 'close')
  expect([code, String(reason)]).toEqual([4504, 'This organisation has as many connections as it may have.'])
})

/** They are noted after the answer. */
async function settledTellings(count: number): Promise<readonly string[]> {
  let all = await told()
  while (all.length < count) all = await told()
  return all
}

/** One more letter. */
function edit({ bytes }: OutgoingChange): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, bytes)
  const before = Y.encodeStateVector(doc)
  doc.getMap('fields').set('icon', String(Math.random()))
  return Y.encodeStateAsUpdate(doc, before)
}
