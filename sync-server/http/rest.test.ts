import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import { mintId, type WorkspaceId } from '#shared/kit/ids.ts'
import { maxBlobBytes } from '#server/tenancy/blobs.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { startTestServer, testPassword, type TestPerson, type TestServer } from '../testing/test-server.ts'

const clock = fakeClock(Date.now())
const dayMs = 24 * 60 * 60_000
let server: TestServer
let ada: TestPerson
let bob: TestPerson

beforeAll(async () => {
  server = await startTestServer({ clock })
  ada = await server.person('ada')
  bob = await server.person('bob')
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const newWorkspace = () => mintId<WorkspaceId>('ws', systemRandom)
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('accounts and sessions', () => {
  it('GET /api/session answers anyone', async () => {
    const answer = await server.visitor().call('GET', '/api/session')
    expect(answer).toMatchObject({
      status: 200,
      body: { workspaces: [], isNew: false, needsSetupWord: false, openSignUp: true },
    })
    expect((await ada.call('GET', '/api/session')).body.account).toEqual(ada.account)
  })

  it('the cookie is out of reach of scripts and of other sites', async () => {
    const body = { email: ada.account.email, password: testPassword }
    const cookie = (await server.visitor().call('POST', '/api/session', body)).headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/^nexus_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=[^;]*$/)
    const secure = await server.visitor().call('POST', '/api/session', body, { 'x-forwarded-proto': 'https' })
    expect(secure.headers.getSetCookie()[0]).toMatch(/; Secure$/)
  })

  it('an e-mail address is one account, in whatever case', async () => {
    const body = { email: 'ADA@Example.org', name: 'Other', password: testPassword }
    expect(await server.visitor().call('POST', '/api/accounts', body)).toMatchObject({
      status: 409,
      body: { code: 'email-taken' },
    })
    const signIn = { email: 'Ada@EXAMPLE.org', password: testPassword }
    expect((await server.visitor().call('POST', '/api/session', signIn)).status).toBe(200)
  })

  it('open sign-up has its pace', async () => {
    const open = await startTestServer()
    const signUp = (name: string) =>
      open.visitor().call('POST', '/api/accounts', { email: `${name}@example.org`, name, password: testPassword })
    const statuses: number[] = []
    for (let count = 0; count < 30; count += 1) statuses.push((await signUp(`guest${count}`)).status)
    expect(statuses.slice(0, 20).every((status) => status === 201)).toBe(true)
    expect(statuses).toContain(429)
    await open.close()
  })

  it('wrong shapes are told by field', async () => {
    for (const body of [
      { email: 'no', name: 'x', password: testPassword },
      { email: 'a@b.de', name: 'x', password: 'short' },
      [],
      7,
    ]) {
      expect(await server.visitor().call('POST', '/api/accounts', body)).toMatchObject({
        status: 422,
        body: { code: 'invalid-input' },
      })
    }
    const headers = { 'content-type': 'application/json' }
    const broken = await server.visitor().call('POST', '/api/session', new TextEncoder().encode('{"email":'), headers)
    expect(broken).toMatchObject({ status: 422, body: { code: 'invalid-input' } })
  })

  it('unknown account and wrong password look the same; guessing has to wait, and the right one waits along', async () => {
    const attempt = (email: string, password: string) =>
      server.visitor().call('POST', '/api/session', { email, password })
    const unknown = await attempt('nobody@example.org', testPassword)
    expect(unknown.body).toEqual((await attempt(bob.account.email, 'not this one')).body)
    for (let guess = 0; guess < 5; guess += 1) await attempt(bob.account.email, `guess ${guess}`)
    const late = await attempt(bob.account.email, testPassword)
    expect(late).toMatchObject({ status: 429, body: { code: 'too-many' } })
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
    clock.advance(60_000)
    expect((await attempt(bob.account.email, testPassword)).status).toBe(200)
  })

  it('a session lasts 30 days from its last use; signing out ends it', async () => {
    const visitor = server.visitor()
    const signIn = () => visitor.call('POST', '/api/session', { email: ada.account.email, password: testPassword })
    const isIn = async () => (await visitor.call('GET', '/api/session')).body.account !== undefined
    await signIn()
    for (let day = 0; day < 40; day += 10) {
      clock.advance(10 * dayMs)
      expect(await isIn()).toBe(true)
    }
    clock.advance(31 * dayMs)
    expect(await isIn()).toBe(false)
    await signIn()
    const { cookie } = visitor
    expect((await visitor.call('DELETE', '/api/session')).status).toBe(204)
    visitor.cookie = cookie
    expect(await isIn()).toBe(false)
    await ada.call('POST', '/api/session', { email: ada.account.email, password: testPassword })
    await bob.call('POST', '/api/session', { email: bob.account.email, password: testPassword })
  })
})

describe('workspaces and members', () => {
  it('are made under the id of the device, once, and can not be taken over', async () => {
    const id = newWorkspace()
    const make = (person: TestPerson, name: string) => person.call('POST', '/api/workspaces', { id, name })
    expect(await make(ada, 'Mine')).toMatchObject({ status: 201, body: { id, name: 'Mine', role: 'owner' } })
    expect(await make(ada, 'Again')).toMatchObject({ status: 200, body: { name: 'Mine' } })
    expect(await make(bob, 'Stolen')).toMatchObject({ status: 409, body: { code: 'workspace-taken' } })
    await bob.join(id, { by: ada, role: 'editor' })
    expect(await make(bob, 'Stolen')).toMatchObject({ status: 409 })
    expect((await ada.call('PATCH', `/api/workspaces/${id}`, { name: '  Ours ' })).body).toMatchObject({ name: 'Ours' })
    expect((await bob.call('GET', '/api/workspaces')).body).toContainEqual(
      expect.objectContaining({ id, name: 'Ours', role: 'editor' }),
    )
  })

  it('keep one owner at least', async () => {
    const id = await ada.workspace()
    const path = (person: TestPerson) => `/api/workspaces/${id}/members/${person.account.id}`
    expect(await ada.call('PATCH', path(ada), { role: 'viewer' })).toMatchObject({
      status: 409,
      body: { code: 'last-owner' },
    })
    expect(await ada.call('DELETE', path(ada))).toMatchObject({ status: 409, body: { code: 'last-owner' } })
    expect((await ada.call('PATCH', path(bob), { role: 'owner' })).status).toBe(404)
    await bob.join(id, { by: ada, role: 'viewer' })
    expect((await ada.call('PATCH', path(bob), { role: 'owner' })).body).toMatchObject({ role: 'owner', name: 'bob' })
    expect((await ada.call('DELETE', path(ada))).status).toBe(204)
    expect((await bob.call('GET', `/api/workspaces/${id}/members`)).body).toMatchObject([
      { account: bob.account.id, role: 'owner' },
    ])
    // Whoever runs the organisation knows that it is there, and reads nothing of it.
    expect((await ada.call('GET', `/api/workspaces/${id}/members`)).status).toBe(403)
  })
})

describe('invitations', () => {
  it('show what they lead to, make members, keep the higher role, and end when withdrawn or expired', async () => {
    const id = await ada.workspace('Garden')
    const path = `/api/workspaces/${id}/invitations`
    const made = (await ada.call('POST', path, { role: 'viewer', expiresInDays: 3 })).body
    const token: string = made.token
    expect((await server.visitor().call('GET', `/api/invitations/${token}`)).body).toEqual({
      organisationName: 'ada',
      workspaceName: 'Garden',
      invitedBy: 'ada',
      role: 'viewer',
    })
    expect((await bob.call('POST', `/api/invitations/${token}/accept`)).body).toMatchObject({ id, role: 'viewer' })
    expect((await ada.call('POST', `/api/invitations/${token}/accept`)).body).toMatchObject({ id, role: 'owner' })
    const pending = (await ada.call('GET', path)).body
    expect(pending).toEqual([{ id: made.id, role: 'viewer', expiresAt: made.expiresAt, createdBy: 'ada' }])
    expect((await ada.call('DELETE', `${path}/${made.id}`)).status).toBe(204)
    expect(await server.visitor().call('GET', `/api/invitations/${token}`)).toMatchObject({
      status: 410,
      body: { code: 'invitation-gone' },
    })
    const short = await ada.invite(id, 'editor')
    clock.advance(8 * dayMs)
    expect((await bob.call('POST', `/api/invitations/${short}/accept`)).status).toBe(410)
    expect((await ada.call('GET', path)).body).toEqual([])
  })

  it('bring in people who have no account yet, where sign-up is by invitation', async () => {
    const closed = await startTestServer({ signUp: 'invited' })
    const owner = await closed.person('owner')
    const workspace = await owner.workspace()
    const signUp = (name: string, more: object) =>
      closed
        .visitor()
        .call('POST', '/api/accounts', { email: `${name}@example.org`, name, password: testPassword, ...more })
    expect(await signUp('eve', {})).toMatchObject({ status: 403, body: { code: 'invitation-needed' } })
    expect(await signUp('eve', { invitation: '0'.repeat(78) })).toMatchObject({ status: 410 })
    const joined = await signUp('guest', { invitation: await owner.invite(workspace, 'editor') })
    expect(joined).toMatchObject({ status: 201, body: { workspaces: [{ id: workspace, role: 'editor' }] } })
    await closed.close()
  })

  it('two people who open a new server at once do not both become its owner', async () => {
    const fresh = await startTestServer({ signUp: 'invited' })
    const signUp = (name: string) =>
      fresh.visitor().call('POST', '/api/accounts', { email: `${name}@example.org`, name, password: testPassword })
    const statuses = (await Promise.all(['a', 'b', 'c'].map(signUp))).map((answer) => answer.status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 403, 403])
    await fresh.close()
  })

  it('beyond loopback the first account needs the word', async () => {
    const open = await startTestServer({ host: '0.0.0.0' })
    const word = open.running.setupWord
    expect(word).toMatch(/^[0-9a-z]{16}$/)
    const signUp = (setup?: string) =>
      open.visitor().call('POST', '/api/accounts', { email: 'a@example.org', name: 'a', password: testPassword, setup })
    expect((await open.visitor().call('GET', '/api/session')).body).toMatchObject({ isNew: true, needsSetupWord: true })
    expect(await signUp()).toMatchObject({ status: 403, body: { code: 'setup-word-needed' } })
    expect((await signUp('0'.repeat(16))).status).toBe(403)
    expect((await signUp(word)).status).toBe(201)
    expect((await open.visitor().call('GET', '/api/session')).body).toMatchObject({
      isNew: false,
      needsSetupWord: false,
    })
    await open.close()
  })
})

