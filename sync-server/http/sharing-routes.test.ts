import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { SharingGrant, SharingState } from '#shared/protocol/rest-sharing.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let carl: TestPerson
let eve: TestPerson
let org: string
let workspace: WorkspaceId
let thing: ReplicaId
let other: ReplicaId

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  bob = await server.person('bob')
  carl = await server.person('carl')
  eve = await server.person('eve')
  org = (await ada.call('POST', '/api/orgs', { name: 'Acme' })).body.id
  for (const { account } of [bob, carl]) await ada.call('POST', `/api/orgs/${org}/members`, { email: account.email })
  workspace = (await ada.call('POST', `/api/orgs/${org}/workspaces`, { name: 'Sales', slug: 'sales' })).body.id
  thing = await task('Shared')
  other = await task('Kept')
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const url = (replica?: ReplicaId) => `/api/workspaces/${workspace}/sharing${replica ? `/${replica}` : ''}`
async function task(title: string): Promise<ReplicaId> {
  return (await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title })).body.answer
}
const grant = (by: TestPerson, subject: string, body: object, replica?: ReplicaId) =>
  by.call('PUT', `${url(replica)}/${encodeURIComponent(subject)}`, body)
const stateOf = async (replica?: ReplicaId) => (await ada.call('GET', url(replica))).body
const grantOf = async (person: TestPerson, replica?: ReplicaId) =>
  (await stateOf(replica)).grants.find(({ subject }: SharingGrant) => subject === person.principal)
const invitedTo = async (replica?: ReplicaId) =>
  ((await stateOf(replica)) as SharingState).invitations.map(({ email, bits }) => [email, bits])
const read = async (person: TestPerson, replica: ReplicaId) =>
  (await person.call('GET', `/api/workspaces/${workspace}/replicas/${replica}/changes`)).status

describe('one thing', () => {
  it('is shared with one member, who reaches it and not its neighbours; taken back, it is gone at once', async () => {
    expect(await read(bob, thing)).toBe(404)
    expect(await grant(ada, bob.principal, { bits: 'r--' }, thing)).toMatchObject({ status: 200, body: {} })
    expect((await grant(ada, bob.principal, { bits: '-w-', adds: true }, thing)).body).toEqual({
      before: { bits: 'r--', canShare: false },
    })
    expect((await grant(ada, bob.principal, { bits: 'r--' }, thing)).body.before.bits).toBe('rw-')
    expect([await read(bob, thing), await read(bob, other)]).toEqual([200, 404])
    expect(await grantOf(bob, thing)).toEqual({
      subject: bob.principal,
      name: 'bob',
      email: 'bob@example.org',
      bits: 'r--',
      canShare: false,
      why: [],
      isDirect: true,
    })
    // A reader decides nothing about it.
    for (const [method, path] of [
      ['GET', url(thing)],
      ['PUT', `${url(thing)}/${carl.principal}`],
      ['DELETE', `${url(thing)}/${ada.principal}`],
      ['PATCH', url(thing)],
    ] as const)
      expect((await bob.call(method, path, method === 'GET' ? undefined : { bits: 'r--' })).status).toBe(403)
    expect((await ada.call('DELETE', `${url(thing)}/${bob.principal}`)).status).toBe(204)
    expect(await read(bob, thing)).toBe(404)
  })

  it('is shared on by who may, and looks like nothing to everybody else', async () => {
    await grant(ada, bob.principal, { bits: 'rwx', canShare: true }, thing)
    expect((await grant(bob, carl.principal, { bits: 'rw-' }, thing)).status).toBe(200)
    expect(await read(carl, thing)).toBe(200)
    expect((await grant(bob, carl.principal, { bits: 'rw-' }, other)).status).toBe(404)
    expect((await grant(bob, carl.principal, { bits: 'rw-' })).status).toBe(404)
    const nowhere = await grant(ada, bob.principal, { bits: 'r--' }, `task_${'0'.repeat(26)}` as ReplicaId)
    for (const [method, path] of [
      ['GET', url(thing)],
      ['PUT', `${url(thing)}/${eve.principal}`],
      ['DELETE', `${url(thing)}/${bob.principal}`],
      ['PATCH', url(thing)],
    ] as const) {
      const answer = await eve.call(method, path, method === 'GET' ? undefined : { bits: 'rwx' })
      expect([method, answer.status, answer.body]).toEqual([method, 404, nowhere.body])
      expect((await server.visitor().call(method, path)).status).toBe(401)
    }
    for (const each of [bob, carl]) await grant(ada, each.principal, { bits: '---' }, thing)
  })

  it('that inherits nothing is for those alone who were named, and for who decided that', async () => {
    await grant(ada, bob.principal, { bits: 'r--' })
    expect(await read(bob, thing)).toBe(200)
    expect(await grantOf(bob, thing)).toMatchObject({ bits: 'r--', isDirect: false, why: ['Viewer of Sales'] })
    expect((await ada.call('PATCH', url(thing), { inherits: false })).status).toBe(204)
    expect([await read(bob, thing), await read(bob, other), await read(ada, thing)]).toEqual([404, 200, 200])
    expect(await stateOf(thing)).toMatchObject({
      inherits: false,
      grants: [{ subject: ada.principal, canShare: true }],
    })
    await ada.call('PATCH', url(thing), { inherits: true })
    expect(await read(bob, thing)).toBe(200)
    await grant(ada, bob.principal, { bits: '---' })
  })

  it('is not left without anybody who may share it', async () => {
    await ada.call('PATCH', url(thing), { inherits: false })
    for (const body of [{ bits: '---' }, { bits: 'rw-', canShare: false }])
      expect((await grant(ada, ada.principal, body, thing)).body).toMatchObject({ status: 409, code: 'last-sharer' })
    await grant(ada, bob.principal, { bits: 'rwx', canShare: true }, thing)
    expect((await grant(ada, ada.principal, { bits: 'r--', canShare: false }, thing)).status).toBe(200)
    expect((await grant(ada, ada.principal, { bits: 'rwx', canShare: true }, thing)).status).toBe(403)
    await bob.call('PATCH', url(thing), { inherits: true })
  })
})

