import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { closeCodes } from '#shared/protocol/codes.ts'
import { jwtSecret, signJwt } from '../testing/stock-client.ts'
import { documentChange, openTestDevice } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

/** One credential, two doors: what opens the socket opens REST, and what does not opens neither. */
let nowMs: number
let server: TestServer
let ada: TestPerson
let workspace: WorkspaceId

beforeAll(async () => {
  nowMs = Date.now()
  server = await startTestServer({ jwtSecret, keepAliveMs: 60, clock: { now: () => nowMs } })
  ada = await server.person('ada')
  workspace = await ada.workspace()
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})
beforeEach(() => {
  nowMs = Date.now()
})

const byToken = (token: string) => openTestDevice(server.url, '', { token })
const rest = async (token: string, path = '/api/workspaces') =>
  openCaller(server.url).call('GET', path, undefined, { authorization: `Bearer ${token}` })
const keyOf = async (person: TestPerson, body: object = { name: 'a program' }) =>
  (await person.call('POST', '/api/keys', body)).body as { id: string; token: string }

describe('[SY10] a token', () => {
  it('of each kind stands for its principal at the socket and at REST, without a cookie', async () => {
    const ticket = await ada.call('POST', '/api/session/token')
    expect(ticket.body.expiresAt).toBe(nowMs + 5 * 60_000)
    const tokens = [
      await signJwt(ada.account.id),
      await signJwt(ada.account.email.toUpperCase()),
      (await keyOf(ada)).token,
      ticket.body.token as string,
    ]
    for (const token of tokens) {
      const device = await byToken(token)
      const [result] = await device.push(workspace, [documentChange()])
      expect(result).toHaveProperty('seq')
      await device.close()
      expect(await rest(token)).toMatchObject({ status: 200, body: [{ id: workspace, role: 'owner' }] })
    }
    const device = await ada.device()
    const authors = (await device.pullAll(workspace)).map(({ author }) => author)
    expect(authors).toEqual(tokens.map(() => ada.principal))
    await device.close()
  })

  it('that is forged, without a signature, of another algorithm, too early, too late or nobody opens nothing', async () => {
    const key = new TextEncoder().encode(jwtSecret)
    const claims = new SignJWT({}).setSubject(ada.account.id)
    const { token } = await keyOf(ada)
    const wrong = {
      unsigned: new UnsecuredJWT({}).setSubject(ada.account.id).encode(),
      otherSecret: await signJwt(ada.account.id, { secret: 'another secret altogether, of good length' }),
      otherAlgorithm: await claims.setProtectedHeader({ alg: 'HS512' }).sign(key),
      asTicket: await new SignJWT({ sid: '00' })
        .setSubject(ada.account.id)
        .setProtectedHeader({ alg: 'HS256', typ: 'nexus-ticket' })
        .sign(key),
      late: await signJwt(ada.account.id, { expiresInS: -1 }),
      early: await new SignJWT({})
        .setSubject(ada.account.id)
        .setNotBefore('1h')
        .setProtectedHeader({ alg: 'HS256' })
        .sign(key),
      nobody: await signJwt('nobody@example.org'),
      withoutSubject: await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(key),
      operator: await signJwt('operator'),
      cutKey: token.slice(0, -1),
      otherKey: `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`,
      cookie: ada.cookie.split('=')[1] ?? '',
    }
    for (const [what, each] of Object.entries(wrong)) {
      await expect(byToken(each), what).rejects.toThrow(`closed with ${closeCodes.signedOut}`)
      expect([what, (await rest(each)).status]).toEqual([what, 401])
    }
  })

  it('counts where there is a cookie of somebody else, too', async () => {
    const bob = await server.person('bob')
    const device = await openTestDevice(server.url, ada.cookie, { token: await signJwt(bob.account.id) })
    expect((await device.push(workspace, [documentChange()]))[0]).toEqual({ refused: 'no-access' })
    await device.close()
    const answer = await ada.call('GET', '/api/workspaces', undefined, {
      authorization: `Bearer ${await signJwt(bob.account.id)}`,
    })
    expect((answer.body as { id: string }[]).map(({ id }) => id)).not.toContain(workspace)
    await expect(openTestDevice(server.url, ada.cookie, { token: 'nonsense' })).rejects.toThrow('closed with 4401')
  })

  it('in a header needs no Origin: no page can send it', async () => {
    const authorization = `Bearer ${await signJwt(ada.account.id)}`
    const headers = { authorization, origin: 'https://elsewhere.example' }
    const renamed = await openCaller(server.url).call('PATCH', `/api/workspaces/${workspace}`, { name: 'New' }, headers)
    expect(renamed).toMatchObject({ status: 200, body: { name: 'New' } })
    const broken = { authorization: 'Bearer nonsense', origin: 'https://evil.example' }
    expect((await ada.call('PATCH', `/api/workspaces/${workspace}`, { name: 'Evil' }, broken)).status).toBe(401)
  })
})

