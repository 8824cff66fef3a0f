import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { NearPassage } from '../embedding-store.ts'
import { openAskingThread } from './asking-thread.ts'

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

export function openNearest(): Nearest {
  const script = new URL('./nearest-worker.ts', import.meta.url)
  const thread = openAskingThread<Omit<NearestRequest, 'id'>, NearestAnswer>(
    script,
    'The thread that compares vectors ended.',
  )
  let checked: Promise<string | undefined> | undefined
  return {
    find: async (ask) => {
      const { found, problem } = await thread.ask({ ask })
      if (!found) throw new Error(problem)
      return found
    },
    problem: () => (checked ??= thread.ask({}).then(({ problem }) => problem)),
    close: () => thread.close(),
  }
}
