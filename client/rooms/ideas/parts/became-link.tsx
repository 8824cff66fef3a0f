import { IconChecklist, IconFileText } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { ideaQueries } from '#shared/rooms/ideas/index.ts'
import { useQuery } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import classes from './became-link.module.css'

/** The task or document that an idea has become; nothing when that is gone. */
export function BecameLink({ id, tabIndex }: { id: ReplicaId; tabIndex?: 0 | -1 }) {
  const t = useText('ideas')
  const things = useThings()
  const title = useQuery(ideaQueries.becameTitle, id)
  const link = things.linkOf(id)
  if (!link || title === undefined) return null
  const isTask = id.startsWith('task_')
  const label = t(isTask ? 'idea.becameTask' : 'idea.becameDocument', { title })
  return (
    <Link {...link} className={classes.link} aria-label={label} title={label} tabIndex={tabIndex}>
      {isTask ? <IconChecklist size={14} stroke={1.75} /> : <IconFileText size={14} stroke={1.75} />}
      <span>{title}</span>
    </Link>
  )
}
