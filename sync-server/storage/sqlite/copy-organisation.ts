import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CopiedOrganisation } from '../organisation-moves.ts'

/**
 * A copy of an organisation's database for elsewhere, made in a thread of its own: it reads all of it, and writes it twice. What waits in the
 * journal has to be in the tables.
 */
export async function copyOrganisation(from: string, to: string): Promise<CopiedOrganisation> {
  const worker = new Worker(new URL('./copy-organisation-worker.ts', import.meta.url), { workerData: { from, to } })
  const [copied] = (await once(worker, 'message')) as [CopiedOrganisation]
  return copied
}
