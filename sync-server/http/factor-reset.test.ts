import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as otpauth from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { operator } from '#server/access/operator-access.ts'
import { userPrincipal } from '#shared/kit/ids.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { openApiKeys } from '#server/identity/api-keys.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import { openTestDevice } from '../testing/test-device.ts'
import { openMailbox, type TestMailbox } from '../testing/test-mailbox.ts'
import {
  openCaller,
  startTestServer,
  testPassword,
  type TestCaller,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'

const clock = { timeMs: Date.UTC(2026, 0, 1), now: () => clock.timeMs }
type Person = Pick<TestPerson, 'account' | 'principal' | 'device' | 'call' | 'cookie'>
let dataFolder: string
let mailbox: TestMailbox
let server: TestServer
let key: TestCaller
let owner: Person
let ada: Person
let bob: Person
let org: string
beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-reset-'))
  mailbox = await openMailbox()
  const storage = openSqliteStorage(dataFolder)
  const keys = openApiKeys({ control: storage.control, clock, random: systemRandom })
  const { token } = await keys.create({ name: 'ops', principal: operator, createdBy: operator })
  await storage.close()
  server = await startTestServer({ dataFolder, clock, mail: { smtpUrl: mailbox.smtpUrl, from: 'nexus@example.org' } })
  const caller = openCaller(server.url)
  const authorization = `Bearer ${token}`
  key = { ...caller, call: (method, at, body) => caller.call(method, at, body, { authorization }) }
  owner = await server.person('owner')
  clock.timeMs += 1_000
  ada = await server.person('ada')
  org = (await ada.call('POST', '/api/orgs', { name: 'Careful' })).body.id
  bob = await invited('bob')
})
afterAll(async () => {
  await server.close()
  await mailbox.close()
  rmSync(dataFolder, { recursive: true })
  expect(server.faults).toEqual([])
})

/** Whoever comes by an invitation is of that organisation alone; who signs up has one of their own. */
const invited = async (name: string): Promise<Person> => {
  const { token } = (await ada.call('POST', `/api/orgs/${org}/invitations`, {})).body
  const caller = openCaller(server.url)
  const about = { email: `${name}@example.org`, name, password: testPassword, invitation: token }
  const { account } = (await caller.call('POST', '/api/accounts', about)).body
  return Object.assign(caller, {
    account,
    principal: userPrincipal(account.id),
    device: () => openTestDevice(server.url, caller.cookie),
  })
}
const add = async (person: Person, role = 'member') =>
  expect((await ada.call('POST', `/api/orgs/${org}/members`, { email: person.account.email, role })).status).toBe(201)
const reset = (caller: TestCaller, person: Person, at = org) =>
  caller.call('DELETE', `/api/orgs/${at}/members/${person.account.id}/two-factor`)
const resetAnywhere = (caller: TestCaller, words: string) =>
  caller.call('DELETE', `/api/accounts/${encodeURIComponent(words)}/two-factor`)
const isOn = async (person: Person) => {
  const signIn = { email: person.account.email, password: testPassword }
  return (await openCaller(server.url).call('POST', '/api/session', signIn)).body.code === 'second-step-needed'
}
const signIn = (person: Person) =>
  person.call('POST', '/api/session', { email: person.account.email, password: testPassword })

it('an administrator resets it for an account of theirs alone; the person is told, signed out, and asked to enrol', async () => {
  await turnOn(ada)
  await turnOn(bob)
  expect(
    (await ada.call('PATCH', `/api/orgs/${org}`, { settings: { signIn: { requireTwoFactor: true } } })).status,
  ).toBe(200)
  const device = await bob.device()
  expect((await bob.call('GET', `/api/orgs/${org}`)).status).toBe(200)
  const done = await reset(ada, bob)
  expect([done.status, done.body]).toEqual([200, { wasTold: true }])
  await device.closed()
  expect((await bob.call('GET', `/api/orgs/${org}`)).status).toBe(401)
  const mail = await mailbox.mail(bob.account.email, /Two-factor sign-in of your Nexus account was reset/)
  expect(mail.text).toContain('ada, who administers Careful,')
  expect(await isOn(bob)).toBe(false)
  expect((await signIn(bob)).status).toBe(200)
  expect((await bob.call('GET', `/api/orgs/${org}`)).body.code).toBe('two-factor-needed')
  const log = (await ada.call('GET', `/api/orgs/${org}/audit?action=member.factor-reset`)).body.items
  expect(log).toMatchObject([{ actor: ada.principal, object: bob.principal, outcome: 'done' }])
  const missing = (await ada.call('GET', `/api/orgs/${org}/audit?action=member.factor-missing`)).body.items
  expect(missing[0]).toMatchObject({ actor: ada.principal, object: bob.principal })
  expect((await reset(ada, bob)).body.code).toBe('no-two-factor')
  await turnOn(bob)
  expect((await bob.call('GET', `/api/orgs/${org}`)).status).toBe(200)
})

