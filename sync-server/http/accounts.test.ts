import Database from 'better-sqlite3'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAuthenticator } from '../testing/test-authenticator.ts'
import { openMailbox, type TestMailbox } from '../testing/test-mailbox.ts'
import { openVisitor, type TestVisitor } from '../testing/test-browser.ts'
import { openTestDevice } from '../testing/test-device.ts'
import { withinASecond } from '../testing/within-a-second.ts'
import { startTestServer, testPassword, type TestPerson, type TestServer } from '../testing/test-server.ts'

/** The clock of the server: steps of a code, the life of a link and back-off are moved by hand. */
const clock = { offsetMs: 0, now: () => Date.now() + clock.offsetMs }
const minuteMs = 60_000
let server: TestServer
let mailbox: TestMailbox

beforeAll(async () => {
  mailbox = await openMailbox()
  const mail = { smtpUrl: mailbox.smtpUrl, from: 'Nexus <nexus@example.org>' }
  server = await startTestServer({ mail, clock })
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  await mailbox.close()
})

const emailOf = (name: string) => `${name}@example.org`
const linkIn = (text: string) => /#([\w-]{43})/.exec(text)?.[1] ?? ''
const signInBody = (name: string, password = testPassword) => ({ email: emailOf(name), password })

async function newVisitor(name: string): Promise<TestVisitor> {
  await server.person(name)
  const visitor = openVisitor(server.url, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' })
  expect((await visitor.call('POST', '/api/session', signInBody(name))).status).toBe(200)
  return visitor
}

async function resetLink(name: string): Promise<string> {
  const { length } = mailbox.mails
  expect((await server.visitor().call('POST', '/api/password-resets', { email: emailOf(name) })).status).toBe(202)
  return linkIn((await mailbox.mail(emailOf(name), /new password/, length)).text)
}

function audit(action: string, name?: string): { actor: string; object: string; outcome: string; address: string }[] {
  const database = new Database(join(server.dataFolder, 'control.sqlite'), { readonly: true })
  const id =
    name === undefined
      ? undefined
      : database.prepare('SELECT id FROM accounts WHERE email = ?').pluck().get(emailOf(name))
  const rows = database
    .prepare<[string], ReturnType<typeof audit>[number]>(
      'SELECT actor, object, outcome, address FROM audit_entries LEFT JOIN audit_bodies USING (number) WHERE action = ?',
    )
    .all(action)
  database.close()
  return rows.filter(({ object }) => id === undefined || object === `user:${String(id)}`)
}

describe('a forgotten password', () => {
  it('is replaced by a link that works once, ends every session, ticket and socket, and says so in the audit log', async () => {
    const ada = await server.person('ada')
    const socket = await ada.device()
    const ticket = (await ada.call('POST', '/api/session/token')).body.token as string
    const token = await resetLink('ada')
    const next = { token, password: 'a password that is new' }
    const visitor = server.visitor()
    const both = await Promise.all([1, 2].map(() => visitor.call('POST', '/api/password-resets/confirm', next)))
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([204, 410]))
    expect(await socket.closed()).toBe(4401)
    expect((await ada.call('GET', '/api/workspaces')).status).toBe(401)
    const bearer = { authorization: `Bearer ${ticket}` }
    expect((await visitor.call('GET', '/api/workspaces', undefined, bearer)).status).toBe(401)
    expect((await visitor.call('POST', '/api/session', signInBody('ada'))).status).toBe(401)
    expect((await visitor.call('POST', '/api/session', signInBody('ada', next.password))).status).toBe(200)
    expect(audit('password.reset', 'ada')).toMatchObject([{ outcome: 'done', address: '127.0.0.1' }])
    expect(audit('password.reset-asked', 'ada')).toMatchObject([{ actor: 'anonymous' }])
  })

  it('the link expires after half an hour, and one for something else is none', async () => {
    await server.person('lovelace')
    const verification = await mailbox.mail(emailOf('lovelace'), /Confirm/)
    const confirm = (token: string) =>
      server.visitor().call('POST', '/api/password-resets/confirm', { token, password: 'a password that is new' })
    expect((await confirm(linkIn(verification.text))).body.code).toBe('link-gone')
    const token = await resetLink('lovelace')
    clock.offsetMs += 31 * minuteMs
    expect((await confirm(token)).body.code).toBe('link-gone')
  })

  it('an unknown address gets the same answer and no mail, and asking again and again is slowed down', async () => {
    clock.offsetMs += 60 * minuteMs
    const ask = (email: string) => server.visitor().call('POST', '/api/password-resets', { email })
    await server.person('hopper')
    const [known, unknown] = [await ask(emailOf('hopper')), await ask(emailOf('nobody'))]
    const seen = ({ status, body, headers }: typeof known) => [status, body, [...headers.keys()].sort()]
    expect(seen(unknown)).toEqual(seen(known))
    await mailbox.mail(emailOf('hopper'), /new password/)
    expect(mailbox.mails.filter(({ to }) => to === emailOf('nobody'))).toEqual([])
    for (let times = 0; times < 3; times += 1) await ask(emailOf('nobody'))
    const slowed = await ask(emailOf('nobody'))
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '1'])
    clock.offsetMs += 60 * minuteMs
  })

  it('who made an account for the address of somebody else has no way in once its owner has set a password', async () => {
    const squatter = await server.person('victim')
    const { token: key } = (await squatter.call('POST', '/api/keys', { name: 'for later' })).body as { token: string }
    const origin = `http://localhost:${server.running.port}`
    const [atName, passkey] = [openVisitor(origin), openAuthenticator(origin)]
    await atName.call('POST', '/api/session', signInBody('victim'))
    const { body: options } = await atName.call('POST', '/api/account/passkeys/options')
    await atName.call('POST', '/api/account/passkeys', { name: 'for later', response: passkey.create(options) })
    const token = await resetLink('victim')
    const password = 'a password of the owner'
    expect((await server.visitor().call('POST', '/api/password-resets/confirm', { token, password })).status).toBe(204)
    const byKey = await server.visitor().call('GET', '/api/workspaces', undefined, { authorization: `Bearer ${key}` })
    expect(byKey.status).toBe(401)
    const { body: challenge } = await atName.call('POST', '/api/session/passkey/options')
    const byPasskey = await atName.call('POST', '/api/session/passkey', { response: passkey.get(challenge) })
    expect(byPasskey.body.code).toBe('wrong-passkey')
  })

  it('the link names the address of the server and not what a request called it', async () => {
    await server.person('mallory')
    const body = { email: emailOf('mallory') }
    await server.visitor().call('POST', '/api/password-resets', body, { 'x-forwarded-host': 'evil.example' })
    const { text } = await mailbox.mail(emailOf('mallory'), /new password/)
    expect(text).toContain(`http://localhost:${server.running.port}/reset#`)
    expect(text).not.toContain('evil.example')
  })
})

