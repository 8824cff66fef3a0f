import { type AccountId, mintId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import type { Identity, PasswordChange, SignUp } from './identity.ts'
import { openPasswordCheck, type PasswordCheck } from './password-check.ts'
import { hashPassword, type PasswordCost } from './password-hash.ts'
import { openSessions } from './sessions.ts'
import { accountNote, nowhere } from './where.ts'

export interface IdentityPorts {
  readonly control: AccountStore
  readonly clock: Clock
  readonly random: Random
  readonly cost: PasswordCost
}

/** Accounts with e-mail and password, and their sessions. */
export function openPasswordIdentity(ports: IdentityPorts): Identity {
  const { control, clock, random, cost } = ports
  const checkPassword = openPasswordCheck(ports)
  const sessions = openSessions(ports)
  return {
    ...sessions,
    signUp: (asked) => signUp(ports, asked),
    signIn: async (asked) => {
      const checked = await checkPassword(asked)
      return checked.ok ? done(publicAccount(checked.value)) : checked
    },
    setFirstPassword: async (account, password, where = nowhere) => {
      const hash = await hashPassword(password, { random, cost })
      const note = accountNote({ action: 'password.set', account, where, timeMs: clock.now() })
      return (await control.setFirstPassword(account, hash, note)) ? done() : refused('has-password')
    },
    changePassword: async (asked) => {
      const changed = await changePassword(ports, checkPassword, asked)
      if (!changed.ok) return changed
      const where = { address: asked.address, device: asked.device ?? '' }
      await sessions.signOutEverywhere(asked.account, {
        where,
        ...(asked.keep !== undefined && { except: asked.keep }),
      })
      return done()
    },
    proveSession: async (session, asked) => {
      const checked = await checkPassword(asked)
      if (!checked.ok) return checked
      await control.proveSession(Buffer.from(session, 'hex'), clock.now())
      return done()
    },
    hasTwoFactor: (account) => hasTwoFactor(control, account),
    hasVerifiedEmail: async (account) => (await control.accountsById([account]))[0]?.emailVerifiedAt !== undefined,
    hasAccounts: () => control.hasAccounts(),
    accounts: async (ids) => (await control.accountsById(ids)).map(publicAccount),
  }
}

async function signUp(ports: IdentityPorts, asked: SignUp): Promise<Outcome<'email-taken' | 'not-first', Account>> {
  const { control, clock, random, cost } = ports
  const { email, name, asFirst, where = nowhere } = asked
  const now = clock.now()
  const record: AccountRecord = {
    id: mintId<AccountId>('account', random),
    email,
    name,
    password: asked.password === '' ? '' : await hashPassword(asked.password, { random, cost }),
    createdAt: now,
    emailVerifiedAt: asked.isVerified ? now : undefined,
  }
  const note = accountNote({ action: 'account.made', account: record.id, where, timeMs: now })
  const result = await control.insertAccount(record, { asFirst, note })
  return result === 'inserted' ? done(publicAccount(record)) : refused(result)
}

async function changePassword(
  { control, clock, random, cost }: IdentityPorts,
  checkPassword: PasswordCheck,
  { account, next, ...asked }: PasswordChange,
) {
  const checked = await checkPassword(asked)
  if (!checked.ok) return checked
  const where = { address: asked.address, device: asked.device ?? '' }
  const note = accountNote({ action: 'password.changed', account, where, timeMs: clock.now() })
  await control.setPassword(account, await hashPassword(next, { random, cost }), note)
  return done()
}

async function hasTwoFactor(control: AccountStore, account: AccountId): Promise<boolean> {
  if ((await control.totp(account))?.confirmedAt !== undefined) return true
  const [record] = await control.accountsById([account])
  if (!record || record.password !== '') return false
  // What a provider asks for is not known here.
  return (await control.passkeysOf(account)).length > 0 && (await control.providersOf(account)).length === 0
}

function publicAccount({ id, name, email }: AccountRecord): Account {
  return { id, name, email }
}
