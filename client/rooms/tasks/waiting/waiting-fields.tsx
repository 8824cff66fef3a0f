import { IconCheck, IconCircle, IconHourglass, IconTrash, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskCommands, type Task } from '#shared/rooms/tasks/index.ts'
import { useQuery, useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Property } from '../detail/property.tsx'
import { useSaid } from '../parts/said.tsx'
import { aroundTask } from './queries.ts'
import { WaitPicker } from './wait-picker.tsx'
import { WaitingText } from './waiting-text.tsx'
import classes from './waiting.module.css'

/** What a task waits for, with what becomes of it, and what waits for it. */
export function WaitingFields({ task }: { task: Task }) {
  return (
    <WaitingText>
      <Fields task={task} />
    </WaitingText>
  )
}

function Fields({ task }: { task: Task }) {
  const tWaiting = useText('taskWaiting')
  const canWrite = useCanWrite(task.id)
  const { waitsFor, holdsUp } = useQuery(aroundTask, task.id)
  const field = useRef<HTMLInputElement>(null)
  const [say, region] = useSaid()
  return (
    <>
      {region}
      {(canWrite || waitsFor.length > 0) && (
        <Property label={tWaiting('waitsFor')}>
          {(labelId) => (
            <>
              {waitsFor.length > 0 && (
                <ul className={classes.list} aria-labelledby={labelId}>
                  {waitsFor.map(({ id, task: other }) => (
                    <WaitedFor key={id} task={task} id={id} other={other} leave={() => field.current?.focus()} />
                  ))}
                </ul>
              )}
              {canWrite && <WaitPicker task={task} field={field} say={say} />}
            </>
          )}
        </Property>
      )}
      {holdsUp.length > 0 && (
        <Property label={tWaiting('waitedForBy')}>
          {(labelId) => (
            <ul className={classes.list} aria-labelledby={labelId}>
              {holdsUp.map((other) => (
                <li key={other.id} className={classes.line}>
                  <IconHourglass className={classes.icon} size={14} stroke={1.75} aria-hidden />
                  <TaskName id={other.id} task={other} />
                </li>
              ))}
            </ul>
          )}
        </Property>
      )}
    </>
  )
}

interface WaitedForProps {
  task: Task
  id: ReplicaId
  other: Task | undefined
  /** Where the keyboard goes when the line is gone. */
  leave: () => void
}

function WaitedFor({ task, id, other, leave }: WaitedForProps) {
  const t = useText('tasks')
  const tWaiting = useText('taskWaiting')
  const run = useRun()
  const announce = useAnnounce()
  const canWrite = useCanWrite(task.id)
  const title = other ? other.value.title || t('row.untitled') : tWaiting('unknown')
  const remove = async () => {
    leave()
    const outcome = await run(taskCommands.stopWaitingFor, { id: task.id, for: id }, { undoLabel: tWaiting('undo') })
    if (outcome.ok) announce(tWaiting('removed', { title }), { undo: true })
  }
  return (
    <li className={classes.line} data-state={other && stateOf(other)}>
      <StateIcon task={other} />
      <TaskName id={id} task={other} />
      {other && <span className={classes.state}>{stateWords(other, t)}</span>}
      {canWrite && (
        <IconButton
          className={classes.remove}
          size="sm"
          label={tWaiting('remove', { title })}
          onClick={() => void remove()}
        >
          <IconX size={14} stroke={1.75} />
        </IconButton>
      )}
    </li>
  )
}

function TaskName({ id, task }: { id: ReplicaId; task: Task | undefined }) {
  const t = useText('tasks')
  const tWaiting = useText('taskWaiting')
  if (!task) return <span className={classes.name}>{tWaiting('unknown')}</span>
  return (
    <Link
      to="."
      search={((before: object) => ({ ...before, open: id })) as never}
      resetScroll={false}
      preload={false}
      className={classes.name}
    >
      {task.value.title || t('row.untitled')}
    </Link>
  )
}

type State = 'todo' | 'doing' | 'done' | 'trash'

function stateOf({ value }: Task): State {
  return value.trashedAt === undefined ? value.status : 'trash'
}

function stateWords(task: Task, t: ReturnType<typeof useText<'tasks'>>): string {
  const state = stateOf(task)
  return state === 'trash' ? t('views.trash') : t(`status.${state}`)
}

function StateIcon({ task }: { task: Task | undefined }) {
  const state = task && stateOf(task)
  const Icon = state === 'done' ? IconCheck : state === 'trash' ? IconTrash : IconCircle
  return <Icon className={classes.icon} size={14} stroke={1.75} aria-hidden />
}
