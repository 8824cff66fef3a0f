import type { AccountId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { SessionRecord } from '#server/storage/account-store.ts'
import type { Where } from './where.ts'

/**
 * Who is who. Everything else asks this interface; the other ways in (passkeys, providers, mail) end in `openSession`, too.
 */
export interface Identity {
  signUp(asked: SignUp): Promise<Outcome<'email-taken' | 'not-first', Account>>
  /** Too many failures, and both the account and where they came from have to wait: `detail` says how many seconds. */
  signIn(asked: SignIn): Promise<Outcome<PasswordRefusal, Account>>
  /** For an account that was made without one, by the operator's file. */
  setFirstPassword(account: AccountId, password: string, where?: Where): Promise<Outcome<'has-password', void>>
  /** Signs out all but `keep`; links that would set another password end. */
  changePassword(asked: PasswordChange): Promise<Outcome<PasswordRefusal, void>>
  /** `by`: what was shown, for the audit log. */
  openSession(account: AccountId, options?: { where: Where; by: SignInWay }): Promise<OpenedSession>
  /** undefined: never given out, expired, or signed out. Using a session extends it. One read. */
  sessionOf(token: string): Promise<SignedIn | undefined>
  /** The same, by the `session` of what it answered before. */
  sessionNamed(session: string): Promise<SignedIn | undefined>
  /** Last used first. */
  sessionsOf(account: AccountId): Promise<readonly (SessionRecord & { readonly session: string })[]>
  /** Shows the password again, for what a session that was left open should not be enough for. */
  proveSession(session: string, asked: SignIn): Promise<Outcome<PasswordRefusal, void>>
  signOut(token: string, where?: Where): Promise<void>
  /** false: the account has no such session. */
  endSession(account: AccountId, session: string, where?: Where): Promise<boolean>
  signOutEverywhere(account: AccountId, options?: { where?: Where; except?: string }): Promise<void>
  /** After each sign-out: of one session, or of all that the account had. Returns the unsubscriber. */
  onSignedOut(listener: (ended: SignOut) => void): () => void
  /** All sessions of an account were ended in its store. */
  allEnded(account: AccountId): void
  /** A password alone does not open it: there is a second factor, or there is no password and there are passkeys. */
  hasTwoFactor(account: AccountId): Promise<boolean>
  /** Mail to its address has reached its owner. */
  hasVerifiedEmail(account: AccountId): Promise<boolean>
  hasAccounts(): Promise<boolean>
  accounts(ids: readonly AccountId[]): Promise<readonly Account[]>
}

export type PasswordRefusal = 'wrong-credentials' | 'too-many'
export type SignInWay = 'password' | 'second-step' | 'passkey' | 'provider' | 'sign-up' | 'renewal'

export interface SignUp {
  readonly email: string
  readonly name: string
  /** '' for who comes by a provider. */
  readonly password: string
  /** Only if nobody was here before: two people who both open a new server at once must not both become its owner. */
  readonly asFirst: boolean
  /** Somebody who is believed says that the address is theirs. */
  readonly isVerified?: boolean
  readonly where?: Where
}

export interface SignIn {
  readonly email: string
  readonly password: string
  readonly address: string
  readonly device?: string
}

export interface PasswordChange extends SignIn {
  readonly account: AccountId
  readonly next: string
  /** The session that goes on. */
  readonly keep: string | undefined
}

export interface OpenedSession {
  /** The secret that the cookie carries; the server keeps its hash. */
  readonly token: string
  readonly expiresAt: number
}

export interface SignedIn {
  readonly account: Account
  /** Names the sign-in without being its secret. */
  readonly session: string
  readonly expiresAt: number
  /** When its person last showed who they are. */
  readonly provenAt: number
}

export interface SignOut {
  readonly account?: AccountId
  readonly session?: string
  /** Of the account's sessions, the one that goes on. */
  readonly except?: string
}
