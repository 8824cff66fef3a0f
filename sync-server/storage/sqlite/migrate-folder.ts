import {
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StorageFault } from '../storage-fault.ts'
import { migrate, openFile, type Sqlite } from './open-database.ts'

/** A database whose schema is old. */
export interface OldDatabase {
  /** Relative to the data folder. */
  readonly path: string
  /** Its schema; 0: it is new. */
  readonly schema: number
  readonly migrations: readonly string[]
}

/** As many copies from before migrations stay. */
const kept = 2

/**
 * Brings databases to the latest schema, all of them or none: each is copied beside the data first, and when one fails, all get their
 * copies back. Databases without a schema are new, and are not copied.
 *
 * A process that ends in the middle leaves whole files, some old and some new; the next start goes on.
 */
export function migrateFolder(folder: string, old: readonly OldDatabase[], timeMs: number): void {
  const filled = old.filter(({ schema }) => schema > 0)
  const copies = join(
    folder,
    `before-migration-${versionOf(filled)}-${new Date(timeMs).toISOString().replace(/[:.]/g, '-')}`,
  )
  let failing = ''
  try {
    for (const { path } of filled) {
      failing = path
      withDatabase(join(folder, path), (database) => copyDatabaseTo(database, join(copies, path)))
    }
    for (const { path, migrations } of old) {
      failing = path
      withDatabase(join(folder, path), (database) => migrate(database, migrations))
    }
  } catch (error) {
    for (const { path } of filled) putBack(join(copies, path), join(folder, path))
    rmSync(copies, { recursive: true, force: true })
    throw new StorageFault(
      'migration-failed',
      `${failing}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
  removeOldCopies(folder)
}

/** One at a time: with thousands of organisations they can not all be open. */
function withDatabase(file: string, act: (database: Sqlite) => void): void {
  const database = openFile(file)
  try {
    act(database)
  } finally {
    database.close()
  }
}

/** The schemas that are left behind, such as `control1-orgs1`. */
function versionOf(old: readonly OldDatabase[]): string {
  const names = old.map(({ path, schema }) => `${path.startsWith('orgs') ? 'orgs' : 'control'}${schema}`)
  return [...new Set(names)].toSorted().join('-')
}

function copyDatabaseTo(database: Sqlite, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  // Somebody reads it, such as a backup: then the log has to stay, and the copy is made by reading, too.
  if (result?.busy) database.prepare('VACUUM INTO ?').run(to)
  else copyFileSync(database.name, to, constants.COPYFILE_FICLONE)
  for (const path of [to, dirname(to)]) syncNow(path)
}

/** A copy that was not finished has nothing to put back: then nothing has been migrated either. */
function putBack(copy: string, file: string): void {
  if (!existsSync(copy)) return
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
  renameSync(copy, file)
  syncNow(dirname(file))
}

function removeOldCopies(folder: string): void {
  const isCopy = (name: string) => name.startsWith('before-migration-')
  const at = (name: string) => name.slice(-24)
  const copies = readdirSync(folder).filter(isCopy)
  const newestFirst = copies.toSorted((a, b) => at(b).localeCompare(at(a)))
  for (const name of newestFirst.slice(kept)) rmSync(join(folder, basename(name)), { recursive: true })
}

function syncNow(path: string): void {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
