import fc from 'fast-check'
// oxlint-disable-next-line import/default -- it is CommonJS to Node, whose whole is the default
import rrule from 'rrule'
import { expect, it } from 'vitest'
import { dayOfIso, isoOf } from './civil.ts'
import { firstOccurrence, nextOccurrence, readRule } from './recurrence.ts'

it.each([
  ['FREQ=DAILY;INTERVAL=3', '2026-01-30', '2026-02-02'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-11-20', '2026-11-23'],
  ['FREQ=MONTHLY', '2026-01-31', '2026-03-31'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31', '2026-02-28'],
  ['FREQ=MONTHLY;BYDAY=-1FR', '2026-11-27', '2026-12-25'],
  ['FREQ=YEARLY', '2024-02-29', '2028-02-29'],
  ['FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5', '2026-05-05', '2027-05-05'],
])('after %s on %s comes %s', (rule, start, next) => {
  expect(nextOccurrence({ rule, start, after: start })).toBe(next)
})

it('a series keeps its own weeks when some of it was missed', () => {
  const rule = 'FREQ=WEEKLY;INTERVAL=2'
  expect(nextOccurrence({ rule, start: '2026-11-04', after: '2026-11-20' })).toBe('2026-12-02')
})

it('ends', () => {
  const rule = 'FREQ=DAILY;UNTIL=20261120'
  expect(nextOccurrence({ rule, start: '2026-11-18', after: '2026-11-19' })).toBe('2026-11-20')
  expect(nextOccurrence({ rule, start: '2026-11-18', after: '2026-11-20' })).toBeUndefined()
  expect(
    nextOccurrence({ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', start: '2026-01-01', after: '2026-01-01' }),
  ).toBeUndefined()
})

it.each([
  '',
  'FREQ=HOURLY',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=DAILY;COUNT=3',
  'FREQ=WEEKLY;BYDAY=XX',
  'FREQ=WEEKLY;BYDAY=2MO',
  'FREQ=MONTHLY;BYMONTHDAY=32',
  'FREQ=DAILY;FREQ=DAILY',
  'RRULE:FREQ=DAILY',
  'FREQ=DAILY;UNTIL=soon',
])('%s is no rule here', (rule) => {
  expect(readRule(rule)).toBeUndefined()
  expect(firstOccurrence(rule, '2026-11-18')).toBeUndefined()
})

const weekdays = fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), {
  minLength: 1,
  maxLength: 4,
})
const interval = fc.integer({ min: 1, max: 5 })
const rules = fc.oneof(
  interval.map((every) => `FREQ=DAILY;INTERVAL=${every}`),
  fc.tuple(interval, weekdays).map(([every, days]) => `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${days.join(',')}`),
  interval.map((every) => `FREQ=WEEKLY;INTERVAL=${every}`),
  interval.map((every) => `FREQ=MONTHLY;INTERVAL=${every}`),
  fc
    .tuple(
      interval,
      fc.integer({ min: -5, max: 5 }).filter((nth) => nth !== 0),
      weekdays,
    )
    .map(([every, nth, days]) => `FREQ=MONTHLY;INTERVAL=${every};BYDAY=${nth}${days[0]}`),
  fc
    .tuple(
      interval,
      fc.integer({ min: -31, max: 31 }).filter((date) => date !== 0),
    )
    .map(([every, date]) => `FREQ=MONTHLY;INTERVAL=${every};BYMONTHDAY=${date}`),
  interval.map((every) => `FREQ=YEARLY;INTERVAL=${every}`),
)

it('agrees with a library that knows the whole RFC', () => {
  const date = fc.integer({ min: dayOfIso('2000-01-01'), max: dayOfIso('2050-01-01') }).map(isoOf)
  fc.assert(
    fc.property(rules, date, fc.integer({ min: -3, max: 900 }), (rule, start, later) => {
      const after = isoOf(dayOfIso(start) + later)
      const theirs = new rrule.RRule({ ...rrule.RRule.parseString(rule), dtstart: new Date(`${start}T00:00:00Z`) })
      const expected = theirs
        .after(new Date(`${after}T00:00:00Z`))
        ?.toISOString()
        .slice(0, 10)
      expect(nextOccurrence({ rule, start, after })).toBe(expected)
    }),
    { numRuns: 400 },
  )
})

it('says of a day that no month has that it never comes, and finds the rare ones', () => {
  const next = (rule: string) => nextOccurrence({ rule, start: '2026-11-22', after: '2026-11-22' })
  expect(next('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31')).toBeUndefined()
  expect(next('FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31,-31')).toBeUndefined()
  expect(next('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29')).toBe('2028-02-29')
  expect(next('FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=31')).toBe('2027-03-31')
  expect(next('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU')).toBe('2032-02-29')
  expect(next('FREQ=YEARLY;INTERVAL=25;BYMONTH=2;BYMONTHDAY=29')).toBe('2076-02-29')
})
