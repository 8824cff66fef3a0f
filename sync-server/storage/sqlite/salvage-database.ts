import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { NewChange } from '../log-store.ts'
import { decodeCommit } from './commit-journal.ts'
import { journalPath } from './data-files.ts'
import { JournalFiles } from './journal-files.ts'
import { controlMigrations, organisationMigrations } from './migrations.ts'
import { openDatabase, schemaOf, type Sqlite } from './open-database.ts'
import { openLogStore } from './sqlite-log-store.ts'

export interface Salvaged {
  /** Rows that were copied. */
  readonly rows: number
  /** Changes that were copied, snapshots counted as one each, and those that could not be. */
  readonly changes: number
  readonly lostChanges: number
}

const tenantTables = [
  // Before the workspaces, which then belong to somebody, and before the tuples, which may name nothing else.
  'belongings',
  'workspaces',
  'resources',
  'tuples',
  'organisation_profile',
  'suspensions',
  'waiting_for_factor',
  'teams',
  'invitations',
  'invitation_uses',
  'public_links',
  'blobs',
  'quotas',
  'quota_states',
  'audit_entries',
  'audit_bodies',
  'audit_checkpoints',
  'secret_versions',
]
const batchSize = 500

/**
 * Copies what can be read of a damaged organisation into a new database. Its log is written anew, so its seqs are dense again and its
 * history is another one: every device sends what is missing. Throws when the schema is not the latest: nobody else knows its tables.
 */
export function salvageOrganisation(from: string, to: string): Salvaged {
  return withBoth({ from, to, migrations: organisationMigrations }, (source, target) => {
    const rows = copyTables(source, target, tenantTables)
    target.exec(`UPDATE workspaces SET head = 0, floor = 0, change_bytes = 0, snapshot_bytes = 0, documents = 0,
      blob_bytes = (SELECT coalesce(sum(bytes), 0) FROM blobs WHERE workspace = workspaces.id)`)
    return { rows, ...copyLog(source, target, from) }
  })
}

/** The same for the control file. */
export function salvageControl(from: string, to: string): Salvaged {
  return withBoth({ from, to, migrations: controlMigrations }, (source, target) => {
    const tables = target.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all()
    return { rows: copyTables(source, target, tables), changes: 0, lostChanges: 0 }
  })
}

interface Both {
  readonly from: string
  readonly to: string
  readonly migrations: readonly string[]
}

function withBoth({ from, to, migrations }: Both, copy: (source: Sqlite, target: Sqlite) => Salvaged): Salvaged {
  const source = new Database(from, { readonly: true })
  const target = openDatabase(to, migrations)
  try {
    const schema = schemaOf(source)
    if (schema !== migrations.length)
      throw new Error(`its schema is ${schema}, and only ${migrations.length} can be salvaged`)
    // Half of what belongs together may be gone.
    target.pragma('foreign_keys = OFF')
    return copy(source, target)
  } finally {
    source.close()
    target.close()
  }
}

function copyTables(source: Sqlite, target: Sqlite, tables: readonly string[]): number {
  let rows = 0
  for (const table of tables) {
    for (const row of readableRows(source, table)) {
      const names = Object.keys(row)
      const places = names.map(() => '?').join(', ')
      const insert = target.prepare(
        `INSERT OR IGNORE INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${places})`,
      )
      rows += insertWhatFits(() => insert.run(...Object.values(row)).changes)
    }
  }
  return rows
}

/** A tuple of something that is lost is lost with it. */
function insertWhatFits(insert: () => number): number {
  try {
    return insert()
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_TRIGGER') return 0
    throw error
  }
}

type Row = Readonly<Record<string, unknown>>

/** From the front up to the first page that can not be read, then from the back. A row that is met twice is told twice. */
function* readableRows(source: Sqlite, table: string): Generator<Row> {
  if (yield* rowsUntilDamage(source, `SELECT * FROM "${table}" NOT INDEXED`)) return
  const keys = source.prepare<[], { name: string; pk: number }>(
    `SELECT name, pk FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`,
  )
  const backwards = keys
    .all()
    .map(({ name }) => `"${name}" DESC`)
    .join(', ')
  if (backwards) yield* rowsUntilDamage(source, `SELECT * FROM "${table}" ORDER BY ${backwards}`)
}

