import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { JournalSlice } from './log-append.ts'

export interface SortRequest extends JournalSlice {
  readonly id: number
  readonly file: string
}

export type SortAnswer =
  | { readonly id: number; readonly heads: ReadonlyMap<WorkspaceId, number> }
  | { readonly id: number; readonly code: string; readonly message: string }

/** Puts commits into the tables of a database, in a thread of its own for all databases. */
export interface Sorter {
  /** The heads of the workspaces, once they and the number of the last record are in the tables, in one transaction. Throws when they are not. */
  sort(request: Omit<SortRequest, 'id'>): Promise<ReadonlyMap<WorkspaceId, number>>
  /** Fulfilled when it has let go of the file. */
  release(file: string): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  settle(answer: SortAnswer): void
  fail(error: Error): void
}

/** The thread starts with the first request, and anew after it has died. */
export function openSorter(): Sorter {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0
  const failAll = (error: Error) => {
    worker = undefined
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(new URL('./sort-worker.ts', import.meta.url))
    started.unref()
    started.on('message', (answer: SortAnswer) => {
      waiting.get(answer.id)?.settle(answer)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
    })
    started.on('error', failAll)
    started.on('exit', () => worker === started && failAll(new Error('The thread that sorts the log ended.')))
    return started
  }
  return {
    sort: (request) =>
      new Promise((resolve, reject) => {
        const id = (lastId += 1)
        const settle = (answer: SortAnswer) => {
          if ('heads' in answer) resolve(answer.heads)
          else reject(Object.assign(new Error(answer.message), { code: answer.code }))
        }
        waiting.set(id, { settle, fail: reject })
        worker ??= start()
        worker.ref()
        worker.postMessage({ ...request, id })
      }),
    release: (file) =>
      new Promise((resolve) => {
        if (!worker) return resolve()
        const id = (lastId += 1)
        // A thread that has died holds no file either.
        waiting.set(id, { settle: () => resolve(), fail: () => resolve() })
        worker.ref()
        worker.postMessage({ close: file, id })
      }),
    close: async () => {
      const last = worker
      worker = undefined
      if (!last) return
      // It closes its databases itself: a thread that is stopped in the middle of SQLite takes the process with it.
      const ended = once(last, 'exit')
      last.ref()
      last.postMessage({ end: true })
      await ended
    },
  }
}
