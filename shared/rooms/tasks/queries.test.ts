import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Row, Rows } from '../room.ts'
import { agenda, type AgendaParams } from './agenda.ts'
import { addDays } from './calendar-date.ts'
import { sortTasks, taskMatcher, taskSorts, type Task, type TaskFilter } from './filter.ts'
import { projectType, taskPriorities, taskStatuses, taskType, type ProjectRow, type TaskRow } from './model.ts'
import * as queries from './queries.ts'

const today = '2026-03-31'
const somebody = 'user:ana' as PrincipalId
const trip = 'project_00000000000000000000000001' as ReplicaId

const plain: TaskRow = {
  title: 'Plan',
  notes: '',
  status: 'todo',
  priority: 'normal',
  dueDate: undefined,
  dueTime: undefined,
  assignee: undefined,
  labels: [],
  project: undefined,
  checklist: {},
  position: 'a0',
  completedAt: undefined,
  source: undefined,
  createdAt: 0,
  createdBy: somebody,
  trashedAt: undefined,
}

function rowOf<V extends object>(type: string, id: string, value: V): Row<V> {
  return { id: `${type}_${id.padStart(26, '0')}` as ReplicaId, type, value, changedAt: 0, changedBy: somebody }
}

function rowsOf(tasks: readonly Task[], projects: readonly Row<ProjectRow>[] = []): Rows {
  const all: Record<string, readonly Row[]> = { task: tasks, project: projects }
  return {
    of: (type) => (all[type.name] ?? []) as never,
    get: (type, id) => all[type.name]?.find((row) => row.id === id) as never,
  }
}

function tasksFrom(values: readonly Partial<TaskRow>[]): readonly Task[] {
  return values.map((value, index) => rowOf('task', String(index), { ...plain, position: `a${index}`, ...value }))
}

const titles = (tasks: readonly Task[]) => tasks.map((task) => task.value.title)

describe('by date', () => {
  const tasks = tasksFrom([
    { title: 'late', dueDate: '2026-03-30' },
    { title: 'very late', dueDate: '2025-12-01' },
    { title: 'late but done', dueDate: '2026-03-30', status: 'done' },
    { title: 'now', dueDate: today, dueTime: '15:00' },
    { title: 'now and trashed', dueDate: today, trashedAt: 1 },
    { title: 'now, doing', dueDate: today, status: 'doing', project: trip },
    { title: 'in two days', dueDate: '2026-04-02' },
    { title: 'tomorrow', dueDate: '2026-04-01', project: trip },
    { title: 'also tomorrow', dueDate: '2026-04-01' },
    { title: 'whenever' },
  ])
  const rows = rowsOf(tasks)

  it('splits what is late from what is for today', () => {
    const answer = queries.todayTasks.answer(rows, { today, sort: 'due' })
    expect(titles(answer.overdue)).toEqual(['very late', 'late'])
    expect(titles(answer.today)).toEqual(['now', 'now, doing'])
    expect(titles(queries.overdueTasks.answer(rows, { today }))).toEqual(['late', 'very late'])
  })

  it('groups what comes by day', () => {
    const days = queries.upcomingTasks.answer(rows, { today })
    expect(days.map(({ date, tasks }) => [date, titles(tasks)])).toEqual([
      ['2026-04-01', ['tomorrow', 'also tomorrow']],
      ['2026-04-02', ['in two days']],
    ])
  })

  it('counts for the badges', () => {
    expect(queries.taskCounts.answer(rows, { today })).toEqual({
      overdue: 2,
      today: 2,
      upcoming: 3,
      open: 8,
      byProject: { [trip]: 2 },
    })
  })

  it('today is the question, not the clock', () => {
    expect(titles(queries.todayTasks.answer(rows, { today: '2026-04-02' }).today)).toEqual(['in two days'])
  })
})

