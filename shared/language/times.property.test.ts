import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayOfIso, isoOf, wallNow, weekdayOf } from './civil.ts'
import type { Moment } from './moment.ts'
import { readRule } from './rule.ts'
import { findTimes } from './times.ts'

const zones = [
  'UTC',
  'Europe/Vienna',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Casablanca',
]
const moments: fc.Arbitrary<Moment> = fc.record({
  nowMs: fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2060-01-01') }),
  timeZone: fc.constantFrom(...zones),
  weekStartsOn: fc.constantFrom(0 as const, 1 as const, 6 as const),
})

const words = fc.constantFrom(
  ...(
    'every each next last this the of on at in from to until between and before after by - / : . , 1 2 3 15 31 2026 st nd th am pm ' +
    'monday fri weekday week weeks day month year hour minutes may march dec morning tonight noon half quarter past ago later end mid ' +
    'first second twenty five thousand hundred Q3 1990s christmas now daily call # @ ! % ½ w/c'
  ).split(' '),
)

it('never throws, finds in order and inside the text, and says real days', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(words, { maxLength: 14 }).map((all) => all.join(' ')),
    fc.array(words, { maxLength: 10 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(texts, moments, (text, moment) => {
      let last = 0
      for (const found of findTimes(text, moment)) {
        expect(found.start).toBeGreaterThanOrEqual(last)
        expect(found.end).toBeGreaterThan(found.start)
        expect(found.end).toBeLessThanOrEqual(text.length)
        last = found.end
        for (const wall of [found.from, found.until]) {
          if (!wall) continue
          expect(isoOf(dayOfIso(wall.date))).toBe(wall.date)
          if (wall.time !== undefined) expect(wall.time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/)
        }
        if (found.kind === 'repeat') expect(readRule(found.rule!)).toBeDefined()
        if (found.kind === 'length') expect(Number.isFinite(found.minutes)).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

it('days are counted on the calendar of the zone, over clock changes too', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 60 }), (moment, days) => {
      const { day } = wallNow(moment)
      expect(findTimes(`in ${days} days`, moment)[0]?.from).toEqual({ date: isoOf(day + days) })
      expect(findTimes('tomorrow at 9:15am', moment)[0]?.from).toEqual({ date: isoOf(day + 1), time: '09:15' })
      const friday = dayOfIso(findTimes('friday', moment)[0]!.from!.date)
      expect(weekdayOf(friday)).toBe(5)
      expect(friday - day).toBeLessThan(7)
      expect(friday).toBeGreaterThanOrEqual(day)
    }),
  )
})

it('what the wall shows is what the zone says', () => {
  fc.assert(
    fc.property(moments, ({ nowMs, timeZone }) => {
      const { day, seconds } = wallNow({ nowMs, timeZone })
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
        nowMs,
      )
      const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
        String(Math.floor(part)).padStart(2, '0'),
      )
      expect(`${isoOf(day)} ${clock.join(':')}`).toBe(shown)
    }),
  )
})

it('reads ten times the text in about ten times the work', () => {
  const sentence =
    'every last friday of the month from 5 to 6pm, twenty five and a half and 1 2 3 - 4 until the end of the beginning of '
  const moment: Moment = { nowMs: 1_800_000_000_000, timeZone: 'UTC', weekStartsOn: 1 }
  const time = (count: number) => {
    const start = process.threadCpuUsage()
    findTimes(sentence.repeat(count), moment)
    return process.threadCpuUsage(start).user
  }
  time(20)
  // Of the processor, not of the clock; generous all the same: quadratic work would be a hundred times as much.
  expect(time(400)).toBeLessThan(40 * Math.max(5_000, time(40)))
})