describe('an address', () => {
  it('is proven by the link that went to it, and shown as proven', async () => {
    const vera = await newVisitor('vera')
    const security = async () => (await vera.call('GET', '/api/account/security')).body
    expect(await security()).toMatchObject({ email: emailOf('vera'), emailVerified: false })
    const { text } = await mailbox.mail(emailOf('vera'), /Confirm/)
    const token = linkIn(text)
    expect((await vera.call('POST', '/api/email-verifications', { token })).status).toBe(204)
    expect(await security()).toMatchObject({ emailVerified: true })
    expect((await vera.call('POST', '/api/email-verifications', { token })).body.code).toBe('link-gone')
  })

  it('another one counts when its link has been opened, the old one is told, and one that is taken stays taken', async () => {
    const olga = await newVisitor('olga')
    expect((await olga.call('POST', '/api/account/email', { email: 'new@example.org' })).status).toBe(202)
    const security = async () => (await olga.call('GET', '/api/account/security')).body
    expect((await security()).email).toBe(emailOf('olga'))
    expect((await mailbox.mail(emailOf('olga'), /Another address/)).text).toContain('new@example.org')
    const token = linkIn((await mailbox.mail('new@example.org', /Confirm/)).text)
    await olga.call('POST', '/api/email-verifications', { token })
    expect((await security()).email).toBe('new@example.org')
    const { length } = mailbox.mails
    await olga.call('POST', '/api/account/email', { email: emailOf('vera') })
    const taken = linkIn((await mailbox.mail(emailOf('vera'), /Confirm/, length)).text)
    expect((await olga.call('POST', '/api/email-verifications', { token: taken })).body.code).toBe('email-taken')
    expect((await security()).email).toBe('new@example.org')
  })
})

