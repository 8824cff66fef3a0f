import type { AccountId, PrincipalId } from '#shared/kit/ids.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { KeyLimits } from './key-limits.ts'

/** Who a caller is and until when, whatever showed it. */
export interface Credential {
  readonly principal: PrincipalId
  /** The person; undefined for an agent. */
  readonly account: Account | undefined
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number
  /** session: a browser's cookie · ticket: five minutes of such a sign-in · key: an API key · jwt: signed by the operator. */
  readonly kind: 'session' | 'ticket' | 'key' | 'jwt'
  /** Names the sign-in or the key without being its secret; '' for a jwt. */
  readonly id: string
  /** Of a key: what it is good for, of what its principal may. undefined: all of it. */
  readonly limits?: KeyLimits | undefined
}

/** The one place that knows what a cookie or a token is worth; /sync, /y/ and REST ask here. */
export interface Credentials {
  /** Of a bearer token: a JWT of the configured secret, an API key, or a ticket. undefined: not valid, or not any more. */
  principalOf(token: string): Promise<Credential | undefined>
  /** Of the session cookie. Using a session extends it. */
  ofCookie(token: string): Promise<Credential | undefined>
  /** The same credential looked at again, after a while; undefined when it has ended. */
  renewed(credential: Credential): Promise<Credential | undefined>
  /** A token for callers without the cookie, for five minutes; undefined for who is not signed in by one. */
  ticketFor(credential: Credential): Promise<Ticket | undefined>
  /** After each revocation: of a key, of a sign-in, of all that an account had. Returns the unsubscriber. */
  onEnded(listener: (ended: CredentialEnd) => void): () => void
}

export interface Ticket {
  readonly token: string
  readonly expiresAt: number
}

export type CredentialEnd =
  /** Of an account all, but for one session where it says so. */
  { readonly account: AccountId; readonly except?: string } | { readonly session: string } | { readonly key: string }

/** Whether what has ended carried this credential. */
export function isEnded(credential: Credential, ended: CredentialEnd): boolean {
  const isOfSession = credential.kind === 'session' || credential.kind === 'ticket'
  if ('account' in ended) {
    if (credential.account?.id !== ended.account) return false
    return ended.except === undefined || (isOfSession && credential.id !== ended.except)
  }
  if ('key' in ended) return credential.kind === 'key' && credential.id === ended.key
  return isOfSession && credential.id === ended.session
}
