import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Member } from '#shared/protocol/rest.ts'
import { readConfig } from '#server/app/config.ts'
import { startProcess, startServerProcess } from '../testing/server-process.ts'
import { openStockClient, signJwt } from '../testing/stock-client.ts'
import { newDocument } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestServer } from '../testing/test-server.ts'

let folder: string
let server: TestServer | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-file-'))
})
afterEach(async () => {
  expect(server?.faults ?? []).toEqual([])
  await server?.close()
  server = undefined
  rmSync(folder, { recursive: true })
})

const secret = 'what the operator signs with'
const members = {
  alice: '{ user_id: alice@acme.com, role: admin }',
  bob: '{ user_id: Bob@acme.com, name: Bob, permissions: ["orgs/acme/sales:rw-"] }',
  vera: '{ user_id: vera@acme.com, permissions: ["orgs/acme:r--"] }',
  agent: '{ user_id: agent_sales_001, type: agent, role: assistant, permissions: ["orgs/acme/sales:rw-"] }',
}
const fileWith = (lines: readonly string[], salesName = 'Sales Team') => `
organizations:
  - id: acme
    workspaces: [{ id: sales, name: ${salesName} }, { id: engineering }]
    members: [${lines.join(', ')}]
  - id: globex
    workspaces: [{ id: sales, name: Other sales }]
    members: [{ user_id: hank@globex.com, role: admin }]
auth: { type: jwt, jwt_secret: \${JWT_SECRET} }
`

async function serveFile(text: string): Promise<TestServer> {
  const config = await readConfig({ JWT_SECRET: secret, NEXUS_DATA: join(folder, 'data') }, ['--config', write(text)])
  if (!config.ok) throw new Error(config.detail)
  const { plans, jwtSecret, dataFolder } = config.value
  await server?.close()
  server = await startTestServer({ plans, jwtSecret, dataFolder })
  return server
}

function write(text: string): string {
  const path = join(folder, 'nexus.yaml')
  writeFileSync(path, text)
  return path
}

const as = async (user: string) => ({ authorization: `Bearer ${await signJwt(user, { secret })}` })

async function rolesOf(user: string): Promise<Record<string, string>> {
  const answer = await openCaller(server?.url ?? '').call('GET', '/api/workspaces', undefined, await as(user))
  const list = answer.body as { name: string; role: string }[]
  return Object.fromEntries(list.map(({ name, role }) => [name, role]))
}

async function knocksAt(path: string, user: string): Promise<number | 'in'> {
  const token = await signJwt(user, { secret })
  const client = openStockClient(server?.url ?? '', { path, room: newDocument(), token })
  const outcome = await Promise.race([
    client.synced().then(() => 'in' as const),
    client.ended().then(({ code }) => code),
  ])
  client.close()
  return outcome
}

it('makes what the file names, and members come in by their names with their roles and no others', async () => {
  await serveFile(fileWith(Object.values(members)))
  expect(await rolesOf('alice@acme.com')).toEqual({ 'Sales Team': 'owner', engineering: 'owner' })
  expect(await rolesOf('bob@acme.com')).toEqual({ 'Sales Team': 'editor' })
  expect(await rolesOf('vera@acme.com')).toEqual({ 'Sales Team': 'viewer', engineering: 'viewer' })
  expect(await rolesOf('hank@globex.com')).toEqual({ 'Other sales': 'owner' })
  const knocks = {
    'bob@acme.com': ['in', 4403, 4403],
    agent_sales_001: ['in', 4403, 4403],
    'vera@acme.com': ['in', 'in', 4403],
    'hank@globex.com': [4403, 4403, 'in'],
    'nobody@acme.com': [4401, 4401, 4401],
  }
  for (const [user, expected] of Object.entries(knocks)) {
    const outcomes = []
    for (const path of ['acme/sales', 'acme/engineering', 'globex/sales']) outcomes.push(await knocksAt(path, user))
    expect([user, outcomes]).toEqual([user, expected])
  }
})

