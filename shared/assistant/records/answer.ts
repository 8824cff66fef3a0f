import type { Moment } from '../../language/moment.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import type { Rows } from '../../rooms/room.ts'
import { taskPriorities } from '../../rooms/tasks/index.ts'
import { doneBefore, type Facets, recordsOf } from './facets.ts'
import { type WhoIsWho, withEveryId } from './directory.ts'
import { groupsOf, type RecordsGroup, withoutAny } from './groups.ts'
import { matcher } from './matcher.ts'
import type { RecordDate, RecordQuery } from './query.ts'

export interface RecordAnswer {
  readonly query: RecordQuery
  /** How many there are, whatever the limit; what repeats counts each time it was done. Of people without any: how many people. */
  readonly total: number
  /** What the answer rests on, in its order, each once: the whole list of a list and of a count. */
  readonly ids: readonly ReplicaId[]
  /** With labels a record can be in several. */
  readonly groups: readonly RecordsGroup[] | undefined
}

export interface Asking extends Moment {
  /** Whom a record names under one id is meant under each that is theirs. Absent: each id is somebody. */
  readonly who?: WhoIsWho | undefined
}

/** Depends on nothing but what it is given; the order of the rows does not matter. */
export function answer(rows: Rows, query: RecordQuery, asking: Asking): RecordAnswer {
  const isMatch = matcher(rows, asking.who ? withEveryId(query.where, asking.who) : query.where, asking)
  const records = [...new Set(query.types)].flatMap((type) => recordsOf(rows, type))
  const found = (isAboutDone(query) ? [...records, ...doneBefore(rows)] : records).filter(isMatch)
  if (query.measure === 'oldest' || query.measure === 'newest') return extreme(query, found)
  if (query.without) {
    const groups = withoutAny(found, asking)
    return { query, total: groups.length, ids: [], groups }
  }
  const sorted = found.sort(inOrder(query))
  return {
    query,
    total: sorted.length,
    ids: [...new Set(sorted.map(({ id }) => id))].slice(0, query.limit),
    groups: query.groupBy && groupsOf(sorted, { ...query, groupBy: query.groupBy }, asking),
  }
}

/** What a task that repeats was done before counts among what was done, and is no task of its own anywhere else. */
function isAboutDone({ types, where }: RecordQuery): boolean {
  const isOnlyDone = where.status?.every((status) => status === 'done') ?? false
  return types.includes('task') && (isOnlyDone || where.completed !== undefined)
}

function extreme(query: RecordQuery, found: readonly Facets[]): RecordAnswer {
  const dated = found.filter((each) => each[query.date] !== undefined)
  const sign = query.measure === 'oldest' ? 1 : -1
  const [first] = dated.sort((a, b) => sign * byDate(a, b, query.date) || byId(a, b))
  return { query, total: dated.length, ids: first ? [first.id] : [], groups: undefined }
}

type Compare = (a: Facets, b: Facets) => number

function inOrder({ order, types }: RecordQuery): Compare {
  if (!order) return types.every((type) => type === 'task') ? byUrgency : (a, b) => b.changed - a.changed || byId(a, b)
  const sign = order.descending ? -1 : 1
  const { by } = order
  if (by === 'title') return (a, b) => sign * compare(a.title.toLowerCase(), b.title.toLowerCase()) || byId(a, b)
  if (by === 'priority') return (a, b) => sign * (rankOf(a) - rankOf(b)) || byUrgency(a, b)
  // What has no date comes last, whichever way round.
  return (a, b) =>
    a[by] === undefined || b[by] === undefined
      ? Number(a[by] === undefined) - Number(b[by] === undefined) || byId(a, b)
      : sign * byDate(a, b, by) || byId(a, b)
}

const byUrgency: Compare = (a, b) => compare(a.due ?? '~', b.due ?? '~') || rankOf(a) - rankOf(b) || byId(a, b)
const byId: Compare = (a, b) => compare(a.id, b.id)
const rankOf = ({ priority }: Facets): number => (priority ? taskPriorities.indexOf(priority) : taskPriorities.length)

function byDate(a: Facets, b: Facets, date: RecordDate): number {
  return date === 'due' ? compare(a.due ?? '', b.due ?? '') : (a[date] ?? 0) - (b[date] ?? 0)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
