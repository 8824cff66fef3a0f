import type { Moment } from '#shared/language/moment.ts'

/** When and where the person is, for words such as "tomorrow". */
export function momentNow(nowMs: number): Moment {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return { nowMs, timeZone, weekStartsOn: firstDayOf(navigator.language) }
}

function firstDayOf(language: string): Moment['weekStartsOn'] {
  const locale = new Intl.Locale(language) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number }
    weekInfo?: { firstDay: number }
  }
  const firstDay = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1
  return firstDay === 7 ? 0 : firstDay === 6 ? 6 : 1
}
