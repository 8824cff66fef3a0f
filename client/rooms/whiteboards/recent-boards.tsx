import { IconPalette } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { recentBoards } from '#shared/rooms/whiteboards/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import classes from './recent-boards.module.css'

const shownBoards = 4

/** On Home: what was drawn on last. */
export function RecentBoards() {
  const t = useText('whiteboards')
  const { id: workspace } = useWorkspace()
  const boards = useQuery(recentBoards, { limit: shownBoards })
  if (boards.length === 0) return null
  return (
    <section aria-label={t('recent')}>
      <h2 className={classes.heading}>{t('recent')}</h2>
      <ul className={classes.list}>
        {boards.map(({ id, value, changedAt }) => (
          <li key={id}>
            <Link className={classes.entry} to={`/w/${workspace}/whiteboards/${id}`}>
              <IconPalette size={18} stroke={1.5} className={classes.icon} aria-hidden />
              <span className={classes.title}>{value.title || t('untitled')}</span>
              <span className={classes.time}>
                <RelativeTime at={changedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
