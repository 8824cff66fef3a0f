import type { ActivityItem } from '#shared/protocol/rest-activity.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useMoments } from '../use-moments.ts'
import { ActivityLine } from './activity-line.tsx'
import classes from './activity-list.module.css'

export interface ActivityListProps {
  items: readonly ActivityItem[]
  /** What the server calls principals; those of this workspace are known here, too. */
  names: Readonly<Record<string, string>>
}

/** By day, the latest first. */
export function ActivityList({ items, names }: ActivityListProps) {
  const t = useText('activity')
  const { dayOf } = useMoments('activity')
  const days = [...Map.groupBy(items, ({ to }) => dayOf(to))]
  return (
    <section aria-label={t('list')} aria-live="off">
      {days.map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className={classes.day}>{day}</h2>
          <ol className={classes.list}>
            {ofDay.map((item) => (
              <ActivityLine key={item.id} item={item} names={names} />
            ))}
          </ol>
        </section>
      ))}
    </section>
  )
}