describe('with an address', () => {
  it('somebody of elsewhere becomes a guest with that and nothing else', async () => {
    const guest = await server.person('guest')
    expect((await grant(ada, 'Guest@example.org', { bits: 'rw-' }, other)).body).toEqual({
      before: { bits: '---', canShare: false },
    })
    expect((await guest.call('GET', `/api/orgs/${org}`)).body.role).toBe('guest')
    expect([await read(guest, other), await read(guest, thing)]).toEqual([200, 404])
  })

  it('somebody without an account is invited, and has it with the account', async () => {
    const { invitation } = (await grant(ada, 'later@example.org', { bits: 'r--' }, other)).body
    expect(invitation).toMatchObject({
      email: 'later@example.org',
      role: 'guest',
      wasSent: false,
      replica: other,
      bits: 'r--',
    })
    // Asked once more it is the same one with another link, and another right takes its place.
    expect(await invitedTo(other)).toEqual([['later@example.org', 'r--']])
    const again = (await grant(ada, 'Later@example.org', { bits: 'r--' }, other)).body.invitation
    expect([again.id, again.token === invitation.token]).toEqual([invitation.id, false])
    const edits = (await grant(ada, 'later@example.org', { bits: 'rw-' }, other)).body.invitation
    expect(await invitedTo(other)).toEqual([['later@example.org', 'rw-']])
    expect([await invitedTo(thing), await invitedTo()]).toEqual([[], []])
    const later = await server.person('later')
    expect(await read(later, other)).toBe(404)
    for (const { token } of [invitation, again])
      expect((await later.call('POST', `/api/invitations/${token}/accept`)).body.code).toBe('invitation-gone')
    const joined = await later.call('POST', `/api/invitations/${edits.token}/accept`)
    expect(joined.body).toMatchObject({ id: workspace, replica: other })
    expect([await read(later, other), await read(later, thing)]).toEqual([200, 404])
  })
})

describe('an invitation of an address', () => {
  it('is withdrawn by who may share, and by nobody else; what it had brought is taken from the account', async () => {
    const address = 'soon@example.org'
    const { invitation } = (await grant(ada, address, { bits: 'r--' }, other)).body
    for (const [who, status] of [
      [bob, 404],
      [eve, 404],
    ] as const)
      expect((await grant(who, address, { bits: '---' }, other)).status).toBe(status)
    expect((await server.visitor().call('DELETE', `${url(other)}/${address}`)).status).toBe(401)
    expect(await invitedTo(other)).toEqual([[address, 'r--']])
    expect((await ada.call('DELETE', `${url(other)}/${address}`)).status).toBe(204)
    expect(await invitedTo(other)).toEqual([])
    expect((await grant(ada, address, { bits: '---' }, other)).status).toBe(404)
    const soon = await server.person('soon')
    expect((await soon.call('POST', `/api/invitations/${invitation.token}/accept`)).body.code).toBe('invitation-gone')
    // An invitation into the organisation is not of this place, though it brings the same along.
    const asked = { email: 'staff@example.org', role: 'member', workspace, replica: other, bits: 'r--' }
    expect((await ada.call('POST', `/api/orgs/${org}/invitations`, asked)).status).toBe(201)
    expect(await invitedTo(other)).toEqual([])
    expect((await grant(ada, 'staff@example.org', { bits: '---' }, other)).status).toBe(404)
  })
})

