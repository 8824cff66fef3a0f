import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Row } from '../../rooms/room.ts'
import { addDays, checklistOf, projectType, type TaskRow, taskType } from '../../rooms/tasks/index.ts'
import { answer } from '../records/answer.ts'
import { recordQuery, type RecordQueryInput } from '../records/query.ts'
import {
  FixedRows,
  seededMe,
  seededMoment,
  seededPeople,
  seededWorkspace,
} from '../records/testing/seeded-workspace.ts'
import { alerts } from './alerts.ts'
import { briefing } from './briefing.ts'
import { nextActions } from './next-actions.ts'

const asker = { me: seededMe, moment: seededMoment }
const others = seededPeople.map(({ principal }) => principal).filter((each) => !seededMe.includes(each))
const today = '2026-11-19'
const seeds = fc.integer({ min: 1, max: 60 })

const task = (id: number, value: Partial<TaskRow>, changedAt = seededMoment.nowMs): Row<TaskRow> => ({
  id: `task_${String(id).padStart(26, '0')}` as ReplicaId,
  type: 'task',
  changedAt,
  changedBy: 'user:mira' as PrincipalId,
  value: {
    title: `Task ${id}`,
    notes: '',
    status: 'todo',
    priority: 'normal',
    dueDate: undefined,
    dueTime: undefined,
    assignee: undefined,
    labels: [],
    project: undefined,
    checklist: {},
    position: 'a',
    completedAt: undefined,
    source: undefined,
    createdAt: 0,
    createdBy: 'user:mira' as PrincipalId,
    trashedAt: undefined,
    ...value,
  },
})
const daysAgo = (days: number) => seededMoment.nowMs - days * 86_400_000

describe('next actions', () => {
  it('do not depend on the order of the rows, and repeat', () => {
    fc.assert(
      fc.property(seeds, fc.integer(), (seed, turn) => {
        const rows = seededWorkspace({ seed, size: 120 })
        const at = Math.abs(turn) % rows.all.length
        const turned = new FixedRows([...rows.all.slice(at), ...rows.all.slice(0, at)].reverse())
        expect(nextActions(turned, asker)).toEqual(nextActions(rows, asker))
        expect(alerts(turned, asker)).toEqual(alerts(rows, asker))
        const params = { ...asker, others, period: 'week' as const }
        expect(briefing(turned, params)).toEqual(briefing(rows, params))
      }),
      { numRuns: 40 },
    )
  })

  it('are open tasks of the asker, for reasons that are so', () => {
    let seen = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const rows = seededWorkspace({ seed, size: 150 })
        for (const { id, reasons } of nextActions(rows, asker, 20)) {
          const { value, changedAt } = rows.get<TaskRow>(taskType, id) as Row<TaskRow>
          seen += reasons.length
          expect(reasons.length).toBeGreaterThan(0)
          expect([value.status === 'done', value.trashedAt]).toEqual([false, undefined])
          expect(seededMe).toContain(value.assignee ?? value.createdBy)
          for (const reason of reasons) {
            if (reason.kind === 'overdue') expect(addDays(value.dueDate as string, reason.days)).toBe(today)
            if (reason.kind === 'due') expect(addDays(today, reason.days)).toBe(value.dueDate)
            if (reason.kind === 'priority') expect(value.priority).toBe(reason.priority)
            if (reason.kind === 'started') expect(value.status).toBe('doing')
            if (reason.kind === 'given')
              expect([value.createdBy, seededMe.includes(reason.by)]).toEqual([reason.by, false])
            if (reason.kind === 'resting') expect(changedAt).toBeLessThan(daysAgo(reason.days - 1))
            if (reason.kind === 'nearly-done') expect(checklistOf(value.checklist)).toHaveLength(reason.of)
          }
        }
      }),
      { numRuns: 30 },
    )
    expect(seen).toBeGreaterThan(200)
  })

  it('put what is late and urgent before what is merely begun, and advise nothing without a reason', () => {
    const rows = new FixedRows([
      task(1, {}),
      task(2, { status: 'doing' }),
      task(3, { dueDate: '2026-11-16', priority: 'urgent' }),
      task(4, { dueDate: today }),
      task(5, { dueDate: today, priority: 'low' }),
      task(6, { assignee: 'user:bob' as PrincipalId, dueDate: '2026-11-01' }),
      task(7, { assignee: 'user:mira' as PrincipalId, createdBy: 'user:bob' as PrincipalId }),
      task(8, { checklist: { a: { text: 'x', done: true }, b: { text: 'y', done: false } } }),
    ])
    const found = nextActions(rows, asker, 10)
    expect(found.map(({ title }) => title)).toEqual(['Task 3', 'Task 4', 'Task 5', 'Task 2', 'Task 8', 'Task 7'])
    expect(found[0]?.reasons).toEqual([
      { kind: 'overdue', days: 3 },
      { kind: 'priority', priority: 'urgent' },
    ])
    expect(found[4]?.reasons).toEqual([{ kind: 'nearly-done', left: 1, of: 2 }])
    expect(found[5]?.reasons).toEqual([{ kind: 'given', by: 'user:bob' }])
  })

  it('count days on the calendar of the asker', () => {
    const rows = new FixedRows([task(1, { dueDate: '2026-11-20' })])
    const late = { ...seededMoment, nowMs: Date.UTC(2026, 10, 19, 23, 30) }
    expect(nextActions(rows, { me: seededMe, moment: late })[0]?.reasons).toEqual([{ kind: 'due', days: 0 }])
    const west = { ...late, timeZone: 'America/New_York' }
    expect(nextActions(rows, { me: seededMe, moment: west })[0]?.reasons).toEqual([{ kind: 'due', days: 1 }])
  })
})

