import { useCallback } from 'react'
import { useNow } from 'use-intl'
import { addDays, type CalendarDate } from '#shared/rooms/tasks/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'

/** Today in the person's own time zone, current over midnight. */
export function useToday(): CalendarDate {
  return calendarDateOf(useNow({ updateInterval: 30_000 }))
}

export function calendarDateOf(moment: Date): CalendarDate {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

/** Noon of the day on the person's clock: in the right day for every formatter. */
export function noonOf(date: CalendarDate): Date {
  return new Date(`${date}T12:00:00`)
}

interface DayWords {
  readonly today: CalendarDate
  readonly time?: string | undefined
  /** `long` for headings: with the day of the month also for near days. */
  readonly style?: 'short' | 'long'
}

/** "Tomorrow", "Friday", "3 Apr": a day as people say it. */
export function useDayWords(): (date: CalendarDate, options: DayWords) => string {
  const t = useText('tasks')
  const format = useFormatter()
  return useCallback(
    (date, { today, time, style = 'short' }) => {
      const near = nearDay(date, today)
      const isSoon = date > today && date <= addDays(today, 6)
      const sameYear = date.slice(0, 4) === today.slice(0, 4)
      const written = format.dateTime(noonOf(date), {
        ...((style === 'long' || isSoon) && { weekday: style === 'long' ? 'long' : 'short' }),
        ...((style === 'long' || !isSoon) && { day: 'numeric', month: style === 'long' ? 'long' : 'short' }),
        ...(!sameYear && { year: 'numeric' }),
      })
      const day = near ? (style === 'long' ? `${t(`day.${near}`)} · ${written}` : t(`day.${near}`)) : written
      return time
        ? t('day.atTime', { day, time: format.dateTime(new Date(`${date}T${time}`), { timeStyle: 'short' }) })
        : day
    },
    [t, format],
  )
}

function nearDay(date: CalendarDate, today: CalendarDate): 'today' | 'tomorrow' | 'yesterday' | undefined {
  if (date === today) return 'today'
  if (date === addDays(today, 1)) return 'tomorrow'
  return date === addDays(today, -1) ? 'yesterday' : undefined
}
