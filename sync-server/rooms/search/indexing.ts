import { searchedTypes } from '#shared/assistant/search/query.ts'
import { typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import type { BackgroundLoop } from '#server/log/background-loop.ts'
import { type Consumer, type ConsumerPorts, openConsumer } from '#server/log/consumers.ts'
import { openWorkerPool, type WorkerPool } from '#server/log/worker/worker-pool.ts'
import type { ChangedReplica, Effect } from '#server/storage/consumer-store.ts'

/** Bounds what one piece of work reads and one transaction writes. */
const maxThings = 10
/** So old an answer of the server may be; a device adds what it holds itself. */
const restMs = 5_000
/** Raised when the words of a text are made otherwise than before: then all are made again. */
const stamp = 'words 2'

const poolOptions = {
  timeoutMs: 60_000,
  maxMegabytes: 1_024,
  maxJobs: 20_000,
  idleMs: 30_000,
  isBackground: true,
} as const

export interface IndexingPorts extends ConsumerPorts {
  /** Called after texts of a workspace were read. */
  indexed(workspace: WorkspaceId): void
}

/** Keeps what can be searched. It follows states, so a text that is being typed in is read once a round. */
export async function openSearchIndexing(ports: IndexingPorts): Promise<BackgroundLoop<WorkspaceId>> {
  const pool = openWorkerPool(poolOptions)
  const loop = await openConsumer({ ...textConsumer(pool, ports.report), advanced: ports.indexed }, ports)
  return {
    ...loop,
    close: async () => {
      const ended = loop.close()
      await pool.close()
      await ended
    },
  }
}

function textConsumer(pool: WorkerPool, report: (fault: unknown) => void): Consumer {
  return {
    name: 'search',
    stamp,
    restMs,
    read: async ({ workspace, store, after }) => {
      const changed = await store.changedAfter(workspace, { after, max: maxThings })
      const to = changed.at(-1)?.lastSeq
      if (to === undefined) return undefined
      const effects: Effect[] = []
      for (const each of changed.filter(isSearched)) effects.push(...(await textEffect(each)))
      return { to, effects }

      async function textEffect({ replica }: ChangedReplica): Promise<Effect[]> {
        const state = await store.sortedReplica(workspace, replica)
        if (!state) return []
        const made = await pool.run('searchText', { replica, chunks: state.chunks })
        if (!made.ok && made.reason === 'ended') throw new Error(made.detail ?? 'The worker ended.')
        if (!made.ok) report(new Error(`The words of ${replica} could not be read: ${made.detail ?? made.reason}`))
        return [{ kind: 'text', replica, text: made.ok ? made.value : undefined }]
      }
    },
  }
}

function isSearched({ replica }: ChangedReplica): boolean {
  return searchedTypes.has(typeOf(replica))
}
