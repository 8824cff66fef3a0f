import type { AuditNote } from '../audit-store.ts'
import type { Sqlite } from './open-database.ts'

/** Writes a note. To be called within the transaction of the act that it tells of. */
export type AuditWriter = (note: AuditNote) => void

export function openAuditWriter(database: Sqlite): AuditWriter {
  const insert = database.prepare(
    'INSERT INTO audit_entries (time_ms, action, actor, object, outcome, address, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  return ({ timeMs, action, actor, object, outcome, address = '', body }) =>
    void insert.run(timeMs, action, actor, object, outcome, address, body ? JSON.stringify(body) : null)
}
