const dayMs = 86_400_000
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/
const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/

/**
 * A day as people mean it, `2026-03-31`, in no time zone: it stays the same day wherever its reader is. Text order is time order.
 * Which day is today is a question of the reader's zone, so `today` is always an argument.
 */
export type CalendarDate = string

export function isCalendarDate(value: unknown): value is CalendarDate {
  if (typeof value !== 'string') return false
  const parts = datePattern.exec(value)
  if (!parts) return false
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** `14:30`, a time of day on its own. */
export function isClockTime(value: unknown): value is string {
  return typeof value === 'string' && timePattern.test(value)
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}
