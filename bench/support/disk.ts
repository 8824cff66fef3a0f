import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Milliseconds of `count` small writes to a new file in the folder, each followed by an fsync. */
export function fsyncTimes(folder: string, count: number): number[] {
  const file = openSync(join(folder, 'probe'), 'w')
  const block = new Uint8Array(4096)
  const times = Array.from({ length: count }, () => {
    const start = performance.now()
    writeSync(file, block)
    fsyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  return times
}

/** Rows of 100 bytes a second that SQLite appends in WAL mode with synchronous=FULL, `perCommit` in a transaction, for a second. */
export function sqliteAppendsPerSecond(folder: string, perCommit: number): number {
  const database = new Database(join(folder, `appends-${perCommit}.db`))
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)')
    const insert = database.prepare('INSERT INTO rows (bytes) VALUES (?)')
    const row = Buffer.alloc(100)
    const commit = database.transaction(() => {
      for (let count = 0; count < perCommit; count += 1) insert.run(row)
    })
    const start = performance.now()
    let rows = 0
    for (; performance.now() - start < 1_000; rows += perCommit) commit()
    return (rows / (performance.now() - start)) * 1_000
  } finally {
    database.close()
  }
}