describe('[SY13] a credential that ends', () => {
  const short = () => signJwt(ada.account.id, { expiresInS: 60 })

  it('ends the socket with 4401, also when nothing is said', async () => {
    const device = await byToken(await short())
    nowMs += 61_000
    expect(await device.closed()).toBe(closeCodes.signedOut)
  })

  it('lets nothing be written after it, however late the server looks', async () => {
    const own = await startTestServer({ jwtSecret, keepAliveMs: 3_600_000, clock: { now: () => nowMs } })
    const eve = await own.person('eve')
    const home = await eve.workspace()
    const device = await openTestDevice(own.url, '', { token: await signJwt(eve.account.id, { expiresInS: 60 }) })
    expect(await device.push(home, [documentChange()])).toEqual([{ seq: 1 }])
    nowMs += 61_000
    device.send({ kind: 'push', workspace: home, push: 9, changes: [documentChange()] })
    expect(await device.closed()).toBe(closeCodes.signedOut)
    const later = await eve.device()
    expect(await later.pullAll(home)).toHaveLength(1)
    await later.close()
    await own.close()
  }, 30_000)

  it('is renewed without losing the socket, its subscriptions or its watches', async () => {
    const device = await byToken(await short())
    const change = documentChange()
    await device.pullAll(workspace)
    device.send({ kind: 'watch', workspace, replica: change.replica })
    const expiresAtMs = (Math.floor(Date.now() / 1000) + 600) * 1000
    device.send({ kind: 'renew', token: await signJwt(ada.account.id) })
    expect(Math.abs((await device.next('renewed')).expiresAtMs - expiresAtMs)).toBeLessThan(5_000)
    nowMs += 120_000
    const other = await ada.device()
    await other.push(workspace, [change])
    other.send({ kind: 'watch', workspace, replica: change.replica })
    other.send({ kind: 'presence', workspace, replica: change.replica, bytes: Uint8Array.of(0) })
    expect((await device.next('changes')).changes).toMatchObject([{ replica: change.replica }])
    expect(await device.next('presence')).toMatchObject({ principal: ada.principal })
    expect((await device.push(workspace, [documentChange()]))[0]).toHaveProperty('seq')
    await Promise.all([device.close(), other.close()])
  })

  it('is not renewed by a token of somebody else, or by none that is valid', async () => {
    const carl = await server.person('carl')
    for (const token of [await signJwt(carl.account.id), 'nonsense', '']) {
      const device = await byToken(await short())
      device.send({ kind: 'renew', token })
      expect(await device.closed()).toBe(closeCodes.signedOut)
    }
  })
})

describe('[SY51] what is revoked ends at once', () => {
  it('a key: its sockets close, REST refuses it, other keys go on', async () => {
    const [one, two] = [await keyOf(ada), await keyOf(ada)]
    const [first, second] = [await byToken(one.token), await byToken(two.token)]
    expect((await ada.call('DELETE', `/api/keys/${one.id}`)).status).toBe(204)
    expect(await first.closed()).toBe(closeCodes.signedOut)
    expect((await rest(one.token)).status).toBe(401)
    expect(await second.roundTrip()).toEqual([])
    await second.close()
  })

  it('a sign-in: its tickets and their sockets go with it; signing out everywhere closes every socket', async () => {
    const dora = await server.person('dora')
    const ticket = (await dora.call('POST', '/api/session/token')).body.token as string
    const devices = [await byToken(ticket), await byToken(await signJwt(dora.account.id))] as const
    await dora.call('DELETE', '/api/session')
    expect(await devices[0].closed()).toBe(closeCodes.signedOut)
    expect((await rest(ticket)).status).toBe(401)
    expect(await devices[1].roundTrip()).toEqual([])
    const again = openCaller(server.url)
    const authorization = `Bearer ${await signJwt(dora.account.id)}`
    await again.call('DELETE', '/api/sessions', undefined, { authorization })
    expect(await devices[1].closed()).toBe(closeCodes.signedOut)
  })
})

describe('API keys', () => {
  it('are shown once, listed without their secret, and end when they expire', async () => {
    const key = await keyOf(ada, { name: 'for a week', expiresInDays: 7 })
    const listed = (await ada.call('GET', '/api/keys')).body as { id: string; lastUsedAt?: number }[]
    const found = listed.find(({ id }) => id === key.id)
    expect(found).toMatchObject({ name: 'for a week', createdBy: ada.principal, expiresAt: nowMs + 7 * 86_400_000 })
    expect(JSON.stringify(listed)).not.toContain(key.token)
    expect(found?.lastUsedAt).toBeUndefined()
    expect((await rest(key.token)).status).toBe(200)
    const used = ((await ada.call('GET', '/api/keys')).body as typeof listed).find(({ id }) => id === key.id)
    expect(used?.lastUsedAt).toBe(nowMs)
    nowMs += 7 * 86_400_000
    expect((await rest(key.token)).status).toBe(401)
  })

  it('make no keys, no tickets and no password', async () => {
    const { id, token } = await keyOf(ada)
    const headers = { authorization: `Bearer ${token}` }
    const caller = openCaller(server.url)
    const asks = [
      caller.call('GET', '/api/keys', undefined, headers),
      caller.call('POST', '/api/keys', { name: 'another' }, headers),
      caller.call('DELETE', `/api/keys/${id}`, undefined, headers),
      caller.call('POST', '/api/session/token', undefined, headers),
      caller.call('PUT', '/api/account/password', { password: 'a long enough one' }, headers),
    ]
    for (const answer of await Promise.all(asks)) expect(answer.status).toBe(403)
  })

  it('of somebody else can not be seen or revoked', async () => {
    const { id, token } = await keyOf(ada)
    const erik = await server.person('erik')
    expect((await erik.call('GET', '/api/keys')).body).toEqual([])
    expect((await erik.call('DELETE', `/api/keys/${id}`)).status).toBe(404)
    expect((await rest(token)).status).toBe(200)
  })
})
