import { useCallback } from 'react'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useRepeatWords } from '../../repeat-words.ts'
import type { When } from './when.ts'

/** "Every weekday at 08:00", with the time zone where that is not the one here. */
export function useWhenWords(): (when: When, timeZone?: string) => string {
  const t = useText('schedules')
  const format = useFormatter()
  const words = useRepeatWords()
  return useCallback(
    ({ rule, startAt }, timeZone) => {
      const here = Intl.DateTimeFormat().resolvedOptions().timeZone
      const zone = timeZone ?? here
      const time = format.dateTime(new Date(startAt), { timeStyle: 'short', timeZone: zone })
      const said = { rule: words(rule), time }
      return zone === here ? t('at', said) : t('atIn', { ...said, zone })
    },
    [t, format, words],
  )
}