it('rw- on a workspace is reading and writing and not running; a role that is changed or taken away takes all of it along', async () => {
  const { url } = await serveFile(fileWith(Object.values(members)))
  const alice = await as('alice@acme.com')
  const ask = async (method: string, path: string, body?: unknown) => openCaller(url).call(method, path, body, alice)
  const may = async (action: string) => {
    const query = new URLSearchParams({ subject: 'bob@acme.com', path: '/orgs/acme/sales', action })
    return (await ask('GET', `/api/orgs/acme/access?${query.toString()}`)).body.allowed
  }
  const granted = async () =>
    (await ask('GET', '/api/orgs/acme/grants?path=/orgs/acme/sales')).body.grants
      .filter(({ email }: { email?: string }) => email === 'bob@acme.com')
      .map(({ bits }: { bits: string }) => bits)
  expect([await may('read'), await may('write'), await may('execute')]).toEqual([true, true, false])
  expect(await granted()).toEqual(['rw-'])
  const [{ id: workspace }] = (
    await openCaller(url).call('GET', '/api/workspaces', undefined, await as('bob@acme.com'))
  ).body as [{ id: string }]
  const list = async () => (await ask('GET', `/api/workspaces/${workspace}/members`)).body as Member[]
  const bob = (await list()).find(({ email }) => email === 'bob@acme.com')
  expect(bob?.role).toBe('editor')
  const member = `/api/workspaces/${workspace}/members/${bob?.account}`
  expect((await ask('PATCH', member, { role: 'viewer' })).status).toBe(200)
  expect([await may('read'), await may('write'), await granted()]).toEqual([true, false, ['r--']])
  await ask('PUT', '/api/orgs/acme/grants', { path: '/orgs/acme/sales', subject: 'bob@acme.com', bits: 'rw-' })
  expect(await may('write')).toBe(true)
  expect((await ask('DELETE', member)).status).toBe(204)
  expect([await may('read'), await may('write'), await granted()]).toEqual([false, false, []])
  expect(await rolesOf('bob@acme.com')).toEqual({})
})

it('two members from the file write one document, attributed to each, the agent as an agent', async () => {
  const { url } = await serveFile(fileWith(Object.values(members)))
  const room = newDocument()
  const open = async (user: string) => {
    const client = openStockClient(url, { path: 'acme/sales', room, token: await signJwt(user, { secret }) })
    await client.synced()
    return client
  }
  const [bob, agent] = [await open('bob@acme.com'), await open('agent_sales_001')]
  bob.doc.getText('t').insert(0, 'human ')
  await agent.until(() => agent.doc.getText('t').length === 6)
  agent.doc.getText('t').insert(6, 'machine')
  await bob.until(() => bob.doc.getText('t').toString() === 'human machine')
  const workspaces = await openCaller(url).call('GET', '/api/workspaces', undefined, await as('bob@acme.com'))
  const [{ id }] = workspaces.body as [{ id: string }]
  expect(
    (await openCaller(url).call('GET', `/api/workspaces/${id}/members`, undefined, await as('bob@acme.com'))).body,
  ).toMatchObject([
    { email: 'alice@acme.com', role: 'owner' },
    { email: 'bob@acme.com', name: 'Bob', role: 'editor' },
  ])
  // What only a person can do, an agent is refused, not mistaken for somebody.
  expect((await openCaller(url).call('GET', '/api/workspaces', undefined, await as('agent_sales_001'))).status).toBe(
    403,
  )
  for (const client of [bob, agent]) client.close()
})

it('changes nothing the second time, follows the file after that, and keeps and lists whom it no longer names', async () => {
  const first = await serveFile(fileWith(Object.values(members)))
  expect(first.running.provisioned?.changes.slice(0, 12)).toEqual([
    '+ organisation acme',
    '+ organisation acme is called "acme"',
    '+ workspace acme/sales "Sales Team"',
    '+ workspace acme/engineering "engineering"',
    '+ account alice@acme.com (without a password)',
    '+ member alice@acme.com of acme: admin',
    '+ alice@acme.com owns rwx acme/sales',
    '+ alice@acme.com owns rwx acme/engineering',
    '+ account bob@acme.com (without a password)',
    '+ member bob@acme.com of acme: member',
    '+ bob@acme.com may rw- acme/sales',
    '+ account vera@acme.com (without a password)',
  ])
  const again = await serveFile(fileWith(Object.values(members)))
  expect(again.running.provisioned).toEqual({ changes: [], unnamed: [] })
  const changed = '{ user_id: vera@acme.com, permissions: ["orgs/acme:rw-"] }'
  const later = await serveFile(fileWith([members.alice, changed], 'Sales'))
  expect(later.running.provisioned?.changes).toEqual([
    '~ workspace acme/sales is called "Sales" (was "Sales Team")',
    '~ vera@acme.com may rw- acme (was r--)',
  ])
  expect(later.running.provisioned?.unnamed.toSorted()).toEqual([
    'member agent_sales_001 of acme: member',
    'member bob@acme.com of acme: member',
  ])
  expect(await rolesOf('bob@acme.com')).toEqual({ Sales: 'editor' })
  expect(await rolesOf('vera@acme.com')).toEqual({ Sales: 'editor', engineering: 'editor' })
})

