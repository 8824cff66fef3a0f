import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isoOf, wallNow } from './civil.ts'
import type { Moment } from './moment.ts'
import { findTimes } from './times.ts'

/** A Wednesday, 11:00 in Vienna and 19:00 in Tokyo. */
const moment: Moment = { nowMs: Date.parse('2026-11-18T10:00:00Z'), timeZone: 'Europe/Vienna', weekStartsOn: 1 }

function read(text: string, at: Partial<Moment> = {}) {
  return findTimes(text, { ...moment, ...at }).map(({ start, end, rule, from, until }) => {
    const [first, last] = [from, until].map((wall) => (wall ? [wall.date, wall.time].filter(Boolean).join(' ') : '…'))
    return `${text.slice(start, end)} = ${rule ? `${rule} from ` : ''}${first}${until ? ` to ${last}` : ''}`
  })
}

it.each([
  ['call Ana 3pm EST', '3pm EST = 2026-11-18 21:00'],
  ['call Ana 3pm est', '3pm est = 2026-11-18 21:00'],
  ['call at 10:30 CET on friday', 'at 10:30 CET on friday = 2026-11-20 10:30'],
  ['noon PST tomorrow', 'noon PST tomorrow = 2026-11-19 21:00'],
  ['7pm PT tomorrow', '7pm PT tomorrow = 2026-11-20 04:00'],
  ['release 9am UTC', '9am UTC = 2026-11-19 10:00'],
  ['(10 AM CST)', '10 AM CST = 2026-11-18 17:00'],
  ['14:00 (UTC+2)', '14:00 (UTC+2) = 2026-11-18 13:00'],
  ['2026-11-30T08:15:30Z', '2026-11-30T08:15:30Z = 2026-11-30 09:15'],
  ['Tue, 24 Nov 2026 10:00:00 +0530', 'Tue, 24 Nov 2026 10:00:00 +0530 = 2026-11-24 05:30'],
  ['2pm-4pm EST monday', '2pm-4pm EST monday = 2026-11-23 20:00 to 2026-11-23 22:00'],
  ['from 3pm UTC to 5pm UTC tomorrow', 'from 3pm UTC to 5pm UTC tomorrow = 2026-11-19 16:00 to 2026-11-19 18:00'],
  ['by friday 5pm PST', 'by friday 5pm PST = … to 2026-11-21 02:00'],
  ['every monday 9am EST', 'every monday 9am EST = FREQ=WEEKLY;BYDAY=MO from 2026-11-23 15:00'],
  ['daily at 8pm PST', 'daily at 8pm PST = FREQ=DAILY from 2026-11-19 05:00'],
])('the clock of a zone is shown as that of the person: %s', (text, expected) => {
  expect(read(text)).toEqual([expected])
})

it('a time of day without a day is the nearest ahead, wherever the day began', () => {
  // It is the 19th in Tokyo, and still the 18th in New York, where it is 14:00.
  const early = { nowMs: Date.parse('2026-11-18T19:00:00Z'), timeZone: 'Asia/Tokyo' }
  expect(read('call at 5pm EST', early)).toEqual(['at 5pm EST = 2026-11-19 07:00'])
  expect(read('call at 1pm EST', early)).toEqual(['at 1pm EST = 2026-11-20 03:00'])
})

it('a rule whose days would be others here stays in its words', () => {
  expect(read('every monday 9pm PST')).toEqual([])
})

it.each([
  ['Thu 26 Nov 15:00', 'Thu 26 Nov 15:00 = 2026-11-26 15:00'],
  ['On Sunday 29 April 2012, he came', 'On Sunday 29 April 2012 = 2012-04-29'],
  ['Wed Oct 26 15:50:06 2016', 'Wed Oct 26 15:50:06 2016 = 2016-10-26 15:50'],
  ['until Monday, September 2nd, 2030!', 'until Monday, September 2nd, 2030 = … to 2030-09-03'],
  ['Thu 26 Nov 2026 in the evening', 'Thu 26 Nov 2026 in the evening = 2026-11-26 16:00 to 2026-11-26 20:00'],
  ['by Thu 26 Nov', 'by Thu 26 Nov = … to 2026-11-27'],
  ['Sat 28 Nov at 5', 'Sat 28 Nov at 5 = 2026-11-28 17:00'],
  ['Sat 28 Nov 7-9pm', 'Sat 28 Nov 7-9pm = 2026-11-28 19:00 to 2026-11-28 21:00'],
  ['Mon 30 Nov - Wed 2 Dec', 'Mon 30 Nov - Wed 2 Dec = 2026-11-30 to 2026-12-03'],
  ['2026-11-30T08:15', '2026-11-30T08:15 = 2026-11-30 08:15'],
  ['last day of the month', 'last day of the month = 2026-11-30'],
  ['the last day of june', 'the last day of june = 2027-06-30'],
])('a day that is written in full: %s', (text, expected) => {
  expect(read(text)).toEqual([expected])
})

it.each([
  ['9am CAT scan', ['9am = 2026-11-19 09:00']],
  ['1pm west of here', ['1pm = 2026-11-18 13:00']],
  ['call me at 3-0977', []],
  ['$ 12 December 27', ['December 27 = 2026-12-27']],
  ['6,107.31 August 2019', ['August 2019 = 2019-08-01 to 2019-09-01']],
  ['Good Morning Paul', []],
  ['the sun may set', []],
  ['2026-02-30T10:00:00Z', []],
])('what could be anything is left to the grammar: %s', (text, expected) => {
  expect(read(text)).toEqual(expected)
})

it('an instant is written back as its own zone shows it, in every zone', () => {
  const zones = fc.constantFrom('UTC', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia')
  const instants = fc.integer({ min: Date.parse('2000-01-01') / 60_000, max: Date.parse('2090-01-01') / 60_000 })
  fc.assert(
    fc.property(instants, zones, (minutes, timeZone) => {
      const nowMs = minutes * 60_000
      const { day, seconds } = wallNow({ nowMs, timeZone })
      const [found] = findTimes(new Date(nowMs).toISOString(), { ...moment, timeZone })
      expect(found?.from?.date).toBe(isoOf(day))
      const [hours, rest] = found!.from!.time!.split(':').map(Number)
      expect((hours! * 60 + rest!) * 60).toBe(seconds)
    }),
  )
})

it('a text without end of line is read in proportion to its length', () => {
  const time = (count: number) => {
    const start = process.threadCpuUsage()
    findTimes('on Tue 24 Nov 2026 at 3pm EST - 4pm EST, 12 days, '.repeat(count), moment)
    return process.threadCpuUsage(start).user
  }
  time(20)
  // Quadratic work would be a hundred times as much.
  expect(time(400)).toBeLessThan(40 * Math.max(5_000, time(40)))
})
