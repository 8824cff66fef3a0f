import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { addDays, taskPriorities, taskStatuses } from '../../rooms/tasks/index.ts'
import { answer } from './answer.ts'
import { recordGroups, recordQuery, type RecordQuery, recordTypes } from './query.ts'
import { recordsInSql } from './testing/records-in-sql-suite.ts'
import { FixedRows, seededMoment, seededPeople, seededWorkspace } from './testing/seeded-workspace.ts'

const rows = seededWorkspace({ seed: 7 })
const moments = ['Europe/Vienna', 'America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kolkata'].map((timeZone) => ({
  ...seededMoment,
  timeZone,
}))

const optional = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
const some = <Value>(from: readonly Value[]) =>
  optional(fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 3 }))
const people = some<PrincipalId>([...seededPeople.map(({ principal }) => principal), 'local' as PrincipalId])
const places = rows.all.filter(({ type }) => type === 'project' || type === 'folder').map(({ id }) => id as ReplicaId)
const day = fc.integer({ min: -260, max: 40 }).map((days) => addDays('2026-11-19', days))
const span = optional(
  fc
    .record({ from: fc.option(day, { nil: undefined }), until: fc.option(day, { nil: undefined }) })
    .filter(({ from, until }) => from !== undefined || until !== undefined),
)
const exception = fc.record({
  status: some(taskStatuses),
  priority: some(taskPriorities),
  overdue: optional(fc.constant(true as const)),
  owner: people,
  due: span,
  label: some(['Finance', 'design']),
  place: some(places),
  repeats: optional(fc.boolean()),
})
const query: fc.Arbitrary<RecordQuery> = fc
  .record({
    types: fc.uniqueArray(fc.constantFrom(...recordTypes), { minLength: 1, maxLength: 4 }),
    where: fc.record({
      except: optional(fc.array(exception, { minLength: 1, maxLength: 2 })),
      repeats: optional(fc.boolean()),
      pinned: optional(fc.constant(true as const)),
      status: some(taskStatuses),
      priority: some(taskPriorities),
      due: fc.oneof(span, optional(fc.constant('none' as const))),
      created: span,
      completed: span,
      changed: span,
      overdue: optional(fc.constant(true as const)),
      assignee: fc.oneof(people, optional(fc.constant('nobody' as const))),
      author: people,
      changedBy: people,
      owner: people,
      label: fc.oneof(some(['Finance', 'design', 'waiting']), optional(fc.constant('none' as const))),
      place: fc.oneof(some(places), optional(fc.constant('none' as const))),
      words: some(['pric', 'budget', 'more', 'KITCHEN']),
      trashed: optional(fc.constant(true as const)),
    }),
    groupBy: optional(fc.constantFrom(...recordGroups)),
    date: fc.constantFrom('due' as const, 'created' as const, 'completed' as const, 'changed' as const),
  })
  .map((given) => recordQuery.safeParse(given))
  .filter((parsed) => parsed.success)
  .map((parsed) => parsed.data as RecordQuery)

