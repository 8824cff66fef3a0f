import type { ReplicaId } from '../../kit/ids.ts'
import type { Moment } from '../../language/moment.ts'
import { taskPriorities, taskStatuses } from '../../rooms/tasks/index.ts'
import type { Asking } from './answer.ts'
import { personOf, type WhoIsWho } from './directory.ts'
import type { Facets } from './facets.ts'
import { ownerOf } from './matcher.ts'
import type { RecordDate, RecordGroup } from './query.ts'
import { dayIn, weekOf } from './zoned-days.ts'

export interface RecordsGroup {
  /** An id, a label in lower case, a status, a priority, a day, the first day of a week, a month as `2026-05`; undefined: what has none. */
  readonly key: string | undefined
  readonly ids: readonly ReplicaId[]
  /** More than there are ids where something that repeats was done several times. */
  readonly total: number
}

export interface Grouping {
  readonly groupBy: RecordGroup
  readonly date: RecordDate
  readonly fewest?: boolean | undefined
}

/** In the order of time and of rank; people, projects and labels by how much there is. What has none comes last. */
export function groupsOf(records: readonly Facets[], grouping: Grouping, asking: Asking): readonly RecordsGroup[] {
  const keysOf = keysBy(grouping, asking)
  const groups = new Map<string | undefined, ReplicaId[]>()
  for (const record of records) {
    for (const key of keysOf(record)) {
      const ids = groups.get(key)
      if (ids) ids.push(record.id)
      else groups.set(key, [record.id])
    }
  }
  // Whoever has nothing has least.
  if (grouping.fewest) for (const key of everybody(asking.who)) if (!groups.has(key)) groups.set(key, [])
  const rank = grouping.fewest ? (a: RecordsGroup, b: RecordsGroup) => a.total - b.total : rankOf(grouping.groupBy)
  return [...groups]
    .map(([key, ids]) => ({ key, ids: [...new Set(ids)], total: ids.length }))
    .sort((a, b) => Number(a.key === undefined) - Number(b.key === undefined) || rank(a, b) || byKey(a, b))
}

/** Of the people who are here those who have none of them, by id. */
export function withoutAny(records: readonly Facets[], { who }: Asking): readonly RecordsGroup[] {
  const having = new Set(records.map((record) => oneIdOf(ownerOf(record), who)))
  return everybody(who)
    .filter((id) => !having.has(id))
    .toSorted()
    .map((key) => ({ key, ids: [], total: 0 }))
}

/** What somebody wrote before they had an account is theirs. */
function oneIdOf(principal: string | undefined, who: WhoIsWho | undefined): string | undefined {
  return (who && personOf(who, principal)?.principals[0]) ?? principal
}

/** Members, and no agents. */
function everybody(who: WhoIsWho | undefined): readonly string[] {
  const members = (who ? [who.me, ...who.people] : []).filter(({ isGuest }) => !isGuest)
  const ids = members.flatMap(({ principals }) => principals[0] ?? [])
  return [...new Set(ids)].filter((id) => !id.startsWith('agent:') && !id.startsWith('key:'))
}

type KeysOf = (record: Facets) => readonly (string | undefined)[]

function keysBy({ groupBy, date }: Grouping, asking: Asking): KeysOf {
  switch (groupBy) {
    case 'person':
      return (record) => [oneIdOf(ownerOf(record), asking.who)]
    case 'project':
      return (record) => [record.place]
    case 'label':
      return ({ labels }) => (labels.length > 0 ? [...new Set(labels.map((each) => each.toLowerCase()))] : [undefined])
    case 'status':
    case 'priority':
      return (record) => [record[groupBy]]
    case 'day':
    case 'week':
    case 'month': {
      const dayAt = dayIn(asking.timeZone)
      return (record) => [periodOf(dayOf(record, date, dayAt), groupBy, asking)]
    }
  }
}

function dayOf(record: Facets, date: RecordDate, dayAt: (ms: number) => string): string | undefined {
  if (date === 'due') return record.due
  const ms = record[date]
  return ms === undefined ? undefined : dayAt(ms)
}

function periodOf(day: string | undefined, period: 'day' | 'week' | 'month', { weekStartsOn }: Moment) {
  if (day === undefined || period === 'day') return day
  return period === 'week' ? weekOf(day, weekStartsOn) : day.slice(0, 7)
}

function rankOf(groupBy: RecordGroup): (a: RecordsGroup, b: RecordsGroup) => number {
  if (groupBy === 'status') return (a, b) => placeOf(taskStatuses, a) - placeOf(taskStatuses, b)
  if (groupBy === 'priority') return (a, b) => placeOf(taskPriorities, a) - placeOf(taskPriorities, b)
  if (groupBy === 'day' || groupBy === 'week' || groupBy === 'month') return () => 0
  return (a, b) => b.total - a.total
}

function placeOf(order: readonly string[], { key }: RecordsGroup): number {
  return order.indexOf(key ?? '')
}

function byKey(a: RecordsGroup, b: RecordsGroup): number {
  return (a.key ?? '') < (b.key ?? '') ? -1 : 1
}
