import { useCallback } from 'react'
import type { AgendaSection, CalendarDate } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useDayWords } from '../parts/day.ts'

/** The heading of a section; for a list without headings, what a screen reader calls it. */
export function useSectionTitle(today: CalendarDate): (section: AgendaSection) => string {
  const t = useText('tasks')
  const words = useDayWords()
  return useCallback(
    ({ key, date }) => {
      if (key === 'day') return date === undefined ? '' : words(date, { today, style: 'long' })
      return key === 'whole' ? t('list.label') : t(`sections.${key}`)
    },
    [t, words, today],
  )
}
