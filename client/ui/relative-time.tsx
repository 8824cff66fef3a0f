import { useNow } from 'use-intl'
import { useFormatter, useText } from './i18n.tsx'

/** "3 hours ago", kept current, with the exact moment on hover. `at` in ms, UTC. */
export function RelativeTime({ at }: { at: number }) {
  const now = useNow({ updateInterval: 30_000 })
  const format = useFormatter()
  const t = useText('ui')
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return <span>{t('unknownTime')}</span>
  const isNow = Math.abs(now.getTime() - at) < 45_000
  return (
    <time dateTime={date.toISOString()} title={format.dateTime(date, { dateStyle: 'full', timeStyle: 'short' })}>
      {isNow ? t('justNow') : format.relativeTime(date, now)}
    </time>
  )
}
