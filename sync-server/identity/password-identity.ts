import { createHash } from 'node:crypto'
import { type AccountId, mintId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { AccountRecord, ControlStore } from '#server/storage/storage.ts'
import { openAttemptLimit, type AttemptLimit } from './attempt-limit.ts'
import type { Identity, SignedIn, SignIn, SignOut, SignUp } from './identity.ts'
import { hashPassword, isPassword, type PasswordCost } from './password-hash.ts'

export interface IdentityPorts {
  readonly control: ControlStore
  readonly clock: Clock
  readonly random: Random
  readonly cost: PasswordCost
}

export const sessionLifeMs = 30 * 24 * 60 * 60_000
/** A session in use is extended once a day, not with each request. */
const extendEveryMs = 24 * 60 * 60_000

/** Accounts with e-mail and password, sessions as random 256-bit tokens of which only the hash is kept. */
export function openPasswordIdentity(ports: IdentityPorts): Identity {
  const { control, clock, random } = ports
  const listeners = new Set<(ended: SignOut) => void>()
  const signIn = openSignIn(ports)
  const tell = (ended: SignOut) => {
    for (const listener of listeners) listener(ended)
  }
  return {
    signUp: (asked) => signUp(ports, asked),
    signIn,
    setFirstPassword: async (account, password) => {
      const hash = await hashPassword(password, { random, cost: ports.cost })
      return (await control.setFirstPassword(account, hash)) ? done() : refused('has-password')
    },
    openSession: async (account) => {
      const token = Buffer.from(random.bytes(32)).toString('base64url')
      const createdAt = clock.now()
      const expiresAt = createdAt + sessionLifeMs
      await control.deleteSessionsBefore(createdAt)
      await control.insertSession({ tokenHash: hashToken(token), account, createdAt, expiresAt })
      return { token, expiresAt }
    },
    sessionOf: (token) => sessionOf(ports, hashToken(token)),
    sessionNamed: (session) => sessionOf(ports, Buffer.from(session, 'hex')),
    signOut: async (token) => {
      const tokenHash = hashToken(token)
      await control.deleteSession(tokenHash)
      tell({ session: tokenHash.toString('hex') })
    },
    signOutEverywhere: async (account) => {
      await control.deleteSessionsOf(account)
      tell({ account })
    },
    onSignedOut: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hasAccounts: () => control.hasAccounts(),
    accounts: async (ids) => (await control.accountsById(ids)).map(publicAccount),
  }
}

async function signUp(ports: IdentityPorts, asked: SignUp): Promise<Outcome<'email-taken' | 'not-first', Account>> {
  const { control, clock, random, cost } = ports
  const record: AccountRecord = {
    id: mintId<AccountId>('account', random),
    email: asked.email,
    name: asked.name,
    password: await hashPassword(asked.password, { random, cost }),
    createdAt: clock.now(),
  }
  const result = await control.insertAccount(record, { asFirst: asked.asFirst })
  return result === 'inserted' ? done(publicAccount(record)) : refused(result)
}

function openSignIn(ports: IdentityPorts) {
  const { control, clock, random, cost } = ports
  // One person who forgot, one address that tries many accounts, many addresses that try one account.
  const limits: readonly { limit: AttemptLimit; keyOf(asked: SignIn): string }[] = [
    { limit: openAttemptLimit({ clock, free: 5 }), keyOf: ({ email, address }) => `${address} ${email}` },
    { limit: openAttemptLimit({ clock, free: 25 }), keyOf: ({ address }) => address },
    { limit: openAttemptLimit({ clock, free: 100 }), keyOf: ({ email }) => email },
  ]
  // What an unknown address, or one without a password, is compared with, so that it takes as long as a known one.
  let decoy: Promise<string> | undefined

  return async (asked: SignIn): Promise<Outcome<'wrong-credentials' | 'too-many', Account>> => {
    const waitMs = Math.max(...limits.map(({ limit, keyOf }) => limit.waitMs(keyOf(asked))))
    if (waitMs > 0) return refused('too-many', String(Math.ceil(waitMs / 1000)))
    // Counted before it is looked at, so that a thousand attempts at once are not a thousand guesses.
    for (const { limit, keyOf } of limits) limit.failed(keyOf(asked))
    decoy ??= hashPassword('a password that nobody has', { random, cost })
    const record = await control.accountByEmail(asked.email)
    const isRight = (await isPassword(asked.password, record?.password || (await decoy))) && record?.password !== ''
    if (record && isRight) for (const { limit, keyOf } of limits) limit.succeeded(keyOf(asked))
    return record && isRight ? done(publicAccount(record)) : refused('wrong-credentials')
  }
}

async function sessionOf({ control, clock }: IdentityPorts, tokenHash: Buffer): Promise<SignedIn | undefined> {
  const session = await control.session(tokenHash)
  const now = clock.now()
  if (!session || session.expiresAt <= now) return undefined
  const [record] = await control.accountsById([session.account])
  if (!record) return undefined
  const isExtended = session.expiresAt - now < sessionLifeMs - extendEveryMs
  const expiresAt = isExtended ? now + sessionLifeMs : session.expiresAt
  if (isExtended) await control.extendSession(tokenHash, expiresAt)
  return { account: publicAccount(record), session: tokenHash.toString('hex'), expiresAt }
}

function publicAccount({ id, name, email }: AccountRecord): Account {
  return { id, name, email }
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
