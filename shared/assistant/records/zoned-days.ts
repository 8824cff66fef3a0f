import { addDays, type CalendarDate } from '../../rooms/tasks/index.ts'
import type { Moment } from '../../language/moment.ts'

const hourMs = 3_600_000

/** Which day it was there: made once for many times, because a formatter is slow to make. */
export function dayIn(timeZone: string): (ms: number) => CalendarDate {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (ms) => format.format(ms)
}

export function todayOf({ nowMs, timeZone }: Moment): CalendarDate {
  return dayIn(timeZone)(nowMs)
}

/** The first millisecond of a day there. Some days begin at one o'clock, and offsets go from -12 to +14 hours: so it is searched for. */
export function startOfDay(date: CalendarDate, dayAt: (ms: number) => CalendarDate): number {
  const utc = Date.parse(`${date}T00:00:00Z`)
  let [before, after] = [utc - 15 * hourMs, utc + 15 * hourMs]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayAt(middle) < date) before = middle
    else after = middle
  }
  return after
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(date: CalendarDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

export function weekOf(date: CalendarDate, weekStartsOn: Moment['weekStartsOn']): CalendarDate {
  return addDays(date, -((weekdayOf(date) - weekStartsOn + 7) % 7))
}

/** `addMonths('2026-01-31', 1)` → `2026-02-28`. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10)
}

export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (24 * hourMs))
}
