import { expect, it } from 'vitest'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { laterOf } from './journal-part.ts'

const meta = (changedAt: number) => ({ changedAt, changedBy: 'local' as PrincipalId })
const now = Date.UTC(2026, 0, 5)
const year = 365 * 24 * 3_600_000

it('the later change names the row, but for a clock that is far ahead, which does not win for ever', () => {
  expect(laterOf(meta(now - 2), meta(now - 1), now)?.changedAt).toBe(now - 1)
  expect(laterOf(meta(now - 1), meta(now - 2), now)?.changedAt).toBe(now - 1)
  expect(laterOf(meta(now + year), meta(now), now)?.changedAt).toBe(now)
  expect(laterOf(meta(now), meta(now + year), now)?.changedAt).toBe(now)
  // A server whose clock is some minutes ahead is believed, and of two that are wrong the later one.
  expect(laterOf(meta(now), meta(now + 60_000), now)?.changedAt).toBe(now + 60_000)
  expect(laterOf(meta(now + year), meta(now + 2 * year), now)?.changedAt).toBe(now + 2 * year)
  expect(laterOf(undefined, meta(now), now)).toEqual(meta(now))
})