describe('a password', () => {
  it('is changed with the old one; the others are signed out, and this browser goes on with a new session', async () => {
    const [one, other] = [await newVisitor('paul'), openVisitor(server.url)]
    await other.call('POST', '/api/session', signInBody('paul'))
    const before = one.jar.get('nexus_session')
    const change = (current: string) =>
      one.call('PUT', '/api/account/password', { password: 'another good password', current })
    expect((await change('not the old one')).body.code).toBe('wrong-credentials')
    expect((await other.call('GET', '/api/account/security')).status).toBe(200)
    expect((await change(testPassword)).status).toBe(204)
    expect((await other.call('GET', '/api/account/security')).status).toBe(401)
    expect((await one.call('GET', '/api/account/security')).status).toBe(200)
    expect(one.jar.get('nexus_session')).not.toBe(before)
    one.jar.set('nexus_session', before ?? '')
    expect((await one.call('GET', '/api/account/security')).status).toBe(401)
    expect(audit('password.changed', 'paul')).toHaveLength(1)
    await mailbox.mail(emailOf('paul'), /was changed/)
  })

  it('is not set a second time without the first', async () => {
    const quinn = await newVisitor('quinn')
    const answer = await quinn.call('PUT', '/api/account/password', { password: 'another good password' })
    expect(answer.body.code).toBe('has-password')
  })

  it('is asked for once more when the sign-in is long ago, and a wrong one is no proof', async () => {
    const prue = await newVisitor('prue')
    clock.offsetMs += 11 * minuteMs
    const begin = () => prue.call('POST', '/api/account/two-factor')
    expect([(await begin()).status, (await begin()).body.code]).toEqual([403, 'proof-needed'])
    expect((await prue.call('POST', '/api/session/proof', { password: 'not it, sorry' })).body.code).toBe(
      'wrong-credentials',
    )
    expect((await begin()).body.code).toBe('proof-needed')
    expect((await prue.call('POST', '/api/session/proof', { password: testPassword })).status).toBe(204)
    expect((await begin()).status).toBe(200)
  })
})

