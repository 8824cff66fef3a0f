import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, TOTP, URI } from 'otpauth'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AccountId, PrincipalId } from '#shared/kit/ids.ts'
import { fakeClock, seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { openFactorSecrets } from '#server/secrets/factor-secrets.ts'
import { openLocalKeyEncryption } from '#server/secrets/key-encryption.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { openPasswordIdentity } from './password-identity.ts'
import { openTwoFactor, type TwoFactor } from './two-factor.ts'
import { accountNote, nowhere } from './where.ts'

const account = { id: 'account_ada' as AccountId, name: 'Ada', email: 'ada@example.org' }
let folder: string
let storage: Storage
let clock: ReturnType<typeof fakeClock>
let twoFactor: TwoFactor
let secret: string
let ended: AccountId[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-factor-'))
  storage = openSqliteStorage(folder)
  clock = fakeClock()
  await storage.control.insertAccount({ ...account, password: 'x', createdAt: 1 }, { asFirst: true })
  ended = []
  twoFactor = openTwoFactor({
    control: storage.control,
    identity: { allEnded: (id) => void ended.push(id) },
    factorSecrets: openFactorSecrets(openLocalKeyEncryption(storage.keys, seededRandom(9))),
    clock,
    random: seededRandom(7),
  })
  const begun = await twoFactor.begin(account)
  if (!begun.ok) throw new Error(begun.reason)
  secret = begun.value.secret
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

/** What the app shows at this moment, or so many periods away from it. */
const codeAt = (periods = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: clock.now() + periods * 30_000 })
const shown = (code: string) => ({ code, where: nowhere })
const turnOn = async () => {
  const confirmed = await twoFactor.confirm(account.id, shown(codeAt()))
  if (!confirmed.ok) throw new Error(confirmed.reason)
  clock.advance(60_000)
  return confirmed.value
}
const trySignIn = (code: string) => twoFactor.finishStep(twoFactor.startStep(account.id), shown(code))

it('shows its secret as a picture and as text, and counts only when a code of it has been shown', async () => {
  const begun = await twoFactor.begin(account)
  expect(begun).toMatchObject({ ok: true, value: { qrSvg: expect.stringMatching(/^<svg/) } })
  if (begun.ok) {
    const parsed = URI.parse(begun.value.uri)
    expect([parsed.issuer, parsed.label]).toEqual(['Nexus', 'ada@example.org'])
    secret = begun.value.secret
  }
  expect(await twoFactor.isOn(account.id)).toBe(false)
  expect(await twoFactor.confirm(account.id, shown('000000'))).toMatchObject({ reason: 'wrong-code' })
  const codes = await turnOn()
  expect(codes).toHaveLength(10)
  expect(new Set(codes).size).toBe(10)
  expect(await twoFactor.isOn(account.id)).toBe(true)
  expect(await twoFactor.begin(account)).toMatchObject({ reason: 'has-two-factor' })
})

it('takes a code of the period before and after, and no other', async () => {
  await turnOn()
  expect(await trySignIn(codeAt(-2))).toMatchObject({ reason: 'wrong-code' })
  expect(await trySignIn(codeAt(2))).toMatchObject({ reason: 'wrong-code' })
  expect(await trySignIn(codeAt(-1))).toMatchObject({ ok: true, value: account.id })
  expect(await trySignIn(codeAt(1))).toMatchObject({ ok: true })
})

it('takes a code once, and none from before it afterwards: that of the enrolment neither', async () => {
  const first = codeAt()
  await twoFactor.confirm(account.id, shown(first))
  expect(await trySignIn(first)).toMatchObject({ reason: 'wrong-code' })
  clock.advance(60_000)
  const [earlier, now] = [codeAt(-1), codeAt()]
  // Two who come with the same code at once.
  const both = await Promise.all([trySignIn(now), trySignIn(now)])
  expect(new Set(both.map(({ ok }) => ok))).toEqual(new Set([false, true]))
  expect(await trySignIn(earlier)).toMatchObject({ reason: 'wrong-code' })
})

it('takes each recovery code once, however it is typed', async () => {
  const codes = await turnOn()
  const [one = '', two = ''] = codes
  expect(await trySignIn(one.toUpperCase().replaceAll('-', ' '))).toMatchObject({ ok: true })
  expect(await trySignIn(one)).toMatchObject({ reason: 'wrong-code' })
  expect(await twoFactor.recoveryCodesLeft(account.id)).toBe(9)
  clock.advance(60_000)
  const renewed = await twoFactor.renewRecoveryCodes(account.id, shown(codeAt()))
  expect(renewed.ok && renewed.value).toHaveLength(10)
  expect(await trySignIn(two)).toMatchObject({ reason: 'wrong-code' })
})

it('slows down guesses by account, over any number of first steps, and the wait doubles', async () => {
  await turnOn()
  for (let guess = 0; guess < 6; guess += 1) await trySignIn('123456')
  expect(await trySignIn(codeAt())).toEqual({ ok: false, reason: 'too-many', detail: '1' })
  clock.advance(1_000)
  await trySignIn('123456')
  expect(await trySignIn(codeAt())).toMatchObject({ reason: 'too-many', detail: '2' })
  clock.advance(2_000)
  expect(await trySignIn(codeAt())).toMatchObject({ ok: true })
})

it('a first step is good for five minutes and for one sign-in', async () => {
  await turnOn()
  const step = twoFactor.startStep(account.id)
  clock.advance(5 * 60_000)
  expect(await twoFactor.finishStep(step, shown(codeAt()))).toMatchObject({ reason: 'step-gone' })
  const next = twoFactor.startStep(account.id)
  expect(await twoFactor.finishStep(next, shown(codeAt()))).toMatchObject({ ok: true })
  clock.advance(60_000)
  expect(await twoFactor.finishStep(next, shown(codeAt()))).toMatchObject({ reason: 'step-gone' })
  expect(await twoFactor.finishStep('', shown(codeAt()))).toMatchObject({ reason: 'step-gone' })
})

it('is turned off with a code only, and its recovery codes end with it', async () => {
  const [recovery = ''] = await turnOn()
  expect(await twoFactor.turnOff(account.id, shown('123456'))).toMatchObject({ reason: 'wrong-code' })
  expect(await twoFactor.turnOff(account.id, shown(codeAt()))).toMatchObject({ ok: true })
  expect(await twoFactor.isOn(account.id)).toBe(false)
  expect(await trySignIn(recovery)).toMatchObject({ reason: 'wrong-code' })
})

it('who has lost it gets it reset: no code of it counts any more, and all sessions end', async () => {
  const by = { by: 'operator' as PrincipalId, where: nowhere }
  expect(await twoFactor.reset('account_none' as AccountId, by)).toMatchObject({ reason: 'no-two-factor' })
  const [recovery = ''] = await turnOn()
  const session = {
    tokenHash: Buffer.alloc(32, 1),
    account: account.id,
    createdAt: 1,
    expiresAt: clock.now() + 1e9,
    device: '',
    address: '',
    lastSeenAt: 1,
    provenAt: 1,
  }
  await storage.control.insertSession(session)
  expect(await twoFactor.reset(account.id, by)).toMatchObject({ ok: true })
  expect(ended).toEqual([account.id])
  expect(await storage.control.sessionsOf(account.id)).toEqual([])
  expect(await twoFactor.isOn(account.id)).toBe(false)
  for (const code of [codeAt(), recovery]) expect(await trySignIn(code)).toMatchObject({ reason: 'wrong-code' })
  const [noted] = await storage.control.audit.page({ limit: 10, action: 'two-factor.reset' })
  expect(noted).toMatchObject({ actor: 'operator', object: `user:${account.id}`, outcome: 'done' })
})

it('organisations see who has one: a code, or passkeys where there is no password and no provider', async () => {
  const { control } = storage
  const identity = openPasswordIdentity({ control, clock, random: seededRandom(8), cost: { n: 2, r: 1, p: 1 } })
  const note = accountNote({ action: 'passkey.added', account: account.id, where: nowhere, timeMs: 1 })
  const key = {
    publicKey: new Uint8Array(1),
    counter: 0,
    transports: [],
    name: 'a key',
    createdAt: 1,
    lastUsedAt: undefined,
  }
  await control.insertPasskey({ ...key, id: 'one', account: account.id }, note)
  // The password alone still opens it.
  expect(await identity.hasTwoFactor(account.id)).toBe(false)
  await turnOn()
  expect(await identity.hasTwoFactor(account.id)).toBe(true)
  const bare = 'account_bare' as AccountId
  await control.insertAccount(
    { id: bare, email: 'b@example.org', name: 'B', password: '', createdAt: 2 },
    { asFirst: false },
  )
  expect(await identity.hasTwoFactor(bare)).toBe(false)
  await control.insertPasskey({ ...key, id: 'two', account: bare }, note)
  expect(await identity.hasTwoFactor(bare)).toBe(true)
  await control.insertProviderLink({ provider: 'acme', subject: '1', account: bare, createdAt: 1 }, note)
  expect(await identity.hasTwoFactor(bare)).toBe(false)
})
