import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { DeviceId } from '#shared/kit/ids.ts'
import { encodeClientMessage } from '#shared/protocol/codec.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import { readConfig } from '#server/app/config.ts'
import { openStockClient, signJwt } from '../testing/stock-client.ts'
import { newDocument, openTestDevice } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestServer } from '../testing/test-server.ts'

const secret = 'what the operator signs with'
const file = `
organizations:
  - id: acme
    workspaces: [{ id: sales }]
    members:
      - { user_id: alice@acme.com, role: admin }
      - { user_id: bob@acme.com, permissions: ["orgs/acme/sales:rwx"] }
      - { user_id: robot, type: agent, permissions: ["orgs/acme/sales:rwx"] }
  - id: globex
    workspaces: [{ id: sales }]
    members: [{ user_id: alice@acme.com, role: admin }, { user_id: other, type: agent }]
auth: { type: jwt, jwt_secret: "${secret}" }
`
let folder: string
let server: TestServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-keys-'))
  writeFileSync(join(folder, 'nexus.yaml'), file)
  const config = await readConfig({ NEXUS_DATA: join(folder, 'data') }, ['--config', join(folder, 'nexus.yaml')])
  if (!config.ok) throw new Error(config.detail)
  server = await startTestServer({ ...config.value, port: 0 })
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  rmSync(folder, { recursive: true })
})

const withToken = (token: string) => ({
  call: (method: string, path: string, body?: unknown) =>
    openCaller(server.url).call(method, path, body, { authorization: `Bearer ${token}` }),
})
const as = async (user: string) => withToken(await signJwt(user, { secret }))

it('a key of some scopes is good for those, whatever its bearer may', async () => {
  const alice = await as('alice@acme.com')
  const keyWith = async (...scopes: string[]) => {
    const made = await alice.call('POST', '/api/orgs/acme/keys', { name: scopes.join(' '), scopes })
    expect(made).toMatchObject({ status: 201, body: { scopes, organisation: expect.stringMatching(/^org_/) } })
    return withToken(made.body.token)
  }
  const [reader, writer, all] = [
    await keyWith('read'),
    await keyWith('read', 'write'),
    await keyWith('read', 'write', 'admin'),
  ]
  const asked = [
    ['GET', '/api/orgs/acme/sales/tasks', undefined],
    ['PUT', '/api/orgs/acme/sales/tasks/one', {}],
    ['GET', '/api/orgs/acme/members', undefined],
    ['PATCH', '/api/orgs/acme/members/bob@acme.com', { role: 'member' }],
    ['GET', '/api/orgs/acme/keys', undefined],
  ] as const
  const statuses = async (caller: typeof reader) => {
    const found = []
    for (const [method, path, body] of asked) found.push((await caller.call(method, path, body)).status)
    return found
  }
  expect(await statuses(reader)).toEqual([200, 403, 200, 403, 403])
  expect(await statuses(writer)).toEqual([200, 201, 200, 403, 403])
  expect(await statuses(all)).toEqual([200, 200, 200, 200, 200])
  const refused = await reader.call('PUT', '/api/orgs/acme/sales/tasks/two', {})
  expect(refused.body.detail).toBe('This API key is not good for that: it lacks the scope "write".')
})

it('a key of one organisation finds nothing of another, and is told nothing of it', async () => {
  const alice = await as('alice@acme.com')
  const { token } = (await alice.call('POST', '/api/orgs/acme/keys', { name: 'acme' })).body
  const key = withToken(token)
  for (const path of [
    '/api/orgs/globex',
    '/api/orgs/globex/members',
    '/api/orgs/globex/sales',
    '/api/orgs',
    '/api/workspaces',
  ])
    expect([path, (await key.call('GET', path)).status]).toEqual([path, 404])
  expect((await key.call('GET', '/api/session')).body).toMatchObject({ workspaces: [] })
  expect((await key.call('GET', '/api/orgs/acme/sales')).status).toBe(200)
  const knocks = async (path: string) => {
    const client = openStockClient(server.url, { path, room: newDocument(), token })
    const outcome = await Promise.race([client.synced().then(() => 'in'), client.ended().then(({ code }) => code)])
    client.close()
    return outcome
  }
  expect([await knocks('acme/sales'), await knocks('globex/sales')]).toEqual(['in', 4403])
  // Where anything of any organisation can be asked, it is good for nothing.
  const device = await openTestDevice(server.url, '', { token }).catch((error: Error) => error.message)
  expect(String(device)).toContain('4405')
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync`)
  const ended = new Promise<string>((resolve) => socket.on('close', (_code, reason) => resolve(reason.toString())))
  const hello = {
    kind: 'hello',
    version: protocolVersion,
    device: `device_${'0'.repeat(26)}` as DeviceId,
    token,
  } as const
  socket.on('open', () => socket.send(encodeClientMessage(hello)))
  expect(await ended).toMatch(/^This key is good for less .* REST/)
})

it('keys of an organisation are made for oneself and for agents of it, and for nobody else', async () => {
  const alice = await as('alice@acme.com')
  const made = await alice.call('POST', '/api/orgs/acme/keys', {
    name: 'robot',
    agent: 'robot',
    expiresInDays: 7,
    scopes: ['write', 'read'],
  })
  const robot = withToken(made.body.token)
  expect((await robot.call('PUT', '/api/orgs/acme/sales/tasks/by-robot', {})).body.changedBy).toMatch(/^agent:/)
  for (const agent of ['other', 'nobody', 'bob@acme.com'])
    expect((await alice.call('POST', '/api/orgs/acme/keys', { name: 'x', agent })).status).toBe(404)
  const list = await alice.call('GET', '/api/orgs/acme/keys')
  expect(list.body.items.find((each: { id: string }) => each.id === made.body.id)).toMatchObject({
    bearer: 'robot',
    scopes: ['read', 'write'],
  })
  expect(JSON.stringify(list.body)).not.toContain(made.body.token)
  // A member and another tenant's administrator see none and end none.
  const [bob, stranger] = [await as('bob@acme.com'), (await alice.call('GET', '/api/orgs/globex/keys')).body]
  expect((await bob.call('GET', '/api/orgs/acme/keys')).status).toBe(403)
  expect(stranger.items).toEqual([])
  expect((await alice.call('DELETE', `/api/orgs/globex/keys/${made.body.id}`)).status).toBe(404)
  expect((await alice.call('DELETE', `/api/orgs/acme/keys/${made.body.id}`)).status).toBe(204)
  expect((await robot.call('GET', '/api/orgs/acme/sales')).status).toBe(401)
})

it('a key makes no key that can do more or lasts longer', async () => {
  const alice = await as('alice@acme.com')
  const make = async (scopes: string[], expiresInDays?: number) =>
    withToken(
      (await alice.call('POST', '/api/orgs/acme/keys', { name: 'k', scopes, ...(expiresInDays && { expiresInDays }) }))
        .body.token,
    )
  const key = await make(['admin'], 5)
  expect(
    (await key.call('POST', '/api/orgs/acme/keys', { name: 'x', scopes: ['write'], expiresInDays: 1 })).status,
  ).toBe(403)
  expect((await key.call('POST', '/api/orgs/acme/keys', { name: 'x', scopes: ['admin'] })).status).toBe(403)
  expect(
    (await key.call('POST', '/api/orgs/acme/keys', { name: 'x', scopes: ['admin'], expiresInDays: 6 })).status,
  ).toBe(403)
  expect(
    (await key.call('POST', '/api/orgs/acme/keys', { name: 'x', scopes: ['admin'], expiresInDays: 4 })).status,
  ).toBe(201)
})
