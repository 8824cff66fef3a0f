import Database from 'better-sqlite3'

/**
 * After a restore the same seqs are given again, to other changes. A new name for the history of an organisation keeps every cursor of
 * the lost one from being taken for one of this. The control file has no history, nor have files of before schema 2.
 */
export function beginNewHistory(file: string): void {
  const database = new Database(file)
  try {
    database.prepare("UPDATE settings SET value = lower(hex(randomblob(8))) WHERE name = 'epoch'").run()
  } catch (error) {
    // Before schema 2 there were no settings; the migration names the history then.
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_ERROR') throw error
  } finally {
    database.close()
  }
}
