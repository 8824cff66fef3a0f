import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Sqlite } from './open-database.ts'
import type { Health } from './sqlite-faults.ts'

export interface CheckedFile {
  readonly file: string
  readonly database: Sqlite
  readonly health: Health
}

/** Read before the server serves: a quarter of a second at most. SQLite checks about a gigabyte a second. */
const bytesAtStart = 128 * 1024 * 1024
/** Until then those who come back after a start have the disk to themselves. */
const laterMs = 60_000

/** Looks for wrong pages in small files, smallest first. Returns the files that are left for later. */
export function checkAtStart(files: readonly CheckedFile[]): readonly CheckedFile[] {
  const sized = files.map((each) => ({ each, bytes: statSync(each.file).size })).toSorted((a, b) => a.bytes - b.bytes)
  let left = bytesAtStart
  return sized.flatMap(({ each, bytes }) => {
    left -= bytes
    if (left < 0) return [each]
    try {
      note(each, each.database.pragma('quick_check(1)', { simple: true }))
    } catch (error) {
      each.health.failed(error)
    }
    return []
  })
}

/** The same for large ones, one after another in a thread of their own. Returns what stops it. */
export function checkLater(files: readonly CheckedFile[]): () => void {
  let worker: Worker | undefined
  const waiting = [...files]
  const next = () => {
    const each = waiting.shift()
    if (!each) return
    worker = new Worker(new URL('check-worker.ts', import.meta.url), { workerData: each.file })
    worker.unref()
    worker.once('message', (verdict: unknown) => note(each, verdict))
    worker.once('error', (error) => each.health.failed(error))
    worker.once('exit', next)
  }
  const timer = files.length > 0 ? setTimeout(next, laterMs).unref() : undefined
  return () => {
    clearTimeout(timer)
    waiting.length = 0
    void worker?.terminate()
  }
}

function note({ health }: CheckedFile, verdict: unknown): void {
  if (verdict !== 'ok') health.damaged(new Error(String(verdict)))
}
