import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { AccountId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { AccountStore, PasskeyRecord } from '#server/storage/account-store.ts'
import { openAttemptLimit } from './attempt-limit.ts'
import { openShortLived } from './short-lived.ts'
import { accountNote, type Where } from './where.ts'

export interface PasskeyPorts {
  readonly control: AccountStore
  readonly clock: Clock
  readonly random: Random
  /** Where people find the server, when that is not this machine. */
  readonly publicUrl: URL | undefined
}

/** WebAuthn: what the browser is asked with, and what it answers. Options and answers are the library's JSON. */
export interface Passkeys {
  of(account: AccountId): Promise<readonly PasskeyRecord[]>
  registrationOptions(account: Account, origin: string | undefined): Promise<Outcome<'passkey-elsewhere', object>>
  register(account: AccountId, shown: Registration): Promise<Outcome<'wrong-passkey' | 'passkey-elsewhere', void>>
  rename(account: AccountId, passkey: { id: string; name: string }, where: Where): Promise<boolean>
  remove(account: AccountId, id: string, where: Where): Promise<boolean>
  signInOptions(origin: string | undefined): Promise<Outcome<'passkey-elsewhere', object>>
  /** Whose passkey it is. The device has asked for a finger, a face or a PIN, so it stands for both steps. */
  signIn(shown: ShownPasskey): Promise<Outcome<'wrong-passkey' | 'passkey-elsewhere' | 'too-many', AccountId>>
}

interface ShownPasskey {
  readonly response: object
  /** Of the page, as the browser says. */
  readonly origin: string | undefined
  readonly where: Where
}

interface Registration extends ShownPasskey {
  readonly name: string
}

const challengeLifeMs = 5 * 60_000
/** Loaded when first asked for: a start does not wait for it. */
const library = () => import('@simplewebauthn/server')

export function openPasskeys(ports: PasskeyPorts): Passkeys {
  const { control, clock } = ports
  const note = (action: string, account: AccountId, where: Where) =>
    accountNote({ action, account, where, timeMs: clock.now() })
  return {
    ...openRegistration(ports),
    ...openPasskeySignIn(ports),
    of: (account) => control.passkeysOf(account),
    rename: (account, passkey, where) =>
      control.renamePasskey(account, passkey, note('passkey.renamed', account, where)),
    remove: (account, id, where) => control.deletePasskey(account, id, note('passkey.removed', account, where)),
  }
}

interface Party {
  readonly id: string
  readonly origin: string
}

/** A passkey belongs to one name. Without NEXUS_URL that is localhost, at whatever port; numbers have none. */
function partyOf(origin: string | undefined, publicUrl: URL | undefined): Party | undefined {
  if (publicUrl) return origin === publicUrl.origin ? { id: publicUrl.hostname, origin } : undefined
  const name = origin !== undefined && URL.canParse(origin) ? new URL(origin).hostname : ''
  return origin !== undefined && name === 'localhost' ? { id: name, origin } : undefined
}

function openRegistration(ports: PasskeyPorts): Pick<Passkeys, 'registrationOptions' | 'register'> {
  const { control, clock, random, publicUrl } = ports
  // Apart from those of signing in, so that a signature made for the one never does the other.
  const challenges = openShortLived<AccountId>({ clock, random, lifeMs: challengeLifeMs })
  return {
    registrationOptions: async (account, origin) => {
      const site = partyOf(origin, publicUrl)
      if (!site) return refused('passkey-elsewhere')
      const { generateRegistrationOptions } = await library()
      const known = await control.passkeysOf(account.id)
      const options = await generateRegistrationOptions({
        rpName: 'Nexus',
        rpID: site.id,
        userName: account.email,
        userDisplayName: account.name,
        userID: new TextEncoder().encode(account.id),
        challenge: bytesOf(challenges.keep(account.id)),
        timeout: challengeLifeMs,
        excludeCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return done(options)
    },
    register: async (account, { response, name, origin, where }) => {
      const site = partyOf(origin, publicUrl)
      if (!site) return refused('passkey-elsewhere')
      const take = (challenge: string) => challenges.take(challenge) === account
      const credential = await registered(response as RegistrationResponseJSON, site, take)
      if (!credential) return refused('wrong-passkey')
      const { id, publicKey, counter, transports = [] } = credential
      const createdAt = clock.now()
      const record = { id, account, publicKey, counter, transports, name, createdAt, lastUsedAt: undefined }
      const note = accountNote({ action: 'passkey.added', account, where, timeMs: createdAt, body: { name } })
      return (await control.insertPasskey(record, note)) ? done() : refused('wrong-passkey')
    },
  }
}

async function registered(response: RegistrationResponseJSON, site: Party, take: (challenge: string) => boolean) {
  const { verifyRegistrationResponse } = await library()
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: take,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
  }).catch(() => undefined)
  return verified?.verified ? verified.registrationInfo.credential : undefined
}

function openPasskeySignIn(ports: PasskeyPorts): Pick<Passkeys, 'signInOptions' | 'signIn'> {
  const { control, clock, random, publicUrl } = ports
  const challenges = openShortLived<true>({ clock, random, lifeMs: challengeLifeMs })
  const limit = openAttemptLimit({ clock, free: 25 })
  const take = (challenge: string) => challenges.take(challenge) !== undefined
  return {
    signInOptions: async (origin) => {
      const site = partyOf(origin, publicUrl)
      if (!site) return refused('passkey-elsewhere')
      const { generateAuthenticationOptions } = await library()
      const challenge = bytesOf(challenges.keep(true))
      const asked = { rpID: site.id, challenge, userVerification: 'required', timeout: challengeLifeMs } as const
      return done(await generateAuthenticationOptions(asked))
    },
    signIn: async ({ response, origin, where }) => {
      const site = partyOf(origin, publicUrl)
      if (!site) return refused('passkey-elsewhere')
      const waitMs = limit.waitMs(where.address)
      if (waitMs > 0) return refused('too-many', String(Math.ceil(waitMs / 1000)))
      limit.failed(where.address)
      const shown = response as AuthenticationResponseJSON
      const passkey = await control.passkey(shown.id)
      if (passkey && (await isSigned(shown, { passkey, site, take }, ports))) {
        limit.succeeded(where.address)
        return done(passkey.account)
      }
      const note = { account: passkey?.account, where, timeMs: clock.now() }
      await control.noteAccess(accountNote({ ...note, action: 'passkey.refused', outcome: 'refused' }))
      return refused('wrong-passkey')
    },
  }
}

/** Signed by this key, for this page and this challenge, by the account's own device, and counted once. */
async function isSigned(
  response: AuthenticationResponseJSON,
  { passkey, site, take }: { passkey: PasskeyRecord; site: Party; take(challenge: string): boolean },
  { control, clock }: Pick<PasskeyPorts, 'control' | 'clock'>,
): Promise<boolean> {
  const { verifyAuthenticationResponse } = await library()
  const { id, publicKey, counter, account } = passkey
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: take,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    credential: { id, publicKey: Uint8Array.from(publicKey), counter },
    requireUserVerification: true,
  }).catch(() => undefined)
  if (!verified?.verified) return false
  const { userHandle } = response.response
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== account) return false
  return control.usedPasskey(id, verified.authenticationInfo.newCounter, clock.now())
}

/** The challenge in the answer is that of the book again, once the browser has written it in base64url. */
function bytesOf(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(token, 'base64url'))
}
