import type { Moment } from './moment.ts'

/** Days since 1970-01-01 in a calendar without zones: what one can count with. */
export type Day = number

const dayMs = 86_400_000

export function dayOf(year: number, month: number, date: number): Day {
  // Date.UTC takes years below 100 for those of the twentieth century.
  return Math.round(new Date(0).setUTCFullYear(year, month - 1, date) / dayMs)
}

/** The day, or undefined where the calendar has none such (30 February). */
export function realDay(year: number, month: number, date: number): Day | undefined {
  if (month < 1 || month > 12 || date < 1 || year < 1 || year > 9999) return undefined
  return date <= daysInMonth(year, month) ? dayOf(year, month, date) : undefined
}

export function daysInMonth(year: number, month: number): number {
  return new Date(dayOf(year, month + 1, 0) * dayMs).getUTCDate()
}

export interface Civil {
  readonly year: number
  readonly month: number
  readonly date: number
}

export function civilOf(day: Day): Civil {
  const at = new Date(day * dayMs)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() }
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7
}

export function isoOf(day: Day): string {
  const { year, month, date } = civilOf(day)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`
}

export function dayOfIso(date: string): Day {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  return dayOf(year, month, day)
}

/** Months later; a date that the month does not have becomes its last one. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = civilOf(day)
  const first = civilOf(dayOf(year, month + months, 1))
  return dayOf(first.year, first.month, Math.min(date, daysInMonth(first.year, first.month)))
}

export function clockText(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** What calendar and clock on the wall say at a moment, in its zone. */
export function wallNow({ nowMs, timeZone }: Pick<Moment, 'nowMs' | 'timeZone'>): { day: Day; seconds: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(nowMs)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  return {
    day: dayOf(part('year'), part('month'), part('day')),
    seconds: part('hour') * 3600 + part('minute') * 60 + part('second'),
  }
}
