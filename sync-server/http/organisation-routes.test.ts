import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import { operator } from '#server/access/operator-access.ts'
import { openCore } from '#server/app/core.ts'
import { serverDefaults } from '#server/app/start-server.ts'
import {
  openCaller,
  startTestServer,
  type TestCaller,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let eve: TestPerson
let org: OrganisationId
const url = (path = '') => `/api/orgs/${org}${path}`

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  bob = await server.person('bob')
  // Of another tenant, which she runs herself.
  eve = await server.person('eve')
  await eve.call('POST', '/api/orgs', { name: 'Elsewhere' })
  org = (await ada.call('POST', '/api/orgs', { name: 'Acme' })).body.id
  await add(bob)
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

async function add(person: TestPerson, role = 'member', more: object = {}): Promise<void> {
  const answer = await ada.call('POST', url('/members'), { email: person.account.email, role, ...more })
  expect([answer.status, answer.body.member?.role]).toEqual([201, role])
}

const memberUrl = (person: TestPerson) => url(`/members/${person.account.id}`)
const roleOf = async (person: TestPerson) => {
  const list = (await ada.call('GET', url('/members?limit=500'))).body.items as OrganisationMember[]
  return list.find(({ principal }) => principal === person.principal)?.role
}

describe('an organisation', () => {
  it('is listed for those who belong to it, with their role and its name', async () => {
    expect((await ada.call('GET', '/api/orgs')).body).toContainEqual({
      id: org,
      name: 'Acme',
      role: 'admin',
      suspended: false,
    })
    expect((await bob.call('GET', '/api/orgs')).body).toContainEqual(
      expect.objectContaining({ id: org, role: 'member' }),
    )
    expect(JSON.stringify((await eve.call('GET', '/api/orgs')).body)).not.toContain('Acme')
    // What was made at sign-up is one like any other, called after its owner.
    await bob.workspace()
    expect((await bob.call('GET', '/api/orgs')).body).toContainEqual(
      expect.objectContaining({ name: 'bob', role: 'admin' }),
    )
  })

  it('keeps its settings: what is left out stays, null takes away', async () => {
    const before = (await ada.call('GET', url())).body
    expect(before).toMatchObject({
      name: 'Acme',
      settings: {
        signIn: { requireTwoFactor: false, allowedDomains: [] },
        retention: { history: expect.any(Number) },
        branding: {},
      },
    })
    await ada.call('PATCH', url(), {
      settings: { branding: { colour: '#ff0000' }, retention: { history: 30, sessions: 7 } },
    })
    const after = (await ada.call('PATCH', url(), { name: ' Acme Ltd ', settings: { branding: { colour: null } } }))
      .body
    expect(after).toMatchObject({
      name: 'Acme Ltd',
      settings: { retention: { history: 30, sessions: 7 }, branding: {} },
    })
    expect(after.settings.branding).toEqual({})
    expect((await ada.call('PATCH', url(), { settings: { retention: { history: 0 } } })).status).toBe(422)
    await ada.call('PATCH', url(), { name: 'Acme' })
  })
})

describe('its doors', () => {
  const administration = [
    ['PATCH', ''],
    ['POST', '/members'],
    ['PATCH', '/members/me'],
    ['POST', '/teams'],
    ['PATCH', '/teams/team_x'],
    ['DELETE', '/teams/team_x'],
    ['GET', '/invitations'],
    ['POST', '/invitations'],
    ['POST', '/invitations/x/resend'],
    ['DELETE', '/invitations/x'],
    ['GET', '/links'],
    ['GET', '/access'],
    ['GET', '/access/user:x'],
    ['GET', '/grants'],
    ['PUT', '/grants'],
    ['DELETE', '/grants'],
  ] as const
  const inside = [
    ['GET', ''],
    ['GET', '/members'],
    ['GET', '/teams'],
    ['GET', '/workspaces'],
    ['POST', '/workspaces'],
    ['GET', '/directory'],
    ['POST', '/ownership'],
    ['PUT', '/teams/team_x/members/user_x'],
    ['DELETE', '/members/account_x'],
  ] as const

  it('are shut alike to another tenant, to who was removed or suspended, and for an organisation that nobody made', async () => {
    const removed = await server.person('removed')
    await add(removed, 'admin')
    await ada.call('DELETE', memberUrl(removed))
    const suspended = await server.person('suspended')
    await add(suspended, 'member')
    await ada.call('PATCH', memberUrl(suspended), { suspended: true })
    const unknown = `/api/orgs/org_${'0'.repeat(26)}`
    for (const [method, path] of [...administration, ...inside]) {
      const body = method === 'GET' ? undefined : {}
      const nowhere = await ada.call(method, `${unknown}${path}`, body)
      expect([method, path, nowhere.status]).toEqual([method, path, 404])
      for (const caller of [eve, removed, suspended]) {
        const answer = await caller.call(method, url(path), body)
        expect([method, path, answer.status, answer.body]).toEqual([method, path, 404, nowhere.body])
      }
      expect((await openCaller(server.url).call(method, url(path), body)).status).toBe(401)
    }
  })

  it('of administration are shut to members; guests see neither people nor teams', async () => {
    const guest = await server.person('guest')
    await add(guest, 'guest')
    for (const [method, path] of administration) {
      const body = method === 'GET' ? undefined : {}
      for (const caller of [bob, guest])
        expect([method, path, (await caller.call(method, url(path), body)).status]).toEqual([method, path, 403])
    }
    for (const path of ['/members', '/teams', '/directory']) {
      expect([path, (await bob.call('GET', url(path))).status]).toEqual([path, 200])
      expect([path, (await guest.call('GET', url(path))).body.code]).toEqual([path, 'not-for-guests'])
    }
    expect((await guest.call('POST', url('/workspaces'), { name: 'Mine' })).status).toBe(403)
    expect((await guest.call('GET', url())).body).toMatchObject({ role: 'guest' })
  })

  it('tell members of members, but not how and when they sign in', async () => {
    const seen = (await bob.call('GET', url('/members'))).body.items as OrganisationMember[]
    expect(seen.find(({ principal }) => principal === ada.principal)).toMatchObject({ name: 'ada', role: 'admin' })
    expect(seen.every(({ lastSeenAt, twoFactor }) => lastSeenAt === undefined && !twoFactor)).toBe(true)
    const own = (await ada.call('GET', url('/members'))).body.items as OrganisationMember[]
    expect(own.find(({ principal }) => principal === ada.principal)?.lastSeenAt).toBeGreaterThan(0)
  })

  it('hand out members in pages, each once and in the order of names', async () => {
    const names: string[] = []
    let after = ''
    do {
      const page = (await ada.call('GET', url(`/members?limit=2${after && `&after=${after}`}`))).body
      names.push(...page.items.map(({ name }: OrganisationMember) => name))
      after = page.next ?? ''
    } while (after)
    expect(names).toEqual([...new Set(names)].toSorted())
    expect(names).toContain('bob')
    expect((await ada.call('GET', url('/members?after=!'))).status).toBe(422)
  })
})

describe('members', () => {
  it('are added with what they get in workspaces, at once', async () => {
    const workspace = (await ada.call('POST', url('/workspaces'), { name: 'Sales', slug: 'sales' })).body
    expect(workspace).toMatchObject({ name: 'Sales', slug: 'sales', members: 1 })
    const carl = await server.person('carl')
    await add(carl, 'member', { workspaces: [{ workspace: workspace.id, bits: 'r--' }] })
    expect((await carl.call('GET', '/api/workspaces')).body).toContainEqual(
      expect.objectContaining({ id: workspace.id, role: 'viewer', organisation: org }),
    )
    const elsewhere = { email: carl.account.email, workspaces: [{ workspace: await eve.workspace(), bits: 'r--' }] }
    expect((await ada.call('POST', url('/members'), elsewhere)).status).toBe(404)
    expect((await ada.call('POST', url('/workspaces'), { name: 'Two', slug: 'sales' })).body.code).toBe('name-taken')
    expect((await ada.call('POST', url('/workspaces'), { name: 'Two', slug: 'members' })).body.code).toBe('bad-name')
  })

  it('lose everything when they are removed: workspaces, teams, and what only they owned goes on to who removed them', async () => {
    const dora = await server.person('dora')
    await add(dora)
    const own = (await dora.call('POST', url('/workspaces'), { name: 'Dora’s' })).body.id
    const team = (await ada.call('POST', url('/teams'), { name: 'Writers' })).body.id
    await ada.call('PUT', url(`/teams/${team}/members/${dora.account.id}`), { isLead: true })
    expect((await ada.call('GET', `/api/workspaces/${own}/members`)).status).toBe(403)
    const device = await dora.device()
    await device.pullAll(own)
    expect((await ada.call('DELETE', memberUrl(dora))).status).toBe(204)
    // On a socket that was open, too.
    expect(await device.next('access')).toMatchObject({ workspace: own, role: 'none' })
    await device.close()
    expect((await dora.call('GET', `/api/workspaces/${own}/members`)).status).toBe(404)
    expect((await dora.call('GET', '/api/workspaces')).body).not.toContainEqual(expect.objectContaining({ id: own }))
    expect((await ada.call('GET', `/api/workspaces/${own}/members`)).body).toMatchObject([
      { name: 'ada', role: 'owner' },
    ])
    const teams = (await ada.call('GET', url('/teams'))).body.items
    expect(teams).toContainEqual(expect.objectContaining({ id: team, members: [] }))
    expect((await ada.call('DELETE', memberUrl(dora))).status).toBe(404)
    // And comes back as anybody new.
    await add(dora)
    expect((await dora.call('GET', `/api/workspaces/${own}/members`)).status).toBe(404)
  })

  it('may leave, but nobody else may take them out; the last administrator stays', async () => {
    const fay = await server.person('fay')
    await add(fay)
    expect((await bob.call('DELETE', memberUrl(fay))).status).toBe(403)
    expect((await fay.call('DELETE', url('/members/me'))).status).toBe(204)
    expect(await roleOf(fay)).toBeUndefined()
    for (const [method, body] of [['DELETE'], ['PATCH', { role: 'member' }], ['PATCH', { suspended: true }]] as const)
      expect((await ada.call(method, memberUrl(ada), body)).body).toMatchObject({ status: 409, code: 'last-admin' })
    expect(await roleOf(ada)).toBe('admin')
    // One who is suspended can not help out.
    const gus = await server.person('gus')
    await add(gus, 'admin')
    await ada.call('PATCH', memberUrl(gus), { suspended: true })
    expect((await ada.call('DELETE', url('/members/me'))).body.code).toBe('last-admin')
    await ada.call('DELETE', memberUrl(gus))
  })

  it('who remove each other at once do not leave it to nobody', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await server.person(`one${round}`), await server.person(`other${round}`)]
      const own = (await one.call('POST', '/api/orgs', { name: 'Two heads' })).body.id
      await one.call('POST', `/api/orgs/${own}/members`, { email: other.account.email, role: 'admin' })
      const remove = (by: TestPerson, whom: TestPerson) =>
        by.call('DELETE', `/api/orgs/${own}/members/${whom.account.id}`)
      const statuses = (await Promise.all([remove(one, other), remove(other, one)])).map(({ status }) => status)
      expect(statuses.filter((status) => status === 204)).toHaveLength(1)
      const left = await Promise.all([one, other].map((each) => each.call('GET', `/api/orgs/${own}`)))
      expect(left.filter(({ status, body }) => status === 200 && body.role === 'admin')).toHaveLength(1)
    }
  })

  it('are suspended and come back as they were', async () => {
    const workspace = (await ada.call('POST', url('/workspaces'), { name: 'Shared' })).body.id
    await add(bob, 'member', { workspaces: [{ workspace, bits: 'rw-' }] })
    const device = await bob.device()
    await device.pullAll(workspace)
    await ada.call('PATCH', memberUrl(bob), { suspended: true })
    expect((await bob.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(404)
    expect((await bob.call('GET', '/api/orgs')).body).not.toContainEqual(expect.objectContaining({ id: org }))
    await ada.call('PATCH', memberUrl(bob), { suspended: false })
    expect((await bob.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(200)
    await device.close()
  })

  it('hand over what they own, and the administration', async () => {
    const [hal, ivy] = [await server.person('hal'), await server.person('ivy')]
    const own = (await hal.call('POST', '/api/orgs', { name: 'Hal’s' })).body.id
    const workspace = (await hal.call('POST', `/api/orgs/${own}/workspaces`, { name: 'W' })).body.id
    const hand = (to: string) => hal.call('POST', `/api/orgs/${own}/ownership`, { to })
    expect((await hand(ivy.account.email)).status).toBe(404)
    await hal.call('POST', `/api/orgs/${own}/members`, { email: ivy.account.email })
    expect((await hand(ivy.account.email)).status).toBe(204)
    expect((await ivy.call('GET', `/api/orgs/${own}`)).body.role).toBe('admin')
    expect((await hal.call('GET', `/api/orgs/${own}`)).body.role).toBe('member')
    expect((await ivy.call('GET', `/api/workspaces/${workspace}/members`)).body).toMatchObject([
      { name: 'ivy', role: 'owner' },
      { name: 'hal', role: 'editor' },
    ])
  })

  it('of other domains are refused where the organisation names its own, guests excepted', async () => {
    await ada.call('PATCH', url(), { settings: { signIn: { allowedDomains: ['@ACME.example'] } } })
    const jan = await server.person('jan')
    const body = { email: jan.account.email, role: 'member' }
    expect((await ada.call('POST', url('/members'), body)).body.code).toBe('domain-not-allowed')
    await add(jan, 'guest')
    await ada.call('PATCH', url(), { settings: { signIn: { allowedDomains: [] } } })
  })
})

it('is suspended by whoever runs the server alone: nobody comes in, and everything is there afterwards', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'nexus-suspended-'))
  const core = await openCore({ ...serverDefaults, dataFolder })
  const { token } = await core.keys.create({ name: 'ops', principal: operator, createdBy: operator })
  await core.close()
  const own = await startTestServer({ dataFolder })
  const owner = await own.person('owner')
  const workspace = await owner.workspace('Kept')
  const id = (await owner.call('GET', '/api/orgs')).body[0].id
  const suspend = (by: TestCaller, suspended: boolean, headers = {}) =>
    by.call('PUT', `/api/orgs/${id}/suspension`, { suspended }, headers)
  const asOperator = { authorization: `Bearer ${token}` }
  expect((await suspend(owner, true)).status).toBe(404)
  const device = await owner.device()
  await device.pullAll(workspace)
  expect((await suspend(own.visitor(), true, asOperator)).status).toBe(204)
  expect(await device.next('access')).toMatchObject({ workspace, role: 'none' })
  expect((await owner.call('GET', `/api/orgs/${id}`)).body.code).toBe('organisation-suspended')
  const stranger = await own.person('stranger')
  expect((await stranger.call('GET', `/api/orgs/${id}`)).body.code).toBe('no-access')
  expect((await owner.call('GET', '/api/orgs')).body).toMatchObject([{ id, suspended: true }])
  const all = await own.visitor().call('GET', '/api/orgs', undefined, asOperator)
  expect(all.body).toContainEqual({ id, name: 'owner', role: 'admin', suspended: true })
  expect((await suspend(own.visitor(), false, asOperator)).status).toBe(204)
  expect((await owner.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(200)
  const nowhere = `/api/orgs/org_${'0'.repeat(26)}/suspension`
  expect((await own.visitor().call('PUT', nowhere, { suspended: true }, asOperator)).status).toBe(404)
  await device.close()
  expect(own.faults).toEqual([])
  await own.close()
  rmSync(dataFolder, { recursive: true })
})
