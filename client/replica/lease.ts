import type { StoredWorkspace } from '#client/platform/store.ts'
import type { Clock } from '#shared/kit/ports.ts'

/** What this device knows of the server's clock; stored. */
export interface ServerTime {
  /** To be added to the own clock. */
  readonly offsetMs: number
  /** The latest time that this device has come to. */
  readonly latestMs: number
  /** How long a workspace may be shown after the server last confirmed the access; 0: for ever. */
  readonly leaseMs: number
}

/** Below this a clock has not been set back: it was corrected. */
const slackMs = 5 * 60_000

/**
 * The server's time as far as this device can tell without it. It never goes back: where the own clock was set back, time goes on from the
 * latest moment that was seen. So a lease that has ended stays ended until the server has been heard.
 */
export class LeaseClock {
  readonly #clock: Clock
  #known: ServerTime | undefined

  constructor(clock: Clock, known: ServerTime | undefined) {
    this.#clock = clock
    this.#known = known
  }

  get known(): ServerTime | undefined {
    return this.#known
  }

  /** The server has said what time it is. */
  heard(timeMs: number, leaseMs: number): void {
    this.#known = { offsetMs: timeMs - this.#clock.now(), latestMs: timeMs, leaseMs }
  }

  /** Another tab has heard the server. */
  adopt(known: ServerTime): void {
    this.#known = known
  }

  /** undefined: no server has ever said. */
  now(): number | undefined {
    if (!this.#known) return undefined
    const { offsetMs, latestMs, leaseMs } = this.#known
    const now = this.#clock.now() + offsetMs
    const behindMs = latestMs - now
    if (behindMs > slackMs) this.#known = { offsetMs: offsetMs + behindMs, latestMs, leaseMs }
    else if (now > latestMs) this.#known = { offsetMs, latestMs: now, leaseMs }
    return Math.max(now, latestMs)
  }

  /** Whether the workspace may not be shown before the server has been heard. */
  isOver({ origin, role, confirmedAt }: Pick<StoredWorkspace, 'origin' | 'role' | 'confirmedAt'>): boolean {
    const now = this.now()
    if (origin === 'local' || role === 'none' || confirmedAt === undefined || now === undefined) return false
    const { leaseMs } = this.#known ?? { leaseMs: 0 }
    return leaseMs > 0 && now - confirmedAt > leaseMs
  }
}
