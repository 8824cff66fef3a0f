import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ClientMessage, ServerMessage } from '#shared/protocol/messages.ts'
import { readConfig } from '#server/app/config.ts'
import { openStockClient, signJwt } from '../testing/stock-client.ts'
import { documentChange, newDocument, openTestDevice, type TestDevice } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestServer } from '../testing/test-server.ts'

// A hundred sockets, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/**
 * Everybody × every thing × every operation × every door. What is expected is written by hand, below; what is, comes from a running server.
 *
 * `open` is shared with a guest, `plain` with nobody in particular, `hidden` is taken out of what its workspace grants, `unknown` is a name
 * that nobody has written to.
 */
type Thing = 'open' | 'plain' | 'hidden' | 'unknown'
type Right = 'write' | 'read' | 'none'

const mayBy: Record<string, Record<Thing, Right>> = {
  owner: { open: 'write', plain: 'write', hidden: 'write', unknown: 'write' },
  editor: { open: 'write', plain: 'write', hidden: 'none', unknown: 'write' },
  viewer: { open: 'read', plain: 'read', hidden: 'none', unknown: 'read' },
  teamMember: { open: 'write', plain: 'write', hidden: 'none', unknown: 'write' },
  guest: { open: 'read', plain: 'none', hidden: 'none', unknown: 'none' },
  writingGuest: { open: 'write', plain: 'none', hidden: 'none', unknown: 'none' },
  agent: { open: 'read', plain: 'read', hidden: 'none', unknown: 'read' },
  keyOfViewer: { open: 'read', plain: 'read', hidden: 'none', unknown: 'read' },
  otherTenant: { open: 'none', plain: 'none', hidden: 'none', unknown: 'none' },
  revoked: { open: 'none', plain: 'none', hidden: 'none', unknown: 'none' },
  suspended: { open: 'none', plain: 'none', hidden: 'none', unknown: 'none' },
}
/** Who stands for nobody, or no longer. */
const nobodies = ['expired', 'anonymous'] as const
const things: readonly Thing[] = ['open', 'plain', 'hidden', 'unknown']

/** What each door answers to each right. `visible`: whether what is there is told; an unknown thing has nothing to tell. */
const answers: Record<string, Record<Right, unknown>> = {
  push: { write: 'stored', read: 'read-only', none: 'no-access' },
  watch: { write: 'watches', read: 'watches', none: 'no-access' },
  presence: { write: 'heard', read: 'heard', none: 'unheard' },
  stock: { write: 'writes', read: 'reads', none: 'closed 4403' },
  history: { write: 200, read: 200, none: 404 },
}
const visible = { write: true, read: true, none: false }

const file = `
organizations:
  - id: acme
    name: Acme
    workspaces: [{ id: sales, name: Secret sales }]
    members:
      - { user_id: owner@acme.com, role: admin, permissions: ["orgs/acme/sales:rwx"] }
      - { user_id: editor@acme.com, permissions: ["orgs/acme/sales:rw-"] }
      - { user_id: viewer@acme.com, permissions: ["orgs/acme/sales:r--"] }
      - { user_id: teamMember@acme.com }
      - { user_id: revoked@acme.com, permissions: ["orgs/acme/sales:rwx"] }
      - { user_id: suspended@acme.com, permissions: ["orgs/acme/sales:rwx"] }
      - { user_id: guest@else.com, role: guest }
      - { user_id: writingGuest@else.com, role: guest }
      - { user_id: scout, type: agent, permissions: ["orgs/acme/sales:r--"] }
  - id: globex
    workspaces: [{ id: sales, name: Other sales }]
    members: [{ user_id: otherTenant@globex.com, role: admin, permissions: ["orgs/globex:rwx"] }]
auth: { type: jwt, jwt_secret: \${JWT_SECRET} }
`
const secret = 'what the operator signs with'
const addressOf: Record<string, string> = {
  guest: 'guest@else.com',
  writingGuest: 'writingGuest@else.com',
  agent: 'scout',
  otherTenant: 'otherTenant@globex.com',
}

let folder: string
let server: TestServer
let workspace: WorkspaceId
let ids: Record<Thing, ReplicaId>
const tokens: Record<string, string> = {}

const call = (who: string, method: string, path: string, body?: unknown) =>
  openCaller(server.url).call(method, path, body, tokens[who] ? { authorization: `Bearer ${tokens[who]}` } : {})