describe('two-factor sign-in', () => {
  const codeOf = (secret: string) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: clock.now() })

  it('asks for a code after the password; neither step alone opens anything, nor does a code that was used', async () => {
    const tess = await newVisitor('tess')
    const before = tess.jar.get('nexus_session')
    const { secret } = (await tess.call('POST', '/api/account/two-factor')).body as { secret: string }
    const on = await tess.call('POST', '/api/account/two-factor/confirm', { code: codeOf(secret) })
    expect(on.body.recoveryCodes).toHaveLength(10)
    expect(tess.jar.get('nexus_session')).not.toBe(before)
    clock.offsetMs += minuteMs

    const visitor = openVisitor(server.url)
    const asked = await visitor.call('POST', '/api/session', signInBody('tess'))
    expect([asked.status, asked.body.code]).toEqual([401, 'second-step-needed'])
    expect(visitor.jar.has('nexus_session')).toBe(false)
    expect((await visitor.call('GET', '/api/account/security')).status).toBe(401)
    const wrong = await visitor.call('POST', '/api/session/second-step', { code: '000000' })
    expect([wrong.status, wrong.body.code]).toEqual([401, 'wrong-code'])
    const code = codeOf(secret)
    const elsewhere = await openVisitor(server.url).call('POST', '/api/session/second-step', { code })
    expect(elsewhere.body.code).toBe('step-gone')
    expect((await visitor.call('POST', '/api/session/second-step', { code })).body.account.email).toBe(emailOf('tess'))
    expect((await visitor.call('GET', '/api/account/security')).body).toMatchObject({
      twoFactor: true,
      recoveryCodesLeft: 10,
    })

    const replaying = openVisitor(server.url)
    await replaying.call('POST', '/api/session', signInBody('tess'))
    expect((await replaying.call('POST', '/api/session/second-step', { code })).body.code).toBe('wrong-code')
    const [recovery] = on.body.recoveryCodes as string[]
    expect((await replaying.call('POST', '/api/session/second-step', { code: recovery })).status).toBe(200)
    expect(audit('two-factor.turned-on', 'tess')).toHaveLength(1)
    expect(audit('two-factor.refused', 'tess').map(({ actor }) => actor)).toEqual(['anonymous', 'anonymous'])
    expect(audit('two-factor.recovery-code-used', 'tess')).toHaveLength(1)
  })

  it('is turned off by a code and not by an open session alone', async () => {
    const uma = await newVisitor('uma')
    const { secret } = (await uma.call('POST', '/api/account/two-factor')).body as { secret: string }
    await uma.call('POST', '/api/account/two-factor/confirm', { code: codeOf(secret) })
    clock.offsetMs += minuteMs
    expect((await uma.call('DELETE', '/api/account/two-factor', { code: '123456' })).body.code).toBe('wrong-code')
    expect((await uma.call('DELETE', '/api/account/two-factor', { code: codeOf(secret) })).status).toBe(204)
    expect((await openVisitor(server.url).call('POST', '/api/session', signInBody('uma'))).status).toBe(200)
  })
})

describe('devices', () => {
  it('are listed with what they are, and one that is revoked is gone within a second, its socket too', async () => {
    const dora = await newVisitor('dora')
    const phone = openVisitor(server.url, {
      'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1',
    })
    await phone.call('POST', '/api/session', signInBody('dora'))
    const socket = await openTestDevice(server.url, `nexus_session=${phone.jar.get('nexus_session')}`)
    const { body: devices } = await dora.call('GET', '/api/account/sessions')
    expect(devices.map((each: { device: string; isThis: boolean }) => [each.device, each.isThis])).toContainEqual([
      'Safari on iPhone',
      false,
    ])
    const { id } = devices.find((each: { device: string }) => each.device === 'Safari on iPhone')
    const eve = await newVisitor('eve')
    expect((await eve.call('DELETE', `/api/account/sessions/${id}`)).status).toBe(404)
    expect((await dora.call('DELETE', `/api/account/sessions/${id}`)).status).toBe(204)
    expect(await withinASecond(socket.closed())).toBe(4401)
    expect((await phone.call('GET', '/api/account/security')).status).toBe(401)
    expect((await dora.call('DELETE', '/api/account/sessions')).status).toBe(204)
    expect((await dora.call('GET', '/api/account/sessions')).body).toMatchObject([{ isThis: true }])
  })

  it('an API key sees nothing of the account and changes nothing of it', async () => {
    const kay: TestPerson = await server.person('kay')
    const { token } = (await kay.call('POST', '/api/keys', { name: 'a program' })).body as { token: string }
    const bearer = { authorization: `Bearer ${token}` }
    for (const { method, url } of server.running.doors.filter((door) => door.url.startsWith('/api/account/'))) {
      if (method === 'HEAD') continue
      const answer = await server
        .visitor()
        .call(method, url.replaceAll(/:\w+/g, 'x'), method === 'GET' ? undefined : { password: 'x'.repeat(12) }, bearer)
      expect([method, url, answer.status]).toEqual([method, url, 403])
    }
  })
})
