import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { journalFiles } from './data-files.ts'
import type { Sqlite } from './open-database.ts'

export interface DatabaseCopy {
  /** `user_version` of the schema. */
  readonly schema: number
  /** The hashes of the blobs that the copy names, in order. */
  readonly blobs: readonly string[]
  /** What SQLite finds wrong with the copy; empty when it is sound. */
  readonly faults: readonly string[]
}

/** 4 MB at a time: between two steps whoever else waits for the disk has a turn. */
const pagesPerStep = 1_024
/** As many faults as a person reads. */
const maxFaults = 20

/**
 * Copies a database that may be in use, as it is at one moment: a read transaction holds that moment, so writers go on and the copy
 * never starts over. The copy is one file without a write-ahead log. Its blobs are listed from the same moment.
 */
export async function copyDatabase(from: string, to: string): Promise<DatabaseCopy> {
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5_000 })
  try {
    source.exec('BEGIN')
    const schema = Number(source.pragma('user_version', { simple: true }))
    const blobs = blobsIn(source)
    await source.backup(to, { progress: () => pagesPerStep })
    source.exec('COMMIT')
    return { schema, blobs, faults: faultsOfCopy(to) }
  } finally {
    source.close()
  }
}

/**
 * Changes whenever a commit or a checkpoint changes the file or its write-ahead log; equal markers mean equal contents. The head of
 * the shared index counts the transactions, which tells apart what falls into one tick of the file system's clock.
 */
export function changeMarker(file: string): string {
  const main = statSync(file, { bigint: true })
  const log = statSync(`${file}-wal`, { bigint: true, throwIfNoEntry: false })
  const marker = createHash('sha256').update(`${main.ino} ${main.size} ${main.mtimeNs}`)
  for (const journal of journalFiles(file)) {
    const found = statSync(journal, { bigint: true, throwIfNoEntry: false })
    if (found) marker.update(`${found.size} ${found.mtimeNs}`)
  }
  // An empty log is as good as none: whoever only reads leaves one behind.
  if (log && log.size > 0n) marker.update(`${log.size} ${log.mtimeNs}`).update(indexHead(`${file}-shm`))
  return marker.digest('hex').slice(0, 32)
}

function indexHead(file: string): Uint8Array {
  const head = new Uint8Array(48)
  if (!statSync(file, { throwIfNoEntry: false })) return head
  const opened = openSync(file, 'r')
  try {
    readSync(opened, head)
  } finally {
    closeSync(opened)
  }
  return head
}

function blobsIn(database: Sqlite): readonly string[] {
  const has = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'blobs'`).get()
  if (!has) return []
  return database.prepare<[], string>('SELECT DISTINCT hash FROM blobs ORDER BY hash').pluck().all()
}

function faultsOfCopy(file: string): readonly string[] {
  const copy = new Database(file)
  try {
    copy.pragma('journal_mode = DELETE')
    const found = copy.pragma(`quick_check(${maxFaults})`) as { quick_check: string }[]
    return found.map((row) => row.quick_check).filter((line) => line !== 'ok')
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    copy.close()
  }
}
