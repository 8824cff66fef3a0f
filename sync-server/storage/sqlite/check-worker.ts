import Database from 'better-sqlite3'
import { parentPort, workerData } from 'node:worker_threads'

/** The thread of check-files.ts: reads one database through and says what SQLite finds first. */
const database = new Database(String(workerData), { readonly: true, timeout: 5_000 })
let verdict: unknown
try {
  verdict = database.pragma('quick_check(1)', { simple: true })
} catch (error) {
  verdict = error instanceof Error ? error.message : String(error)
} finally {
  database.close()
}
parentPort?.postMessage(verdict)
