import { afterAll, beforeAll, expect, it } from 'vitest'
import { Secret, TOTP } from 'otpauth'
import type { OidcProvider } from '#server/identity/oidc-config.ts'
import { openVisitor, type TestVisitor, type VisitorAnswer } from '../testing/test-browser.ts'
import { openGithub, openIssuer, testClient, type TestGithub, type TestIssuer } from '../testing/test-issuer.ts'
import { startTestServer, testPassword, type TestServer } from '../testing/test-server.ts'

const clock = { offsetMs: 0, now: () => Date.now() + clock.offsetMs }
let server: TestServer
let issuer: TestIssuer
let github: TestGithub

const person = (name: string, isVerified = true) => ({
  sub: `sub-of-${name}`,
  name: `${name} at Acme`,
  email: `${name}@example.org`,
  email_verified: isVerified,
})
const provider = (id: string, at: string, kind: OidcProvider['kind']): OidcProvider => {
  return { id, label: id, issuer: at, clientId: testClient.client_id, clientSecret: testClient.client_secret, kind }
}

beforeAll(async () => {
  issuer = await openIssuer(person('ada'))
  github = await openGithub()
  const oidc = [
    provider('acme', issuer.issuer, 'oidc'),
    provider('github', github.issuer, 'github'),
    provider('gone', 'http://127.0.0.1:9', 'oidc'),
  ]
  server = await startTestServer({ oidc, clock })
  issuer.register(`${server.url}/api/session/providers/callback`)
})
afterAll(async () => {
  await server.close()
  await issuer.close()
  await github.close()
})

const start = (visitor: TestVisitor, name = 'acme', body: object = {}) =>
  visitor.call('POST', `/api/session/providers/${name}`, body)
const accountOf = async (visitor: TestVisitor) => (await visitor.call('GET', '/api/session')).body.account
async function come(visitor: TestVisitor, name = 'acme', body: object = {}): Promise<VisitorAnswer> {
  return visitor.walk((await start(visitor, name, body)).body.url)
}
const wayOf = ({ url }: VisitorAnswer) => new URL(url).pathname + new URL(url).search

it('makes an account of a verified address, and knows its person again when their address has changed', async () => {
  issuer.user = person('ada')
  const visitor = openVisitor(server.url)
  expect((await visitor.call('GET', '/api/session')).body.ways.providers).toContainEqual({
    name: 'acme',
    label: 'acme',
  })
  expect(wayOf(await come(visitor, 'acme', { to: '/w/somewhere?x=1#y' }))).toBe('/w/somewhere?x=1')
  const ada = await accountOf(visitor)
  expect(ada).toMatchObject({ email: 'ada@example.org', name: 'ada at Acme' })
  expect((await visitor.call('GET', '/api/account/security')).body).toMatchObject({
    emailVerified: true,
    hasPassword: false,
  })
  issuer.user = { ...person('ada'), email: 'married@example.org' }
  const again = openVisitor(server.url)
  await come(again)
  expect(await accountOf(again)).toEqual(ada)
})

it('an address that was not verified makes no account, and one that has an account opens it only after linking', async () => {
  issuer.user = person('bea', false)
  const visitor = openVisitor(server.url)
  expect(wayOf(await come(visitor))).toBe('/sign-in?problem=email-unverified')
  await server.person('bea')
  issuer.user = person('bea')
  expect(wayOf(await come(visitor))).toBe('/sign-in?problem=link-first')
  expect(await accountOf(visitor)).toBeUndefined()

  await visitor.call('POST', '/api/session', { email: 'bea@example.org', password: testPassword })
  const { url } = (await visitor.call('POST', '/api/account/providers/acme', { to: '/w/x/settings/security' })).body
  expect(wayOf(await visitor.walk(url))).toBe('/w/x/settings/security')
  const linked = async () => (await visitor.call('GET', '/api/account/security')).body.providers[0].isLinked
  expect(await linked()).toBe(true)
  const again = openVisitor(server.url)
  await come(again)
  expect((await accountOf(again)).email).toBe('bea@example.org')
  expect((await visitor.call('DELETE', '/api/account/providers/acme')).status).toBe(204)
  expect(await linked()).toBe(false)
  expect(wayOf(await come(openVisitor(server.url)))).toBe('/sign-in?problem=link-first')
})

