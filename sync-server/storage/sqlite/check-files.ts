import { existsSync, statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { Health } from './sqlite-faults.ts'

export interface CheckedFile {
  readonly file: string
  readonly health: Health
}

/** Read before the server serves: a quarter of a second at most. SQLite checks about a gigabyte a second, and opens a file in a millisecond. */
const bytesAtStart = 128 * 1024 * 1024
const filesAtStart = 50
/** Until then those who come back after a start have the disk to themselves. */
const laterMs = 60_000

/** Looks for wrong pages in small files, smallest first. Returns the files that are left for later. */
export function checkAtStart(files: readonly CheckedFile[]): readonly CheckedFile[] {
  const sized = files.map((each) => ({ each, bytes: statSync(each.file).size })).toSorted((a, b) => a.bytes - b.bytes)
  let left = bytesAtStart
  return sized.flatMap(({ each, bytes }, index) => {
    left -= bytes
    if (left < 0 || index >= filesAtStart) return [each]
    try {
      note(each.health, quickCheck(each.file))
    } catch (error) {
      each.health.failed(error)
    }
    return []
  })
}

/** The same for the others, one after another in a thread of their own. Returns what stops it. */
export function checkLater(files: readonly CheckedFile[]): () => void {
  if (files.length === 0) return () => undefined
  const healths = new Map(files.map(({ file, health }) => [file, health]))
  let worker: Worker | undefined
  const timer = setTimeout(() => {
    worker = new Worker(new URL('check-worker.ts', import.meta.url), { workerData: [...healths.keys()] })
    worker.unref()
    worker.on('message', ({ file, verdict }: { file: string; verdict: unknown }) => {
      const health = healths.get(file)
      // It may have been erased meanwhile.
      if (health && existsSync(file)) note(health, verdict)
    })
    worker.once('error', () => undefined)
  }, laterMs).unref()
  return () => {
    clearTimeout(timer)
    void worker?.terminate()
  }
}

function quickCheck(file: string): unknown {
  const database = new Database(file, { timeout: 5_000 })
  try {
    return database.pragma('quick_check(1)', { simple: true })
  } finally {
    database.close()
  }
}

function note(health: Health, verdict: unknown): void {
  if (verdict !== 'ok') health.damaged(new Error(String(verdict)))
}
