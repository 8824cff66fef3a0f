import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Action, roles, allows, type Role } from '#shared/access/roles.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { ClientMessage } from '#shared/protocol/messages.ts'
import type { RouteDoor } from './door.ts'
import { documentChange, newDocument, openTestDevice } from '../testing/test-device.ts'
import {
  openCaller,
  startTestServer,
  type TestCaller,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'

/** Every door against everyone who must not pass. The REST rows come from the routes themselves, the socket rows from the kinds of messages. */
let server: TestServer
let owner: TestPerson
let workspace: WorkspaceId
const callers: Partial<Record<Role | 'asker' | 'stranger' | 'revoked', TestPerson>> = {}

beforeAll(async () => {
  server = await startTestServer()
  owner = await server.person('owner')
  workspace = await owner.workspace('Secret plans')
  for (const role of ['editor', 'viewer'] as const) {
    const person = (callers[role] = await server.person(role))
    await person.join(workspace, { by: owner, role })
  }
  callers.owner = owner
  // Reads, and has agents work.
  callers.asker = await server.person('asker')
  await callers.asker.join(workspace, { by: owner, role: 'viewer' })
  const asks = { bits: 'r-x', canShare: false }
  await owner.call('PUT', `/api/workspaces/${workspace}/sharing/${callers.asker.principal}`, asks)
  // Owner of a workspace and an organisation of their own, so that being someone somewhere else does not help.
  callers.stranger = await server.person('stranger')
  await callers.stranger.workspace('Elsewhere')
  const revoked = (callers.revoked = await server.person('revoked'))
  await revoked.join(workspace, { by: owner, role: 'owner' })
  await owner.call('DELETE', `/api/workspaces/${workspace}/members/${revoked.account.id}`)
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const blob = new TextEncoder().encode('a file')
const hash = createHash('sha256').update(blob).digest('hex')

const requests: Record<string, { body?: unknown; headers?: Record<string, string> }> = {
  'POST /api/workspaces/:id/invitations': { body: { role: 'owner', expiresInDays: 1 } },
  'POST /api/workspaces/:id/links': { body: { replica: newDocument() } },
  'PUT /api/workspaces/:id/sharing/:subject': { body: { bits: 'rwx', canShare: true } },
  'PATCH /api/workspaces/:id': { body: { name: 'Mine now' } },
  'PATCH /api/workspaces/:id/members/:account': { body: { role: 'viewer' } },
  'PUT /api/workspaces/:id/blobs/:hash': { body: blob, headers: { 'content-type': 'text/plain' } },
  'POST /api/workspaces/:id/commands/:name': { body: { title: 'From outside' } },
}

function ask(caller: TestCaller, { method, url }: RouteDoor) {
  const path = url
    .replace(':id', workspace)
    .replace(':account', owner.account.id)
    .replace(':hash', hash)
    .replace(':replica', newDocument())
    .replace(':name', 'tasks.create')
    .replace(':invitation', 'invitation_none')
    .replace(':key', 'key_none')
    .replace(':link', 'link_none')
    .replace(':subject', owner.principal)
    .replace(':token', '0'.repeat(78))
  const { body, headers } = requests[`${method} ${url}`] ?? {}
  return caller.call(method, path, body, headers)
}

/** Behind `something` the handler asks for the very thing that it is about. */
function actionAt({ door, method, url }: RouteDoor): Action {
  if (door !== 'something') return door as Action
  if (url.includes('/links')) return 'share'
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write'
}
const needsSession = (route: RouteDoor) => route.door !== 'anyone'
const ofWorkspace = (route: RouteDoor) => route.url.includes('/workspaces/:id')

describe('REST', () => {
  it('has every route in docs/rest.md', () => {
    const text = readFileSync(new URL('../../docs/rest.md', import.meta.url), 'utf8')
    // HEAD comes with every GET.
    for (const { method, url } of server.running.doors.filter((route) => route.method !== 'HEAD')) {
      const path = url.replaceAll(/:(\w+)/g, '{$1}')
      const line = text
        .split('\n')
        .find((each) => each.startsWith('|') && each.includes(`${path}\``) && each.includes(method))
      expect([method, path, line !== undefined]).toEqual([method, path, true])
    }
    expect(server.running.doors.length).toBeGreaterThan(20)
  })

  it('every workspace route asks for a role', () => {
    for (const route of server.running.doors.filter(ofWorkspace)) expect(allows('owner', actionAt(route))).toBe(true)
  })

  it('the anonymous are refused with 401 at every route but those for anyone', async () => {
    for (const route of server.running.doors.filter(needsSession)) {
      for (const cookie of ['', 'nexus_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']) {
        const answer = await ask(Object.assign(openCaller(server.url), { cookie }), route)
        expect([route.method, route.url, answer.status]).toEqual([route.method, route.url, 401])
      }
    }
  })

  it('to another tenant and to a revoked member the workspace does not exist', async () => {
    for (const route of server.running.doors.filter(ofWorkspace)) {
      for (const caller of [callers.stranger, callers.revoked]) {
        const answer = await ask(caller as TestPerson, route)
        expect([route.method, route.url, answer.status]).toEqual([route.method, route.url, 404])
        expect(JSON.stringify(answer.body)).not.toContain('Secret plans')
      }
    }
  })

  it('a role that is not enough is refused with 403, and one that is enough is not', async () => {
    await owner.call('PUT', `/api/workspaces/${workspace}/blobs/${hash}`, blob)
    for (const route of server.running.doors.filter(ofWorkspace)) {
      for (const role of roles.toReversed()) {
        const isSelfRemoval = route.method === 'DELETE' && role === 'owner'
        if (isSelfRemoval) continue
        const answer = await ask(callers[role] as TestPerson, route)
        const isRemoval = route.method === 'DELETE' && route.url.endsWith('/members/:account')
        const mayPass = allows(role, isRemoval ? 'share' : actionAt(route))
        expect([route.method, route.url, role, answer.status === 403]).toEqual([
          route.method,
          route.url,
          role,
          !mayPass,
        ])
      }
    }
  })

  it('who may read and have agents work passes where a viewer does and where agents work, nowhere else', async () => {
    await owner.call('PUT', `/api/workspaces/${workspace}/blobs/${hash}`, blob)
    for (const route of server.running.doors.filter(ofWorkspace)) {
      const answer = await ask(callers.asker as TestPerson, route)
      const isRemoval = route.method === 'DELETE' && route.url.endsWith('/members/:account')
      const action = isRemoval ? 'share' : actionAt(route)
      const mayPass = action === 'execute' || allows('viewer', action)
      expect([route.method, route.url, answer.status === 403]).toEqual([route.method, route.url, !mayPass])
    }
  })

  it('writes by a page of another origin are refused before anything else', async () => {
    for (const route of server.running.doors.filter(({ method }) => method !== 'GET' && method !== 'HEAD')) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { 'sec-fetch-site': 'cross-site' },
        { origin: 'null' },
      ]) {
        const path = route.url.replace(':id', workspace)
        const answer = await owner.call(route.method, path, {}, headers)
        expect([route.method, route.url, answer.body.code]).toEqual([route.method, route.url, 'foreign-origin'])
      }
    }
  })
})

