import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { JournalSlice } from './log-append.ts'
import type { QuietAnswer, QuietQuestion } from './quiet-reads.ts'

export interface SortRequest extends JournalSlice {
  readonly file: string
}

export interface ReadRequest {
  readonly file: string
  readonly question: QuietQuestion
}

export type ThreadRequest = (SortRequest | ReadRequest | { readonly close: string }) & { readonly id: number }

export type ThreadAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly code: string; readonly message: string }

/** Puts commits into the tables of a database, and reads what nobody waits for, in a thread of its own for all databases. */
export interface Sorter {
  /** The heads of the workspaces, once they and the number of the last record are in the tables, in one transaction. Throws when they are not. */
  sort(request: SortRequest): Promise<ReadonlyMap<WorkspaceId, number>>
  /** What the tables say to who works in the background. */
  read<Question extends QuietQuestion>(file: string, question: Question): Promise<QuietAnswer<Question>>
  /** Fulfilled when it has let go of the file. */
  release(file: string): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  settle(value: unknown): void
  fail(error: Error): void
}

type Asked = ThreadRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never

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
  const heard = (started: Worker, answer: ThreadAnswer) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) started.unref()
    if ('value' in answer) asker?.settle(answer.value)
    else asker?.fail(Object.assign(new Error(answer.message), { code: answer.code }))
  }
  const start = () => {
    const started = new Worker(new URL('./sort-worker.ts', import.meta.url))
    started.unref()
    started.on('message', (answer: ThreadAnswer) => heard(started, answer))
    started.on('error', failAll)
    started.on('exit', () => worker === started && failAll(new Error('The thread that sorts the log ended.')))
    return started
  }
  const ask = (asked: Asked) =>
    new Promise<unknown>((settle, fail) => {
      const id = (lastId += 1)
      waiting.set(id, { settle, fail })
      worker ??= start()
      worker.ref()
      worker.postMessage({ ...asked, id })
    })
  return {
    sort: (request) => ask(request) as Promise<ReadonlyMap<WorkspaceId, number>>,
    read: (file, question) => ask({ file, question }) as Promise<never>,
    // A thread that has died holds no file either.
    release: async (file) => void (worker && (await ask({ close: file }).catch(() => undefined))),
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
