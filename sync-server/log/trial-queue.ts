import { done, type Outcome } from '#shared/kit/outcome.ts'
import type { ChunkAnswer, ChunkTrial } from './worker/try-chunks.ts'
import type { JobRefusal, WorkerPool } from './worker/worker-pool.ts'

export type TrialOutcome = Outcome<JobRefusal, ChunkAnswer>

interface Waiting {
  readonly trial: ChunkTrial
  settle(outcome: TrialOutcome): void
  fail(fault: unknown): void
}

/** So that what is under the time limit of one is under it together, nearly always. */
const together = { trials: 64, bytes: 256 * 1024 } as const

/**
 * Trials of records on their way to the worker, many in one message: an import brings hundreds at once, and waking the thread costs more
 * than a small trial. When a batch fails, each of it goes alone, so that one unsound change is nobody else's business.
 */
export class TrialQueue {
  readonly #pool: WorkerPool
  #waiting: Waiting[] = []
  #isRunning = false

  constructor(pool: WorkerPool) {
    this.#pool = pool
  }

  run(trial: ChunkTrial): Promise<TrialOutcome> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ trial, settle, fail })
      if (this.#isRunning) return
      this.#isRunning = true
      setImmediate(() => void this.#work())
    })
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch()
      try {
        await this.#try(batch)
      } catch (fault) {
        for (const { fail } of batch) fail(fault)
      }
    }
    this.#isRunning = false
  }

  #takeBatch(): readonly Waiting[] {
    let bytes = 0
    const end = this.#waiting.findIndex(({ trial }, index) => {
      bytes += sizeOf(trial)
      return index > 0 && (index >= together.trials || bytes > together.bytes)
    })
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end)
  }

  async #try(batch: readonly Waiting[]): Promise<void> {
    const found = await this.#pool.run(
      'tryAllChunks',
      batch.map(({ trial }) => trial),
    )
    if (found.ok) {
      for (const [index, { settle }] of batch.entries()) settle(done(found.value[index] ?? { finding: 'malformed' }))
      return
    }
    const [only] = batch
    if (batch.length === 1) return only?.settle(found)
    for (const each of batch) await this.#try([each])
  }
}

function sizeOf({ bytes, stored = [] }: ChunkTrial): number {
  return stored.reduce((sum, chunk) => sum + chunk.length, bytes.length)
}
