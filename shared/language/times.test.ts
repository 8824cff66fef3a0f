import { expect, it } from 'vitest'
import type { Moment } from './moment.ts'
import { findTimes } from './times.ts'

/** A Wednesday morning. */
const moment: Moment = { nowMs: Date.parse('2026-11-18T10:00:00Z'), timeZone: 'UTC', weekStartsOn: 1 }

function read(text: string, at: Partial<Moment> = {}) {
  return findTimes(text, { ...moment, ...at }).map((found) => {
    const edge = (wall: { date: string; time?: string | undefined } | undefined) =>
      wall ? [wall.date, wall.time].filter(Boolean).join(' ') : '…'
    const said = text.slice(found.start, found.end)
    if (found.kind === 'length') return `${said} = ${found.minutes} min`
    if (found.kind === 'repeat') return `${said} = ${found.rule} from ${edge(found.from)}`
    return found.kind === 'moment'
      ? `${said} = ${edge(found.from)}`
      : `${said} = ${edge(found.from)} to ${edge(found.until)}`
  })
}

it.each([
  ['call Ana tomorrow', 'tomorrow = 2026-11-19'],
  ['next Tuesday 3pm', 'next Tuesday 3pm = 2026-11-24 15:00'],
  ['this friday', 'this friday = 2026-11-20'],
  ['lunch fri at noon', 'fri at noon = 2026-11-20 12:00'],
  ['at 9', 'at 9 = 2026-11-19 09:00'],
  ['at 5', 'at 5 = 2026-11-18 17:00'],
  ['in a fortnight', 'in a fortnight = 2026-12-02'],
  ['in 20 minutes', 'in 20 minutes = 2026-11-18 10:20'],
  ['2 days ago', '2 days ago = 2026-11-16'],
  ['the 5th', 'the 5th = 2026-12-05'],
  ['5 May 2027', '5 May 2027 = 2027-05-05'],
  ['31.03.2027', '31.03.2027 = 2027-03-31'],
  ['2027-03-31 14:30', '2027-03-31 14:30 = 2027-03-31 14:30'],
  ['first monday of next month', 'first monday of next month = 2026-12-07'],
  ['christmas eve', 'christmas eve = 2026-12-24'],
  ['easter 2027', 'easter 2027 = 2027-03-28'],
  ['half past 5 in the afternoon', 'half past 5 in the afternoon = 2026-11-18 17:30'],
])('a moment: %s', (text, expected) => {
  expect(read(text)).toEqual([expected])
})

it.each([
  ['this week', 'this week = 2026-11-16 to 2026-11-23'],
  ['next month', 'next month = 2026-12-01 to 2027-01-01'],
  ['mid-March', 'mid-March = 2027-03-10 to 2027-03-21'],
  ['Q3 2027', 'Q3 2027 = 2027-07-01 to 2027-10-01'],
  ['the 1990s', 'the 1990s = 1990-01-01 to 2000-01-01'],
  ['week of the 7th', 'week of the 7th = 2026-12-07 to 2026-12-14'],
  ['end of month', 'end of month = 2026-11-16 to 2026-12-01'],
  ['from monday to friday', 'from monday to friday = 2026-11-23 to 2026-11-28'],
  ['may 5-9', 'may 5-9 = 2027-05-05 to 2027-05-10'],
  ['tomorrow 9:30-11am', 'tomorrow 9:30-11am = 2026-11-19 09:30 to 2026-11-19 11:00'],
  ['by friday', 'by friday = … to 2026-11-21'],
  ['before friday', 'before friday = … to 2026-11-20'],
  ['after 2027-01-31', 'after 2027-01-31 = 2027-02-01 to …'],
  ['since yesterday', 'since yesterday = 2026-11-17 to …'],
])('a span, whose end no longer belongs to it: %s', (text, expected) => {
  expect(read(text)).toEqual([expected])
})

it.each([
  ['every 2 weeks', 'FREQ=WEEKLY;INTERVAL=2 from 2026-11-18'],
  ['every second tuesday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU from 2026-11-24'],
  ['second tuesday of every month', 'FREQ=MONTHLY;BYDAY=2TU from 2026-12-08'],
  ['every weekday at 9:30', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR from 2026-11-19 09:30'],
  ['monthly on the 15th', 'FREQ=MONTHLY;BYMONTHDAY=15 from 2026-12-15'],
  ['every last friday', 'FREQ=MONTHLY;BYDAY=-1FR from 2026-11-27'],
  ['every last day of the month', 'FREQ=MONTHLY;BYMONTHDAY=-1 from 2026-11-30'],
  ['every mon, wed and fri', 'FREQ=WEEKLY;BYDAY=MO,WE,FR from 2026-11-18'],
  ['quarterly', 'FREQ=MONTHLY;INTERVAL=3 from 2026-11-18'],
  ['every 5 may', 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5 from 2027-05-05'],
  ['daily until 2027-01-31', 'FREQ=DAILY;UNTIL=20270131 from 2026-11-18'],
])('a rule: %s', (text, expected) => {
  expect(read(text)).toEqual([`${text} = ${expected}`])
})

it('lengths', () => {
  expect(read('an hour and a half')).toEqual(['an hour and a half = 90 min'])
  expect(read('it took 3h')).toEqual(['3h = 180 min'])
})

it.each([
  'you may not',
  'we march on',
  'a 4:3 screen',
  'chapter 3 of 12',
  'version 2.30',
  'day after day',
  'ABC-12345-A1B2C3',
  'twenty-one coins',
  'the sun sat there',
  'deliver 2000 pieces',
  'a second opinion',
  '',
])('no time: %s', (text) => {
  expect(read(text)).toEqual([])
})

it('the day is that of the zone, the week that of the person', () => {
  const late = { nowMs: Date.parse('2026-11-18T23:30:00Z') }
  expect(read('tomorrow', { ...late, timeZone: 'Asia/Tokyo' })).toEqual(['tomorrow = 2026-11-20'])
  expect(read('tomorrow', { ...late, timeZone: 'America/Los_Angeles' })).toEqual(['tomorrow = 2026-11-19'])
  expect(read('this week', { weekStartsOn: 0 })).toEqual(['this week = 2026-11-15 to 2026-11-22'])
})

it('offsets are those of the text, whatever letters it has', () => {
  expect(read('İstanbul 🇦🇹 “tomorrow” — ﬁn')).toEqual(['tomorrow = 2026-11-19'])
})
