import type { AccountId } from '#shared/kit/ids.ts'
import type { AuditNote } from './audit-store.ts'

/** Accounts and the ways into them. What changes one of them takes the note of it, written in the same transaction. */
export interface AccountStore extends SessionStore, FactorStore {
  hasAccounts(): Promise<boolean>
  /** `asFirst`: only when there is no other account. */
  insertAccount(
    account: AccountRecord,
    options: { asFirst: boolean; note?: AuditNote },
  ): Promise<'inserted' | 'email-taken' | 'not-first'>
  accountByEmail(email: string): Promise<AccountRecord | undefined>
  /** The oldest account: that of the server's owner. */
  firstAccount(): Promise<AccountRecord | undefined>
  accountsById(ids: readonly AccountId[]): Promise<readonly AccountRecord[]>

  /** false: it has a password already. */
  setFirstPassword(account: AccountId, password: string, note?: AuditNote): Promise<boolean>
  /** Ends the links that would set another. */
  setPassword(account: AccountId, password: string, note: AuditNote): Promise<void>
  /** And clears away those that have expired. */
  insertMailToken(token: MailToken, note: AuditNote): Promise<void>
  /** Also one that has expired, until it is cleared away. */
  mailToken(tokenHash: Uint8Array): Promise<MailToken | undefined>
  /**
   * Sets the password, proves the address that the token went to, ends all sessions; and, if nobody had proven the address before, the other
   * ways in. false: the token was used meanwhile.
   */
  resetPassword(token: MailToken, password: string, note: AuditNote): Promise<boolean>
  /** From now on this is the account's address. `gone`: the token was used meanwhile. */
  verifyEmail(token: MailToken, note: AuditNote): Promise<'verified' | 'gone' | 'email-taken'>
  /** What was refused, or changed nothing that is kept. */
  noteAccess(note: AuditNote): Promise<void>
}

export interface AccountRecord {
  readonly id: AccountId
  readonly email: string
  readonly name: string
  /** Algorithm, parameters, salt and hash in one text; '' when there is none to sign in with. */
  readonly password: string
  readonly createdAt: number
  /** When its owner last showed that mail to the address reaches them; undefined: never. */
  readonly emailVerifiedAt?: number | undefined
}

/** What a link in a mail stands for; the link has a secret of which this is the hash. */
export interface MailToken {
  readonly tokenHash: Uint8Array
  readonly account: AccountId
  readonly purpose: 'reset' | 'verify'
  /** Where it was sent. */
  readonly email: string
  readonly expiresAt: number
}

/** Sign-ins. */
export interface SessionStore {
  /** And clears away those that ended before `createdAt`. */
  insertSession(session: SessionRecord, note?: AuditNote): Promise<void>
  /** One read of one key, with whose it is. */
  session(tokenHash: Uint8Array): Promise<OwnedSession | undefined>
  /** Last used first. */
  sessionsOf(account: AccountId): Promise<readonly SessionRecord[]>
  extendSession(tokenHash: Uint8Array, expiresAt: number): Promise<void>
  /** The password was shown once more. */
  proveSession(tokenHash: Uint8Array, timeMs: number): Promise<void>
  /** All of them at once. */
  sawSessions(seen: readonly { readonly tokenHash: Uint8Array; readonly timeMs: number }[]): Promise<void>
  deleteSession(tokenHash: Uint8Array, note?: AuditNote): Promise<void>
  deleteSessionsOf(account: AccountId, options?: { except?: Uint8Array | undefined; note?: AuditNote }): Promise<void>
  deleteSessionsBefore(timeMs: number): Promise<void>
}

export interface SessionRecord {
  readonly tokenHash: Uint8Array
  readonly account: AccountId
  readonly createdAt: number
  readonly expiresAt: number
  /** "Firefox on Linux"; '' when not known. */
  readonly device: string
  /** Where the sign-in came from; '' when not known. */
  readonly address: string
  /** To the minute. */
  readonly lastSeenAt: number
  /** When its person last showed a password, a passkey or a provider's word. */
  readonly provenAt: number
}

export interface OwnedSession extends SessionRecord {
  readonly name: string
  readonly email: string
}

/** What is asked for besides, or instead of, a password. */
export interface FactorStore {
  totp(account: AccountId): Promise<TotpFactor | undefined>
  /** In place of one that was not confirmed. false: there is one that was. */
  beginTotp(account: AccountId, secret: string): Promise<boolean>
  /** false: there is nothing to confirm, or the code of this step was used. */
  confirmTotp(confirmation: TotpConfirmation, note: AuditNote): Promise<boolean>
  /** A step counts once, and none before it counts any more. */
  useTotpStep(account: AccountId, step: number): Promise<boolean>
  removeTotp(account: AccountId, note: AuditNote): Promise<void>
  /** What its owner has lost: factor, recovery codes and, with them, all sessions. false: there is no factor. */
  resetTotp(account: AccountId, note: AuditNote): Promise<boolean>
  /** Those whose secret begins with anything else. */
  totpSecretsNotUnder(prefix: string): Promise<readonly { readonly account: AccountId; readonly secret: string }[]>
  /** And nothing of what stood there before stays on the disk. Answers how many were still as they are named. */
  replaceTotpSecrets(
    all: readonly { readonly account: AccountId; readonly before: string; readonly after: string }[],
  ): Promise<number>
  replaceRecoveryCodes(account: AccountId, hashes: readonly Uint8Array[], note: AuditNote): Promise<void>
  recoveryCodesLeft(account: AccountId): Promise<number>
  /** Each counts once. */
  useRecoveryCode(account: AccountId, hash: Uint8Array, note: AuditNote): Promise<boolean>

  /** false: there is one of this id. */
  insertPasskey(passkey: PasskeyRecord, note: AuditNote): Promise<boolean>
  passkey(id: string): Promise<PasskeyRecord | undefined>
  passkeysOf(account: AccountId): Promise<readonly PasskeyRecord[]>
  /** false: its counter has come further meanwhile, so there are two of it. */
  usedPasskey(id: string, counter: number, timeMs: number): Promise<boolean>
  renamePasskey(account: AccountId, passkey: Pick<PasskeyRecord, 'id' | 'name'>, note: AuditNote): Promise<boolean>
  deletePasskey(account: AccountId, id: string, note: AuditNote): Promise<boolean>

  /** `taken`: it is linked to another account, or the account to another one of that provider. */
  insertProviderLink(link: ProviderLink, note: AuditNote): Promise<'linked' | 'taken'>
  accountOfProvider(provider: string, subject: string): Promise<AccountId | undefined>
  providersOf(account: AccountId): Promise<readonly string[]>
  deleteProviderLink(account: AccountId, provider: string, note: AuditNote): Promise<boolean>
}

export interface TotpFactor {
  /** As `secrets/factor-secrets.ts` keeps it: encrypted. */
  readonly secret: string
  /** undefined: no code of it has been shown yet, so it does not count. */
  readonly confirmedAt: number | undefined
  readonly lastStep: number
}

export interface TotpConfirmation {
  readonly account: AccountId
  readonly step: number
  readonly timeMs: number
  readonly recoveryHashes: readonly Uint8Array[]
}

export interface PasskeyRecord {
  /** Of the credential, base64url. */
  readonly id: string
  readonly account: AccountId
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly transports: readonly string[]
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
}

/** Somebody at a provider who may sign in to an account. */
export interface ProviderLink {
  readonly provider: string
  readonly subject: string
  readonly account: AccountId
  readonly createdAt: number
}
