import type { AccountId } from '#shared/kit/ids.ts'
import type { AccountRecord, AccountStore, MailToken } from '../account-store.ts'
import type { AuditNote } from '../audit-store.ts'
import { type AuditWriter, openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openPasskeyStore, openProviderLinkStore, openTotpStore } from './sqlite-factor-store.ts'
import { openSessionStore } from './sqlite-session-store.ts'

export function openAccountStore(database: Sqlite): AccountStore {
  const write = openAuditWriter(database)
  return {
    ...accountMethods(database, write),
    ...passwordMethods(database, write),
    ...openSessionStore(database, write),
    ...openTotpStore(database, write),
    ...openPasskeyStore(database, write),
    ...openProviderLinkStore(database, write),
    noteAccess: async (note) => write(note),
  }
}

interface AccountRow extends Omit<AccountRecord, 'emailVerifiedAt'> {
  readonly emailVerifiedAt: number | null
}

function accountMethods(database: Sqlite, write: AuditWriter) {
  const columns = 'id, email, name, password, created_at AS createdAt, email_verified_at AS emailVerifiedAt'
  const any = database.prepare<[], object>('SELECT 1 FROM accounts LIMIT 1')
  const insert = database.prepare(
    `INSERT INTO accounts (id, email, name, password, created_at, email_verified_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (email) DO NOTHING`,
  )
  const byEmail = database.prepare<[string], AccountRow>(`SELECT ${columns} FROM accounts WHERE email = ?`)
  const byId = database.prepare<[AccountId], AccountRow>(`SELECT ${columns} FROM accounts WHERE id = ?`)
  const first = database.prepare<[], AccountRow>(`SELECT ${columns} FROM accounts ORDER BY created_at, rowid LIMIT 1`)
  const insertOne = database.transaction((account: AccountRecord, asFirst: boolean, note?: AuditNote) => {
    if (asFirst && any.get()) return 'not-first'
    const { id, email, name, password, createdAt, emailVerifiedAt = null } = account
    if (insert.run(id, email, name, password, createdAt, emailVerifiedAt).changes === 0) return 'email-taken'
    if (note) write(note)
    return 'inserted'
  })
  return {
    hasAccounts: async () => any.get() !== undefined,
    insertAccount: async (account: AccountRecord, { asFirst, note }: { asFirst: boolean; note?: AuditNote }) =>
      insertOne.immediate(account, asFirst, note),
    firstAccount: async () => recordOf(first.get()),
    accountByEmail: async (email: string) => recordOf(byEmail.get(email)),
    accountsById: async (ids: readonly AccountId[]) => ids.flatMap((id) => recordOf(byId.get(id)) ?? []),
  }
}

function recordOf(row: AccountRow | undefined): AccountRecord | undefined {
  return row && { ...row, emailVerifiedAt: row.emailVerifiedAt ?? undefined }
}

function passwordMethods(database: Sqlite, write: AuditWriter) {
  const setFirst = database.prepare("UPDATE accounts SET password = ? WHERE id = ? AND password = ''")
  const set = database.prepare('UPDATE accounts SET password = ? WHERE id = ?')
  const setEmail = database.prepare('UPDATE OR IGNORE accounts SET email = ?, email_verified_at = ? WHERE id = ?')
  const proveEmail = database.prepare('UPDATE accounts SET email_verified_at = ? WHERE id = ? AND email = ?')
  const endSessions = database.prepare('DELETE FROM sessions WHERE account = ?')
  const insert = database.prepare(
    'INSERT INTO mail_tokens (token_hash, account, purpose, email, expires_at) VALUES (?, ?, ?, ?, ?)',
  )
  const clear = database.prepare('DELETE FROM mail_tokens WHERE expires_at < ?')
  const find = database.prepare<[Uint8Array], MailToken>(
    `SELECT token_hash AS tokenHash, account, purpose, email, expires_at AS expiresAt FROM mail_tokens WHERE token_hash = ?`,
  )
  const use = database.prepare('DELETE FROM mail_tokens WHERE token_hash = ?')
  const endLinks = database.prepare('DELETE FROM mail_tokens WHERE account = ? AND purpose = ?')
  const setOnce = database.transaction((account: AccountId, password: string, note?: AuditNote) => {
    const isSet = setFirst.run(password, account).changes > 0
    if (isSet && note) write(note)
    return isSet
  })
  const setNow = database.transaction((account: AccountId, password: string, note: AuditNote) => {
    set.run(password, account)
    endLinks.run(account, 'reset')
    write(note)
  })
  const insertOne = database.transaction((token: MailToken, note: AuditNote) => {
    const { tokenHash, account, purpose, email, expiresAt } = token
    clear.run(note.timeMs)
    insert.run(tokenHash, account, purpose, email, expiresAt)
    write(note)
  })
  const isUnproven = database.prepare('SELECT 1 FROM accounts WHERE id = ? AND email_verified_at IS NULL')
  const otherWays = [
    'DELETE FROM passkeys WHERE account = ?',
    'DELETE FROM provider_links WHERE account = ?',
    "DELETE FROM api_keys WHERE principal = 'user:' || ?",
  ].map((statement) => database.prepare(statement))
  const reset = database.transaction((token: MailToken, password: string, note: AuditNote) => {
    if (use.run(token.tokenHash).changes === 0) return false
    // Who made the account may be somebody else, waiting for the owner of the address to move in.
    if (isUnproven.get(token.account)) for (const way of otherWays) way.run(token.account)
    setNow(token.account, password, note)
    proveEmail.run(note.timeMs, token.account, token.email)
    endSessions.run(token.account)
    return true
  })
  const verify = database.transaction((token: MailToken, note: AuditNote) => {
    if (use.run(token.tokenHash).changes === 0) return 'gone'
    if (setEmail.run(token.email, note.timeMs, token.account).changes === 0) return 'email-taken'
    // What went to the address before is in a mailbox that may be somebody else's by now.
    endLinks.run(token.account, 'reset')
    write(note)
    return 'verified'
  })
  return {
    setFirstPassword: async (account: AccountId, password: string, note?: AuditNote) =>
      setOnce.immediate(account, password, note),
    setPassword: async (account: AccountId, password: string, note: AuditNote) =>
      setNow.immediate(account, password, note),
    insertMailToken: async (token: MailToken, note: AuditNote) => insertOne.immediate(token, note),
    mailToken: async (tokenHash: Uint8Array) => find.get(tokenHash),
    resetPassword: async (token: MailToken, password: string, note: AuditNote) =>
      reset.immediate(token, password, note),
    verifyEmail: async (token: MailToken, note: AuditNote) => verify.immediate(token, note),
  }
}
