import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Log } from './log.ts'
import type { ThingRead } from './worker/read-job.ts'
import { defaultPoolOptions, openWorkerPool } from './worker/worker-pool.ts'

/** Reads a thing as the log has it now, in a thread that may die of it. Nobody's rights are asked here. */
export interface ThingReader {
  /** undefined: nobody has written to it, or nothing here can read it. */
  read(workspace: WorkspaceId, replica: ReplicaId): Promise<ThingRead | undefined>
  close(): Promise<void>
}

/** Readings that are kept, each by the seq it is of: a crowd that opens one page loads it once. */
const maxKept = 50

export function openThingReader(log: Log): ThingReader {
  const pool = openWorkerPool({ ...defaultPoolOptions, idleMs: 30_000 })
  const kept = new Map<ReplicaId, { workspace: WorkspaceId; seq: number; thing: Promise<ThingRead | undefined> }>()
  const load = async (replica: ReplicaId, chunks: readonly Uint8Array[]) => {
    const answer = await pool.run('readThing', { replica, chunks })
    return answer.ok ? answer.value : undefined
  }
  return {
    read: async (workspace, replica) => {
      const stored = await log.ofReplica(workspace, replica)
      if (!stored) return undefined
      const known = kept.get(replica)
      if (known?.workspace === workspace && known.seq === stored.lastSeq) return known.thing
      const thing = load(replica, stored.chunks)
      kept.delete(replica)
      kept.set(replica, { workspace, seq: stored.lastSeq, thing })
      for (const oldest of kept.keys()) {
        if (kept.size <= maxKept) break
        kept.delete(oldest)
      }
      // A reading that failed may have failed of the thread, not of the thing.
      if ((await thing) === undefined && kept.get(replica)?.thing === thing) kept.delete(replica)
      return thing
    },
    close: () => pool.close(),
  }
}
