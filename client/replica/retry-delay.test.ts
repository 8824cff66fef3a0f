import { describe, expect, it } from 'vitest'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { retryAfterMs, retryDelayMs } from './retry-delay.ts'

const crowd = 10_000
const delays = (attempt: number, atLeastMs = 0) => {
  const random = seededRandom(7)
  return Array.from({ length: crowd }, () => retryDelayMs({ attempt, atLeastMs }, random))
}
/** The most of the crowd that come within one slot. */
const peak = (all: readonly number[], slotMs: number) =>
  Math.max(...Array.from(Map.groupBy(all, (delayMs) => Math.floor(delayMs / slotMs)).values(), (slot) => slot.length))

describe('the delay before the next attempt', () => {
  it('[SY61] spreads a crowd evenly over a second, then over twice as long each time, up to a minute', () => {
    for (const [attempt, spanMs] of [
      [0, 1_000],
      [1, 2_000],
      [3, 8_000],
      [6, 60_000],
      [40, 60_000],
    ] as const) {
      const all = delays(attempt)
      expect(Math.min(...all)).toBeGreaterThanOrEqual(100)
      expect(Math.max(...all)).toBeLessThanOrEqual(spanMs)
      // A tenth of the span holds a tenth of the crowd; the first one also those that the least delay holds back.
      expect(
        peak(
          all.filter((delayMs) => delayMs > 100),
          spanMs / 10,
        ),
      ).toBeLessThan(crowd / 10 + 300)
      const mean = all.reduce((sum, delayMs) => sum + delayMs, 0) / crowd
      expect(mean).toBeGreaterThan(spanMs * 0.48)
      expect(mean).toBeLessThan(spanMs * 0.52)
    }
  })

  it('[SY61] [SY63] lets ten thousand in at the pace of a server that takes 500 a second', () => {
    const random = seededRandom(11)
    const delay = (attempt: number) => retryDelayMs({ attempt, atLeastMs: 0 }, random)
    let comers = Array.from({ length: crowd }, () => ({ atMs: delay(0), attempt: 0 }))
    let [second, attempts] = [0, 0]
    for (; comers.length > 0; second += 1) {
      const due = comers.filter(({ atMs }) => atMs < 1_000 * (second + 1)).sort((one, other) => one.atMs - other.atMs)
      attempts += due.length
      const sentAway = due
        .slice(500)
        .map(({ atMs, attempt }) => ({ atMs: atMs + delay(attempt + 1), attempt: attempt + 1 }))
      comers = [...comers.filter(({ atMs }) => atMs >= 1_000 * (second + 1)), ...sentAway]
    }
    // 20 s would be the least; nobody waits for minutes, and refusals stay few.
    expect(second).toBeLessThan(90)
    expect(attempts / crowd).toBeLessThan(6)
  })

  it("[SY63] keeps the server's wish and spreads the crowd behind it", () => {
    const all = delays(0, 30_000)
    expect(Math.min(...all)).toBeGreaterThanOrEqual(30_000)
    expect(Math.max(...all)).toBeLessThanOrEqual(45_000)
    expect(peak(all, 1_500)).toBeLessThan(crowd / 10 + 300)
    expect(Math.max(...delays(0, 1e9))).toBeLessThanOrEqual(900_000)
  })

  it('[SY63] reads the wish from the reason of a close frame', () => {
    expect(retryAfterMs('retry-after=30')).toBe(30_000)
    expect(retryAfterMs('full; retry-after=5')).toBe(5_000)
    for (const none of ['', 'going away', 'retry-after=', 'retry-after=-3', 'retry-after=99999999']) {
      expect(retryAfterMs(none)).toBe(0)
    }
  })
})
