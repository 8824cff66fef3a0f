import { useMemo } from 'react'
import { useNow } from 'use-intl'
import { useFormatter, useText } from '#client/ui/i18n.tsx'

interface Span {
  readonly from: number | undefined
  readonly to: number | undefined
}

/** Days and times of what has been, in the manner and time zone of the person, with the words of the room that shows them. */
export function useMoments(room: 'versions' | 'activity') {
  // Both have these four words: `today`, `yesterday`, `earlier`, and `span` with `from` and `to`.
  const t = useText(room as 'activity')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  return useMemo(() => {
    const time = (at: number) => format.dateTime(new Date(at), { timeStyle: 'short' })
    const day = (at: number) => {
      const isThisYear = new Date(at).getFullYear() === now.getFullYear()
      return format.dateTime(new Date(at), {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        ...(!isThisYear && { year: 'numeric' }),
      })
    }
    const dayOf = (to: number | undefined): string => {
      if (to === undefined) return t('earlier')
      if (isSameDay(to, now.getTime())) return t('today')
      return isSameDay(to, now.getTime() - 86_400_000) ? t('yesterday') : day(to)
    }
    const timeOf = ({ from, to }: Span): string => {
      if (to === undefined) return t('earlier')
      const [begin, end] = [time(from ?? to), time(to)]
      return begin === end ? end : t('span', { from: begin, to: end })
    }
    /** "Today, 14:02". */
    const momentOf = ({ to }: Span): string => (to === undefined ? t('earlier') : `${dayOf(to)}, ${time(to)}`)
    return { dayOf, timeOf, momentOf }
  }, [t, format, now])
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}
