import type { AccountId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { Account } from '#shared/protocol/rest.ts'

/**
 * Who is who. Everything else asks this interface, so that another implementation (single sign-on, passkeys) can stand behind it.
 */
export interface Identity {
  signUp(asked: SignUp): Promise<Outcome<'email-taken' | 'not-first', Account>>
  /** `address` is where the attempt comes from: too many failures, and both it and the account have to wait. */
  signIn(asked: SignIn): Promise<Outcome<'wrong-credentials' | 'too-many', Account>>
  /** For an account that was made without one, by the operator's file. */
  setFirstPassword(account: AccountId, password: string): Promise<Outcome<'has-password', void>>
  openSession(account: AccountId): Promise<OpenedSession>
  /** undefined: never given out, expired, or signed out. Using a session extends it. */
  sessionOf(token: string): Promise<SignedIn | undefined>
  /** The same, by the `session` of what it answered before. */
  sessionNamed(session: string): Promise<SignedIn | undefined>
  signOut(token: string): Promise<void>
  signOutEverywhere(account: AccountId): Promise<void>
  /** After each sign-out: of one session, or of all that the account had. Returns the unsubscriber. */
  onSignedOut(listener: (ended: SignOut) => void): () => void
  hasAccounts(): Promise<boolean>
  accounts(ids: readonly AccountId[]): Promise<readonly Account[]>
}

export interface SignUp {
  readonly email: string
  readonly name: string
  readonly password: string
  /** Only if nobody was here before: two people who both open a new server at once must not both become its owner. */
  readonly asFirst: boolean
}

export interface SignIn {
  readonly email: string
  readonly password: string
  readonly address: string
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
}

export interface SignOut {
  readonly account?: AccountId
  readonly session?: string
}