describe('blobs', () => {
  const bytes = new TextEncoder().encode('<svg onload="alert(1)"/>')
  const path = (workspace: string, hash: string) => `/api/workspaces/${workspace}/blobs/${hash}`

  it('come back as they went, for ever, and unable to run', async () => {
    const id = await ada.workspace()
    const url = path(id, hashOf(bytes))
    const put = () => ada.call('PUT', url, bytes, { 'content-type': 'text/html; charset=utf-8' })
    expect(await put()).toMatchObject({
      status: 201,
      body: { hash: hashOf(bytes), bytes: bytes.length, type: 'text/html' },
    })
    expect((await put()).status).toBe(200)
    const got = await ada.call('GET', url)
    expect(got.body).toBe(new TextDecoder().decode(bytes))
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': 'private, max-age=31536000, immutable',
    })
    const head = await ada.call('HEAD', url)
    expect([head.status, head.headers.get('content-length'), head.body]).toEqual([200, String(bytes.length), ''])
    const image = await ada.call('PUT', path(id, hashOf(Uint8Array.of(1))), Uint8Array.of(1), {
      'content-type': 'image/png',
    })
    expect(image.status).toBe(201)
    const shown = await ada.call('GET', path(id, hashOf(Uint8Array.of(1))))
    expect([shown.headers.get('content-type'), shown.headers.get('content-disposition')]).toEqual([
      'image/png',
      'inline',
    ])
  })

  it('belong to the workspaces that brought them', async () => {
    const [one, other] = [await ada.workspace(), await ada.workspace()]
    await ada.call('PUT', path(one, hashOf(bytes)), bytes)
    expect((await ada.call('GET', path(other, hashOf(bytes)))).status).toBe(404)
    expect((await ada.call('HEAD', path(other, hashOf(bytes)))).status).toBe(404)
    expect((await ada.call('PUT', path(other, hashOf(bytes)), new Uint8Array())).body.code).toBe('wrong-hash')
    expect((await ada.call('PUT', path(other, hashOf(bytes)), bytes)).status).toBe(201)
  })

  it('are refused when the hash is wrong, the name is no hash, or they are too large', async () => {
    const id = await ada.workspace()
    const wrong = hashOf(Uint8Array.of(9))
    expect(await ada.call('PUT', path(id, wrong), bytes)).toMatchObject({ status: 422, body: { code: 'wrong-hash' } })
    expect((await ada.call('GET', path(id, wrong))).status).toBe(404)
    expect((await ada.call('PUT', path(id, '..%2f..%2fcontrol.sqlite'), bytes)).status).toBe(404)
    const large = new Uint8Array(maxBlobBytes + 1)
    const announced = await ada.call('PUT', path(id, hashOf(large)), large).catch((error: Error) => error.message)
    expect(announced === 'fetch failed' || (announced as { status: number }).status === 413).toBe(true)
    expect((await ada.call('GET', path(id, hashOf(large)))).status).toBe(404)
    expect(await chunked(server.url + path(id, hashOf(large)), { cookie: ada.cookie, bytes: large })).toBe(413)
    expect((await ada.call('GET', path(id, hashOf(large)))).status).toBe(404)
  })
})

