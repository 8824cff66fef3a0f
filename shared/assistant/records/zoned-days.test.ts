import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayIn, startOfDay, weekOf, addMonths } from './zoned-days.ts'

const zones = [
  'Europe/Vienna',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'America/St_Johns',
  'UTC',
]

describe('days in a time zone', () => {
  it.each(zones)('are those of the calendar in %s', (timeZone) => {
    const dayAt = dayIn(timeZone)
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2040, 0) }), (ms) => {
        expect(dayAt(ms)).toBe(new Date(ms).toLocaleDateString('en-CA', { timeZone }))
      }),
      { numRuns: 300 },
    )
  })

  it.each(zones)('begin with their first millisecond in %s', (timeZone) => {
    const dayAt = dayIn(timeZone)
    for (const date of ['2026-03-29', '2026-10-25', '2018-11-04', '2026-04-24', '2026-02-28']) {
      const start = startOfDay(date, dayAt)
      expect([dayAt(start), dayAt(start - 1) < date]).toEqual([date, true])
    }
  })

  it('counts weeks from the day that they begin with, and months to their last day', () => {
    expect([0, 1, 6].map((day) => weekOf('2026-11-19', day as 0 | 1 | 6))).toEqual([
      '2026-11-15',
      '2026-11-16',
      '2026-11-14',
    ])
    expect([addMonths('2026-01-31', 1), addMonths('2026-01-31', -2), addMonths('2024-02-29', 12)]).toEqual([
      '2026-02-28',
      '2025-11-30',
      '2025-02-28',
    ])
  })
})
