import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Log } from './log.ts'
import type { ThingRead } from './worker/read-job.ts'
import { defaultPoolOptions, openWorkerPool } from './worker/worker-pool.ts'

/** Reads a thing as the log has it now, in a thread that may die of it. Nobody's rights are asked here. */
export interface ThingReader {
  /** 'missing': nobody has written to it, or it is of no type that is known here. 'unreadable': not at the moment, or not at all. */
  read(workspace: WorkspaceId, replica: ReplicaId): Promise<Outcome<'missing' | 'unreadable', ThingRead>>
  close(): Promise<void>
}

/** Readings that are kept, each by the seq it is of: a crowd that opens one page loads it once. */
const maxKept = 50
/** The first reading loads all rooms, which takes a busy machine its time. */
const timeoutMs = 30_000

type Reading = Outcome<'missing' | 'unreadable', ThingRead>

export function openThingReader(log: Log): ThingReader {
  const pool = openWorkerPool({ ...defaultPoolOptions, timeoutMs, idleMs: 60_000 })
  const kept = new Map<ReplicaId, { workspace: WorkspaceId; seq: number; thing: Promise<Reading> }>()
  const load = async (replica: ReplicaId, chunks: readonly Uint8Array[]): Promise<Reading> => {
    const answer = await pool.run('readThing', { replica, chunks })
    if (!answer.ok) return refused('unreadable')
    return answer.value ? done(answer.value) : refused('missing')
  }
  return {
    read: async (workspace, replica) => {
      const stored = await log.ofReplica(workspace, replica)
      if (!stored) return refused('missing')
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
      if (!(await thing).ok && kept.get(replica)?.thing === thing) kept.delete(replica)
      return thing
    },
    close: () => pool.close(),
  }
}