describe('commands', () => {
  it('run on the server, attributed to the caller, and reach the log', async () => {
    const id = await ada.workspace()
    const path = (name: string) => `/api/workspaces/${id}/commands/${name}`
    const made = await ada.call('POST', path('tasks.create'), { title: 'Call Grace' })
    expect(made).toMatchObject({ status: 200, body: { answer: expect.stringMatching(/^task_/) } })
    const task = made.body.answer
    expect((await ada.call('POST', path('tasks.rename'), { id: task, title: 'Call Grace H.' })).status).toBe(200)
    const device = await ada.device()
    const pulled = await device.pullAll(id)
    expect(pulled.length).toBeGreaterThanOrEqual(2)
    expect(pulled.every((change) => change.author === ada.principal && change.replica === task)).toBe(true)
    await device.close()
    expect((await ada.call('POST', path('tasks.explode'), {})).body.code).toBe('unknown-command')
    expect(await ada.call('POST', path('tasks.create'), { title: 7 })).toMatchObject({
      status: 422,
      body: { code: 'invalid-input' },
    })
    const gone = { id: task.replace(/.$/, (last: string) => (last === '0' ? '1' : '0')), title: 'x' }
    expect((await ada.call('POST', path('tasks.rename'), gone)).status).toBe(409)
  })

  it('sent at once run one after another', async () => {
    const id = await ada.workspace()
    const path = (name: string) => `/api/workspaces/${id}/commands/${name}`
    const task = (await ada.call('POST', path('tasks.create'), { title: '0' })).body.answer
    const titles = Array.from({ length: 10 }, (_, index) => String(index + 1))
    const statuses = await Promise.all(
      titles.map((title) => ada.call('POST', path('tasks.rename'), { id: task, title })),
    )
    expect(statuses.map((answer) => answer.status)).toEqual(titles.map(() => 200))
    const device = await ada.device()
    expect(await device.pullAll(id)).toHaveLength(11)
    await device.close()
  })
})

