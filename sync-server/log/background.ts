import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Access } from '#server/access/access.ts'
import { decisionReader } from './activity-decisions.ts'
import { openCompaction, type CompactionPorts } from './compaction.ts'
import { openConsumer } from './consumers.ts'
import { rowProjector } from './projector.ts'
import { openWorkerPool } from './worker/worker-pool.ts'

/** A merge of a large document takes seconds; nobody waits for it. */
const poolOptions = {
  timeoutMs: 60_000,
  maxMegabytes: 1_024,
  maxJobs: 20_000,
  idleMs: 30_000,
  isBackground: true,
} as const
/** So long a piece of work may take to end once it is asked to. */
const goodbyeMs = 2_000

export interface LogBackground {
  /** Looks at once at what of these workspaces has left the history window, and is fulfilled when that is gone. */
  forgetOld(workspaces: readonly WorkspaceId[]): Promise<void>
  close(): Promise<void>
}

/** What goes on beside the writers: rows, snapshots, the history window. Starts at once and never holds up whoever starts it. */
export async function openLogBackground(
  ports: Omit<CompactionPorts, 'pool'> & { readonly access: Pick<Access, 'catchUp'> },
): Promise<LogBackground> {
  const pool = openWorkerPool(poolOptions)
  const moved = (workspace: WorkspaceId) => void ports.access.catchUp(workspace).catch(ports.report)
  const compaction = await openCompaction({ ...ports, pool })
  const loops = [
    await openConsumer(rowProjector(pool, ports.report, moved), ports),
    await openConsumer(decisionReader(pool), ports),
    compaction,
  ]
  return {
    forgetOld: async (workspaces) => {
      for (const workspace of workspaces) compaction.wake(workspace)
      await compaction.settled()
    },
    close: async () => {
      const ended = Promise.all(loops.map((loop) => loop.close()))
      const patience = setTimeout(() => void pool.close(), goodbyeMs)
      await ended
      clearTimeout(patience)
      await pool.close()
    },
  }
}

/** The same once, where nothing goes on in the background: for a command over a data folder. */
export async function forgetOnce(
  ports: Omit<CompactionPorts, 'pool'>,
  workspaces: readonly WorkspaceId[],
): Promise<void> {
  const pool = openWorkerPool(poolOptions)
  const compaction = await openCompaction({ ...ports, pool })
  try {
    for (const workspace of workspaces) compaction.wake(workspace)
    await compaction.settled()
  } finally {
    await compaction.close()
    await pool.close()
  }
}