describe('lists', () => {
  it('shows the trash, and what is done, latest first', () => {
    const rows = rowsOf(
      tasksFrom([
        { title: 'done early', status: 'done', completedAt: 1 },
        { title: 'done late', status: 'done', completedAt: 2 },
        { title: 'open' },
        { title: 'trashed early', trashedAt: 1 },
        { title: 'trashed late', trashedAt: 2 },
      ]),
    )
    expect(titles(queries.completedTasks.answer(rows, {}))).toEqual(['done late', 'done early'])
    expect(titles(queries.trashedTasks.answer(rows, undefined))).toEqual(['trashed late', 'trashed early'])
    expect(titles(queries.openTasks.answer(rows, {}))).toEqual(['open'])
  })

  it('fills the columns of the board', () => {
    const rows = rowsOf(
      tasksFrom([
        { title: 'a' },
        { title: 'b', status: 'doing' },
        { title: 'c', status: 'done' },
        { title: 'd', project: trip },
      ]),
    )
    const columns = queries.boardColumns.answer(rows, { today, filter: {} })
    expect([titles(columns.todo), titles(columns.doing), titles(columns.done)]).toEqual([['a', 'd'], ['b'], ['c']])
    expect(titles(queries.boardColumns.answer(rows, { today, filter: { project: trip } }).todo)).toEqual(['d'])
  })

  it('narrows the board to what is due by today, or later', () => {
    const rows = rowsOf(
      tasksFrom([
        { title: 'late', dueDate: '2026-03-30' },
        { title: 'late, done', dueDate: '2026-03-30', status: 'done' },
        { title: 'now, done', dueDate: today, status: 'done' },
        { title: 'later', dueDate: '2026-04-02', status: 'doing' },
        { title: 'whenever' },
      ]),
    )
    const read = (span: 'today' | 'upcoming') => {
      const columns = queries.boardColumns.answer(rows, { today, span })
      return [titles(columns.todo), titles(columns.doing), titles(columns.done)]
    }
    expect(read('today')).toEqual([['late'], [], ['now, done']])
    expect(read('upcoming')).toEqual([[], ['later'], []])
  })

  it('knows projects and labels that are in use', () => {
    const project = (id: string, position: string, trashedAt?: number) =>
      rowOf<ProjectRow>('project', id, { title: id, position, trashedAt })
    const rows = rowsOf(
      tasksFrom([{ labels: ['home', 'a'] }, { labels: ['home'] }, { labels: ['gone'], trashedAt: 1 }]),
      [project('2', 'a1'), project('1', 'a0'), project('3', 'a2', 1)],
    )
    expect(queries.liveProjects.answer(rows, undefined).map((row) => row.value.title)).toEqual(['1', '2'])
    expect(queries.labelsInUse.answer(rows, undefined)).toEqual(['a', 'home'])
    expect(queries.oneTask.answer(rows, rows.of(taskType)[0]!.id)?.value.labels).toEqual(['home', 'a'])
    expect(projectType.name).toBe('project')
  })
})

describe('filters', () => {
  const [task] = tasksFrom([
    {
      title: 'Réserver le train',
      notes: 'By night',
      labels: ['Travel'],
      priority: 'high',
      assignee: somebody,
      project: trip,
    },
  ])
  const matches = (filter: TaskFilter) => taskMatcher(filter)(task!)

  it.each<[TaskFilter, boolean]>([
    [{}, true],
    [{ text: 'reserver NIGHT' }, true],
    [{ text: 'travel' }, true],
    [{ text: 'train plane' }, false],
    [{ priorities: ['high', 'low'] }, true],
    [{ priorities: ['low'] }, false],
    [{ statuses: [] }, true],
    [{ statuses: ['done'] }, false],
    [{ labels: ['travel', 'other'] }, true],
    [{ labels: ['other'] }, false],
    [{ assignee: somebody }, true],
    [{ assignee: 'nobody' }, false],
    [{ project: trip }, true],
    [{ project: 'none' }, false],
    [{ text: 'train', labels: ['other'] }, false],
  ])('%j', (filter, expected) => {
    expect(matches(filter)).toBe(expected)
  })
})

