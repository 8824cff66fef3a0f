import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from 'node:http'
import { openVisitor } from '../testing/test-browser.ts'
import { startTestServer, testPassword, type TestServer } from '../testing/test-server.ts'

let plain: TestServer
let secure: TestServer

beforeAll(async () => {
  plain = await startTestServer()
  secure = await startTestServer({ publicUrl: new URL('https://nexus.example.org') })
})
afterAll(async () => {
  for (const server of [plain, secure]) {
    expect(server.faults).toEqual([])
    await server.close()
  }
})

/** With whatever Host header: fetch does not let one be chosen. */
function askAs(
  server: TestServer,
  host: string,
  { method = 'GET', path = '/api/session', headers = {}, body = '' } = {},
) {
  return new Promise<{ status: number; setCookie: readonly string[]; text: string }>((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port: server.running.port, method, path, headers: { host, ...headers } },
      (answer) => {
        let text = ''
        answer.on('data', (part) => (text += String(part)))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, setCookie: answer.headers['set-cookie'] ?? [], text }),
        )
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })
}

const signUpAt = (server: TestServer, name: string) =>
  askAs(server, 'nexus.example.org', {
    method: 'POST',
    path: '/api/accounts',
    headers: { 'content-type': 'application/json', origin: 'https://nexus.example.org' },
    body: JSON.stringify({ email: `${name}@example.org`, name, password: testPassword }),
  })

describe('cookies', () => {
  it('behind https the session cookie is one that no neighbour and nobody on the way can set', async () => {
    const { setCookie } = await signUpAt(secure, 'ada')
    expect(setCookie).toHaveLength(1)
    expect(setCookie[0]).toMatch(
      /^__Host-nexus_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=[^;]+; Secure$/,
    )
    const token = /=([\w-]{43})/.exec(setCookie[0] ?? '')?.[1] ?? ''
    const session = async (cookie: string) =>
      JSON.parse((await askAs(secure, 'nexus.example.org', { headers: { cookie } })).text) as { account?: object }
    expect((await session(`__Host-nexus_session=${token}`)).account).toBeDefined()
    expect((await session(`nexus_session=${token}`)).account).toBeUndefined()
  })

  it('on this machine alone it is HttpOnly and Lax, and signing out takes it away', async () => {
    await plain.person('ada')
    const visitor = openVisitor(plain.url)
    await visitor.call('POST', '/api/session', { email: 'ada@example.org', password: testPassword })
    expect(visitor.setCookies.get('nexus_session')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Expires=[^;]+$/)
    await visitor.call('DELETE', '/api/session')
    expect(visitor.setCookies.get('nexus_session')).toMatch(/^nexus_session=; .*Max-Age=0/)
  })
})

describe('session fixation', () => {
  it('a session that was there before a sign-in is another one afterwards, and opens nothing any more', async () => {
    await plain.person('bob')
    const mallory = openVisitor(plain.url)
    await plain.person('mallory')
    await mallory.call('POST', '/api/session', { email: 'mallory@example.org', password: testPassword })
    const planted = mallory.jar.get('nexus_session') ?? ''
    const victim = openVisitor(plain.url)
    victim.jar.set('nexus_session', planted)
    await victim.call('POST', '/api/session', { email: 'bob@example.org', password: testPassword })
    expect(victim.jar.get('nexus_session')).not.toBe(planted)
    expect((await mallory.call('GET', '/api/account/security')).status).toBe(401)
    const madeUp = openVisitor(plain.url)
    madeUp.jar.set('nexus_session', 'A'.repeat(43))
    await madeUp.call('POST', '/api/session', { email: 'bob@example.org', password: testPassword })
    expect(madeUp.jar.get('nexus_session')).not.toBe('A'.repeat(43))
  })
})

describe('host header', () => {
  it('a server on this machine answers to its own names only, at every door', async () => {
    for (const host of [
      'evil.example',
      'nexus.example.org.evil.example',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
    ]) {
      expect([host, (await askAs(plain, host)).status]).toEqual([host, 421])
      expect([host, (await askAs(secure, host)).status]).toEqual([host, 421])
    }
    expect((await askAs(secure, 'nexus.example.org')).status).toBe(200)
    expect((await askAs(plain, `localhost:${plain.running.port}`)).status).toBe(200)
  })
})

describe('guessing', () => {
  it('an unknown address, a wrong password and an account without one get the same answer', async () => {
    await plain.person('carl')
    const visitor = openVisitor(plain.url)
    const attempt = (email: string) => visitor.call('POST', '/api/session', { email, password: 'not the password' })
    const [known, unknown] = [await attempt('carl@example.org'), await attempt('nobody@example.org')]
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body])
    expect([...unknown.headers.keys()].sort()).toEqual([...known.headers.keys()].sort())
    expect(known.body.code).toBe('wrong-credentials')
  })

  it('is slowed down, also by the doors that ask for the password again', async () => {
    const dora = await plain.person('dora')
    const statuses: number[] = []
    for (let guess = 0; guess < 7; guess += 1)
      statuses.push((await dora.call('POST', '/api/session/proof', { password: 'a guess at it' })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429])
    const change = { password: 'a password of mine', current: testPassword }
    const changed = await dora.call('PUT', '/api/account/password', change)
    expect([changed.status, changed.headers.get('retry-after')]).toEqual([429, '1'])
  })
})
