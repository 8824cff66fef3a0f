import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { JobRecord, JobStore, Lease } from '#server/storage/job-store.ts'
import type { Storage } from '#server/storage/storage.ts'

export interface RunnerPorts {
  readonly storage: Storage
  readonly clock: Clock
  /** Runs a job to its end, or puts it back. Whatever it throws is reported, and the job is leased again when its lease is over. */
  run(held: HeldJob): Promise<void>
  /** Before jobs are looked for: what became due by a schedule. */
  fire(organisation: OrganisationId): Promise<void>
  report(fault: unknown): void
  readonly options?: Partial<RunnerOptions> | undefined
}

export interface HeldJob {
  readonly organisation: OrganisationId
  readonly job: JobRecord
  readonly lease: Lease
  /** Cancelled, lost to another holder, or the server ends. */
  readonly signal: AbortSignal
}

export interface RunnerOptions {
  /** So many jobs run at once, of all organisations together. */
  readonly maxRunning: number
  /** A holder that is not heard of for so long has lost its job. */
  readonly leaseMs: number
  /** So long a job may go on after the runner is closed. */
  readonly goodbyeMs: number
  /** Nobody else runs jobs of these files: who holds one when this begins is dead, and nobody waits for the end of that lease. */
  readonly isAlone: boolean
}

/** The lock on the data folder sees to it that a server is alone there. */
export const runnerDefaults: RunnerOptions = { maxRunning: 4, leaseMs: 60_000, goodbyeMs: 3_000, isAlone: true }

export interface JobRunner {
  /** There may be something to do. */
  wake(organisation: OrganisationId): void
  /** Whoever runs it is told to stop. */
  stop(job: string): void
  /** Fulfilled when nothing is due any more. */
  settled(): Promise<void>
  /** Takes nothing more, and gives back what can not be ended soon. */
  close(): Promise<void>
}

export async function openJobRunner(ports: RunnerPorts): Promise<JobRunner> {
  const runner = new Runner(ports)
  const nowMs = ports.clock.now()
  for (const organisation of await ports.storage.restless({ nowMs, consumer: unknownConsumer }))
    runner.wake(organisation)
  return runner
}

/** No file rests with a mark of it: asked for are those that do not rest at all, which is how files with open jobs are left. */
const unknownConsumer = { name: 'jobs', stamp: '1' }
const maxTimerMs = 60 * 60_000

/**
 * Invariants: at most `maxRunning` jobs run; organisations take turns, so one with thousands of jobs waits behind none of its own only; an
 * organisation stands in the ring once, and leaves it when it has nothing due, with a timer for when it has.
 */
class Runner implements JobRunner {
  readonly #ports: RunnerPorts
  readonly #options: RunnerOptions
  readonly #ring = new Set<OrganisationId>()
  readonly #timers = new Map<OrganisationId, NodeJS.Timeout>()
  readonly #running = new Map<string, { readonly stop: AbortController; readonly end: Promise<void> }>()
  /** Where it has looked before: whatever is held there is held by this one. */
  readonly #known = new Set<OrganisationId>()
  #looking: Promise<void> | undefined
  #isClosed = false

  constructor(ports: RunnerPorts) {
    this.#ports = ports
    this.#options = { ...runnerDefaults, ...ports.options }
  }

  wake(organisation: OrganisationId): void {
    if (this.#isClosed) return
    clearTimeout(this.#timers.get(organisation))
    this.#timers.delete(organisation)
    this.#ring.add(organisation)
    this.#lookNow()
  }

  stop(job: string): void {
    this.#running.get(job)?.stop.abort()
  }

  async settled(): Promise<void> {
    while (this.#looking || this.#running.size > 0 || this.#ring.size > 0) {
      await this.#looking
      await Promise.all([...this.#running.values()].map(({ end }) => end))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#ring.clear()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await this.#looking
    const all = Promise.all([...this.#running.values()].map(({ end }) => end))
    const patience = setTimeout(() => {
      for (const { stop } of this.#running.values()) stop.abort()
    }, this.#options.goodbyeMs)
    await all
    clearTimeout(patience)
  }

  #lookNow(): void {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      // Who was woken after the last look, and before this.
      if (this.#mayTake()) this.#lookNow()
    })
  }

  #mayTake(): boolean {
    return this.#ring.size > 0 && this.#running.size < this.#options.maxRunning
  }

  /** Takes jobs as long as there are hands for them. */
  async #look(): Promise<void> {
    while (this.#mayTake()) {
      const [organisation] = this.#ring
      if (organisation === undefined) return
      // Out of the ring before it is asked: who wakes it meanwhile puts it there again.
      this.#ring.delete(organisation)
      try {
        if (await this.#take(organisation)) this.#ring.add(organisation)
      } catch (fault) {
        this.#ports.report(fault)
        this.#lookLater(organisation, this.#ports.clock.now() + this.#options.leaseMs)
      }
    }
  }

  async #take(organisation: OrganisationId): Promise<boolean> {
    const { storage, clock, fire } = this.#ports
    const { jobs } = await storage.organisation(organisation)
    if (this.#options.isAlone && !this.#known.has(organisation)) await jobs.freeJobs()
    this.#known.add(organisation)
    await fire(organisation)
    const job = this.#isClosed ? undefined : await jobs.leaseJob({ nowMs: clock.now(), leaseMs: this.#options.leaseMs })
    if (!job) {
      const dueMs = await jobs.nextDueMs()
      if (dueMs !== undefined) this.#lookLater(organisation, dueMs)
      return false
    }
    const stop = new AbortController()
    const end = this.#run(
      { organisation, job, lease: { job: job.id, fence: job.fence }, signal: stop.signal },
      stop,
      jobs,
    )
    this.#running.set(job.id, { stop, end })
    return true
  }

  async #run(held: HeldJob, stop: AbortController, jobs: JobStore): Promise<void> {
    const { leaseMs } = this.#options
    const { clock, run, report } = this.#ports
    const renewal = setInterval(() => {
      jobs.renewLease(held.lease, clock.now() + leaseMs).then((isOurs) => isOurs || stop.abort(), report)
    }, leaseMs / 3)
    try {
      await run(held)
    } catch (fault) {
      report(fault)
    } finally {
      clearInterval(renewal)
      this.#running.delete(held.job.id)
      this.wake(held.organisation)
    }
  }

  #lookLater(organisation: OrganisationId, dueMs: number): void {
    if (this.#isClosed) return
    clearTimeout(this.#timers.get(organisation))
    const waitMs = Math.min(maxTimerMs, Math.max(1, dueMs - this.#ports.clock.now()))
    this.#timers.set(organisation, setTimeout(() => this.wake(organisation), waitMs).unref())
  }
}