const ok = async (...asked: Parameters<typeof call>) => {
  const answer = await call(...asked)
  if (answer.status >= 300) throw new Error(`${asked.join(' ')}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-matrix-'))
  writeFileSync(join(folder, 'nexus.yaml'), file)
  const env = { JWT_SECRET: secret, NEXUS_DATA: join(folder, 'data') }
  const config = await readConfig(env, ['--config', join(folder, 'nexus.yaml')])
  if (!config.ok) throw new Error(config.detail)
  const { plans, jwtSecret, dataFolder } = config.value
  server = await startTestServer({ plans, jwtSecret, dataFolder })
  for (const who of Object.keys(mayBy)) tokens[who] = await signJwt(addressOf[who] ?? `${who}@acme.com`, { secret })
  tokens.expired = await signJwt('editor@acme.com', { secret, expiresInS: -60 })
  ;[{ id: workspace }] = await ok('owner', 'GET', '/api/workspaces')
  tokens.keyOfViewer = (await ok('viewer', 'POST', '/api/keys', { name: 'reader' })).token

  ids = { open: newDocument(), plain: newDocument(), hidden: newDocument(), unknown: newDocument() }
  const owner = await openTestDevice(server.url, '', { token: tokens.owner as string })
  const made = things
    .filter((thing) => thing !== 'unknown')
    .map((thing) => documentChange(`Title of ${thing}`, ids[thing]))
  await owner.push(workspace, made)
  await owner.close()

  const share = (subject: string, bits: string, thing?: Thing) => {
    const path = `/api/workspaces/${workspace}/sharing${thing ? `/${ids[thing]}` : ''}/${encodeURIComponent(subject)}`
    return ok('owner', 'PUT', path, { bits })
  }
  await share('guest@else.com', 'r--', 'open')
  await share('writingGuest@else.com', 'rw-', 'open')
  await ok('owner', 'PATCH', `/api/workspaces/${workspace}/sharing/${ids.hidden}`, { inherits: false })
  const team = await ok('owner', 'POST', '/api/orgs/acme/teams', { name: 'Callers' })
  await ok('owner', 'PUT', `/api/orgs/acme/teams/${team.id}/members/teamMember@acme.com`, {})
  await share(`team:${team.id}#member`, 'rw-')
  await ok('owner', 'DELETE', '/api/orgs/acme/members/revoked@acme.com')
  await ok('owner', 'PATCH', '/api/orgs/acme/members/suspended@acme.com', { suspended: true })
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  rmSync(folder, { recursive: true })
})

/** How each kind of message is decided; a new one fails the build until it is. `own`: of the session itself. `nothing`: nobody is told anything. */
const decidedBy: Record<ClientMessage['kind'], 'push' | 'watch' | 'presence' | 'told' | 'own' | 'nothing'> = {
  hello: 'own',
  renew: 'own',
  ping: 'own',
  unsubscribe: 'nothing',
  unwatch: 'nothing',
  subscribe: 'told',
  pull: 'told',
  bootstrap: 'told',
  difference: 'told',
  push: 'push',
  watch: 'watch',
  presence: 'presence',
}

const replicasIn = (heard: readonly ServerMessage[]) =>
  heard.flatMap((each) => {
    if (each.kind === 'changes') return each.changes.map(({ replica }) => replica)
    return each.kind === 'snapshots' || each.kind === 'difference' ? each.snapshots.map(({ replica }) => replica) : []
  })

