import { afterAll, beforeAll, expect, it } from 'vitest'
import { openAuthenticator, type TestAuthenticator } from '../testing/test-authenticator.ts'
import { openVisitor, type TestVisitor, type VisitorAnswer } from '../testing/test-browser.ts'
import { startTestServer, testPassword, type TestServer } from '../testing/test-server.ts'

const clock = { offsetMs: 0, now: () => Date.now() + clock.offsetMs }
let server: TestServer
let origin: string

beforeAll(async () => {
  server = await startTestServer({ clock })
  // Passkeys belong to names, and 127.0.0.1 is none.
  origin = `http://localhost:${server.running.port}`
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

async function signedIn(name: string): Promise<TestVisitor> {
  await server.person(name)
  const visitor = openVisitor(origin)
  await visitor.call('POST', '/api/session', { email: `${name}@example.org`, password: testPassword })
  return visitor
}

type Changes = Parameters<TestAuthenticator['get']>[1]

async function register(visitor: TestVisitor, key: TestAuthenticator, changes?: Changes): Promise<VisitorAnswer> {
  const { body: options } = await visitor.call('POST', '/api/account/passkeys/options')
  return visitor.call('POST', '/api/account/passkeys', { name: 'This laptop', response: key.create(options, changes) })
}

async function signInWith(
  key: TestAuthenticator,
  changes?: Changes,
): Promise<VisitorAnswer & { visitor: TestVisitor }> {
  const visitor = openVisitor(origin)
  const { body: options } = await visitor.call('POST', '/api/session/passkey/options')
  const answer = await visitor.call('POST', '/api/session/passkey', { response: key.get(options, changes) })
  return { ...answer, visitor }
}

const security = async (visitor: TestVisitor) => (await visitor.call('GET', '/api/account/security')).body

it('is registered, named, signs in without a name being typed, and is removed', async () => {
  const ada = await signedIn('ada')
  const key = openAuthenticator(origin)
  expect((await register(ada, key)).status).toBe(204)
  expect((await security(ada)).passkeys).toMatchObject([{ id: key.id, name: 'This laptop' }])
  expect((await ada.call('PATCH', `/api/account/passkeys/${key.id}`, { name: 'Old laptop' })).status).toBe(204)
  const entered = await signInWith(key)
  expect(entered.body.account.email).toBe('ada@example.org')
  expect(await security(entered.visitor)).toMatchObject({ passkeys: [{ name: 'Old laptop' }] })
  expect((await security(ada)).passkeys[0].lastUsedAt).toBeTypeOf('number')
  expect((await ada.call('DELETE', `/api/account/passkeys/${key.id}`)).status).toBe(204)
  expect((await signInWith(key)).body.code).toBe('wrong-passkey')
})

it('a challenge is good once, for five minutes, and for what it was made for', async () => {
  const bob = await signedIn('bob')
  const key = openAuthenticator(origin)
  await register(bob, key)
  const visitor = openVisitor(origin)
  const { body: options } = await visitor.call('POST', '/api/session/passkey/options')
  const shown = { response: key.get(options) }
  expect((await visitor.call('POST', '/api/session/passkey', shown)).status).toBe(200)
  expect((await openVisitor(origin).call('POST', '/api/session/passkey', shown)).body.code).toBe('wrong-passkey')
  const { body: late } = await visitor.call('POST', '/api/session/passkey/options')
  clock.offsetMs += 5 * 60_000
  expect((await visitor.call('POST', '/api/session/passkey', { response: key.get(late) })).body.code).toBe(
    'wrong-passkey',
  )
  const { body: registration } = await bob.call('POST', '/api/account/passkeys/options')
  const misused = { response: key.get({ challenge: registration.challenge, rpId: 'localhost' }) }
  expect((await visitor.call('POST', '/api/session/passkey', misused)).body.code).toBe('wrong-passkey')
})

it('is refused for another page, another name, another person, without a look at its person, and when it was copied', async () => {
  const cleo = await signedIn('cleo')
  const key = openAuthenticator(origin)
  await register(cleo, key)
  key.counter = 7
  expect((await signInWith(key)).status).toBe(200)
  const wrongs: Changes[] = [
    { origin: 'http://localhost:1' },
    { rpId: 'evil.example' },
    { userHandle: Buffer.from('account_somebody_else').toString('base64url') },
    { isUserVerified: false },
  ]
  key.counter = 8
  for (const wrong of wrongs) {
    const { status, body, visitor } = await signInWith(key, wrong)
    expect([wrong, status, body.code]).toEqual([wrong, 401, 'wrong-passkey'])
    expect(visitor.jar.size).toBe(0)
  }
  // Somebody else has counted on: two devices have the same key.
  key.counter = 7
  expect((await signInWith(key)).body.code).toBe('wrong-passkey')
  key.counter = 9
  expect((await signInWith(key)).status).toBe(200)
})

it('is registered by its own page and person only, and nobody removes or renames that of another', async () => {
  const dan = await signedIn('dan')
  const eve = await signedIn('eve')
  const key = openAuthenticator(origin)
  expect((await register(dan, key, { origin: 'https://evil.example' })).body.code).toBe('wrong-passkey')
  expect((await register(dan, key, { isUserVerified: false })).body.code).toBe('wrong-passkey')
  const { body: options } = await dan.call('POST', '/api/account/passkeys/options')
  const stolen = { name: 'Mine', response: key.create(options) }
  expect((await eve.call('POST', '/api/account/passkeys', stolen)).body.code).toBe('wrong-passkey')
  expect((await register(dan, key)).status).toBe(204)
  expect((await register(eve, key)).body.code).toBe('wrong-passkey')
  expect((await eve.call('PATCH', `/api/account/passkeys/${key.id}`, { name: 'Mine' })).status).toBe(404)
  expect((await eve.call('DELETE', `/api/account/passkeys/${key.id}`)).status).toBe(404)
  expect((await security(dan)).passkeys).toMatchObject([{ name: 'This laptop' }])
})

it('an address that is no name is told so', async () => {
  const answer = await openVisitor(server.url).call('POST', '/api/session/passkey/options')
  expect([answer.status, answer.body.code]).toEqual([409, 'passkey-elsewhere'])
})

it('guesses from one place are slowed down', async () => {
  const key = openAuthenticator(origin)
  for (let guess = 0; guess < 30; guess += 1) {
    const { status, headers } = await signInWith(key)
    if (status === 401) continue
    expect([status, headers.get('retry-after')]).toEqual([429, '1'])
    return
  }
  throw new Error('never slowed down')
})