it('nobody else does: members, guests, strangers, whoever was removed, the anonymous, and keys', async () => {
  const [guest, stranger, removed] = await Promise.all(['guest', 'stranger', 'removed'].map(server.person))
  await add(guest as Person, 'guest')
  await add(removed as Person, 'admin')
  await ada.call('DELETE', `/api/orgs/${org}/members/${removed?.account.id}`)
  const keyOfAda = (await ada.call('POST', '/api/keys', { name: 'all', scopes: ['read', 'write', 'admin'] })).body.token
  const byKey = openCaller(server.url)
  const bearer: TestCaller = {
    ...byKey,
    call: (method, path) => byKey.call(method, path, undefined, { authorization: `Bearer ${keyOfAda}` }),
  }
  const tried = []
  for (const caller of [bob, guest, stranger, removed, openCaller(server.url), bearer])
    tried.push((await reset(caller as TestCaller, bob)).status)
  expect(tried).toEqual([403, 403, 404, 404, 401, 403])
  const anywhere = []
  for (const caller of [ada, owner, stranger, openCaller(server.url), bearer])
    anywhere.push((await resetAnywhere(caller as TestCaller, bob.account.email)).status)
  expect(anywhere).toEqual([404, 404, 404, 401, 404])
  expect(await isOn(bob)).toBe(true)
})

it('who comes by an invitation while a factor is asked for already is theirs alone as well', async () => {
  const eve = await invited('eve')
  expect((await eve.call('GET', '/api/orgs')).body).toEqual([
    expect.objectContaining({ id: org, needsTwoFactor: true }),
  ])
  await turnOn(eve)
  expect((await reset(ada, eve)).status).toBe(200)
  // A place of their own they get when they first make something.
  await signIn(eve)
  const id = `ws_${'7'.repeat(26)}`
  expect((await eve.call('POST', '/api/workspaces', { id, name: 'Mine' })).status).toBe(201)
})

it('not for oneself, not by a session that was left open, not for who is of another organisation as well', async () => {
  expect((await reset(ada, ada)).body.code).toBe('own-factor')
  expect((await reset(ada, owner)).status).toBe(404)

  // Of another organisation, as its guest only; and with one of their own, as who has signed up alone.
  for (const [name, role] of [
    ['carl', 'guest'],
    ['dora', undefined],
  ] as const) {
    const person = role ? await invited(name) : await server.person(name)
    await turnOn(person)
    await add(person)
    if (role) {
      const other = (await owner.call('POST', '/api/orgs', { name: 'Other' })).body.id
      await owner.call('POST', `/api/orgs/${other}/members`, { email: person.account.email, role })
    }
    const refused = await reset(ada, person)
    expect([name, refused.status, refused.body.code]).toEqual([name, 403, 'operator-only'])
    expect(JSON.stringify(refused.body)).not.toContain('Other')
    expect(await isOn(person)).toBe(true)
  }
  // The owner of the server, whatever they belong to.
  await turnOn(owner)
  await add(owner)
  expect((await reset(ada, owner)).body.code).toBe('operator-only')

  clock.timeMs += 11 * 60_000
  expect((await reset(ada, bob)).body.code).toBe('proof-needed')
  expect(await isOn(bob)).toBe(true)
})

it('whoever runs the server does it for anybody, by id or address', async () => {
  expect((await resetAnywhere(key, 'nobody@example.org')).status).toBe(404)
  expect((await resetAnywhere(key, 'Carl@example.org')).body).toEqual({ wasTold: true })
  const mail = await mailbox.mail('carl@example.org', /was reset/)
  expect(mail.text).toContain('Whoever runs this server took')
  expect((await resetAnywhere(key, owner.account.id)).status).toBe(200)
  expect((await resetAnywhere(key, owner.account.id)).body.code).toBe('no-two-factor')
  expect(await isOn(owner)).toBe(false)
})

async function turnOn(person: Person): Promise<void> {
  const { status } = await person.call('GET', '/api/account/security')
  if (status === 401) await signIn(person)
  const begun = (await person.call('POST', '/api/account/two-factor')).body
  const totp = new otpauth.TOTP({ secret: otpauth.Secret.fromBase32(begun.secret) })
  const code = totp.generate({ timestamp: clock.timeMs })
  expect((await person.call('POST', '/api/account/two-factor/confirm', { code })).status).toBe(200)
}
