import type { FieldValues, Items } from '../../crdt/fields.ts'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { read, replicaType } from '../room.ts'
import { isCalendarDate, isClockTime, type CalendarDate } from './calendar-date.ts'
import { compareText } from './order.ts'

export const taskStatuses = ['todo', 'doing', 'done'] as const
export type TaskStatus = (typeof taskStatuses)[number]
export const taskPriorities = ['urgent', 'high', 'normal', 'low'] as const
export type TaskPriority = (typeof taskPriorities)[number]

export interface TaskRow {
  readonly title: string
  readonly notes: string
  readonly status: TaskStatus
  readonly priority: TaskPriority
  /** Calendar date, `2026-03-31`, in the reader's own time zone. */
  readonly dueDate: CalendarDate | undefined
  /** `14:30`; only beside a date. */
  readonly dueTime: string | undefined
  readonly assignee: PrincipalId | undefined
  readonly labels: readonly string[]
  readonly project: ReplicaId | undefined
  readonly checklist: Items
  /** Tasks that have to be done before this one can begin. Whether they are is asked of their own rows: `waitingIn`. */
  readonly waitsFor?: readonly ReplicaId[] | undefined
  readonly position: string
  /** Rule of RFC 5545: completing it moves it to its next day. */
  readonly repeat?: string | undefined
  /** Absent: from the day it was due. */
  readonly repeatFrom?: 'done' | undefined
  /** Of a repeating task: how often it was completed, and when last (ms, UTC). */
  readonly timesDone?: number | undefined
  readonly lastDoneAt?: number | undefined
  /** Its completions: the day it was due and when it was done, the latest year of them. */
  readonly doneBefore?: readonly DoneOccurrence[] | undefined
  /** Milliseconds since 1970, UTC; only while the status is done. */
  readonly completedAt: number | undefined
  /** What it was made from, an idea for one. */
  readonly source: ReplicaId | undefined
  readonly createdAt: number
  readonly createdBy: PrincipalId | undefined
  readonly trashedAt: number | undefined
}

export interface DoneOccurrence {
  readonly day: CalendarDate
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}

export const taskType = replicaType<TaskRow>({
  name: 'task',
  version: 4,
  kind: 'automerge',
  shape: {
    title: 'value',
    notes: 'text',
    status: 'value',
    priority: 'value',
    dueDate: 'value',
    dueTime: 'value',
    assignee: 'value',
    labels: 'set',
    project: 'value',
    checklist: 'items',
    waitsFor: 'set',
    position: 'value',
    completedAt: 'value',
    repeat: 'value',
    repeatFrom: 'value',
    occurrences: 'items',
    source: 'value',
    createdAt: 'value',
    createdBy: 'value',
    trashedAt: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    const dueDate = isCalendarDate(fields.dueDate) ? fields.dueDate : undefined
    return {
      title: read.text(fields, 'title'),
      notes: read.text(fields, 'notes'),
      status: taskStatuses.find((status) => status === fields.status) ?? 'todo',
      priority: taskPriorities.find((priority) => priority === fields.priority) ?? 'normal',
      dueDate,
      dueTime: dueDate !== undefined && isClockTime(fields.dueTime) ? fields.dueTime : undefined,
      assignee: principalIn(fields, 'assignee'),
      labels: read.set(fields, 'labels'),
      project: read.id(fields, 'project'),
      checklist: (fields.checklist ?? {}) as Items,
      ...waitsIn(fields),
      position: read.text(fields, 'position'),
      completedAt: fields.status === 'done' ? read.number(fields, 'completedAt') : undefined,
      ...repetitionIn(fields),
      source: read.id(fields, 'source'),
      createdAt: read.number(fields, 'createdAt') ?? 0,
      createdBy: principalIn(fields, 'createdBy'),
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})

/** Absent for most, as below. What is no task is left out. */
function waitsIn(fields: FieldValues): Pick<TaskRow, 'waitsFor'> {
  const ids = read.set(fields, 'waitsFor').filter((id) => id.startsWith('task_')) as ReplicaId[]
  return ids.length > 0 ? { waitsFor: ids } : {}
}

type Repetition = Pick<TaskRow, 'repeat' | 'repeatFrom' | 'timesDone' | 'lastDoneAt' | 'doneBefore'>

/** Absent altogether for most tasks: every row lives in memory. */
function repetitionIn(fields: FieldValues): Repetition {
  const repeat = read.text(fields, 'repeat') || undefined
  const done = Object.entries((fields.occurrences ?? {}) as Items)
    .map(([day, { at }]): DoneOccurrence => ({ day, at: typeof at === 'number' ? at : 0 }))
    .toSorted((a, b) => compareText(a.day, b.day))
  return {
    ...(repeat !== undefined && { repeat }),
    ...(repeat !== undefined && fields.repeatFrom === 'done' && { repeatFrom: 'done' as const }),
    ...(done.length > 0 && {
      timesDone: done.length,
      lastDoneAt: Math.max(...done.map(({ at }) => at)),
      doneBefore: done,
    }),
  }
}

function principalIn(fields: FieldValues, name: string): PrincipalId | undefined {
  return (read.text(fields, name) || undefined) as PrincipalId | undefined
}

export interface ChecklistItem {
  readonly id: string
  readonly text: string
  readonly done: boolean
  readonly position: string
}

/** The checklist in its order. Items that another device removed while this one ticked them have no text left: they stay out. */
export function checklistOf(items: Items): readonly ChecklistItem[] {
  return Object.entries(items)
    .flatMap(([id, item]) => {
      const { text, done, position } = item
      if (typeof text !== 'string') return []
      return [{ id, text, done: done === true, position: typeof position === 'string' ? position : '' }]
    })
    .toSorted((a, b) => compareText(a.position, b.position) || compareText(a.id, b.id))
}

export interface ProjectRow {
  readonly title: string
  readonly position: string
  readonly trashedAt: number | undefined
}

export const projectType = replicaType<ProjectRow>({
  name: 'project',
  version: 1,
  kind: 'automerge',
  shape: { title: 'value', position: 'value', createdAt: 'value', createdBy: 'value', trashedAt: 'value' },
  project: (replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title'),
      position: read.text(fields, 'position'),
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})
