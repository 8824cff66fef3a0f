/** Work that is done beside the writers, piece by piece, whenever there is some. */
export interface BackgroundLoop<Key> {
  /** There may be work for the key. */
  wake(key: Key): void
  /** Fulfilled when nothing is to be done any more, retries apart. */
  settled(): Promise<void>
  /** Ends after the piece of work that is under way. */
  close(): Promise<void>
}

export interface LoopOptions<Key> {
  /** One piece of the work for a key; false: there is no more. Throws: it is tried again later. */
  work(key: Key): Promise<boolean>
  /** Between two rounds: what wakes meanwhile is one piece of work. */
  readonly restMs: number
  /** Between two pieces at least; a longer piece is followed by as long a breath. */
  readonly breathMs: number
  report(fault: unknown): void
  readonly pause: Pause
}

/** Why a loop waits: between two pieces, between two rounds, or before what has failed is tried again. */
export type PauseReason = 'breath' | 'rest' | 'retry'
/** Ends early when the signal says so. */
export type Pause = (ms: number, signal: AbortSignal, reason: PauseReason) => Promise<void>

/** A round is followed by a rest of so many times the work in it, within bounds: what goes on beside the writers is little at a time. */
const restPerWork = 9
const maxRestMs = 10_000
const retryMs = 5_000
const maxRetryMs = 60_000

export function openBackgroundLoop<Key>(options: LoopOptions<Key>): BackgroundLoop<Key> {
  return new Loop(options)
}

/**
 * Invariants: one piece of work at a time; a key that is woken while it is worked on is worked on again; one that fails is tried again
 * after a while that doubles, and holds up no other.
 */
class Loop<Key> implements BackgroundLoop<Key> {
  readonly #options: LoopOptions<Key>
  readonly #awake = new Set<Key>()
  readonly #failures = new Map<Key, number>()
  readonly #ending = new AbortController()
  #running: Promise<void> | undefined
  /** In the round that is under way. */
  #workMs = 0
  /** While there is work. */
  #round: Promise<void> | undefined

  constructor(options: LoopOptions<Key>) {
    this.#options = options
  }

  wake(key: Key): void {
    if (this.#ending.signal.aborted) return
    this.#awake.add(key)
    this.#running ??= this.#run()
  }

  async settled(): Promise<void> {
    while (this.#round || this.#awake.size > 0) await (this.#round ?? new Promise((resolve) => setImmediate(resolve)))
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { pause, restMs } = this.#options
    const { signal } = this.#ending
    while (this.#awake.size > 0 && !signal.aborted) {
      this.#workMs = 0
      await (this.#round = this.#takeRound())
      this.#round = undefined
      await pause(Math.min(maxRestMs, Math.max(restMs, restPerWork * this.#workMs)), signal, 'rest')
    }
    this.#running = undefined
  }

  async #takeRound(): Promise<void> {
    const round = [...this.#awake]
    this.#awake.clear()
    for (const key of round) await this.#workOn(key)
  }

  async #workOn(key: Key): Promise<void> {
    const { work, pause, breathMs, report } = this.#options
    const { signal } = this.#ending
    try {
      while (!signal.aborted) {
        const begun = performance.now()
        const isMore = await work(key)
        const workMs = performance.now() - begun
        this.#workMs += workMs
        if (!isMore) break
        await pause(Math.max(breathMs, workMs), signal, 'breath')
      }
      this.#failures.delete(key)
    } catch (fault) {
      if (signal.aborted) return
      report(fault)
      this.#tryLater(key)
    }
  }

  #tryLater(key: Key): void {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    const waitMs = Math.min(maxRetryMs, retryMs * 2 ** failures)
    void this.#options.pause(waitMs, this.#ending.signal, 'retry').then(() => this.wake(key))
  }
}

/** Does not keep the process alive. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms).unref()
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
