import type { Clock } from '#shared/kit/ports.ts'
import type { Secrets } from '#server/secrets/secrets.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Audit } from './audit.ts'

export interface UpkeepPorts {
  readonly audit: Audit
  readonly secrets: Secrets
  readonly storage: Storage
  readonly clock: Clock
  report(fault: unknown): void
}

/** What goes on by itself: checkpoints, what was refused too often, and a server key that the operator has put first. */
export interface Upkeep {
  /** One round of it, and the next hour's checkpoints when it is time. */
  round(): Promise<void>
  /** Waits for the round under way. */
  close(): Promise<void>
}

const roundMs = 60_000
const checkpointMs = 60 * 60_000

export function openUpkeep({ audit, secrets, storage, clock, report }: UpkeepPorts): Upkeep {
  let checkpointAt = 0
  let wrappedBy = ''
  let running: Promise<void> = Promise.resolve()

  const step = async () => {
    await audit.settle()
    storage.keys.reload()
    const { current, all } = storage.keys.ring()
    // At the start, too: a crash may have left some under the key before.
    if (current.id !== wrappedBy && all.length > 1) await secrets.rewrap()
    wrappedBy = current.id
    if (clock.now() < checkpointAt) return
    checkpointAt = clock.now() + checkpointMs
    await audit.checkpoint()
  }
  const round = () => (running = running.then(step).catch(report))
  const timer = setInterval(() => void round(), roundMs).unref()
  void round()
  return {
    round,
    close: async () => {
      clearInterval(timer)
      await running
      await audit.settle(true)
    },
  }
}