describe('alerts', () => {
  const project = {
    id: 'project_00000000000000000000000001' as ReplicaId,
    type: 'project',
    changedAt: 0,
    changedBy: 'local' as PrincipalId,
    value: { title: 'Atlas', position: 'a', trashedAt: undefined },
  }
  const inAtlas = { project: project.id }
  const kinds = (rows: FixedRows) => alerts(rows, asker).map(({ kind, ids }) => [kind, ids.length])

  it('tell of clusters of what is late, and of nothing below three', () => {
    const late = [1, 2, 3].map((id) => task(id, { ...inAtlas, dueDate: '2026-11-10' }))
    expect(kinds(new FixedRows([project, ...late]))).toEqual([['overdue-in-project', 3]])
    expect(kinds(new FixedRows([project, ...late.slice(1)]))).toEqual([])
  })

  it('tell of others who are late, of what is stuck, waits, or was promised without a date', () => {
    const bob = { assignee: 'user:bob' as PrincipalId, createdBy: 'user:bob' as PrincipalId }
    const rows = new FixedRows([
      ...[1, 2, 3].map((id) => task(id, { ...bob, dueDate: '2026-11-10' })),
      task(4, { status: 'doing' }, daysAgo(20)),
      task(5, { status: 'doing' }, daysAgo(2)),
      task(6, { labels: ['Waiting'], dueDate: '2026-12-10' }, daysAgo(9)),
      task(7, { assignee: 'user:bob' as PrincipalId }),
    ])
    expect(kinds(rows)).toEqual([
      ['overdue-of-person', 3],
      ['stuck', 1],
      ['waiting', 1],
      ['undated-promise', 1],
    ])
  })

  it('tell of projects without a next step, and of crowded days', () => {
    expect(kinds(new FixedRows([project, task(1, inAtlas), task(2, inAtlas)]))).toEqual([['no-next-step', 2]])
    expect(kinds(new FixedRows([project, task(1, inAtlas), task(2, { ...inAtlas, status: 'doing' })]))).toEqual([])
    const day = Array.from({ length: 8 }, (_, id) => task(id, { dueDate: '2026-11-21' }))
    expect(alerts(new FixedRows(day), asker)).toMatchObject([
      { kind: 'crowded-day', date: '2026-11-21', person: 'user:mira' },
    ])
  })

  it('leave out projects in the trash', () => {
    const gone = { ...project, value: { ...project.value, trashedAt: 1 } }
    expect(projectType.name).toBe(gone.type)
    expect(kinds(new FixedRows([gone, task(1, inAtlas)]))).toEqual([])
  })
})