it('somebody at the provider is linked to one account', async () => {
  issuer.user = person('ada')
  await server.person('cat')
  const cat = openVisitor(server.url)
  await cat.call('POST', '/api/session', { email: 'cat@example.org', password: testPassword })
  const { url } = (await cat.call('POST', '/api/account/providers/acme', { to: '/x' })).body
  expect(wayOf(await cat.walk(url))).toBe('/x?problem=link-taken')
  expect((await cat.call('GET', '/api/account/security')).body.providers[0].isLinked).toBe(false)
})

it('the last way in can not be taken away', async () => {
  issuer.user = person('ada')
  const visitor = openVisitor(server.url)
  await come(visitor)
  expect((await visitor.call('DELETE', '/api/account/providers/acme')).body.code).toBe('last-way-in')
})

it('asks for the second step where the account has one', async () => {
  issuer.user = person('tom')
  const visitor = openVisitor(server.url)
  await come(visitor)
  const { secret } = (await visitor.call('POST', '/api/account/two-factor')).body as { secret: string }
  const code = () => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: clock.now() })
  await visitor.call('POST', '/api/account/two-factor/confirm', { code: code() })
  clock.offsetMs += 60_000
  const again = openVisitor(server.url)
  expect(wayOf(await come(again, 'acme', { to: '/w/x' }))).toBe('/sign-in?step=code&to=%2Fw%2Fx')
  expect(await accountOf(again)).toBeUndefined()
  expect((await again.call('POST', '/api/session/second-step', { code: code() })).status).toBe(200)
})

it('ends only what the same browser began, once, and with the state that went along', async () => {
  issuer.user = person('ada')
  const [victim, attacker] = [openVisitor(server.url), openVisitor(server.url)]
  const began = await start(attacker)
  const asked = new URL(began.body.url)
  expect([...asked.searchParams.keys()].sort()).toEqual(
    [
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ].sort(),
  )
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
  const state = asked.searchParams.get('state') ?? ''
  const callback = (visitor: TestVisitor, query: object) =>
    visitor.walk(`${server.url}/api/session/providers/callback?${new URLSearchParams({ ...query })}`)
  expect(wayOf(await callback(victim, { code: 'of the attacker', state }))).toBe('/sign-in?problem=flow-gone')
  expect(wayOf(await callback(attacker, { code: 'x', state: 'another' }))).toBe('/sign-in?problem=flow-gone')
  expect(wayOf(await callback(attacker, { code: 'x', state }))).toBe('/sign-in?problem=flow-gone')
  const next = new URL((await start(attacker)).body.url).searchParams.get('state') ?? ''
  expect(wayOf(await callback(attacker, { error: 'access_denied', state: next }))).toBe(
    '/sign-in?problem=provider-refused',
  )
  const last = new URL((await start(attacker)).body.url).searchParams.get('state') ?? ''
  expect(wayOf(await callback(attacker, { code: 'made up', state: last }))).toBe('/sign-in?problem=provider-refused')
  expect([await accountOf(victim), await accountOf(attacker)]).toEqual([undefined, undefined])
})

it.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  '/.//evil.example',
  'w',
])('goes on at a path of this server and not at %j', async (to) => {
  issuer.user = person('ada')
  const visitor = openVisitor(server.url)
  const answer = await come(visitor, 'acme', { to })
  expect(new URL(answer.url).host).toBe(new URL(server.url).host)
  expect(answer.headers.get('location')).toMatch(/^\/(?![/\\])/)
})

it('GitHub: the verified primary address counts, with PKCE', async () => {
  github.emails = [
    { email: 'spare@example.org', primary: false, verified: true },
    { email: 'Grace@Example.org', primary: true, verified: false },
  ]
  expect(wayOf(await come(openVisitor(server.url), 'github'))).toBe('/sign-in?problem=email-unverified')
  github.emails = [{ email: 'Grace@Example.org', primary: true, verified: true }]
  const visitor = openVisitor(server.url)
  expect(wayOf(await come(visitor, 'github'))).toBe('/')
  expect(await accountOf(visitor)).toMatchObject({ email: 'grace@example.org', name: 'ada' })
})

it('says when nobody answers there, and knows no others', async () => {
  const visitor = openVisitor(server.url)
  expect((await start(visitor, 'gone')).body.code).toBe('provider-unreachable')
  expect((await start(visitor, 'no-such')).status).toBe(404)
})
