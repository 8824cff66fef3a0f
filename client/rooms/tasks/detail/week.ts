import { addDays, type CalendarDate } from '#shared/rooms/tasks/index.ts'

type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** 0 = Sunday, as calendars of this locale begin their weeks; Monday where the browser does not know. */
export function firstDayOfWeek(locale: string): Weekday {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number }
    weekInfo?: { firstDay: number }
  }
  const { firstDay } = known.getWeekInfo?.() ?? known.weekInfo ?? { firstDay: 1 }
  return (firstDay % 7) as Weekday
}

/** The Monday after this week, never today itself. */
export function nextMonday(today: CalendarDate): CalendarDate {
  const weekday = new Date(`${today}T12:00:00Z`).getUTCDay()
  return addDays(today, (8 - weekday) % 7 || 7)
}
