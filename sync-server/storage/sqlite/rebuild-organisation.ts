import { organisationMigrations } from './migrations.ts'
import { openDatabase, type Sqlite } from './open-database.ts'
import type { StagedReplica } from '../organisation-moves.ts'

/**
 * What does not come along: what is made anew from the rest (rows, and who has read how far), what is of the server it was on (its audit log
 * is under that server's key and stays in the archive), and what opens something.
 */
const leftBehind: ReadonlySet<string> = new Set([
  'rows',
  'search_texts',
  'passages',
  'embedding_spaces',
  'consumers',
  'settings',
  'access_outbox',
  'audit_entries',
  'audit_bodies',
  'audit_checkpoints',
  'secret_versions',
  'invitations',
  'invitation_uses',
  'public_links',
  'quotas',
  'quota_states',
])

/**
 * Writes a database anew into a file of our own making, row by row, with `renamed` applied to every text: ids are long and random, so one
 * that is found anywhere is that id. Nothing but rows comes over.
 */
export function rebuildOrganisation(from: Sqlite, to: string, renamed: (text: string) => string): void {
  const target = openDatabase(to, organisationMigrations)
  try {
    target.pragma('foreign_keys = OFF')
    target.function('renamed', { deterministic: true }, (text) => (typeof text === 'string' ? renamed(text) : text))
    target.prepare('ATTACH ? AS staged').run(from.name)
    target.transaction(() => copyRows(target))()
    target.exec('DETACH staged')
    target.pragma('wal_checkpoint(TRUNCATE)')
    if ((target.pragma('foreign_key_check') as unknown[]).length > 0)
      throw new Error('bug: what was rebuilt names what is not in it')
  } finally {
    target.close()
  }
}

/** Without the triggers, which write into other tables what is copied as well. */
function copyRows(target: Sqlite): void {
  const named = (type: string) =>
    target
      .prepare<[string], { name: string; sql: string }>(
        `SELECT name, sql FROM main.sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
      )
      .all(type)
  const triggers = named('trigger')
  for (const { name } of triggers) target.exec(`DROP TRIGGER "${name}"`)
  for (const { name } of named('table')) {
    // The index of words is several tables, which SQLite fills.
    if (leftBehind.has(name) || name.startsWith('search_words')) continue
    const columns = target
      .prepare<[string], { name: string; type: string }>('SELECT name, type FROM pragma_table_info(?)')
      .all(name)
    const list = columns.map((column) => `"${column.name}"`).join(', ')
    const values = columns.map((column) => (column.type === 'TEXT' ? `renamed("${column.name}")` : `"${column.name}"`))
    target.exec(`INSERT INTO main."${name}" (${list}) SELECT ${values.join(', ')} FROM staged."${name}"`)
  }
  target.exec(`INSERT INTO main.settings SELECT name, value FROM staged.settings WHERE name = 'history-days'`)
  target.exec(recount)
  for (const { sql } of triggers) target.exec(sql)
}

/** What is used is counted here, whatever the archive says. */
const recount = `UPDATE workspaces SET
  change_bytes = (SELECT coalesce(sum(length(bytes)), 0) FROM changes WHERE workspace = workspaces.number),
  snapshot_bytes = (SELECT coalesce(sum(folded_bytes), 0) FROM replicas WHERE workspace = workspaces.number),
  blob_bytes = (SELECT coalesce(sum(bytes), 0) FROM blobs WHERE workspace = workspaces.id),
  documents = (SELECT count(*) FROM replicas WHERE workspace = workspaces.number AND kind = 'yjs')`

/** What every replica of a database consists of, one after another. */
export function* replicasIn(database: Sqlite): Generator<StagedReplica> {
  const replicas = database.prepare<[], { number: number; kind: StagedReplica['kind']; folded: number }>(
    'SELECT number, kind, folded_seq AS folded FROM replicas ORDER BY number',
  )
  const parts = database.prepare<[number, number, number], { to: number; bytes: Buffer }>(
    `SELECT to_seq AS "to", bytes FROM snapshots WHERE replica = ? AND is_proven = 1
     UNION ALL SELECT seq, bytes FROM changes WHERE replica = ? AND seq > ? ORDER BY 1`,
  )
  for (const { number, kind, folded } of replicas.all()) yield { kind, parts: parts.all(number, number, folded) }
}
