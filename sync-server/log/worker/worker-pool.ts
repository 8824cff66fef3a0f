import { Worker } from 'node:worker_threads'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { JobInput, JobName, JobOutput } from './jobs.ts'

/** failed: the job threw. timed-out, out-of-memory: the worker was ended with it. ended: there is no worker, which says nothing of the job. */
export type JobRefusal = 'failed' | 'timed-out' | 'out-of-memory' | 'ended'

/** Where bytes from outside are decoded: a thread that may die of what it is given, away from the event loop that serves everyone. */
export interface WorkerPool {
  /** Jobs of one pool run one after another. `bytes` in the input are copied. */
  run<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<Outcome<JobRefusal, JobOutput<Name>>>
  close(): Promise<void>
}

export interface WorkerPoolOptions {
  /** For one job. The worker's own start is not counted. */
  readonly timeoutMs: number
  /** Of JavaScript memory, and of wasm memory after a job; a worker that has grown beyond is replaced. */
  readonly maxMegabytes: number
  /** A worker is replaced after so many jobs, for what it may have leaked. */
  readonly maxJobs: number
  /** A worker with nothing to do for so long is ended, for the tens of megabytes that it holds; absent: it stays. */
  readonly idleMs?: number
  /** Nobody waits for its jobs: they make way for the event loop. */
  readonly isBackground?: boolean
}

export const defaultPoolOptions: WorkerPoolOptions = { timeoutMs: 5_000, maxMegabytes: 512, maxJobs: 20_000 }

interface Waiting {
  readonly name: JobName
  readonly input: unknown
  settle(outcome: Outcome<JobRefusal, unknown>): void
}

/** What a worker says after each job. */
export type JobReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: unknown; readonly wasmBytes: number }
  /** isBroken: by a panic, after which nothing in the thread is to be trusted. */
  | { readonly kind: 'threw'; readonly message: string; readonly isBroken: boolean; readonly wasmBytes: number }

/** One worker, started with the first job. */
export function openWorkerPool(options: WorkerPoolOptions = defaultPoolOptions): WorkerPool {
  return new Pool(options)
}

/**
 * Invariants: one job at a time is in the worker (`current`), the others wait in order; every job is settled exactly once, whatever
 * becomes of its worker; a worker that has been ended is never given another job.
 */
class Pool implements WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #waiting: Waiting[] = []
  #worker: Worker | undefined
  #isReady = false
  #current: Waiting | undefined
  #jobs = 0
  #timer: NodeJS.Timeout | undefined
  #idleTimer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  run<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<Outcome<JobRefusal, JobOutput<Name>>> {
    if (this.#isClosed) return Promise.resolve(refused('ended', 'The pool is closed.'))
    return new Promise((resolve) => {
      this.#waiting.push({ name, input, settle: (outcome) => resolve(outcome as Outcome<JobRefusal, JobOutput<Name>>) })
      this.#next()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#idleTimer)
    const worker = this.#worker
    this.#drop('ended')
    for (const job of this.#waiting.splice(0)) job.settle(refused('ended', 'The pool is closed.'))
    await worker?.terminate()
  }

  #next(): void {
    if (this.#current || this.#waiting.length === 0 || this.#isClosed) return
    const worker = (this.#worker ??= this.#start())
    if (!this.#isReady) return
    const job = this.#waiting.shift()
    if (!job) return
    clearTimeout(this.#idleTimer)
    this.#current = job
    this.#jobs += 1
    this.#timer = setTimeout(() => this.#drop('timed-out'), this.#options.timeoutMs)
    worker.postMessage({ name: job.name, input: job.input })
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker-main.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.maxMegabytes },
      workerData: { isBackground: this.#options.isBackground === true },
    })
    worker.unref()
    worker.on('message', (report: JobReport) => this.#worker === worker && this.#heard(report))
    worker.on('error', (error) => {
      if (this.#worker !== worker) return
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#drop(isMemory ? 'out-of-memory' : 'ended', error.message)
    })
    worker.on('exit', () => this.#worker === worker && this.#drop('ended', 'The worker ended.'))
    return worker
  }

  #heard(report: JobReport): void {
    if (report.kind === 'ready') {
      this.#isReady = true
      return this.#next()
    }
    const job = this.#current
    clearTimeout(this.#timer)
    this.#current = undefined
    const isWorn = report.wasmBytes > this.#options.maxMegabytes * 1024 * 1024 || this.#jobs >= this.#options.maxJobs
    if (isWorn || (report.kind === 'threw' && report.isBroken)) this.#replace()
    job?.settle(report.kind === 'answer' ? done(report.answer) : refused('failed', report.message))
    this.#next()
    const { idleMs } = this.#options
    if (idleMs !== undefined && !this.#current) this.#idleTimer = setTimeout(() => this.#endIdle(), idleMs).unref()
  }

  #endIdle(): void {
    if (!this.#current && this.#waiting.length === 0) this.#replace()
  }

  /** Ends the worker; the job it had is refused, the next one gets a new worker. */
  #drop(reason: JobRefusal, detail?: string): void {
    clearTimeout(this.#timer)
    const job = this.#current
    this.#current = undefined
    // A worker that can not even start would be started again and again: whoever waits is told.
    const unheard = this.#worker && !this.#isReady ? this.#waiting.splice(0) : []
    this.#replace()
    for (const each of [job, ...unheard]) each?.settle(refused(reason, detail))
    this.#next()
  }

  #replace(): void {
    const worker = this.#worker
    this.#worker = undefined
    this.#isReady = false
    this.#jobs = 0
    void worker?.terminate()
  }
}
