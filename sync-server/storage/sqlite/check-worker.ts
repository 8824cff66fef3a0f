import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { parentPort, workerData } from 'node:worker_threads'

/** The thread of check-files.ts: reads databases through, one after another, and says what SQLite finds first in each. */
for (const file of workerData as readonly string[]) {
  if (existsSync(file)) parentPort?.postMessage({ file, verdict: verdictOn(file) })
}

function verdictOn(file: string): unknown {
  try {
    const database = new Database(file, { readonly: true, timeout: 5_000 })
    try {
      return database.pragma('quick_check(1)', { simple: true })
    } finally {
      database.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
