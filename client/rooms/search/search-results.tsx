import { Link } from '@tanstack/react-router'
import type { FusedThing } from '#shared/assistant/search/fuse.ts'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import type { Icon } from '../client-room.ts'
import { useThings } from '../things.ts'
import { Marked } from './finding/index.ts'
import classes from './search-screen.module.css'

export function SearchResults({ items }: { items: readonly FusedThing[] }) {
  const t = useText('search')
  return (
    <ul className={classes.list} aria-label={t('results')}>
      {items.map((item) => (
        <SearchResult key={item.id} item={item} />
      ))}
    </ul>
  )
}

function SearchResult({ item: { id, title, titleMarks, snippet, changedAt, byMeaning } }: { item: FusedThing }) {
  const t = useText('search')
  const things = useThings()
  const link = things.linkOf(id)
  if (!link) return null
  return (
    <li>
      <Link {...link} className={classes.result}>
        <span className={classes.icon} aria-hidden>
          <ThingIcon icon={things.iconOf(id)} />
        </span>
        <span className={classes.words}>
          <span className={classes.title}>
            {title.trim() === '' ? t('untitled') : <Marked text={title} marks={titleMarks} />}
          </span>
          {snippet.text !== '' && snippet.text !== title && (
            <span className={classes.snippet}>
              <Marked {...snippet} />
            </span>
          )}
          {byMeaning && <span className={classes.near}>{t('byMeaning')}</span>}
        </span>
        <span className={classes.time}>
          <RelativeTime at={changedAt} />
        </span>
      </Link>
    </li>
  )
}

function ThingIcon({ icon: Shown }: { icon: Icon | undefined }) {
  return Shown ? <Shown size={18} stroke={1.5} /> : null
}
