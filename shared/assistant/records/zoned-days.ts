import { addDays, type CalendarDate } from '../../rooms/tasks/index.ts'
import type { Moment } from '../../language/moment.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * Which day it was there: made once for many times. A formatter takes microseconds, so it is asked twice for each day of UTC: where the
 * zone is as far from UTC at its end as at its beginning, the rest is addition.
 */
export function dayIn(timeZone: string): (ms: number) => CalendarDate {
  const offsetAt = offsetIn(timeZone)
  const offsets = new Map<number, number | undefined>()
  const offsetOf = (utcDay: number) => {
    if (!offsets.has(utcDay)) {
      const [first, last] = [offsetAt(utcDay * dayMs), offsetAt((utcDay + 1) * dayMs)]
      offsets.set(utcDay, first === last ? first : undefined)
    }
    return offsets.get(utcDay)
  }
  return (ms) => new Date(ms + (offsetOf(Math.floor(ms / dayMs)) ?? offsetAt(ms))).toISOString().slice(0, 10)
}

/** How many milliseconds the clocks there are ahead of UTC. */
function offsetIn(timeZone: string): (ms: number) => number {
  // Swedes write times as ISO does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return (ms) => Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000
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
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
}
