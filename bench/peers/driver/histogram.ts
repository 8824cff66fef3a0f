const stepMs = 0.05
const slots = 400_000

/** Times in milliseconds, counted in steps of 0.05 ms up to 20 s; adding one allocates nothing. */
export class Histogram {
  readonly #counts = new Uint32Array(slots)
  count = 0

  add(ms: number): void {
    const slot = Math.min(slots - 1, Math.max(0, Math.round(ms / stepMs)))
    this.#counts[slot] = (this.#counts[slot] as number) + 1
    this.count += 1
  }

  clear(): void {
    this.#counts.fill(0)
    this.count = 0
  }

  /** The time that `share` of all did not exceed; NaN when there was none. */
  at(share: number): number {
    let left = Math.ceil(share * this.count)
    if (left === 0) return Number.NaN
    for (let slot = 0; slot < slots; slot += 1) {
      left -= this.#counts[slot] as number
      if (left <= 0) return slot * stepMs
    }
    return slots * stepMs
  }
}
