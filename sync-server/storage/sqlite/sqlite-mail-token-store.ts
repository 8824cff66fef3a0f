import type { AccountStore, MailToken } from '../account-store.ts'
import type { AuditNote } from '../audit-store.ts'
import type { AuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

type MailTokenStore = Pick<AccountStore, 'insertMailToken' | 'mailToken' | 'resetPassword' | 'verifyEmail'>

/** Links in mails, and what following one changes. */
export function openMailTokenStore(database: Sqlite, write: AuditWriter): MailTokenStore {
  const insert = database.prepare(
    'INSERT INTO mail_tokens (token_hash, account, purpose, email, expires_at) VALUES (?, ?, ?, ?, ?)',
  )
  const clear = database.prepare('DELETE FROM mail_tokens WHERE expires_at < ?')
  const find = database.prepare<[Uint8Array], MailToken>(
    `SELECT token_hash AS tokenHash, account, purpose, email, expires_at AS expiresAt FROM mail_tokens WHERE token_hash = ?`,
  )
  const insertOne = database.transaction((token: MailToken, note: AuditNote) => {
    const { tokenHash, account, purpose, email, expiresAt } = token
    clear.run(note.timeMs)
    insert.run(tokenHash, account, purpose, email, expiresAt)
    write(note)
  })
  const reset = openReset(database, write)
  const verify = openVerify(database, write)
  return {
    insertMailToken: async (token, note) => insertOne.immediate(token, note),
    mailToken: async (tokenHash) => find.get(tokenHash),
    resetPassword: async (token, password, note) => reset.immediate(token, password, note),
    verifyEmail: async (token, note) => verify.immediate(token, note),
  }
}

function openReset(database: Sqlite, write: AuditWriter) {
  const use = database.prepare('DELETE FROM mail_tokens WHERE token_hash = ?')
  const set = database.prepare('UPDATE accounts SET password = ? WHERE id = ?')
  const prove = database.prepare('UPDATE accounts SET email_verified_at = ? WHERE id = ? AND email = ?')
  const isUnproven = database.prepare('SELECT 1 FROM accounts WHERE id = ? AND email_verified_at IS NULL')
  const ends = (statement: string) => database.prepare(statement)
  const otherWays = [
    ends('DELETE FROM passkeys WHERE account = ?'),
    ends('DELETE FROM provider_links WHERE account = ?'),
    ends("DELETE FROM api_keys WHERE principal = 'user:' || ?"),
  ]
  const endLinks = ends("DELETE FROM mail_tokens WHERE account = ? AND purpose = 'reset'")
  const endSessions = ends('DELETE FROM sessions WHERE account = ?')
  return database.transaction(({ tokenHash, account, email }: MailToken, password: string, note: AuditNote) => {
    if (use.run(tokenHash).changes === 0) return false
    // Who made the account may be somebody else, waiting for the owner of the address to move in.
    if (isUnproven.get(account)) for (const way of otherWays) way.run(account)
    set.run(password, account)
    prove.run(note.timeMs, account, email)
    endLinks.run(account)
    endSessions.run(account)
    write(note)
    return true
  })
}

function openVerify(database: Sqlite, write: AuditWriter) {
  const use = database.prepare('DELETE FROM mail_tokens WHERE token_hash = ?')
  const setEmail = database.prepare('UPDATE OR IGNORE accounts SET email = ?, email_verified_at = ? WHERE id = ?')
  const endLinks = database.prepare("DELETE FROM mail_tokens WHERE account = ? AND purpose = 'reset'")
  return database.transaction(({ tokenHash, account, email }: MailToken, note: AuditNote) => {
    if (use.run(tokenHash).changes === 0) return 'gone'
    if (setEmail.run(email, note.timeMs, account).changes === 0) return 'email-taken'
    // What went to the address before is in a mailbox that may be somebody else's by now.
    endLinks.run(account)
    write(note)
    return 'verified'
  })
}
