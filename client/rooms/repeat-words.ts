import { useCallback } from 'react'
import { isoOf } from '#shared/language/civil.ts'
import { readRule, type Rule } from '#shared/language/rule.ts'
import { type Formatter, type Text, useFormatter, useText } from '#client/ui/i18n.tsx'

/**
 * "Every other Tuesday", "Every month on the 15th": a rule as people say it. A rule that is not understood is shown as it is. Below
 * `RepeatText`, for its words come with the screens that use them.
 */
export function useRepeatWords(): (rule: string, options?: { isFromDone?: boolean }) => string {
  const t = useText('repeatWords')
  const format = useFormatter()
  return useCallback(
    (text, { isFromDone = false } = {}) => {
      const rule = readRule(text)
      if (!rule) return text
      const said = sentence(rule, { t, format })
      return isFromDone ? t('whenDone', { rule: said }) : said
    },
    [t, format],
  )
}

interface Words {
  readonly t: Text<'repeatWords'>
  readonly format: Formatter
}

function sentence(rule: Rule, words: Words): string {
  const { t, format } = words
  const said = everyOf(rule, words)
  if (rule.until === undefined) return said
  return t('until', {
    rule: said,
    date: format.dateTime(new Date(`${isoOf(rule.until)}T12:00:00`), { dateStyle: 'medium' }),
  })
}

function everyOf(rule: Rule, words: Words): string {
  const { t, format } = words
  const { interval, byDay, byMonthDay, byMonth } = rule
  switch (rule.freq) {
    case 'DAILY':
      return t('daily', { interval })
    case 'WEEKLY':
      return weekly(rule, words)
    case 'MONTHLY': {
      const when = [
        ...byMonthDay.map((day) => monthDay(day, t)),
        ...byDay.map(({ weekday, nth }) =>
          nth === undefined
            ? weekdayName(weekday, format)
            : t('nthWeekday', { nth: String(nth), weekday: weekdayName(weekday, format) }),
        ),
      ]
      return on(t('monthly', { interval }), when, words)
    }
    case 'YEARLY': {
      const [month, day] = [byMonth[0], byMonthDay[0]]
      const isDate = month !== undefined && day !== undefined && day > 0
      const date = isDate
        ? [format.dateTime(new Date(2024, month - 1, day, 12), { day: 'numeric', month: 'long' })]
        : []
      return on(t('yearly', { interval }), date, words)
    }
  }
}

function weekly({ interval, byDay }: Rule, { t, format }: Words): string {
  const days = byDay.map(({ weekday }) => weekday)
  if (days.length === 0) return t('weekly', { interval })
  const key = days.toSorted((a, b) => a - b).join('')
  if (interval === 1 && key === '12345') return t('weekdays')
  if (interval === 1 && key === '06') return t('weekends')
  return t('weeklyOn', { interval, days: format.list(days.map((day) => weekdayName(day, format))) })
}

function on(every: string, when: readonly string[], { t, format }: Words): string {
  return when.length === 0 ? every : t('on', { every, when: format.list(when) })
}

function monthDay(day: number, t: Words['t']): string {
  if (day === -1) return t('lastDay')
  return day > 0 ? t('dayOfMonth', { day }) : t('nthLast', { day: -day })
}

/** In the person's own language, as all names of days. */
function weekdayName(weekday: number, format: Formatter): string {
  // The first of January 2023 was a Sunday.
  return format.dateTime(new Date(2023, 0, 1 + weekday, 12), { weekday: 'long' })
}