describe('tasks that wait', () => {
  const idOf = (id: number) => task(id, {}).id
  const waits = (id: number, value: Partial<TaskRow>, ...others: readonly number[]) =>
    task(id, { ...value, waitsFor: others.map(idOf) })
  const told = (rows: FixedRows) =>
    alerts(rows, asker).flatMap((each) =>
      each.kind === 'blocked-chain' || each.kind === 'waiting-ring'
        ? [[each.ids.map((id) => Number(id.slice(5))), each.kind === 'blocked-chain' ? each.reasons : 'ring']]
        : [],
    )
  const bob = 'user:bob' as PrincipalId
  const [soon, late] = ['2026-12-01', '2026-11-10']

  it('are told as a chain, in order, where the first one is late, has no day, or has a later one than another', () => {
    const behind = [waits(2, { dueDate: soon }, 3), waits(3, { dueDate: soon }, 1)]
    expect(told(new FixedRows([...behind, task(1, { dueDate: late })]))).toEqual([[[1, 3, 2], ['overdue']]])
    expect(told(new FixedRows([...behind, task(1, {})]))).toEqual([[[1, 3, 2], ['undated']]])
    expect(told(new FixedRows([...behind, task(1, { dueDate: '2026-12-24' })]))).toEqual([[[1, 3, 2], ['later']]])
    expect(told(new FixedRows([...behind, task(1, { dueDate: soon })]))).toEqual([])
    expect(told(new FixedRows([...behind, task(1, { status: 'done', dueDate: late })]))).toEqual([])
    expect(told(new FixedRows([...behind, task(1, { trashedAt: 1, dueDate: late })]))).toEqual([])
  })

  it('have to be somebody’s where several people have tasks, and nobody’s where there is one', () => {
    const head = task(1, { dueDate: soon })
    expect(told(new FixedRows([head, waits(2, {}, 1)]))).toEqual([])
    expect(told(new FixedRows([head, waits(2, { assignee: bob }, 1)]))).toEqual([[[1, 2], ['unassigned']]])
    const given = task(1, { dueDate: soon, assignee: bob })
    expect(told(new FixedRows([given, waits(2, {}, 1)]))).toEqual([])
  })

  it('are told what is late first, then what holds up most, then rings', () => {
    const rows = new FixedRows([
      task(1, {}),
      waits(2, {}, 1),
      waits(3, {}, 1),
      task(4, { dueDate: late }),
      waits(5, {}, 4),
      waits(6, {}, 7),
      waits(7, {}, 6),
      waits(8, {}, 6),
    ])
    expect(told(rows)).toEqual([
      [[4, 5], ['overdue']],
      [[1, 2, 3], ['undated']],
      [[6, 7], 'ring'],
    ])
  })

  it('are no advice; what they wait for is, for the number that it holds up', () => {
    const rows = new FixedRows([
      task(1, {}),
      waits(2, { dueDate: late, priority: 'urgent' }, 1),
      waits(3, { status: 'doing' }, 2),
      task(4, { status: 'doing' }),
    ])
    expect(nextActions(rows, asker).map(({ title, reasons }) => [title, reasons])).toEqual([
      ['Task 1', [{ kind: 'holds-up', count: 2 }]],
      ['Task 4', [{ kind: 'started' }]],
    ])
  })

  it('never are, whoever waits for whom', () => {
    let [held, offered] = [0, 0]
    const links = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 12 })
    fc.assert(
      fc.property(links, fc.uniqueArray(fc.nat(7)), (pairs, done) => {
        const all = Array.from({ length: 8 }, (_, id) =>
          waits(
            id,
            { dueDate: today, ...(done.includes(id) && { status: 'done' as const }) },
            ...pairs.filter(([from, to]) => from === id && to !== id).map(([, to]) => to),
          ),
        )
        const isHeld = ({ id, value }: Row<TaskRow>) =>
          value.waitsFor?.some((other) => other !== id && !done.includes(Number(other.slice(5)))) === true
        const open = all.filter(({ value }) => value.status !== 'done')
        const free = open.filter((each) => !isHeld(each)).map(({ id }) => id)
        const found = nextActions(new FixedRows(all), asker, 20)
        expect(found.map(({ id }) => id).toSorted()).toEqual(free.toSorted())
        held += open.length - free.length
        offered += found.filter(({ reasons }) => reasons.some(({ kind }) => kind === 'holds-up')).length
      }),
      { numRuns: 100 },
    )
    expect(Math.min(held, offered)).toBeGreaterThan(50)
  })

  it('are not stuck, and apart in a briefing', () => {
    const rows = new FixedRows([
      task(1, { dueDate: today }),
      { ...waits(2, { dueDate: today, status: 'doing' }, 1), changedAt: daysAgo(20) },
    ])
    expect(alerts(rows, asker).map(({ kind }) => kind)).not.toContain('stuck')
    expect(
      briefing(rows, { ...asker, others, period: 'day' })
        .filter(({ kind }) => kind === 'due' || kind === 'waiting')
        .map(({ kind, answer }) => [kind, answer.ids]),
    ).toEqual([
      ['due', [idOf(1)]],
      ['waiting', [idOf(2)]],
    ])
  })

  it('are found by typed questions: what waits, what waits for one, what one waits for', () => {
    const done = waits(5, { status: 'done' }, 1)
    const rows = new FixedRows([task(1, {}), waits(2, {}, 1), waits(3, {}, 2), task(4, {}), done])
    const open = ['todo', 'doing'] as const
    const found = (where: RecordQueryInput['where']) =>
      answer(rows, recordQuery.parse({ types: ['task'], where }), seededMoment)
        .ids.map((id) => Number(id.slice(5)))
        .toSorted((a, b) => a - b)
    expect(found({ waiting: true })).toEqual([2, 3])
    expect(found({ waiting: false, status: [...open] })).toEqual([1, 4])
    expect(found({ waitsFor: [idOf(1)] })).toEqual([2])
    expect(found({ holdsUp: [idOf(3)] })).toEqual([2])
    expect(recordQuery.safeParse({ types: ['idea'], where: { waiting: true } }).success).toBe(false)
  })
})

describe('a briefing', () => {
  it('says what is late, due, done and changed, each as a question that can be asked again', () => {
    const rows = new FixedRows([
      task(1, { dueDate: '2026-11-18' }),
      task(2, { dueDate: today }),
      task(3, { dueDate: '2026-11-24' }),
      task(4, { status: 'done', completedAt: daysAgo(1) }),
      task(5, { status: 'done', completedAt: daysAgo(5) }),
      { ...task(6, {}, daysAgo(1)), changedBy: 'user:bob' as PrincipalId },
      { ...task(7, {}, daysAgo(4)), changedBy: 'user:bob' as PrincipalId },
    ])
    const told = (period: 'day' | 'week') =>
      briefing(rows, { ...asker, others, period }).map(({ kind, answer }) => [kind, answer.total])
    expect(told('day')).toEqual([
      ['overdue', 1],
      ['due', 1],
      ['done', 1],
      ['changed', 1],
    ])
    expect(told('week')).toEqual([
      ['overdue', 1],
      ['due', 2],
      ['done', 2],
      ['changed', 2],
    ])
  })

  it('is empty where nothing is', () => {
    expect(briefing(new FixedRows([]), { ...asker, others, period: 'day' })).toEqual([])
  })
})