describe('answers over records', () => {
  it.each(moments)(
    'are those of SQL over the same workspace in $timeZone',
    (moment) => {
      const sql = recordsInSql(rows, moment)
      let found = 0
      fc.assert(
        fc.property(query, (asked) => {
          const { ids, total, groups } = answer(rows, asked, moment)
          const expected = sql.idsOf(asked)
          expect(ids.toSorted()).toEqual([...new Set(expected)])
          expect(total).toBe(expected.length)
          if (expected.length > 0) found += 1
          if (groups) expect([...new Set(groups.flatMap((group) => group.ids))].toSorted()).toEqual(ids.toSorted())
        }),
        { numRuns: 150 },
      )
      expect(found).toBeGreaterThan(20)
      sql.close()
    },
    60_000,
  )

  it('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(query, fc.shuffledSubarray([...rows.all], { minLength: rows.all.length }), (asked, shuffled) => {
        expect(answer(new FixedRows(shuffled), asked, seededMoment)).toEqual(answer(rows, asked, seededMoment))
      }),
      { numRuns: 60 },
    )
  })

  it('group by months as SQL does', () => {
    const asked = recordQuery.parse({
      types: ['task'],
      where: { status: ['done'] },
      groupBy: 'month',
      date: 'completed',
    })
    const sql = recordsInSql(rows, seededMoment)
    const counted = sql.count(
      `SELECT substr(completed, 1, 7) AS key, count(*) AS count FROM
         (SELECT completed FROM record WHERE type = 'task' AND status = 'done' AND trashed = 0
          UNION ALL SELECT c.completed FROM completion c JOIN record ON id = record WHERE trashed = 0)
       GROUP BY 1 ORDER BY 1`,
    )
    const groups = answer(rows, asked, seededMoment).groups?.map(({ key, total }) => ({ key, count: total }))
    expect(groups).toEqual(counted)
    sql.close()
  })

  it('group by owner as SQL does', () => {
    const asked = recordQuery.parse({ types: ['task'], groupBy: 'person' })
    const sql = recordsInSql(rows, seededMoment)
    const counted = sql.count(
      `SELECT coalesce(assignee, author) AS key, count(*) AS count FROM record WHERE type = 'task' AND trashed = 0 GROUP BY 1 ORDER BY key IS NULL, count(*) DESC, key`,
    )
    const groups = answer(rows, asked, seededMoment).groups?.map(({ key = null, total }) => ({ key, count: total }))
    expect(groups).toEqual(counted)
    sql.close()
  })

  it.each(['oldest', 'newest'] as const)('find the %s', (measure) => {
    const asked = recordQuery.parse({ types: ['idea'], measure, date: 'changed' })
    const sql = recordsInSql(rows, seededMoment)
    const [first] = sql.count(
      `SELECT id FROM record WHERE type = 'idea' AND trashed = 0 ORDER BY changedMs ${measure === 'oldest' ? 'ASC' : 'DESC'} LIMIT 1`,
    ) as { id: string }[]
    expect(answer(rows, asked, seededMoment).ids).toEqual([first?.id])
    sql.close()
  })

  it('cut a list at its limit and say how many there are', () => {
    const all = answer(rows, recordQuery.parse({ types: ['task'] }), seededMoment)
    const few = answer(rows, recordQuery.parse({ types: ['task'], limit: 3 }), seededMoment)
    expect(few).toMatchObject({ total: all.total, ids: all.ids.slice(0, 3) })
  })
})

describe('a query', () => {
  it.each([
    [{ types: ['document'], where: { status: ['done'] } }, 'Only tasks have this: status.'],
    [{ types: ['task', 'idea'], where: { overdue: true } }, 'Only tasks have this: overdue.'],
    [{ types: ['board'], where: { author: ['user:ana'] } }, 'Whiteboards do not have this: author.'],
    [{ types: ['document'], where: { except: [{ overdue: true }] } }, 'Only tasks have this: overdue.'],
    [{ types: ['idea'], where: { repeats: true } }, 'Only tasks have this: repeats.'],
    [{ types: ['idea', 'task'], where: { pinned: true } }, 'Only documents and ideas have this: pinned.'],
    [{ types: ['task'], groupBy: 'project', fewest: true }, 'Who has the fewest is asked by person.'],
    [{ types: ['task'], groupBy: 'project', without: true }, 'Who has none is asked by person.'],
    [
      { types: ['task'], groupBy: 'person', fewest: true, without: true },
      'Who has none is a question of its own, for a list or a count.',
    ],
    [{ types: ['board'], groupBy: 'person', without: true }, 'Whiteboards do not have this: owner.'],
    [{ types: ['task'], where: { except: [{ owner: ['Bob'] }] } }, 'must be conditions as in where'],
    [{ types: ['idea'], groupBy: 'project' }, 'Only tasks and documents have this: place.'],
    [{ types: ['document'], groupBy: 'week', date: 'due' }, 'Only tasks have this: due.'],
  ])('is refused when it asks for what records do not have', (asked, sentence) => {
    const parsed = recordQuery.safeParse(asked)
    expect(parsed.success).toBe(false)
    expect(parsed.error?.issues.map(({ message }) => message)).toContain(sentence)
  })
})