describe('socket', () => {
  interface Ask {
    message: ClientMessage
    refusedTo: 'nobody' | 'strangers' | 'readers'
  }
  const replica = newDocument()
  const bytes = Uint8Array.of(1)
  /** A new kind of message fails the build until it is decided here who is refused. */
  const asks = (): Record<ClientMessage['kind'], Ask | 'not of a workspace'> => ({
    hello: 'not of a workspace',
    renew: 'not of a workspace',
    ping: 'not of a workspace',
    bootstrap: { message: { kind: 'bootstrap', workspace, asOf: 0, after: '' }, refusedTo: 'strangers' },
    difference: {
      message: { kind: 'difference', workspace, since: '', asOf: 0, after: '' },
      refusedTo: 'strangers',
    },
    unsubscribe: { message: { kind: 'unsubscribe', workspace }, refusedTo: 'nobody' },
    unwatch: { message: { kind: 'unwatch', workspace, replica }, refusedTo: 'nobody' },
    subscribe: { message: { kind: 'subscribe', workspace, cursor: 0 }, refusedTo: 'strangers' },
    pull: { message: { kind: 'pull', workspace, cursor: 0 }, refusedTo: 'strangers' },
    watch: { message: { kind: 'watch', workspace, replica }, refusedTo: 'strangers' },
    presence: { message: { kind: 'presence', workspace, replica, bytes }, refusedTo: 'strangers' },
    push: { message: { kind: 'push', workspace, push: 1, changes: [documentChange()] }, refusedTo: 'readers' },
  })

  it('tells strangers and revoked members nothing, and takes nothing from them', async () => {
    const watcher = await owner.device()
    await watcher.pullAll(workspace)
    watcher.send({ kind: 'watch', workspace, replica })
    await watcher.roundTrip()
    for (const caller of [callers.stranger, callers.revoked]) {
      const socket = await (caller as TestPerson).device()
      for (const { message, refusedTo } of Object.values(asks()).filter((each) => typeof each === 'object')) {
        socket.send(message)
        const heard = await socket.roundTrip()
        const about = message.kind === 'watch' ? message.replica : ''
        const refusal = { kind: 'refused', workspace, replica: about, code: 'no-access' }
        if (message.kind === 'push')
          expect(heard).toMatchObject([{ kind: 'settled', results: [{ refused: 'no-access' }] }])
        else if (refusedTo === 'nobody' || message.kind === 'presence') expect(heard).toEqual([])
        else expect(heard).toEqual([refusal])
      }
      await socket.close()
    }
    expect(await watcher.roundTrip()).toEqual([])
    await watcher.close()
  })

  it('a viewer reads and is seen, but writes nothing', async () => {
    const watcher = await owner.device()
    const before = await watcher.pullAll(workspace)
    const sockets = await Promise.all([callers.viewer, callers.asker].map((each) => (each as TestPerson).device()))
    for (const socket of sockets) {
      for (const { message, refusedTo } of Object.values(asks()).filter((each) => typeof each === 'object')) {
        socket.send(message)
        const heard = await socket.roundTrip()
        if (refusedTo === 'readers')
          expect(heard).toMatchObject([{ kind: 'settled', results: [{ refused: 'read-only' }] }])
        else expect(heard.filter((each) => each.kind === 'refused')).toEqual([])
      }
    }
    expect(await watcher.pullAll(workspace)).toHaveLength(before.length)
    await Promise.all([watcher, ...sockets].map((each) => each.close()))
  })

  it('without a session there is no socket', async () => {
    await expect(openTestDevice(server.url, '')).rejects.toThrow('closed with 4401')
  })
})
