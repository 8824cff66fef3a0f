import { type Bucket, type RateLimit, take, tokensIn } from './rate-limit.ts'

/** One limit on many, by name; who has not been heard of for a while costs no memory. */
export class RateLimits {
  readonly #limit: RateLimit
  readonly #buckets = new Map<string, Bucket>()
  #roomFor = 1_024

  constructor(limit: RateLimit) {
    this.#limit = limit
  }

  /** false: that is too much for now. */
  take(name: string, { cost, nowMs }: { cost: number; nowMs: number }): boolean {
    const left = take(this.#buckets.get(name), { cost, nowMs, limit: this.#limit })
    if (!left) return false
    this.#buckets.set(name, left)
    if (this.#buckets.size > this.#roomFor) this.#forgetFull(nowMs)
    return true
  }

  /** Whether something is left, without taking any. */
  has(name: string, nowMs: number): boolean {
    return tokensIn(this.#buckets.get(name), nowMs, this.#limit) >= 1
  }

  get size(): number {
    return this.#buckets.size
  }

  #forgetFull(nowMs: number): void {
    for (const [name, bucket] of this.#buckets) {
      if (tokensIn(bucket, nowMs, this.#limit) >= this.#limit.burst) this.#buckets.delete(name)
    }
    this.#roomFor = Math.max(1_024, 2 * this.#buckets.size)
  }
}