it('at the sync socket, by page, bootstrap, push, watch and presence', async () => {
  const ear = await openTestDevice(server.url, '', { token: tokens.owner as string })
  for (const thing of things) ear.send({ kind: 'watch', workspace, replica: ids[thing] })
  await ear.roundTrip()
  const expected: Record<string, unknown> = {}
  const actual: Record<string, unknown> = {}
  for (const [who, may] of Object.entries(mayBy)) {
    const device = await openTestDevice(server.url, '', { token: tokens[who] as string })
    const hasAny = things.some((thing) => may[thing] !== 'none')
    expected[`${who} is told`] = things.filter((thing) => thing !== 'unknown' && visible[may[thing]])
    for (const kind of ['bootstrap', 'subscribe'] as const) {
      device.send(kind === 'bootstrap' ? { kind, workspace, asOf: 0, after: '' } : { kind, workspace, cursor: 0 })
      const heard = await device.roundTrip()
      const seen = new Set(replicasIn(heard))
      actual[`${who} is told`] = things.filter((thing) => seen.has(ids[thing]))
      expect([who, kind, actual[`${who} is told`]]).toEqual([who, kind, expected[`${who} is told`]])
      if (!hasAny) expect(heard).toEqual([{ kind: 'refused', workspace, replica: '', code: 'no-access' }])
    }
    // Since a view of everything: nothing can have become visible.
    device.send({ kind: 'difference', workspace, since: '', asOf: 0, after: '' })
    const difference = await device.roundTrip()
    expect([who, replicasIn(difference)]).toEqual([who, []])
    if (!hasAny) expect(difference).toEqual([{ kind: 'refused', workspace, replica: '', code: 'no-access' }])
    for (const thing of things) {
      const asked = { workspace, replica: ids[thing] }
      for (const door of ['watch', 'presence', 'push'] as const)
        expected[`${who} ${thing} ${door}`] = answers[decidedBy[door]]?.[may[thing]]
      actual[`${who} ${thing} watch`] = await watched(device, asked)
      device.send({ kind: 'presence', ...asked, bytes: Uint8Array.of(7) })
      await device.roundTrip()
      const heard = (await ear.roundTrip()).some((each) => each.kind === 'presence' && each.bytes.length > 0)
      actual[`${who} ${thing} presence`] = heard ? 'heard' : 'unheard'
      if (thing === 'unknown') continue
      const [result] = await device.push(workspace, [documentChange(`Title of ${thing}`, ids[thing])])
      actual[`${who} ${thing} push`] = result && 'seq' in result ? 'stored' : result?.refused
    }
    // A name that nobody knows yet: whoever may write makes it.
    const [result] = await device.push(workspace, [documentChange('new')])
    actual[`${who} unknown push`] = result && 'seq' in result ? 'stored' : result?.refused
    await device.close()
  }
  expect(actual).toEqual(expected)
  await ear.close()
})

async function watched(device: TestDevice, place: { workspace: WorkspaceId; replica: ReplicaId }): Promise<string> {
  device.send({ kind: 'watch', ...place })
  const refusal = (await device.roundTrip()).find((each) => each.kind === 'refused')
  return refusal?.kind === 'refused' ? refusal.code : 'watches'
}

it('at the stock door', async () => {
  const expected: Record<string, unknown> = {}
  const actual: Record<string, unknown> = {}
  for (const [who, may] of Object.entries(mayBy)) {
    for (const thing of things) {
      expected[`${who} ${thing}`] = answers.stock?.[may[thing]]
      actual[`${who} ${thing}`] = await stockAnswer(tokens[who] as string, thing)
    }
  }
  expect(actual).toEqual(expected)
  for (const token of ['', tokens.expired as string]) expect(await stockAnswer(token, 'open')).toBe('closed 4401')
})

/** A client that may not write is never asked for what it has, and is ended by its first word. */
async function stockAnswer(token: string, thing: Thing): Promise<string> {
  const client = openStockClient(server.url, { path: 'acme/sales', room: ids[thing], token })
  const ended = client.ended().then(({ code }) => `closed ${code}`)
  const opened = await Promise.race([client.synced().then(() => 'open'), ended])
  if (opened !== 'open') return opened
  const before = await call('owner', 'GET', `/api/workspaces/${workspace}/replicas/${ids[thing]}/changes`)
  client.doc.getMap('fields').set('note', String(Math.random()))
  const stored = async (): Promise<string> => {
    while (true) {
      const now = await call('owner', 'GET', `/api/workspaces/${workspace}/replicas/${ids[thing]}/changes`)
      if (String(now.body).length > String(before.body).length) return 'writes'
    }
  }
  const answer = await Promise.race([stored(), ended])
  client.close()
  return answer === 'closed 4403' ? 'reads' : answer
}

it('at REST: history, commands and files', async () => {
  const expected: Record<string, unknown> = {}
  const actual: Record<string, unknown> = {}
  for (const [who, may] of Object.entries(mayBy)) {
    const hasWrite = things.some((thing) => may[thing] === 'write')
    const hasAny = things.some((thing) => may[thing] !== 'none')
    for (const thing of things) {
      const url = `/api/workspaces/${workspace}/replicas/${ids[thing]}/changes`
      expected[`${who} ${thing} history`] = answers.history?.[may[thing]]
      actual[`${who} ${thing} history`] = (await call(who, 'GET', url)).status
    }
    // A command finds what its caller may see; what is hidden is missing, as what is not there.
    const rename = async (id: ReplicaId) => {
      const body = { id, title: id === ids.hidden ? 'Title of hidden' : 'Renamed' }
      const { status, body: answer } = await call(
        who,
        'POST',
        `/api/workspaces/${workspace}/commands/documents.rename`,
        body,
      )
      return status === 200 ? 'done' : `${status} ${answer.code}`
    }
    const [hidden, unknown] = [await rename(ids.hidden), await rename(newDocument())]
    if (may.hidden === 'none') expect([who, hidden]).toEqual([who, unknown])
    else expect([who, hidden]).toEqual([who, 'done'])
    expected[`${who} command`] = may.open === 'write' ? 'done' : hasAny ? '403 read-only' : '404 no-access'
    actual[`${who} command`] = await rename(ids.open)
    expected[`${who} upload`] = hasWrite ? 201 : hasAny ? 403 : 404
    actual[`${who} upload`] = await upload(who)
  }
  expect(actual).toEqual(expected)
})

