import { useNow } from 'use-intl'
import { usePeople } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { partOfDay } from './part-of-day.ts'
import classes from './home-screen.module.css'

export function Greeting() {
  const t = useText('home')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  const name = usePeople().me?.name.split(' ')[0]
  const greeting = t(`greeting.${partOfDay(now.getHours())}`)
  return (
    <header>
      <h1 className={classes.greeting}>{name ? t('greeting.named', { greeting, name }) : greeting}</h1>
      <p className={classes.date}>{format.dateTime(now, { weekday: 'long', day: 'numeric', month: 'long' })}</p>
    </header>
  )
}
