import type { AccountId } from '#shared/kit/ids.ts'
import type { OwnedSession, SessionRecord, SessionStore } from '../account-store.ts'
import type { AuditNote } from '../audit-store.ts'
import type { AuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

const columns = `token_hash AS tokenHash, account, sessions.created_at AS createdAt, expires_at AS expiresAt, device, address,
  max(last_seen_at, sessions.created_at) AS lastSeenAt, proven_at AS provenAt`

/** One key, one row of each table: what every request with a cookie asks. */
export const sessionQuery = `SELECT ${columns}, name, email FROM sessions JOIN accounts ON accounts.id = account WHERE token_hash = ?`

export function openSessionStore(database: Sqlite, write: AuditWriter): SessionStore {
  const insert = database.prepare(
    `INSERT INTO sessions (token_hash, account, created_at, expires_at, device, address, last_seen_at, proven_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const find = database.prepare<[Uint8Array], OwnedSession>(sessionQuery)
  const all = database.prepare<[AccountId], SessionRecord>(
    `SELECT ${columns} FROM sessions WHERE account = ? ORDER BY lastSeenAt DESC, token_hash`,
  )
  const extend = database.prepare('UPDATE sessions SET expires_at = ? WHERE token_hash = ?')
  const prove = database.prepare('UPDATE sessions SET proven_at = ? WHERE token_hash = ?')
  const saw = database.prepare('UPDATE sessions SET last_seen_at = ? WHERE token_hash = ? AND last_seen_at < ?')
  const remove = database.prepare('DELETE FROM sessions WHERE token_hash = ?')
  const removeAll = database.prepare('DELETE FROM sessions WHERE account = ? AND token_hash <> ?')
  const removeOld = database.prepare('DELETE FROM sessions WHERE expires_at < ?')
  const insertOne = database.transaction((session: SessionRecord, note?: AuditNote) => {
    const { tokenHash, account, createdAt, expiresAt, device, address, lastSeenAt, provenAt } = session
    removeOld.run(createdAt)
    insert.run(tokenHash, account, createdAt, expiresAt, device, address, lastSeenAt, provenAt)
    if (note) write(note)
  })
  const sawAll = database.transaction((seen: Parameters<SessionStore['sawSessions']>[0]) => {
    for (const { tokenHash, timeMs } of seen) saw.run(timeMs, tokenHash, timeMs)
  })
  const removeOne = database.transaction((tokenHash: Uint8Array, note?: AuditNote) => {
    if (remove.run(tokenHash).changes > 0 && note) write(note)
  })
  const removeOthers = database.transaction((account: AccountId, except: Uint8Array, note?: AuditNote) => {
    removeAll.run(account, except)
    if (note) write(note)
  })
  return {
    insertSession: async (session, note) => insertOne.immediate(session, note),
    session: async (tokenHash) => find.get(tokenHash),
    sessionsOf: async (account) => all.all(account),
    extendSession: async (tokenHash, expiresAt) => void extend.run(expiresAt, tokenHash),
    proveSession: async (tokenHash, timeMs) => void prove.run(timeMs, tokenHash),
    sawSessions: async (seen) => sawAll.immediate(seen),
    deleteSession: async (tokenHash, note) => removeOne.immediate(tokenHash, note),
    deleteSessionsOf: async (account, { except = new Uint8Array(), note } = {}) =>
      removeOthers.immediate(account, except, note),
    deleteSessionsBefore: async (timeMs) => void removeOld.run(timeMs),
  }
}
