import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Scalar } from '#shared/crdt/fields.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { PrincipalId } from '#shared/kit/ids.ts'
import {
  taskCommands,
  taskPriorities,
  taskQueries,
  taskStatuses,
  type CalendarDate,
  type ContestedField,
  type Task,
} from '#shared/rooms/tasks/index.ts'
import { usePeople, useQuery, useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { shownConflicts, type ShownConflict } from '../parts/conflicts.ts'
import { useDayWords } from '../parts/day.ts'
import { useRepeatWords } from '../../repeat-words.ts'
import { TaskWords } from '../quick/task-words.tsx'
import classes from './conflict-notices.module.css'

/** For each field that two people changed at once: what shows and whose it is, what the other wrote, and a click to take it. */
export function ConflictNotices({ task, today }: { task: Task; today: CalendarDate }) {
  const conflicts = shownConflicts(task)
  if (conflicts.length === 0) return null
  return (
    <TaskWords>
      <div className={classes.notices}>
        {conflicts.map((conflict) => (
          <ConflictNotice key={conflict.field} task={task} conflict={conflict} today={today} />
        ))}
      </div>
    </TaskWords>
  )
}

interface NoticeProps {
  task: Task
  conflict: ShownConflict
  today: CalendarDate
}

function ConflictNotice({ task, conflict, today }: NoticeProps) {
  const t = useText('tasks')
  const run = useRun()
  const announce = useAnnounce()
  const canWrite = useCanWrite(task.id)
  const { field, losing, winningBy } = conflict
  const wordsFor = useValueWords(today)
  const shown = task.value[field]
  const keep = async (value: Scalar) => {
    const outcome = await run(taskCommands.keepValue, { id: task.id, field, value }, { undoLabel: t('undo.edit') })
    if (outcome.ok) announce(t('conflict.settled', { value: wordsFor(field, value) }), { undo: true })
  }
  return (
    <section className={classes.notice} aria-label={t('conflict.title', { field: t(`conflict.fields.${field}`) })}>
      <IconAlertTriangle className={classes.icon} size={16} stroke={1.75} aria-hidden />
      <div className={classes.body}>
        <p className={classes.title}>{t('conflict.title', { field: t(`conflict.fields.${field}`) })}</p>
        <ul className={classes.values}>
          {shown !== undefined && (
            <Contender value={shown} by={winningBy} isShown {...{ field, canWrite, wordsFor, keep }} />
          )}
          {losing.map(({ value, by }) => (
            <Contender
              key={`${by}${String(value)}`}
              value={value}
              by={by}
              isShown={false}
              {...{ field, canWrite, wordsFor, keep }}
            />
          ))}
        </ul>
      </div>
    </section>
  )
}

interface ContenderProps {
  field: ContestedField
  value: Scalar
  by: PrincipalId
  isShown: boolean
  canWrite: boolean
  wordsFor: (field: ContestedField, value: Scalar) => string
  keep: (value: Scalar) => Promise<void>
}

function Contender({ field, value, by, isShown, canWrite, wordsFor, keep }: ContenderProps) {
  const t = useText('tasks')
  const { nameOf } = usePeople()
  const named = { value: wordsFor(field, value), who: nameOf(by) }
  return (
    <li className={classes.contender}>
      <span>
        <span className={classes.value}>{named.value}</span>
        <span className={classes.who}>{t(isShown ? 'conflict.shows' : 'conflict.other', named)}</span>
      </span>
      {canWrite && (
        <Button
          size="compact-sm"
          variant={isShown ? 'subtle' : 'default'}
          color="gray"
          aria-label={t(isShown ? 'conflict.keepLabel' : 'conflict.takeLabel', named)}
          onClick={() => void keep(value)}
        >
          {t(isShown ? 'conflict.keep' : 'conflict.take')}
        </Button>
      )}
    </li>
  )
}

/** A stored value as a person reads it. */
function useValueWords(today: CalendarDate): (field: ContestedField, value: Scalar) => string {
  const t = useText('tasks')
  const words = useDayWords()
  const repeatWords = useRepeatWords()
  const { nameOf } = usePeople()
  const projects = useQuery(taskQueries.liveProjects)
  return (field, value) => {
    const text = String(value)
    switch (field) {
      case 'status': {
        const status = taskStatuses.find((each) => each === text)
        return status ? t(`status.${status}`) : text
      }
      case 'priority': {
        const priority = taskPriorities.find((each) => each === text)
        return priority ? t(`priority.${priority}`) : text
      }
      case 'dueDate':
        return words(text, { today })
      case 'repeat':
        return repeatWords(text)
      case 'assignee':
        return nameOf(text as PrincipalId)
      case 'project':
        return projects.find((project) => project.id === (text as ReplicaId))?.value.title ?? t('detail.noProject')
      case 'title':
      case 'dueTime':
        return text
    }
  }
}
