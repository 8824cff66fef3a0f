import { randomBytes } from 'node:crypto'
import type { AuditNote } from '../audit-store.ts'
import { chainBytes, chainHash, firstHash, hashOfBody } from './audit-chain.ts'
import type { Sqlite } from './open-database.ts'

/**
 * Writes a note. To be called within the transaction of the act that it tells of: when the note can not be written it throws, and the act
 * is undone with it.
 */
export type AuditWriter = (note: AuditNote) => void

/** The connection has to have been lent the log's key. */
export function openAuditWriter(database: Sqlite): AuditWriter {
  const key = database.prepare<[], string>('SELECT audit_key()').pluck()
  // Read each time: another process may have written since.
  const last = database.prepare<[], { number: number; hash: Buffer }>(
    'SELECT number, hash FROM audit_entries ORDER BY number DESC LIMIT 1',
  )
  const insert = database.prepare(
    `INSERT INTO audit_entries (number, time_ms, action, actor, object, outcome, body_hash, key, hash, mac)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, audit_mac(?, ?))`,
  )
  const insertBody = database.prepare('INSERT INTO audit_bodies (number, salt, address, body) VALUES (?, ?, ?, ?)')

  const write = ({ timeMs, action, actor, object, outcome, address = '', body }: AuditNote) => {
    const { number: before, hash: hashBefore } = last.get() ?? { number: 0, hash: firstHash }
    const erasable = { salt: randomBytes(16), address, body: body === undefined ? '' : JSON.stringify(body) }
    const hasBody = erasable.address !== '' || erasable.body !== ''
    const bodyHash = hasBody ? hashOfBody(erasable) : new Uint8Array()
    const fields = { number: before + 1, timeMs, action, actor, object, outcome, bodyHash, key: key.get() ?? '' }
    const bytes = chainBytes(hashBefore, fields)
    insert.run(
      fields.number,
      timeMs,
      action,
      actor,
      object,
      outcome,
      bodyHash,
      fields.key,
      chainHash(bytes),
      fields.key,
      bytes,
    )
    if (hasBody) insertBody.run(fields.number, erasable.salt, erasable.address, erasable.body)
  }
  const alone = database.transaction(write)
  return (note) => (database.inTransaction ? write(note) : alone.immediate(note))
}
