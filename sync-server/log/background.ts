import { openCompaction, type CompactionPorts } from './compaction.ts'
import { openConsumer } from './consumers.ts'
import { rowProjector } from './projector.ts'
import { openWorkerPool } from './worker/worker-pool.ts'

/** A merge of a large document takes seconds; nobody waits for it. */
const poolOptions = { timeoutMs: 60_000, maxMegabytes: 1_024, maxJobs: 20_000, idleMs: 30_000, isBackground: true } as const
/** So long a piece of work may take to end once it is asked to. */
const goodbyeMs = 2_000

/** What goes on beside the writers: rows, snapshots, the history window. Starts at once and never holds up whoever starts it. */
export async function openLogBackground(ports: Omit<CompactionPorts, 'pool'>): Promise<{ close(): Promise<void> }> {
  const pool = openWorkerPool(poolOptions)
  const loops = [await openConsumer(rowProjector(pool, ports.report), ports), await openCompaction({ ...ports, pool })]
  return {
    close: async () => {
      const ended = Promise.all(loops.map((loop) => loop.close()))
      const patience = setTimeout(() => void pool.close(), goodbyeMs)
      await ended
      clearTimeout(patience)
      await pool.close()
    },
  }
}
