import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button } from '@mantine/core'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { typeOf } from '#shared/kit/ids.ts'
import { useRows } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import classes from './replies.module.css'

const shownAtFirst = 6
const shownAtMost = 100

export interface ThingListProps {
  ids: readonly ReplicaId[]
  aside?: (id: ReplicaId) => ReactNode
  /** Of what is in the trash, where that is known. */
  titleIfGone?: (id: ReplicaId) => string | undefined
}

/** The things that an answer rests on, to look at. */
export function ThingList({ ids, aside, titleIfGone }: ThingListProps) {
  const t = useText('assistant')
  const [isWhole, setWhole] = useState(false)
  const shown = ids.slice(0, isWhole ? shownAtMost : shownAtFirst)
  return (
    <>
      <ul className={classes.things}>
        {shown.map((id) => (
          <li key={id} className={classes.thing}>
            <ThingLine id={id} titleIfGone={titleIfGone?.(id)} />
            {aside?.(id)}
          </li>
        ))}
      </ul>
      {isWhole && ids.length > shownAtMost && (
        <p className={classes.quiet}>{t('answer.cut', { shown: shownAtMost, total: ids.length })}</p>
      )}
      {ids.length > shownAtFirst && (
        <Button size="compact-xs" variant="subtle" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('answer.showFewer') : t('answer.showAll', { count: ids.length })}
        </Button>
      )}
    </>
  )
}

function ThingLine({ id, titleIfGone }: { id: ReplicaId; titleIfGone: string | undefined }) {
  const t = useText('assistant')
  const things = useThings()
  const rows = useRows()
  const format = useFormatter()
  const [Icon, link, title] = [things.iconOf(id), things.linkOf(id), things.titleOf(id)]
  const task = typeOf(id) === taskType.name ? rows.get(taskType, id)?.value : undefined
  if (!link || title === undefined) return <span className={classes.gone}>{titleIfGone ?? t('answer.gone')}</span>
  const due = task?.dueDate === undefined ? undefined : new Date(`${task.dueDate}T12:00:00`)
  return (
    <>
      {Icon && <Icon size={16} stroke={1.6} />}
      <Link {...link} className={classes.link} data-done={task?.status === 'done'}>
        {title || t('answer.untitled')}
      </Link>
      {due && task?.status !== 'done' && (
        <span className={classes.due}>{format.dateTime(due, { day: 'numeric', month: 'short' })}</span>
      )}
    </>
  )
}
