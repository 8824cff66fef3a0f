import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let carl: TestPerson
let org: string
let workspace: WorkspaceId

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  bob = await server.person('bob')
  carl = await server.person('carl')
  org = (await ada.call('POST', '/api/orgs', { name: 'Acme' })).body.id
  for (const { account } of [bob, carl]) await ada.call('POST', `/api/orgs/${org}/members`, { email: account.email })
  workspace = (await ada.call('POST', `/api/orgs/${org}/workspaces`, { name: 'Sales' })).body.id
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const make = async (name: string, parent?: string) =>
  (await ada.call('POST', `/api/orgs/${org}/teams`, { name, ...(parent && { parent }) })).body.id as string
const put = (by: TestPerson, team: string, person: TestPerson, body: object = {}) =>
  by.call('PUT', `/api/orgs/${org}/teams/${team}/members/${person.account.id}`, body)
const canRead = async (person: TestPerson) =>
  (await person.call('GET', `/api/workspaces/${workspace}/members`)).status === 200
const share = (subject: string, bits: string) =>
  ada.call('PUT', `/api/workspaces/${workspace}/sharing/${encodeURIComponent(subject)}`, { bits })

it('give what they were given to everybody in them and in their parts, and take it when they go', async () => {
  const whole = await make('Everyone in sales')
  const part = await make('Callers', whole)
  expect((await share(`team:${whole}#member`, 'r--')).status).toBe(200)
  expect(await canRead(bob)).toBe(false)
  expect((await put(ada, part, bob)).body).toMatchObject({ parent: whole, members: [{ name: 'bob', isLead: false }] })
  expect(await canRead(bob)).toBe(true)
  expect((await ada.call('GET', `/api/orgs/${org}/members`)).body.items).toContainEqual(
    expect.objectContaining({ name: 'bob', teams: ['Callers'] }),
  )
  expect((await bob.call('GET', '/api/workspaces')).body).toContainEqual(
    expect.objectContaining({ id: workspace, role: 'viewer' }),
  )
  await ada.call('PATCH', `/api/orgs/${org}/teams/${part}`, { name: 'Callers', parent: null })
  expect(await canRead(bob)).toBe(false)
  await ada.call('PATCH', `/api/orgs/${org}/teams/${part}`, { name: 'Callers', parent: whole })
  expect(await canRead(bob)).toBe(true)
  // What was part of a team that goes is not part of anything that was granted to it.
  expect((await ada.call('DELETE', `/api/orgs/${org}/teams/${whole}`)).status).toBe(204)
  expect(await canRead(bob)).toBe(false)
  const left = (await ada.call('GET', `/api/orgs/${org}/teams`)).body.items
  expect(left).toEqual([{ id: part, name: 'Callers', members: [expect.objectContaining({ name: 'bob' })] }])
  await ada.call('DELETE', `/api/orgs/${org}/teams/${part}`)
})

it('can not be part of themselves, not by a detour either, nor of what is not there', async () => {
  const [a, b, c] = [await make('a'), await make('b'), await make('c')]
  const move = async (team: string, parent: string) =>
    (await ada.call('PATCH', `/api/orgs/${org}/teams/${team}`, { name: 'x', parent })).body.code
  expect(await move(b, a)).toBeUndefined()
  expect(await move(c, b)).toBeUndefined()
  for (const parent of [a, b, c]) expect(await move(a, parent)).toBe('team-cycle')
  expect(await move(a, 'team_none')).toBe('not-found')
  expect((await ada.call('POST', `/api/orgs/${org}/teams`, { name: 'x', parent: 'team_none' })).status).toBe(404)
  for (const team of [a, b, c]) await ada.call('DELETE', `/api/orgs/${org}/teams/${team}`)
})

it('are looked after by who leads them or what they are part of, and by nobody else', async () => {
  const whole = await make('Whole')
  const part = await make('Part', whole)
  const other = await make('Other')
  expect((await put(bob, part, carl)).status).toBe(403)
  await put(ada, whole, bob, { isLead: true })
  expect((await put(bob, part, carl)).status).toBe(200)
  expect((await put(bob, other, carl)).status).toBe(403)
  expect((await put(carl, part, carl, { isLead: true })).status).toBe(403)
  const url = `/api/orgs/${org}/teams/${part}/members/${carl.account.id}`
  expect((await bob.call('DELETE', url)).status).toBe(204)
  expect((await bob.call('DELETE', url)).status).toBe(404)
  for (const team of [whole, part, other]) await ada.call('DELETE', `/api/orgs/${org}/teams/${team}`)
})

it('take neither guests nor people of elsewhere', async () => {
  const team = await make('Closed')
  const [guest, stranger] = [await server.person('guest'), await server.person('stranger')]
  await ada.call('POST', `/api/orgs/${org}/members`, { email: guest.account.email, role: 'guest' })
  expect((await put(ada, team, guest)).body.code).toBe('not-for-guests')
  expect((await put(ada, team, stranger)).status).toBe(404)
  const theirs = (await stranger.call('POST', '/api/orgs', { name: 'Theirs' })).body.id
  const foreign = (await stranger.call('POST', `/api/orgs/${theirs}/teams`, { name: 'Foreign' })).body.id
  expect((await put(ada, foreign, bob)).status).toBe(404)
  expect((await share(`team:${foreign}#member`, 'r--')).status).toBe(404)
})
