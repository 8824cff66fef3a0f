import { Button } from '@mantine/core'
import { IconCalendarEvent } from '@tabler/icons-react'
import { useState } from 'react'
import { useNow } from 'use-intl'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Query } from '#shared/rooms/room.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { useQuery, useRun, useWorkspace } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import type { FoundTask } from './found-in-text.ts'
import classes from './reading-aids.module.css'

interface FoundTasksProps {
  id: ReplicaId
  tasks: readonly FoundTask[]
  jump: (sentence: FoundTask) => void
}

/** Sentences that ask for something. What has become a task leads there. */
export function FoundTasks({ id, tasks, jump }: FoundTasksProps) {
  const t = useText('documentAids')
  const made = useQuery(tasksFrom, { source: id })
  const { canWrite } = useWorkspace()
  return (
    <section aria-label={t('tasks')}>
      <h3 className={classes.heading}>{t('tasks')}</h3>
      <ul className={classes.list}>
        {tasks.map((task) => (
          <li key={task.start} className={classes.task}>
            <button type="button" className={classes.sentence} onClick={() => jump(task)}>
              {task.text}
            </button>
            <TaskLine
              source={id}
              task={task}
              made={made.find(({ title }) => title === task.title)?.id}
              canWrite={canWrite}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface TaskLineProps {
  source: ReplicaId
  task: FoundTask
  made: ReplicaId | undefined
  canWrite: boolean
}

function TaskLine({ source, task, made, canWrite }: TaskLineProps) {
  const t = useText('documentAids')
  const { title, due } = task
  const things = useThings()
  const dayText = useDayText()
  const add = useAddTask(source)
  const [isBusy, setBusy] = useState(false)
  const press = () => {
    setBusy(true)
    void add(task).finally(() => setBusy(false))
  }
  return (
    <div className={classes.line}>
      {made && (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t('openLabel', { title })}
          ref={keepFocus}
          onClick={() => void things.open(made)}
        >
          {t('open')}
        </Button>
      )}
      {!made && canWrite && (
        <Button
          size="compact-sm"
          variant="default"
          loading={isBusy}
          aria-label={t('addLabel', { title })}
          onClick={press}
        >
          {t('add')}
        </Button>
      )}
      {!made && due && (
        <span className={classes.chip}>
          <IconCalendarEvent size={13} stroke={1.75} aria-hidden />
          {t('due', { day: dayText(due) })}
        </span>
      )}
    </div>
  )
}

/** Tasks that were made from a thing and are not in the trash. */
const tasksFrom: Query<{ readonly source: ReplicaId }, readonly { readonly id: ReplicaId; readonly title: string }[]> =
  {
    name: 'documents.tasksFrom',
    types: [taskType],
    answer: (rows, { source }) =>
      rows
        .of(taskType)
        .filter(({ value }) => value.source === source && value.trashedAt === undefined)
        .map(({ id, value }) => ({ id, title: value.title })),
  }

function useAddTask(source: ReplicaId): (task: FoundTask) => Promise<void> {
  const t = useText('documentAids')
  const run = useRun()
  const announce = useAnnounce()
  return async ({ title, due }) => {
    const dates = due && { dueDate: due.date, ...(due.time !== undefined && { dueTime: due.time }) }
    const added = await run(taskCommands.create, { title, source, ...dates }, { undoLabel: t('addStep') })
    if (added.ok) announce(t('added', { title }), { undo: true })
  }
}

function useDayText(): (due: NonNullable<FoundTask['due']>) => string {
  const format = useFormatter()
  const year = String(useNow().getFullYear())
  return ({ date, time }) => {
    const day = format.dateTime(new Date(`${date}T12:00:00`), {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(!date.startsWith(year) && { year: 'numeric' }),
    })
    if (time === undefined) return day
    return `${day}, ${format.dateTime(new Date(`${date}T${time}`), { timeStyle: 'short' })}`
  }
}

/** The button that was pressed is gone; focus goes to what takes its place instead of to the top of the page. */
function keepFocus(node: HTMLButtonElement | null): void {
  if (node && (document.activeElement === document.body || document.activeElement === null)) node.focus()
}
