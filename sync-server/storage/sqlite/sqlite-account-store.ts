import type { AccountId } from '#shared/kit/ids.ts'
import type { AccountRecord, AccountStore } from '../account-store.ts'
import type { AuditNote } from '../audit-store.ts'
import { type AuditWriter, openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openMailTokenStore } from './sqlite-mail-token-store.ts'
import { openPasskeyStore, openProviderLinkStore, openTotpStore } from './sqlite-factor-store.ts'
import { openSessionStore } from './sqlite-session-store.ts'

export function openAccountStore(database: Sqlite): AccountStore {
  const write = openAuditWriter(database)
  return {
    ...accountMethods(database, write),
    ...passwordMethods(database, write),
    ...openMailTokenStore(database, write),
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
  const endLinks = database.prepare("DELETE FROM mail_tokens WHERE account = ? AND purpose = 'reset'")
  const setOnce = database.transaction((account: AccountId, password: string, note?: AuditNote) => {
    const isSet = setFirst.run(password, account).changes > 0
    if (isSet && note) write(note)
    return isSet
  })
  const setNow = database.transaction((account: AccountId, password: string, note: AuditNote) => {
    set.run(password, account)
    endLinks.run(account)
    write(note)
  })
  return {
    setFirstPassword: async (account: AccountId, password: string, note?: AuditNote) =>
      setOnce.immediate(account, password, note),
    setPassword: async (account: AccountId, password: string, note: AuditNote) =>
      setNow.immediate(account, password, note),
  }
}
