import type { PrincipalId } from '#shared/kit/ids.ts'
import { localPrincipal } from '#shared/kit/ids.ts'
import type { Task } from '#shared/rooms/tasks/index.ts'
import { usePeople } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import classes from './task-detail.module.css'

/** Who made it and who changed it last; on a device without people only when. */
export function TaskHistory({ task }: { task: Task }) {
  const { createdAt, createdBy } = task.value
  return (
    <footer className={classes.history}>
      <Moment kind="created" by={createdBy} at={createdAt} />
      {task.changedAt > createdAt && <Moment kind="changed" by={task.changedBy} at={task.changedAt} />}
    </footer>
  )
}

function Moment({ kind, by, at }: { kind: 'created' | 'changed'; by: PrincipalId | undefined; at: number }) {
  const t = useText('tasks')
  const { nameOf } = usePeople()
  const when = () => <RelativeTime at={at} />
  const isNamed = by !== undefined && by !== localPrincipal
  return (
    <span>
      {isNamed ? t.rich(`detail.${kind}`, { who: nameOf(by), when }) : t.rich(`detail.${kind}Plain`, { when })}
    </span>
  )
}