async function upload(who: string): Promise<number> {
  const bytes = new TextEncoder().encode(`a file of ${who}`)
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
  const headers = { authorization: `Bearer ${tokens[who]}`, 'content-type': 'text/plain' }
  const url = `/api/workspaces/${workspace}/blobs/${digest}`
  return (await openCaller(server.url).call('PUT', url, bytes, headers)).status
}

it('every route is decided, and no answer of one says what its caller may not know', async () => {
  const decided =
    /^(anyone|signed-in|operator|resource|something|read|write|execute|share|administer|organisation:(enter|administer))$/
  const routes = server.running.doors
  expect(routes.filter(({ door }) => !decided.test(door))).toEqual([])
  const reads = routes.filter(({ method, url }) => method === 'GET' && url.startsWith('/api/'))
  expect(reads.length).toBeGreaterThan(20)
  const outsiders = ['otherTenant', 'revoked', 'suspended', ...nobodies]
  for (const { url, door } of reads) {
    for (const who of [...outsiders, 'guest', 'viewer']) {
      const answer = await call(who, 'GET', pathOf(url, ids.hidden))
      const said = JSON.stringify(answer.body)
      const place = [who, url, answer.status]
      expect([...place, said.includes('Title of hidden')]).toEqual([...place, false])
      if (who === 'viewer') continue
      if (who !== 'guest') expect([...place, said.includes('Secret sales')]).toEqual([...place, false])
      expect([...place, said.includes('Title of plain')]).toEqual([...place, false])
      const isOfPlace = /:id|:org/.test(url)
      if (isOfPlace && door !== 'anyone' && outsiders.includes(who))
        expect(place).toEqual([who, url, nobodies.includes(who as never) ? 401 : 404])
    }
  }
  // So it is not for want of anything to tell.
  const told = await Promise.all(reads.map(({ url }) => call('owner', 'GET', pathOf(url, ids.hidden))))
  const isTold = (words: string) =>
    told.some(({ status, body }) => status === 200 && JSON.stringify(body).includes(words))
  expect(['Title of hidden', 'Title of plain', 'Secret sales'].map(isTold)).toEqual([true, true, true])
  for (const who of nobodies) {
    const opened = openTestDevice(server.url, '', { token: tokens[who] ?? '' })
    await expect(opened).rejects.toThrow('closed with 4401')
  }
})

function pathOf(url: string, replica: ReplicaId): string {
  return url
    .replace(':id', workspace)
    .replace(':org', 'acme')
    .replace(':replica', replica)
    .replace(':workspace', 'sales')
    .replace('/*', '/documents/Title of hidden')
    .replace(':subject', 'editor@acme.com')
    .replace(':user', 'editor@acme.com')
    .replace(':hash', '0'.repeat(64))
    .replace(':token', '0'.repeat(78))
    .replace(/:\w+/g, 'none')
}

it('what is hidden and what is not there are answered alike', async () => {
  for (const who of ['editor', 'viewer', 'guest', 'otherTenant', 'revoked', 'suspended']) {
    const texts = await Promise.all(
      (['hidden', 'unknown'] as const).map(async (thing) => {
        const paths = [`replicas/${ids[thing]}/changes`, `sharing/${ids[thing]}`]
        const heard = await Promise.all(paths.map((path) => call(who, 'GET', `/api/workspaces/${workspace}/${path}`)))
        return JSON.stringify(heard.map(({ status, body }) => [status, body])).replaceAll(ids[thing], 'it')
      }),
    )
    // An editor may make what is unknown, and so may read its empty history.
    if (mayBy[who]?.unknown === 'none') expect([who, texts[0]]).toEqual([who, texts[1]])
    else expect(texts[0]).toContain('404')
  }
})
