import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { NearPassage } from '../embedding-store.ts'

export interface NearestAsk {
  readonly file: string
  readonly workspace: WorkspaceId
  readonly space: number
  readonly vector: Int8Array
  /** JSON: the ids of what may be found. */
  readonly among: string
  readonly limit: number
}

/** `ask` left out: only whether it can be done here. */
export interface NearestRequest {
  readonly id: number
  readonly ask?: NearestAsk
}

export interface NearestAnswer {
  readonly id: number
  readonly found?: readonly NearPassage[]
  readonly problem?: string
}

/**
 * Compares vectors, all of those that may be found with one: a hundredth of a second for ten thousand, so in a thread of its own, with a connection
 * that only reads. It is the only one that loads sqlite-vec.
 */
export interface Nearest {
  find(ask: NearestAsk): Promise<readonly NearPassage[]>
  /** Why it can not be done on this machine, in words; undefined: it can. */
  problem(): Promise<string | undefined>
  close(): Promise<void>
}

interface Waiting {
  settle(answer: NearestAnswer): void
  fail(error: Error): void
}

/** The thread starts with the first question, and anew after it has died. */
export function openNearest(): Nearest {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0
  let checked: Promise<string | undefined> | undefined
  const failAll = (error: Error) => {
    worker = undefined
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(new URL('./nearest-worker.ts', import.meta.url))
    started.unref()
    started.on('message', (answer: NearestAnswer) => {
      waiting.get(answer.id)?.settle(answer)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
    })
    started.on('error', failAll)
    started.on('exit', () => worker === started && failAll(new Error('The thread that compares vectors ended.')))
    return started
  }
  const request = (ask?: NearestAsk) =>
    new Promise<NearestAnswer>((resolve, reject) => {
      const id = (lastId += 1)
      waiting.set(id, { settle: resolve, fail: reject })
      worker ??= start()
      worker.ref()
      worker.postMessage({ id, ...(ask && { ask }) } satisfies NearestRequest)
    })
  return {
    find: async (ask) => {
      const { found, problem } = await request(ask)
      if (!found) throw new Error(problem)
      return found
    },
    problem: () => (checked ??= request().then(({ problem }) => problem)),
    close: async () => {
      const last = worker
      worker = undefined
      if (!last) return
      // A thread that is stopped in the middle of SQLite takes the process with it.
      const ended = once(last, 'exit')
      last.ref()
      last.postMessage('end')
      await ended
    },
  }
}
