import { randomBytes } from 'node:crypto'
import type { AuditNote } from '../audit-store.ts'
import { chainBytes, chainHash, firstHash, hashOfBody } from '../audit-hashes.ts'
import { keyChanged, operator } from './audit-chain.ts'
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
  const last = database.prepare<[], LastEntry>(
    'SELECT number, hash, key FROM audit_entries ORDER BY number DESC LIMIT 1',
  )
  const insert = database.prepare(
    `INSERT INTO audit_entries (number, time_ms, action, actor, object, outcome, body_hash, key, hash, mac)
     VALUES (@number, @timeMs, @action, @actor, @object, @outcome, @bodyHash, @key, @hash, audit_mac(@key, @bytes))`,
  )
  const insertBody = database.prepare('INSERT INTO audit_bodies (number, salt, address, body) VALUES (?, ?, ?, ?)')

  const append = (before: LastEntry, { timeMs, action, actor, object, outcome, address = '', body }: AuditNote) => {
    const number = before.number + 1
    const erasable = { salt: randomBytes(16), address, body: body === undefined ? '' : JSON.stringify(body) }
    const hasBody = erasable.address !== '' || erasable.body !== ''
    const bodyHash = hasBody ? hashOfBody(erasable) : new Uint8Array()
    const fields = { number, timeMs, action, actor, object, outcome, bodyHash, key: key.get() ?? '' }
    const bytes = chainBytes(before.hash, fields)
    const hash = chainHash(bytes)
    insert.run({ ...fields, hash, bytes })
    if (hasBody) insertBody.run(number, erasable.salt, erasable.address, erasable.body)
    return { number, hash, key: fields.key }
  }
  const write = (note: AuditNote) => {
    const before = last.get() ?? { number: 0, hash: firstHash, key: undefined }
    const now = key.get()
    const isSameKey = before.key === undefined || before.key === now
    append(isSameKey ? before : append(before, keyChange(note.timeMs, { from: before.key, to: now })), note)
  }
  const alone = database.transaction(write)
  return (note) => (database.inTransaction ? write(note) : alone.immediate(note))
}

interface LastEntry {
  readonly number: number
  readonly hash: Uint8Array
  /** undefined: there was no entry. */
  readonly key: string | undefined
}

/** The operator has put another key first, or the old one was lost with a machine. */
function keyChange(timeMs: number, { from, to }: { from: string | undefined; to: string | undefined }): AuditNote {
  return { action: keyChanged, actor: operator, object: `key:${from}>${to}`, outcome: 'done', timeMs }
}