describe('a workspace', () => {
  it('is shared with roles, and keeps an owner', async () => {
    await grant(ada, bob.principal, { bits: 'rw-' })
    expect((await ada.call('GET', `/api/workspaces/${workspace}/members`)).body).toContainEqual(
      expect.objectContaining({ name: 'bob', role: 'editor' }),
    )
    expect((await grant(ada, ada.principal, { bits: 'r--', canShare: false })).body.code).toBe('last-owner')
    await grant(ada, bob.principal, { bits: '---' })
    expect((await ada.call('GET', `/api/workspaces/${workspace}/members`)).body).toHaveLength(1)
  })

  it('is shared with everybody of the organisation, and guests are not among them', async () => {
    const guest = await server.person('outsider')
    await ada.call('POST', `/api/orgs/${org}/members`, { email: guest.account.email, role: 'guest' })
    const everyone = `organization:${org}#member`
    expect((await grant(ada, everyone, { bits: 'r--' })).status).toBe(200)
    expect([await read(bob, other), await read(carl, other), await read(guest, other)]).toEqual([200, 200, 404])
    expect((await stateOf(other)).grants).toContainEqual(
      expect.objectContaining({ subject: everyone, name: 'Everyone in Acme', why: ['Viewer of Sales'] }),
    )
    await grant(ada, everyone, { bits: '---' })
    for (const subject of [
      'user:*',
      'organization:org_other#member',
      `workspace:${workspace}#owner`,
      'service:operator',
    ])
      expect([subject, (await grant(ada, subject, { bits: 'r--' })).status]).toEqual([subject, 404])
    expect((await grant(ada, eve.principal, { bits: 'r--' })).status).toBe(404)
  })
})

describe('by path', () => {
  const put = (subject: string, path: string, bits: string) =>
    ada.call('PUT', `/api/orgs/${org}/grants`, { subject, path, bits })

  it('is granted, listed, explained and taken away', async () => {
    const path = `/orgs/${org}/sales/tasks/${thing}`
    expect((await put('user:bob@example.org', path, 'r--')).status).toBe(204)
    expect(await read(bob, thing)).toBe(200)
    const listed = await ada.call('GET', `/api/orgs/${org}/grants?path=${path}`)
    expect(listed.body.grants).toContainEqual(expect.objectContaining({ subject: bob.principal, bits: 'r--' }))
    const explain = async (subject: string, action: string) =>
      (await ada.call('GET', `/api/orgs/${org}/access?subject=${subject}&path=${path}&action=${action}`)).body
    expect(await explain('bob@example.org', 'read')).toEqual({
      allowed: true,
      bits: 'r--',
      steps: ['Bob is allowed to read “Shared”.'],
    })
    expect(await explain('bob@example.org', 'write')).toMatchObject({ allowed: false, bits: 'r--' })
    expect((await explain('carl@example.org', 'read')).allowed).toBe(false)
    const reach = (await ada.call('GET', `/api/orgs/${org}/access/bob@example.org`)).body.items
    expect(reach).toEqual([{ path: `/orgs/${org}/sales/tasks/${thing}`, title: 'Shared', kind: 'task', bits: 'r--' }])
    const query = `?path=${path}&subject=bob@example.org`
    expect((await ada.call('DELETE', `/api/orgs/${org}/grants${query}`)).status).toBe(204)
    expect(await read(bob, thing)).toBe(404)
  })

  it('reaches into no other organisation', async () => {
    const foreign = await eve.workspace()
    const theirs = (await eve.call('GET', '/api/orgs')).body[0].id
    for (const path of [`/orgs/${theirs}`, `/orgs/${theirs}/${foreign}`, '/orgs/none', `/orgs/${org}/none`])
      expect([path, (await put('bob@example.org', path, 'r--')).status]).toEqual([path, 404])
    expect((await put('eve@example.org', `/orgs/${org}`, 'r--')).status).toBe(404)
    expect((await put('bob@example.org', `/orgs/${org}/sales`, 'rwxx')).status).toBe(422)
  })

  it('shows an administrator what others reach, and not what it is called where they may not read themselves', async () => {
    const hidden = (await bob.call('POST', `/api/orgs/${org}/workspaces`, { name: 'Bob’s' })).body.id
    const made = await bob.call('POST', `/api/workspaces/${hidden}/commands/tasks.create`, { title: 'Canary' })
    const at = `/api/workspaces/${hidden}/sharing/${made.body.answer}/${carl.principal}`
    expect((await bob.call('PUT', at, { bits: 'r--' })).status).toBe(200)
    const reach = await ada.call('GET', `/api/orgs/${org}/access/carl@example.org`)
    expect(reach.body.items).toContainEqual(expect.objectContaining({ kind: 'task', title: '', bits: 'r--' }))
    expect(JSON.stringify(reach.body)).not.toContain('Canary')
  })
})

it('the directory names people, teams and everyone, by name or address', async () => {
  await ada.call('POST', `/api/orgs/${org}/teams`, { name: 'Marketing' })
  const ask = async (query: string) => (await bob.call('GET', `/api/orgs/${org}/directory?query=${query}`)).body.items
  expect(await ask('BOB@ex')).toEqual([
    { subject: bob.principal, kind: 'person', name: 'bob', email: 'bob@example.org' },
  ])
  expect(await ask('market')).toEqual([expect.objectContaining({ kind: 'team', name: 'Marketing', members: 0 })])
  expect(await ask('everyone')).toEqual([expect.objectContaining({ kind: 'everyone', name: 'Everyone in Acme' })])
  expect(await ask('eve@')).toEqual([])
})
