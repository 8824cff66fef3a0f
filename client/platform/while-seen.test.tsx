import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { whileSeen } from './while-seen.ts'

const minuteMs = 60_000
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('acts while somebody does something, rests when nobody does, and goes on at the next sign', () => {
  let acts = 0
  const stop = whileSeen(() => (acts += 1), minuteMs)
  vi.advanceTimersByTime(0)
  expect(acts).toBe(1)
  vi.advanceTimersByTime(9 * minuteMs)
  expect(acts).toBe(10)
  vi.advanceTimersByTime(60 * minuteMs)
  expect(acts).toBe(10)
  document.dispatchEvent(new Event('keydown'))
  expect(acts).toBe(11)
  // Typing on is not worth an act a letter.
  document.dispatchEvent(new Event('keydown'))
  expect(acts).toBe(11)
  stop()
  vi.advanceTimersByTime(60 * minuteMs)
  document.dispatchEvent(new Event('keydown'))
  expect(acts).toBe(11)
})
