import Database from 'better-sqlite3'
import { basename } from 'node:path'
import { StorageFault } from '../storage-fault.ts'
import { isDamage } from './sqlite-faults.ts'

export type Sqlite = Database.Database

/**
 * Opens a database file, whatever its schema. Throws a StorageFault when it is not there and can not be made, or can not be read.
 */
export function openFile(file: string): Sqlite {
  const database = open(file)
  try {
    database.pragma('journal_mode = WAL')
    // FULL: a commit is on the disk when it returns, so that an acknowledgement can follow it.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    // 4 MB a file: with one file an organisation more would add up, and made neither commits nor reads of a gigabyte faster.
    database.pragma('cache_size = -4096')
    // What a log has grown to while somebody read for long, a backup say, is given back afterwards.
    database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
    database.pragma('trusted_schema = OFF')
    return database
  } catch (error) {
    database.close()
    throw isDamage(error) ? new StorageFault('damaged', basename(file), { cause: error }) : error
  }
}

/**
 * Opens a database file and brings it to the latest schema. `migrations` are numbered by their place and never edited once
 * released; `user_version` counts those that have run.
 */
export function openDatabase(file: string, migrations: readonly string[]): Sqlite {
  const database = openFile(file)
  try {
    if (hasOldSchema(database, migrations)) migrate(database, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Throws a StorageFault for the schema of a newer version. */
function hasOldSchema(database: Sqlite, migrations: readonly string[]): boolean {
  const version = schemaOf(database)
  if (version > migrations.length) throw new StorageFault('newer-version', basename(database.name))
  return version < migrations.length
}

/** 0: nothing has been made in it yet. */
export function schemaOf(database: Sqlite): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** All migrations that are missing, or none. */
export function migrate(database: Sqlite, migrations: readonly string[]): void {
  database.transaction(() => {
    for (const migration of migrations.slice(schemaOf(database))) database.exec(migration)
    database.pragma(`user_version = ${migrations.length}`)
  })()
}

/**
 * Holds the data folder for this process. The lock is the operating system's, so it is gone when the process is, however it ends.
 * Returns the unlocker.
 */
export function lockFolder(file: string, folder: string): () => void {
  const lock = open(file)
  try {
    lock.pragma('busy_timeout = 0')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new StorageFault('in-use', folder)
    if (error instanceof Database.SqliteError && /READONLY|CANTOPEN|IOERR/.test(error.code))
      throw new StorageFault('not-writable', folder, { cause: error })
    throw error
  }
  return () => lock.close()
}

function open(file: string): Sqlite {
  try {
    return new Database(file, { timeout: 5_000 })
  } catch (error) {
    throw new StorageFault('not-writable', file, { cause: error })
  }
}
