import Database from 'better-sqlite3'
import { basename } from 'node:path'
import { StorageFault } from '../storage-fault.ts'

export type Sqlite = Database.Database

/**
 * Opens a database file and brings it to the latest schema. `migrations` are numbered by their place and never edited once
 * released; `user_version` counts those that have run.
 */
export function openDatabase(file: string, migrations: readonly string[]): Sqlite {
  const database = open(file)
  try {
    database.pragma('journal_mode = WAL')
    // FULL: a commit is on the disk when it returns, so that an acknowledgement can follow it.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma('trusted_schema = OFF')
    migrate(database, migrations)
    return database
  } catch (error) {
    database.close()
    throw error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB'
      ? new StorageFault('damaged', basename(file), { cause: error })
      : error
  }
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

function migrate(database: Sqlite, migrations: readonly string[]): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > migrations.length) throw new StorageFault('newer-version', basename(database.name))
  if (version === migrations.length) return
  database.transaction(() => {
    for (const migration of migrations.slice(version)) database.exec(migration)
    database.pragma(`user_version = ${migrations.length}`)
  })()
}
