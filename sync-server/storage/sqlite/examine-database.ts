import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { checkChunks } from '#shared/crdt/automerge/chunk-envelope.ts'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import { updateBounds } from '#shared/crdt/yjs/update-bounds.ts'
import { organisationMigrations } from './migrations.ts'
import { schemaOf, type Sqlite } from './open-database.ts'

export interface ExaminedDatabase {
  readonly schema: number
  /** Sentences; empty when it is sound. */
  readonly faults: readonly string[]
  /** Rows of each table that can be read through; undefined: it can not. */
  readonly tables: Readonly<Record<string, number | undefined>>
  readonly workspaces: readonly ExaminedWorkspace[]
  readonly blobs: readonly { readonly hash: string; readonly bytes: number }[]
}

export interface ExaminedWorkspace {
  readonly id: string
  readonly name: string
  /** Single changes that the database says it keeps, and those of them that can be read. */
  readonly changes: number
  readonly readable: number
}

export interface ExamineOptions {
  /** Every page and every hash, instead of the structure and a sample. */
  readonly deep: boolean
}

const maxFaults = 20
const sampleSize = 500

/** Looks at a database that may be in use. Never throws for what is wrong with it. */
export function examineDatabase(file: string, { deep }: ExamineOptions): ExaminedDatabase {
  const faults: string[] = []
  const nothing = { schema: 0, faults, tables: {}, workspaces: [], blobs: [] }
  if (!existsSync(file)) return { ...nothing, faults: ['it is not there'] }
  let database: Sqlite
  try {
    database = new Database(file, { readonly: true, timeout: 5_000 })
  } catch (error) {
    return { ...nothing, faults: [sentenceOf(error)] }
  }
  const attempt = <Value>(look: () => Value, otherwise: Value): Value => {
    try {
      return look()
    } catch (error) {
      const sentence = sentenceOf(error)
      if (!faults.includes(sentence) && faults.length < maxFaults) faults.push(sentence)
      return otherwise
    }
  }
  try {
    return attempt(() => {
      database.exec('BEGIN')
      const schema = schemaOf(database)
      attempt(() => faults.push(...integrityFaults(database, deep)), 0)
      attempt(() => faults.push(...foreignKeyFaults(database)), 0)
      const tables = Object.fromEntries(
        tableNames(database).map((name) => [name, attempt(() => rowsOf(database, name), undefined)]),
      )
      const isLog = 'known_changes' in tables && schema === organisationMigrations.length
      const workspaces = isLog ? attempt(() => examineLog(database, { deep, faults }), []) : []
      const blobs = 'blobs' in tables ? attempt(() => blobsOf(database), []) : []
      return { schema, faults, tables, workspaces, blobs }
    }, nothing)
  } finally {
    database.close()
  }
}

function integrityFaults(database: Sqlite, deep: boolean): readonly string[] {
  const check = deep ? 'integrity_check' : 'quick_check'
  const found = database.prepare<[], string>(`PRAGMA ${check}(${maxFaults})`).pluck().all()
  return found.filter((line) => line !== 'ok').map((line) => line.replaceAll('\n', ' '))
}

function foreignKeyFaults(database: Sqlite): readonly string[] {
  const tables = new Set(
    database
      .prepare<[], { table: string }>('PRAGMA foreign_key_check')
      .all()
      .map((row) => row.table),
  )
  return [...tables].map((table) => `rows of ${table} point to what is not there`)
}

function tableNames(database: Sqlite): readonly string[] {
  return database.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all()
}

/** Reads the table itself, not an index of it. */
function rowsOf(database: Sqlite, table: string): number {
  let rows = 0
  for (const _row of database.prepare(`SELECT * FROM "${table}" NOT INDEXED`).iterate()) rows += 1
  return rows
}

function blobsOf(database: Sqlite): ExaminedDatabase['blobs'] {
  return database
    .prepare<[], { hash: string; bytes: number }>('SELECT DISTINCT hash, bytes FROM blobs ORDER BY hash')
    .all()
}

interface LogOptions extends ExamineOptions {
  readonly faults: string[]
}

interface WorkspaceRow {
  readonly number: number
  readonly id: string
  readonly name: string
  readonly head: number
  readonly floor: number
}

function examineLog(database: Sqlite, options: LogOptions): ExaminedWorkspace[] {
  const rows = database.prepare<[], WorkspaceRow>(
    'SELECT number, id, name, head, floor FROM workspaces ORDER BY number',
  )
  examineSnapshots(database, options)
  return rows.all().map((row) => examineWorkspace(database, row, options))
}

/** What old changes were merged into has to be readable for who loads a replica. */
function examineSnapshots(database: Sqlite, { faults }: LogOptions): void {
  const all = database.prepare<[], { id: string; kind: ReplicaKind; bytes: Buffer }>(
    'SELECT replicas.id, kind, bytes FROM snapshots JOIN replicas ON replicas.number = snapshots.replica WHERE is_proven = 1',
  )
  for (const { id, kind, bytes } of all.iterate()) {
    const isReadable = kind === 'yjs' ? updateBounds(bytes).ok : checkChunks(bytes).ok
    if (!isReadable && faults.length < maxFaults) faults.push(`the snapshot of ${id} can not be read`)
  }
}

interface StoredChange {
  readonly replica: number
  readonly seq: number
  readonly bytes: Buffer
  /** null: from before there was one; then its hash is known. */
  readonly crc: number | null
}

function openComparison(database: Sqlite): (change: StoredChange) => boolean {
  const known = database.prepare<[number, Buffer], { seq: number }>(
    'SELECT seq FROM known_changes WHERE replica = ? AND hash = ?',
  )
  return ({ replica, seq, bytes, crc }) =>
    crc === null ? known.get(replica, shortHash(bytes))?.seq === seq : crc32(bytes) === crc
}

/** Every seq beyond the floor has one change, whose bytes are those that were written. */
function examineWorkspace(
  database: Sqlite,
  { number, id, name, head, floor }: WorkspaceRow,
  { deep, faults }: LogOptions,
): ExaminedWorkspace {
  const change = database.prepare<[number, number], StoredChange>(
    'SELECT replica, seq, bytes, crc FROM changes WHERE workspace = ? AND seq = ?',
  )
  const isAsWritten = openComparison(database)
  const changes = Math.max(0, head - floor)
  const every = deep ? 1 : Math.max(1, Math.ceil(changes / sampleSize))
  const wrong = { missing: 0, unreadable: 0, changed: 0 }
  for (let seq = floor + 1; seq <= head; seq += 1) {
    try {
      const found = change.get(number, seq)
      if (!found) wrong.missing += 1
      else if (seq % every === 0 && !isAsWritten(found)) wrong.changed += 1
    } catch {
      wrong.unreadable += 1
    }
  }
  const told = [
    [wrong.missing, 'are missing'],
    [wrong.unreadable, 'can not be read'],
    [wrong.changed, every === 1 ? 'are not what was written' : `of a sample of ${sampleSize} are not what was written`],
  ] as const
  for (const [count, what] of told)
    if (count > 0) faults.push(`workspace ${id} (${name}): ${count} changes of ${changes} ${what}`)
  return { id, name, changes, readable: changes - wrong.missing - wrong.unreadable - wrong.changed }
}

/** The part of a hash by which the log knows a change. */
function shortHash(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest().subarray(0, 16)
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : `${basename(String(error))}`
}
