import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Row } from '../room.ts'
import type { TaskPriority, TaskRow, TaskStatus } from './model.ts'
import { byPlace, compareText } from './order.ts'

export type Task = Row<TaskRow>

/** What a list leaves out. Every part that is named must hold; within a part, any of its values. */
export interface TaskFilter {
  /** Every word of it must begin somewhere in title, notes or labels; case and accents do not count. */
  readonly text?: string | undefined
  readonly statuses?: readonly TaskStatus[] | undefined
  readonly priorities?: readonly TaskPriority[] | undefined
  readonly labels?: readonly string[] | undefined
  readonly assignee?: PrincipalId | 'nobody' | undefined
  readonly project?: ReplicaId | 'none' | undefined
}

export const taskSorts = ['position', 'due', 'priority', 'created', 'title'] as const
export type TaskSort = (typeof taskSorts)[number]

/** A test for one row; the parts that are the same for all rows are prepared once. */
export function taskMatcher(filter: TaskFilter): (task: Task) => boolean {
  const words = fold(filter.text ?? '')
    .split(/\s+/)
    .filter(Boolean)
  const labels = filter.labels?.map((label) => label.toLowerCase())
  return ({ value }) =>
    (!filter.statuses?.length || filter.statuses.includes(value.status)) &&
    (!filter.priorities?.length || filter.priorities.includes(value.priority)) &&
    (!labels?.length || value.labels.some((label) => labels.includes(label.toLowerCase()))) &&
    (filter.assignee === undefined || (value.assignee ?? 'nobody') === filter.assignee) &&
    (filter.project === undefined || (value.project ?? 'none') === filter.project) &&
    (words.length === 0 || holdsAll(value, words))
}

function holdsAll(value: TaskRow, words: readonly string[]): boolean {
  const text = fold(`${value.title}\n${value.notes}\n${value.labels.join('\n')}`)
  return words.every((word) => text.includes(word))
}

function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

const priorityRank: Readonly<Record<TaskPriority, number>> = { urgent: 0, high: 1, normal: 2, low: 3 }
const titles = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const comparisons: Readonly<Record<TaskSort, (a: Task, b: Task) => number>> = {
  position: byPlace,
  due: (a, b) => compareText(dueKey(a.value), dueKey(b.value)),
  priority: (a, b) =>
    priorityRank[a.value.priority] - priorityRank[b.value.priority] || compareText(dueKey(a.value), dueKey(b.value)),
  created: (a, b) => b.value.createdAt - a.value.createdAt,
  title: (a, b) => titles.compare(a.value.title, b.value.title),
}

/** Sorted for a list; ties fall back to the hand-made order, so that every device shows one and the same. */
export function sortTasks(tasks: readonly Task[], sort: TaskSort): readonly Task[] {
  const compare = comparisons[sort]
  return tasks.toSorted((a, b) => compare(a, b) || byPlace(a, b))
}

/** Timed tasks of a day come before the rest of the day; those without a date come last. */
function dueKey({ dueDate, dueTime }: TaskRow): string {
  return dueDate === undefined ? '~' : `${dueDate} ${dueTime ?? '~'}`
}