/** true: there was no damage. */
function* rowsUntilDamage(source: Sqlite, query: string): Generator<Row, boolean> {
  try {
    yield* source.prepare<[], Row>(query).iterate()
    return true
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    return false
  }
}

interface ReplicaRow {
  readonly number: number
  readonly workspace: number
  readonly id: ReplicaId
  readonly kind: ReplicaKind
  readonly last_ms: number
  readonly last_writer: number
}

interface WriterRow {
  readonly number: number
  readonly principal: PrincipalId
  readonly device: DeviceId
  readonly agent_run: string
  readonly on_behalf_of: string
}

/** Snapshots first: they hold what the single changes after them build on. */
function copyLog(source: Sqlite, target: Sqlite, file: string): Omit<Salvaged, 'rows'> {
  const writers = byNumber<WriterRow>(source, 'writers')
  const replicas = byNumber<ReplicaRow>(source, 'replicas')
  const workspaces = byNumber<{ number: number; id: WorkspaceId; head: number; floor: number }>(source, 'workspaces')
  const log = openLogStore(target)
  const out = { changes: 0, lostChanges: 0 }
  let batch: NewChange[] = []
  const flush = () => {
    log.appendNow(batch)
    out.changes += batch.length
    batch = []
  }
  const take = (stored: StoredBytes) => {
    const replica = replicas.get(stored.replica)
    const writer = writers.get(stored.writer ?? replica?.last_writer ?? 0)
    const workspace = replica && workspaces.get(replica.workspace)
    if (!replica || !workspace) return void (out.lostChanges += 1)
    batch.push(changeOf(stored, { replica, writer, workspace: workspace.id }))
    if (batch.length >= batchSize) flush()
  }
  for (const row of readableRows(source, 'snapshots')) if (row.is_proven === 1) take(row as unknown as StoredBytes)
  for (const { number, head, floor } of workspaces.values()) {
    const one = source.prepare<[number, number], StoredBytes>(
      'SELECT replica, writer, time_ms, bytes FROM changes WHERE workspace = ? AND seq = ?',
    )
    for (let seq = floor + 1; seq <= head; seq += 1) {
      const found = attempt(() => one.get(number, seq))
      if (found) take(found)
      else out.lostChanges += 1
    }
  }
  batch.push(...waitingChanges(source, file))
  flush()
  return out
}

interface StoredBytes {
  readonly replica: number
  readonly writer?: number
  readonly time_ms?: number
  readonly bytes: Buffer
}

interface Envelope {
  readonly replica: ReplicaRow
  readonly writer: WriterRow | undefined
  readonly workspace: WorkspaceId
}

function changeOf({ bytes, time_ms }: StoredBytes, { replica, writer, workspace }: Envelope): NewChange {
  return {
    workspace,
    replica: replica.id,
    kind: replica.kind,
    bytes,
    hash: createHash('sha256').update(bytes).digest(),
    author: writer?.principal ?? ('local' as PrincipalId),
    device: writer?.device ?? ('device_unknown' as DeviceId),
    ...(writer?.agent_run && { agentRun: writer.agent_run }),
    ...(writer?.on_behalf_of && { onBehalfOf: writer.on_behalf_of as PrincipalId }),
    timeMs: time_ms ?? replica.last_ms,
  }
}

/** What the journal holds and the tables do not. */
function waitingChanges(source: Sqlite, file: string): readonly NewChange[] {
  const sorted = attempt(() =>
    source.prepare<[], string>(`SELECT value FROM settings WHERE name = 'journal'`).pluck().get(),
  )
  return new JournalFiles(journalPath(file))
    .recover(Number(sorted ?? 0))
    .flatMap(({ payload }) => decodeCommit(payload))
}

function byNumber<Each extends { number: number }>(source: Sqlite, table: string): Map<number, Each> {
  return new Map([...readableRows(source, table)].map((row) => [row.number as number, row as unknown as Each]))
}

/** undefined: it can not be read, or is not there. */
function attempt<Value>(look: () => Value): Value | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