it('permissions on things of a workspace are kept, and a path that names nothing changes nothing', async () => {
  const { url } = await serveFile(fileWith(Object.values(members)))
  const written = await openCaller(url).call(
    'PUT',
    '/api/orgs/acme/sales/documents/plans/proposal',
    new TextEncoder().encode('Hello\n'),
    {
      'content-type': 'text/markdown',
      ...(await as('alice@acme.com')),
    },
  )
  expect(written.status).toBe(201)
  const gil = (path: string) => `{ user_id: gil@else.where, role: guest, permissions: ["orgs/acme/sales/${path}:r--"] }`
  const wrong = await serveFile(fileWith([...Object.values(members), gil('documents/plan')])).catch(
    (error: Error) => error.message,
  )
  expect(wrong).toBe('/orgs/acme/sales/documents/plan (a permission of gil@else.where): there is nothing by that name.')
  const later = await serveFile(fileWith([...Object.values(members), gil('documents/plans/proposal')]))
  expect(later.running.provisioned?.changes).toEqual([
    '+ account gil@else.where (without a password)',
    '+ member gil@else.where of acme: guest',
    '+ gil@else.where may r-- acme/sales/documents/plans/proposal',
  ])
  const list = await openCaller(later.url).call(
    'GET',
    '/api/orgs/acme/sales/documents',
    undefined,
    await as('gil@else.where'),
  )
  // The folder is not theirs to see: the document stands where they can.
  expect(list.body.items).toMatchObject([{ type: 'document', path: 'documents/proposal' }])
  const put = async (path: string) => {
    const headers = { 'content-type': 'text/markdown', ...(await as('gil@else.where')) }
    const text = new TextEncoder().encode('By Gil\n')
    return (await openCaller(server?.url ?? '').call('PUT', `/api/orgs/acme/sales/documents/${path}`, text, headers))
      .status
  }
  expect([await put('proposal'), await put('another')]).toEqual([403, 403])
  await serveFile(fileWith([...Object.values(members), gil('documents/plans/proposal').replace('r--', 'rw-')]))
  expect([await put('proposal'), await put('another')]).toEqual([200, 403])
})

it('settings and quotas of the file are the organisation’s', async () => {
  const text = (days: number) => `
organizations:
  - id: acme
    name: Acme Corporation
    settings:
      retention_policy: { conversations: ${days}d, sessions: 30d, history: 45d }
      sign_in: { allowed_domains: [acme.com] }
    quotas: { max_workspaces: 20 }
    members: [{ user_id: alice@acme.com, role: admin }]
auth: { type: jwt, jwt_secret: \${JWT_SECRET} }
`
  await serveFile(text(90))
  expect((await serveFile(text(60))).running.provisioned?.changes).toEqual([
    '~ organisation acme keeps conversations for 60 days (was 90)',
  ])
  const detail = await openCaller(server?.url ?? '').call(
    'GET',
    '/api/orgs/acme',
    undefined,
    await as('alice@acme.com'),
  )
  expect(detail.body).toMatchObject({
    name: 'Acme Corporation',
    settings: {
      retention: { conversations: 60, sessions: 30, history: 45 },
      signIn: { allowedDomains: ['acme.com'] },
    },
  })
})

it('an account of the file has no password until its bearer sets one; nobody can take it over by signing up', async () => {
  const { url } = await serveFile(fileWith(Object.values(members)))
  const caller = openCaller(url)
  const email = 'bob@acme.com'
  for (const password of ['', 'a guess of mine', ' '])
    expect((await caller.call('POST', '/api/session', { email, password })).status).not.toBe(200)
  const body = { email, name: 'Mallory', password: 'a password of mine' }
  expect(await caller.call('POST', '/api/accounts', body)).toMatchObject({ status: 409, body: { code: 'email-taken' } })
  const password = 'chosen by Bob himself'
  const headers = await as(email)
  expect((await caller.call('PUT', '/api/account/password', { password }, headers)).status).toBe(204)
  expect((await caller.call('PUT', '/api/account/password', { password: 'another one of mine' }, headers)).status).toBe(
    409,
  )
  expect((await caller.call('POST', '/api/session', { email, password })).status).toBe(200)
})

it('nexus serve --config starts with it; a wrong file is told and touches nothing', async () => {
  const config = write(fileWith(Object.values(members)))
  const data = join(folder, 'elsewhere')
  const args = ['--config', config, '--data', data]
  const main = fileURLToPath(new URL('../app/main.ts', import.meta.url))
  const missing = startProcess({}, [main, ...args])
  expect([await missing.exit, await missing.output]).toEqual([
    1,
    `nexus: ${config}, line 9: \${JWT_SECRET} is not set in the environment.\n`,
  ])
  expect(readdirSync(folder)).toEqual(['nexus.yaml'])
  const running = await startServerProcess({ JWT_SECRET: secret }, args)
  const answer = await fetch(`${running.url}/api/workspaces`, { headers: await as('bob@acme.com') })
  expect(await answer.json()).toMatchObject([{ name: 'Sales Team', role: 'editor' }])
  expect(await (await fetch(`${running.url}/health`)).json()).toEqual({ status: 'ok' })
  expect(await running.kill('SIGTERM')).toBe(0)
  expect(readdirSync(data)).toContain('control.sqlite')
}, 30_000)
