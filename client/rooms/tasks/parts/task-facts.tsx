import { IconAlertTriangle, IconFlag3, IconListCheck, IconRepeat } from '@tabler/icons-react'
import { type CSSProperties, useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { checklistOf, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'
import { usePeople } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { hueOf, PersonBadge } from '#client/ui/person-badge.tsx'
import { shownConflicts } from './conflicts.ts'
import { useDayWords } from './day.ts'
import { WaitMark } from '../waiting/wait-mark.tsx'
import classes from './task-facts.module.css'

export interface TaskFactsProps {
  task: Task
  today: CalendarDate
  /** Titles of live projects. */
  projects: ReadonlyMap<ReplicaId, string>
  /** What the list it stands in says already. */
  hide?: { readonly project?: boolean; readonly date?: boolean; readonly labels?: boolean; readonly steps?: boolean }
  maxLabels?: number
  /** One line under the title rather than the end of the title's line. */
  isCompact?: boolean
}

/** What a task says besides its title, in small print; absent facts take no room. */
export function TaskFacts({ task, today, projects, hide = {}, maxLabels = 2, isCompact = false }: TaskFactsProps) {
  const shown = hide.labels ? [] : task.value.labels
  const project = task.value.project && projects.get(task.value.project)
  return (
    <span className={classes.facts} data-compact={isCompact}>
      <ConflictMark task={task} />
      {task.value.waitsFor && <WaitMark id={task.id} className={classes.flag} />}
      {!hide.steps && <Steps task={task} />}
      {project && !hide.project && <span className={classes.project}>{project}</span>}
      {shown.slice(0, maxLabels).map((label) => (
        <Label key={label} label={label} />
      ))}
      {shown.length > maxLabels && <span className={classes.more}>+{shown.length - maxLabels}</span>}
      <PriorityFlag task={task} />
      <RepeatMark task={task} />
      <DueDate task={task} today={today} hideDay={hide.date === true} />
      <Assignee task={task} />
    </span>
  )
}

export function Label({ label }: { label: string }) {
  return (
    <span className={classes.label} style={{ '--hue': hueOf(label) } as CSSProperties}>
      {label}
    </span>
  )
}

function ConflictMark({ task }: { task: Task }) {
  const t = useText('tasks')
  if (shownConflicts(task).length === 0) return null
  return (
    <span className={classes.conflict} role="img" aria-label={t('row.conflict')} title={t('row.conflict')}>
      <IconAlertTriangle size={14} stroke={1.75} />
    </span>
  )
}

function Steps({ task }: { task: Task }) {
  const t = useText('tasks')
  const steps = useMemo(() => checklistOf(task.value.checklist), [task.value.checklist])
  if (steps.length === 0) return null
  const done = steps.filter((step) => step.done).length
  return (
    <span className={classes.fact} title={t('row.checklist', { done, all: steps.length })}>
      <IconListCheck size={14} stroke={1.75} aria-hidden />
      {done}/{steps.length}
    </span>
  )
}

function PriorityFlag({ task }: { task: Task }) {
  const t = useText('tasks')
  const { priority } = task.value
  if (priority === 'normal' || priority === 'low') return null
  return (
    <span
      className={classes.flag}
      data-priority={priority}
      role="img"
      aria-label={t(`priority.${priority}`)}
      title={t(`priority.${priority}`)}
    >
      <IconFlag3 size={14} stroke={1.75} />
    </span>
  )
}

function RepeatMark({ task }: { task: Task }) {
  const t = useText('tasks')
  if (task.value.repeat === undefined) return null
  return (
    <span className={classes.flag} role="img" aria-label={t('row.repeats')} title={t('row.repeats')}>
      <IconRepeat size={14} stroke={1.75} />
    </span>
  )
}

function DueDate({ task, today, hideDay }: { task: Task; today: CalendarDate; hideDay: boolean }) {
  const words = useDayWords()
  const { dueDate, dueTime, status } = task.value
  if (dueDate === undefined || (hideDay && dueTime === undefined)) return null
  const urgency = status === 'done' ? 'none' : dueDate < today ? 'overdue' : dueDate === today ? 'today' : 'none'
  return (
    <time className={classes.due} data-urgency={urgency} dateTime={dueTime ? `${dueDate}T${dueTime}` : dueDate}>
      {words(dueDate, { today, time: dueTime })}
    </time>
  )
}

function Assignee({ task }: { task: Task }) {
  const { nameOf } = usePeople()
  const { assignee } = task.value
  return assignee ? (
    <span className={classes.person}>
      <PersonBadge name={nameOf(assignee)} size="small" />
    </span>
  ) : null
}
