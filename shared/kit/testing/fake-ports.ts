import type { Clock, Random } from '../ports.ts'

export interface FakeClock extends Clock {
  advance(ms: number): void
}

/** A clock that stands still until a test moves it. */
export function fakeClock(startMs = Date.UTC(2026, 0, 5, 9)): FakeClock {
  let now = startMs
  return { now: () => now, advance: (ms) => void (now += ms) }
}

/** Repeatable bytes (mulberry32). */
export function seededRandom(seed: number): Random & { next(): number; below(limit: number): number } {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)),
  }
}
