import type { Query, Rows } from '../room.ts'
import type { CalendarDate } from './calendar-date.ts'
import type { Task, TaskFilter, TaskSort } from './filter.ts'
import { projectType, taskType } from './model.ts'
import * as queries from './queries.ts'

/** Which tasks a list is about. A project in the filter makes `all` a list of that project, without sections. */
export type AgendaView = 'all' | 'today' | 'upcoming' | 'done' | 'trash'

export interface AgendaParams {
  readonly view: AgendaView
  /** Today in the reader's time zone. */
  readonly today: CalendarDate
  readonly filter?: TaskFilter | undefined
  readonly sort?: TaskSort | undefined
}

/** Tasks under one heading. The key is the heading, or the day of the tasks; `whole` has no heading. */
export interface AgendaSection {
  readonly key: 'overdue' | 'today' | 'upcoming' | 'undated' | 'whole' | 'day'
  readonly date?: CalendarDate
  readonly tasks: readonly Task[]
}

/** A list as a person reads it: sections with something in them, in order. */
export const agenda: Query<AgendaParams, readonly AgendaSection[]> = {
  name: 'tasks.agenda',
  types: [taskType, projectType],
  answer: (rows, params) => sectionsOf(rows, params).filter((section) => section.tasks.length > 0),
}

function sectionsOf(rows: Rows, params: AgendaParams): readonly AgendaSection[] {
  switch (params.view) {
    case 'all':
      return params.filter?.project === undefined
        ? byDue(rows, params)
        : [whole(queries.openTasks.answer(rows, params))]
    case 'today': {
      const { overdue, today } = queries.todayTasks.answer(rows, params)
      return [
        { key: 'overdue', tasks: overdue },
        { key: 'today', tasks: today },
      ]
    }
    case 'upcoming':
      return queries.upcomingTasks.answer(rows, params).map(({ date, tasks }) => ({ key: 'day', date, tasks }))
    case 'done':
      return [whole(queries.completedTasks.answer(rows, params))]
    case 'trash':
      return [whole(queries.trashedTasks.answer(rows, undefined))]
  }
}

function byDue(rows: Rows, params: AgendaParams): readonly AgendaSection[] {
  const sections = { overdue: [] as Task[], today: [] as Task[], upcoming: [] as Task[], undated: [] as Task[] }
  for (const task of queries.openTasks.answer(rows, params)) {
    const { dueDate } = task.value
    if (dueDate === undefined) sections.undated.push(task)
    else sections[dueDate < params.today ? 'overdue' : dueDate > params.today ? 'upcoming' : 'today'].push(task)
  }
  return (['overdue', 'today', 'upcoming', 'undated'] as const).map((key) => ({ key, tasks: sections[key] }))
}

function whole(tasks: readonly Task[]): AgendaSection {
  return { key: 'whole', tasks }
}
