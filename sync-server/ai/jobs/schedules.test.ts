import { expect, it } from 'vitest'
import { nextDueMs } from './schedules.ts'

const at = (text: string) => Date.parse(text)
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())

it('keeps the time on the wall when the clocks change', () => {
  const daily = { rule: 'FREQ=DAILY', zone: 'Europe/Berlin', startMs: at('2026-03-27T07:00:00Z') }
  expect(iso(nextDueMs(daily, at('2026-03-27T07:00:00Z')))).toBe('2026-03-28T07:00:00.000Z')
  expect(iso(nextDueMs(daily, at('2026-03-28T12:00:00Z')))).toBe('2026-03-29T06:00:00.000Z')
  expect(iso(nextDueMs(daily, at('2026-10-24T12:00:00Z')))).toBe('2026-10-25T07:00:00.000Z')
})

it('moves what the clocks leave out, and takes the first of what comes twice', () => {
  const early = { rule: 'FREQ=DAILY', zone: 'Europe/Berlin', startMs: at('2026-03-01T01:30:00Z') }
  expect(iso(nextDueMs(early, at('2026-03-28T12:00:00Z')))).toBe('2026-03-29T01:30:00.000Z')
  expect(iso(nextDueMs(early, at('2026-10-24T12:00:00Z')))).toBe('2026-10-25T00:30:00.000Z')
})

it('is today’s when that is still to come, west of Greenwich too', () => {
  // Monday, 8 in the evening there, is Tuesday in UTC.
  const weekly = { rule: 'FREQ=WEEKLY;BYDAY=MO,WE', zone: 'America/Los_Angeles', startMs: at('2026-11-03T04:00:00Z') }
  expect(iso(nextDueMs(weekly, at('2026-11-03T03:59:00Z')))).toBe('2026-11-03T04:00:00.000Z')
  expect(iso(nextDueMs(weekly, at('2026-11-03T04:00:00Z')))).toBe('2026-11-05T04:00:00.000Z')
})

it('ends with its series, and never begins with what is no rule', () => {
  const short = { rule: 'FREQ=DAILY;UNTIL=20261102', zone: 'UTC', startMs: at('2026-11-01T09:00:00Z') }
  expect(iso(nextDueMs(short, at('2026-11-01T10:00:00Z')))).toBe('2026-11-02T09:00:00.000Z')
  expect(nextDueMs(short, at('2026-11-02T10:00:00Z'))).toBeUndefined()
  expect(nextDueMs({ ...short, rule: 'every day' }, 0)).toBeUndefined()
})
