import type { ReplicaId } from '../../kit/ids.ts'
import type { Query, Row, Rows } from '../room.ts'
import type { CalendarDate } from './calendar-date.ts'
import { sortTasks, taskMatcher, type Task, type TaskFilter, type TaskSort } from './filter.ts'
import { projectType, taskType, type ProjectRow, type TaskStatus } from './model.ts'
import { byPlace, compareText } from './order.ts'

export type Project = Row<ProjectRow>

interface ListParams {
  readonly filter?: TaskFilter | undefined
  readonly sort?: TaskSort | undefined
}
interface DatedParams extends ListParams {
  /** Today in the reader's time zone. */
  readonly today: CalendarDate
}

const types = [taskType, projectType]

/** Tasks that are not in the trash and that the filter lets through, sorted. */
function listed(
  rows: Rows,
  { filter = {}, sort = 'position' }: ListParams,
  also: (task: Task) => boolean,
): readonly Task[] {
  const matches = taskMatcher(filter)
  return sortTasks(
    rows.of(taskType).filter((task) => task.value.trashedAt === undefined && also(task) && matches(task)),
    sort,
  )
}

const isOpen = (task: Task) => task.value.status !== 'done'
const isDue = (task: Task, on: (date: CalendarDate) => boolean) =>
  task.value.dueDate !== undefined && on(task.value.dueDate)

/** Everything still to do. */
export const openTasks: Query<ListParams, readonly Task[]> = {
  name: 'tasks.open',
  types,
  answer: (rows, params) => listed(rows, params, isOpen),
}

/** Open tasks of a day that has passed. */
export const overdueTasks: Query<DatedParams, readonly Task[]> = {
  name: 'tasks.overdue',
  types,
  answer: (rows, params) => listed(rows, params, (task) => isOpen(task) && isDue(task, (date) => date < params.today)),
}

export interface TodayTasks {
  readonly overdue: readonly Task[]
  readonly today: readonly Task[]
}

export const todayTasks: Query<DatedParams, TodayTasks> = {
  name: 'tasks.today',
  types,
  answer: (rows, params) => ({
    overdue: overdueTasks.answer(rows, params),
    today: listed(rows, params, (task) => isOpen(task) && isDue(task, (date) => date === params.today)),
  }),
}

export interface DayOfTasks {
  readonly date: CalendarDate
  readonly tasks: readonly Task[]
}

/** Open tasks after today, a group a day, days in order. */
export const upcomingTasks: Query<DatedParams, readonly DayOfTasks[]> = {
  name: 'tasks.upcoming',
  types,
  answer: (rows, params) => {
    const later = listed(rows, params, (task) => isOpen(task) && isDue(task, (date) => date > params.today))
    const days = new Map<CalendarDate, Task[]>()
    for (const task of later) {
      const date = task.value.dueDate ?? ''
      const day = days.get(date)
      if (day) day.push(task)
      else days.set(date, [task])
    }
    return [...days].map(([date, tasks]) => ({ date, tasks })).toSorted((a, b) => compareText(a.date, b.date))
  },
}

/** What has been done, the latest first. */
export const completedTasks: Query<ListParams, readonly Task[]> = {
  name: 'tasks.completed',
  types,
  answer: (rows, params) =>
    listed(rows, params, (task) => !isOpen(task)).toSorted(
      (a, b) => (b.value.completedAt ?? 0) - (a.value.completedAt ?? 0),
    ),
}

/** The trash, the latest first. */
export const trashedTasks: Query<void, readonly Task[]> = {
  name: 'tasks.trashed',
  types,
  answer: (rows) =>
    rows
      .of(taskType)
      .filter((task) => task.value.trashedAt !== undefined)
      .toSorted((a, b) => (b.value.trashedAt ?? 0) - (a.value.trashedAt ?? 0) || compareText(a.id, b.id)),
}

export type BoardColumns = Readonly<Record<TaskStatus, readonly Task[]>>

export interface BoardParams extends DatedParams {
  /** `today`: what is due by today (of what is done, only what was due today); `upcoming`: what is due later. */
  readonly span?: 'all' | 'today' | 'upcoming' | undefined
}

/** The same tasks by status. */
export const boardColumns: Query<BoardParams, BoardColumns> = {
  name: 'tasks.board',
  types,
  answer: (rows, params) => {
    const columns: Record<TaskStatus, Task[]> = { todo: [], doing: [], done: [] }
    for (const task of listed(rows, params, (each) => isInSpan(each, params))) columns[task.value.status].push(task)
    return columns
  },
}

function isInSpan(task: Task, { span = 'all', today }: BoardParams): boolean {
  if (span === 'all') return true
  return isDue(task, (date) => (span === 'upcoming' ? date > today : date === today || (date < today && isOpen(task))))
}

export interface TaskCounts {
  readonly overdue: number
  readonly today: number
  readonly upcoming: number
  readonly open: number
  /** Open tasks of each project that has any. */
  readonly byProject: Readonly<Record<ReplicaId, number>>
}

/** For badges. */
export const taskCounts: Query<{ readonly today: CalendarDate }, TaskCounts> = {
  name: 'tasks.counts',
  types,
  answer: (rows, { today }) => {
    const counts = { overdue: 0, today: 0, upcoming: 0, open: 0 }
    const byProject: Record<ReplicaId, number> = {}
    for (const task of rows.of(taskType)) {
      const { status, trashedAt, dueDate, project } = task.value
      if (status === 'done' || trashedAt !== undefined) continue
      counts.open += 1
      if (dueDate !== undefined) counts[dueDate < today ? 'overdue' : dueDate > today ? 'upcoming' : 'today'] += 1
      if (project) byProject[project] = (byProject[project] ?? 0) + 1
    }
    return { ...counts, byProject }
  },
}

export const liveProjects: Query<void, readonly Project[]> = {
  name: 'tasks.projects',
  types: [projectType],
  answer: (rows) =>
    rows
      .of(projectType)
      .filter((project) => project.value.trashedAt === undefined)
      .toSorted(byPlace),
}

/** Labels that live tasks carry, by name. */
export const labelsInUse: Query<void, readonly string[]> = {
  name: 'tasks.labels',
  types: [taskType],
  answer: (rows) => {
    const live = rows.of(taskType).filter((task) => task.value.trashedAt === undefined)
    return [...new Set(live.flatMap((task) => task.value.labels))].toSorted((a, b) => a.localeCompare(b, 'en'))
  },
}

/** One task, also from the trash. */
export const oneTask: Query<ReplicaId, Task | undefined> = {
  name: 'tasks.one',
  types: [taskType],
  answer: (rows, id) => rows.get(taskType, id),
}