describe('the app’s files', () => {
  it('hashed ones are kept for ever, the rest is asked for each time, and every other path is a screen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nexus-client-'))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<title>Nexus</title>')
    writeFileSync(join(folder, 'sw.js'), '//')
    writeFileSync(join(folder, 'assets', 'main-abc.js'), '1')
    writeFileSync(join(folder, 'assets', 'main-abc.js.br'), 'packed')
    const serving = await startTestServer({ clientFolder: folder })
    const get = (path: string, headers = {}) => serving.visitor().call('GET', path, undefined, headers)
    for (const path of ['/', '/index.html', '/w/ws_1/tasks', '/invite/abc', '/setup/word']) {
      const page = await get(path)
      expect([path, page.status, page.body, page.headers.get('cache-control')]).toEqual([
        path,
        200,
        '<title>Nexus</title>',
        'no-cache',
      ])
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
      expect(page.headers.get('content-security-policy')).not.toMatch(/https?:|unsafe-eval';.*'unsafe-eval/)
    }
    expect((await get('/sw.js')).headers.get('cache-control')).toBe('no-cache')
    const packed = await get('/assets/main-abc.js', { 'accept-encoding': 'identity' })
    expect(packed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const path of ['/assets/gone.js', '/api/nothing', '/favicon.png', '/..%2f..%2fpackage.json']) {
      expect([path, (await get(path)).status]).toEqual([path, 404])
    }
    await serving.close()
  })

  it('a name that the server is not known by is refused', async () => {
    const status = await new Promise((resolve) => {
      const headers = { host: 'evil.example' }
      request(`${server.url}/api/session`, { headers }, (response) => resolve(response.statusCode)).end()
    })
    expect(status).toBe(421)
  })
})

/** Sends without saying how much is coming. */
function chunked(url: string, { cookie, bytes }: { cookie: string; bytes: Uint8Array }): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const put = request(url, { method: 'PUT', headers: { cookie, 'transfer-encoding': 'chunked' } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    put.on('error', reject)
    put.end(bytes)
  })
}