describe('sorting', () => {
  it('by due date and time, the undated last', () => {
    const tasks = tasksFrom([
      { title: 'none' },
      { title: 'day', dueDate: today },
      { title: 'morning', dueDate: today, dueTime: '09:00' },
      { title: 'before', dueDate: '2026-01-01' },
    ])
    expect(titles(sortTasks(tasks, 'due'))).toEqual(['before', 'morning', 'day', 'none'])
  })

  it('by priority, age and title', () => {
    const tasks = tasksFrom([
      { title: 'Task 10', priority: 'low', createdAt: 3 },
      { title: 'task 2', priority: 'urgent', createdAt: 1 },
      { title: 'Äpfel', priority: 'urgent', dueDate: today, createdAt: 2 },
    ])
    expect(titles(sortTasks(tasks, 'priority'))).toEqual(['Äpfel', 'task 2', 'Task 10'])
    expect(titles(sortTasks(tasks, 'created'))).toEqual(['Task 10', 'Äpfel', 'task 2'])
    expect(titles(sortTasks(tasks, 'title'))).toEqual(['Äpfel', 'task 2', 'Task 10'])
  })

  const anyTask = fc
    .record({
      title: fc.constantFrom('a', 'b', 'B', 'ä'),
      status: fc.constantFrom(...taskStatuses),
      priority: fc.constantFrom(...taskPriorities),
      dueDate: fc.option(
        fc.integer({ min: -3, max: 3 }).map((days) => addDays(today, days)),
        { nil: undefined },
      ),
      position: fc.constantFrom('a0', 'a1', 'a2'),
      createdAt: fc.nat({ max: 3 }),
      labels: fc.subarray(['x', 'y']),
      trashedAt: fc.option(fc.nat(), { nil: undefined, freq: 5 }),
    })
    .map((value): TaskRow => ({ ...plain, ...value }))
  const anyTasks = fc
    .array(anyTask, { maxLength: 30 })
    .map((values) => values.map((value, index) => rowOf('task', String(index), value)))

  it('is one order for every device, whatever order the rows came in', () => {
    fc.assert(
      fc.property(anyTasks, fc.constantFrom(...taskSorts), fc.integer(), (tasks, sort, seed) => {
        const shuffled = tasks.toSorted(
          (a, b) => ((Number(a.id.slice(5)) * seed) % 7) - ((Number(b.id.slice(5)) * seed) % 7),
        )
        expect(sortTasks(shuffled, sort)).toEqual(sortTasks(tasks, sort))
      }),
    )
  })

  it('every open dated task is in exactly one of late, today and upcoming, and the counts agree', () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const rows = rowsOf(tasks)
        const { overdue, today: now } = queries.todayTasks.answer(rows, { today })
        const later = queries.upcomingTasks.answer(rows, { today }).flatMap((day) => day.tasks)
        const all = [...overdue, ...now, ...later]
        expect(new Set(all.map((task) => task.id)).size).toBe(all.length)
        const dated = queries.openTasks.answer(rows, {}).filter((task) => task.value.dueDate !== undefined)
        expect(new Set(all)).toEqual(new Set(dated))
        const counts = queries.taskCounts.answer(rows, { today })
        expect([counts.overdue, counts.today, counts.upcoming]).toEqual([overdue.length, now.length, later.length])
      }),
    )
  })

  it('the columns of a board hold what the filter lets through, each task once', () => {
    fc.assert(
      fc.property(anyTasks, fc.subarray(['x', 'y']), (tasks, labels) => {
        const columns = queries.boardColumns.answer(rowsOf(tasks), { today, filter: { labels } })
        const shown = [...columns.todo, ...columns.doing, ...columns.done]
        const expected = tasks.filter(
          ({ value }) =>
            value.trashedAt === undefined &&
            (labels.length === 0 || value.labels.some((label) => labels.includes(label))),
        )
        expect(new Set(shown)).toEqual(new Set(expected))
        expect(shown.length).toBe(expected.length)
      }),
    )
  })
})

describe('the list as people read it', () => {
  const tasks = tasksFrom([
    { title: 'late', dueDate: '2026-03-30', project: trip },
    { title: 'now', dueDate: today },
    { title: 'later', dueDate: '2026-04-02' },
    { title: 'soon', dueDate: '2026-04-01', project: trip },
    { title: 'whenever' },
    { title: 'done', status: 'done', completedAt: 1 },
    { title: 'trashed', trashedAt: 1 },
  ])
  const read = (params: Omit<AgendaParams, 'today'>, rows = rowsOf(tasks)) =>
    agenda.answer(rows, { today, ...params }).map(({ key, date, tasks: shown }) => [date ?? key, ...titles(shown)])

  it('has a section for each time, and leaves out those with nothing in them', () => {
    expect(read({ view: 'all' })).toEqual([
      ['overdue', 'late'],
      ['today', 'now'],
      ['upcoming', 'later', 'soon'],
      ['undated', 'whenever'],
    ])
    expect(read({ view: 'all', filter: { text: 'when' } })).toEqual([['undated', 'whenever']])
    expect(read({ view: 'all' }, rowsOf([]))).toEqual([])
  })

  it('is one list for a project, for what is done and for the trash', () => {
    expect(read({ view: 'all', filter: { project: trip } })).toEqual([['whole', 'late', 'soon']])
    expect(read({ view: 'done' })).toEqual([['whole', 'done']])
    expect(read({ view: 'trash' })).toEqual([['whole', 'trashed']])
  })

  it('goes day by day', () => {
    expect(read({ view: 'today' })).toEqual([
      ['overdue', 'late'],
      ['today', 'now'],
    ])
    expect(read({ view: 'upcoming' })).toEqual([
      ['2026-04-01', 'soon'],
      ['2026-04-02', 'later'],
    ])
  })
})
