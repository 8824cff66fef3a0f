import fc from 'fast-check'
import { expect, it } from 'vitest'
import { civilOf, dayOfIso, daysInMonth, isoOf, weekdayOf } from './civil.ts'
import { firstOccurrence, nextOccurrence } from './recurrence.ts'
import { readRule } from './rule.ts'

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
  'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
  'FREQ=MONTHLY;INTERVAL=2;BYMONTH=3',
  'FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1',
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

const dates = fc.integer({ min: dayOfIso('2000-01-01'), max: dayOfIso('2050-01-01') }).map(isoOf)

it('comes to the next day that the rule names, and leaves none out', () => {
  fc.assert(
    fc.property(rules, dates, fc.integer({ min: -3, max: 900 }), (rule, start, later) => {
      const after = isoOf(dayOfIso(start) + later)
      const next = nextOccurrence({ rule, start, after })!
      const first = Math.max(dayOfIso(start), dayOfIso(after) + 1)
      expect(dayOfIso(next)).toBeGreaterThanOrEqual(first)
      for (let day = first; day < dayOfIso(next); day += 1) expect(isNamed(rule, start, day), isoOf(day)).toBe(false)
      expect(isNamed(rule, start, dayOfIso(next))).toBe(true)
    }),
    { numRuns: 400 },
  )
})

/** RFC 5545 word for word, one day at a time: no walk, no start that is passed over. */
function isNamed(text: string, start: string, day: number): boolean {
  const { freq, interval, byDay, byMonthDay } = readRule(text)!
  const [from, at] = [civilOf(dayOfIso(start)), civilOf(day)]
  const length = daysInMonth(at.year, at.month)
  const monday = (each: number) => each - ((weekdayOf(each) + 6) % 7)
  const rounds = {
    DAILY: day - dayOfIso(start),
    WEEKLY: (monday(day) - monday(dayOfIso(start))) / 7,
    MONTHLY: (at.year - from.year) * 12 + at.month - from.month,
    YEARLY: at.year - from.year,
  }
  if (rounds[freq] % interval !== 0) return false
  if (byMonthDay.length > 0) return byMonthDay.includes(at.date) || byMonthDay.includes(at.date - length - 1)
  if (byDay.length > 0)
    return byDay.some(
      ({ weekday, nth }) =>
        weekday === weekdayOf(day) &&
        (nth === undefined || nth === Math.ceil(at.date / 7) || nth === -Math.ceil((length - at.date + 1) / 7)),
    )
  if (freq === 'WEEKLY') return weekdayOf(day) === weekdayOf(dayOfIso(start))
  if (freq === 'MONTHLY') return at.date === from.date
  return freq === 'DAILY' || (at.month === from.month && at.date === from.date)
}

it('is as quick for a series that began long ago, and for one that never comes again', () => {
  const start = process.threadCpuUsage()
  for (const rule of ['FREQ=DAILY', 'FREQ=WEEKLY;INTERVAL=2', 'FREQ=MONTHLY', 'FREQ=YEARLY'])
    expect(nextOccurrence({ rule, start: '0104-02-01', after: '2026-11-22' })).toMatch(/^202/)
  for (const rule of ['FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31'])
    expect(nextOccurrence({ rule, start: '2026-02-01', after: '2026-11-22' })).toBeUndefined()
  // Walked day by day, the first alone takes two seconds.
  expect(process.threadCpuUsage(start).user).toBeLessThan(1_500_000)
})

it('says of a day that no month has that it never comes, and finds the rare ones', () => {
  const next = (rule: string) => nextOccurrence({ rule, start: '2026-11-22', after: '2026-11-22' })
  expect(next('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31')).toBeUndefined()
  expect(next('FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31,-31')).toBeUndefined()
  expect(next('FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13')).toBe('2027-08-13')
  expect(next('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29')).toBe('2028-02-29')
  expect(next('FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=31')).toBe('2027-03-31')
  expect(next('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU')).toBe('2032-02-29')
  expect(next('FREQ=YEARLY;INTERVAL=25;BYMONTH=2;BYMONTHDAY=29')).toBe('2076-02-29')
})
