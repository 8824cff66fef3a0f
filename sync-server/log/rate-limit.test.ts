import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceId, OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import { PushRates, pushRates } from './push-rates.ts'
import { type Bucket, take } from './rate-limit.ts'
import { RateLimits } from './rate-limits.ts'

const limit = { burst: 10, perSecond: 2 }

describe('a bucket', () => {
  it('gives its burst at once and its rate in the long run, whatever is asked when', () => {
    const asks = fc.array(fc.tuple(fc.nat(3_000), fc.integer({ min: 1, max: 12 })), { maxLength: 60 })
    fc.assert(
      fc.property(asks, (asked) => {
        let bucket: Bucket | undefined
        let [nowMs, given] = [0, 0]
        for (const [afterMs, cost] of asked) {
          nowMs += afterMs
          const left = take(bucket, { cost, nowMs, limit })
          if (!left) continue
          bucket = left
          given += cost
        }
        expect(given).toBeLessThanOrEqual(limit.burst + (nowMs / 1_000) * limit.perSecond + 1e-6)
      }),
    )
  })

  it('fills again, up to its burst, and does not stay empty when the clock goes back', () => {
    const empty = take(undefined, { cost: 10, nowMs: 5_000, limit })
    expect(take(empty, { cost: 1, nowMs: 5_000, limit })).toBeUndefined()
    expect(take(empty, { cost: 1, nowMs: 1_000, limit })).toBeDefined()
    expect(take(empty, { cost: 1, nowMs: 5_500, limit })).toBeDefined()
    expect(take(empty, { cost: 10, nowMs: 1_000_000, limit })?.tokens).toBe(0)
  })
})

it('those who have rested cost no memory', () => {
  const limits = new RateLimits(limit)
  for (let index = 0; index < 5_000; index += 1) limits.take(`one ${index}`, { cost: 1, nowMs: index * 1_000 })
  expect(limits.size).toBeLessThan(1_100)
})

describe('[SY64] pushes', () => {
  const workspace = 'ws_1' as WorkspaceId
  const author = (device: string, principal: string) => ({
    workspace,
    device: device as DeviceId,
    principal: principal as PrincipalId,
  })

  it('are counted by device, principal and organisation, with their bytes', async () => {
    const clock = fakeClock()
    const rates = new PushRates({ clock, organisationOf: async () => 'org' as OrganisationId })
    const kilobyte = 1_024
    const most = (by: ReturnType<typeof author>) => {
      let pushed = 0
      while (rates.take(by, 1_000 * kilobyte)) pushed += 1_001
      return pushed
    }
    expect(most(author('a', 'ada'))).toBeGreaterThan(pushRates.device.burst - 1_001)
    expect(rates.take(author('b', 'ada'), 1)).toBe(true)
    expect(most(author('b', 'ada')) + most(author('c', 'ada'))).toBeLessThan(pushRates.principal.burst)
    expect(rates.take(author('d', 'ada'), 1_000 * kilobyte)).toBe(false)
    expect(rates.take(author('d', 'bob'), 1_000 * kilobyte)).toBe(true)
    clock.advance(1_000)
    expect(rates.take(author('a', 'ada'), 1_000 * kilobyte)).toBe(true)
  })

  it('that turned out unsound in the worker cost the right to try more, for a while', () => {
    const clock = fakeClock()
    const rates = new PushRates({ clock, organisationOf: async () => undefined })
    const eve = author('e', 'eve')
    for (let index = 0; index < 4; index += 1) {
      expect(rates.mayTry(eve)).toBe(true)
      rates.strike(eve, 3)
    }
    expect(rates.mayTry(eve)).toBe(false)
    expect(rates.mayTry(author('a', 'ada'))).toBe(true)
    clock.advance(20_000)
    expect(rates.mayTry(eve)).toBe(true)
  })
})
