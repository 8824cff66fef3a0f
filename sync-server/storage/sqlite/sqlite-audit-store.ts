import type { PrincipalId } from '#shared/kit/ids.ts'
import type {
  AuditCheckpoint,
  AuditFilter,
  AuditHead,
  AuditNote,
  AuditPage,
  AuditProof,
  AuditRecord,
  AuditStore,
} from '../audit-store.ts'
import type { KeyRing } from '../key-ring.ts'
import { bodyErased, entryList } from './audit-chain.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { verifyAudit } from './verify-audit.ts'

interface AuditRow {
  readonly number: number
  readonly timeMs: number
  readonly action: string
  readonly actor: PrincipalId
  readonly object: string
  readonly outcome: 'done' | 'refused'
  readonly bodyHash: Buffer
  readonly key: string
  readonly hash: Buffer
  readonly salt: Buffer | null
  readonly address: string | null
  readonly body: string | null
}

const rows = `SELECT audit_entries.number, time_ms AS timeMs, action, actor, object, outcome, body_hash AS bodyHash, key, hash, salt,
    address, body
  FROM audit_entries LEFT JOIN audit_bodies ON audit_bodies.number = audit_entries.number`

/** `log`: the id of the organisation, or `control`. */
export function openAuditStore(database: Sqlite, { keys, log }: { keys: () => KeyRing; log: string }): AuditStore {
  const write = openAuditWriter(database)
  const after = database.prepare<[number, number], AuditRow>(
    `${rows} WHERE audit_entries.number > ? ORDER BY audit_entries.number LIMIT ?`,
  )
  const head = database.prepare<[], AuditHead>('SELECT number, hash FROM audit_entries ORDER BY number DESC LIMIT 1')
  return {
    insertNote: async (note) => write(note),
    page: async (asked) => pageOf(database, asked),
    proofs: async (from, limit) => after.all(from, limit).map(proofOf),
    head: async () => head.get(),
    eraseBodies: openErasure(database, write),
    ...checkpointMethods(database),
    verify: async (outside) => verifyAudit(database, { keys: keys(), log, outside }),
  }
}

function pageOf(database: Sqlite, { before, limit, ...filter }: AuditPage): AuditRecord[] {
  const { conditions, values } = conditionsOf(filter)
  if (before !== undefined) conditions.push('audit_entries.number < ?')
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  const found = database.prepare<(string | number)[], AuditRow>(
    `${rows} ${where} ORDER BY audit_entries.number DESC LIMIT ?`,
  )
  return found.all(...values, ...(before === undefined ? [] : [before]), limit).map(recordOf)
}

function conditionsOf({ actor, action, object, outcome, fromMs, toMs }: AuditFilter) {
  const asked: readonly (readonly [condition: string, value: string | number | undefined])[] = [
    ['actor = ?', actor],
    ['instr(action, ?) > 0', action],
    ['object = ?', object],
    ['outcome = ?', outcome],
    ['time_ms >= ?', fromMs],
    ['time_ms < ?', toMs],
  ]
  const given = asked.filter(([, value]) => value !== undefined)
  return { conditions: given.map(([condition]) => condition), values: given.map(([, value]) => value ?? '') }
}

function openErasure(database: Sqlite, write: (note: AuditNote) => void): AuditStore['eraseBodies'] {
  const remove = database.prepare('DELETE FROM audit_bodies WHERE number = ?')
  const erase = database.transaction((numbers: readonly number[], note: Omit<AuditNote, 'action' | 'object'>) => {
    const gone = numbers.filter((number) => remove.run(number).changes > 0)
    if (gone.length > 0) write({ ...note, action: bodyErased, object: entryList(gone) })
    return gone.length
  })
  return async (numbers, note) => erase.immediate(numbers, note)
}

function checkpointMethods(database: Sqlite): Pick<AuditStore, 'insertCheckpoint' | 'lastCheckpoint'> {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO audit_checkpoints (number, time_ms, hash, key, signature) VALUES (?, ?, ?, ?, ?)',
  )
  const last = database.prepare<[], AuditCheckpoint>(
    'SELECT number, time_ms AS timeMs, hash, key, signature FROM audit_checkpoints ORDER BY number DESC LIMIT 1',
  )
  return {
    insertCheckpoint: async ({ number, timeMs, hash, key, signature }) =>
      void insert.run(number, timeMs, hash, key, signature),
    lastCheckpoint: async () => last.get(),
  }
}

function recordOf({ number, timeMs, action, actor, object, outcome, bodyHash, address, body }: AuditRow): AuditRecord {
  return {
    number,
    timeMs,
    action,
    actor,
    object,
    outcome,
    address: address ?? '',
    isErased: bodyHash.length > 0 && address === null,
    ...(body && { body: JSON.parse(body) as Record<string, unknown> }),
  }
}

function proofOf(row: AuditRow): AuditProof {
  const { hash, bodyHash, key, salt } = row
  return { ...recordOf(row), hash, bodyHash, key, salt: salt ?? undefined }
}
