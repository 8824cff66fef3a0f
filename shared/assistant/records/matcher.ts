import type { ReplicaId } from '../../kit/ids.ts'
import type { Moment } from '../../language/moment.ts'
import { folderType } from '../../rooms/documents/index.ts'
import type { Row, Rows } from '../../rooms/room.ts'
import { waitingIn } from '../../rooms/tasks/index.ts'
import type { Facets } from './facets.ts'
import type { PlainConditions, RecordConditions, Span } from './query.ts'
import { dayIn, startOfDay, todayOf } from './zoned-days.ts'

type Test = (record: Facets) => boolean

/** Whether a record meets every condition. What is the same for all records is worked out once. */
export function matcher(rows: Rows, where: RecordConditions, moment: Moment): Test {
  const tests = testsOf(rows, where, moment)
  const exceptions = (where.except ?? []).map((each) => testsOf(rows, each, moment))
  return (record) =>
    record.isTrashed === (where.trashed ?? false) &&
    tests.every((test) => test(record)) &&
    !exceptions.some((all) => all.every((test) => test(record)))
}

function testsOf(rows: Rows, where: PlainConditions, moment: Moment): readonly Test[] {
  return [
    ...oneOf(where.status, (record) => record.status),
    ...oneOf(where.priority, (record) => record.priority),
    ...oneOf(where.author, (record) => record.author),
    ...oneOf(where.changedBy, (record) => record.changedBy),
    ...oneOf(where.owner, ownerOf),
    ...oneOf(where.assignee === 'nobody' ? [undefined] : where.assignee, (record) => record.assignee),
    ...timeTests(where, moment),
    ...labelTests(where.label),
    ...placeTests(rows, where.place),
    ...waitingTests(rows, where),
    ...(where.repeats === undefined ? [] : [(record: Facets) => record.repeats === where.repeats]),
    ...(where.pinned ? [(record: Facets) => record.isPinned === true] : []),
    ...wordTests(where.words),
  ]
}

/** Whose it is: see `owner` of the conditions. */
export function ownerOf({ type, assignee, author }: Facets) {
  return type === 'task' ? (assignee ?? author) : author
}

function oneOf<Value>(
  wanted: readonly Value[] | undefined,
  of: (record: Facets) => NoInfer<Value> | undefined,
): Test[] {
  return wanted ? [(record) => (wanted as readonly unknown[]).includes(of(record))] : []
}

function timeTests({ due, created, completed, changed, overdue }: RecordConditions, moment: Moment): Test[] {
  const dayAt = dayIn(moment.timeZone)
  const today = todayOf(moment)
  const within = (span: Span | undefined, of: (record: Facets) => number | undefined): Test[] => {
    if (!span) return []
    const from = span.from === undefined ? -Infinity : startOfDay(span.from, dayAt)
    const until = span.until === undefined ? Infinity : startOfDay(span.until, dayAt)
    return [(record) => isBetween(of(record), from, until)]
  }
  return [
    ...within(created, (record) => record.created),
    ...within(completed, (record) => record.completed),
    ...within(changed, (record) => record.changed),
    ...(due === 'none' ? [(record: Facets) => record.due === undefined] : []),
    ...(due === 'some' ? [(record: Facets) => record.due !== undefined] : []),
    ...(typeof due === 'object' ? [(record: Facets) => isBetween(record.due, due.from ?? '', due.until ?? '~')] : []),
    ...(overdue ? [(record: Facets) => isOverdue(record, today)] : []),
  ]
}

export function isOverdue({ status, due }: Facets, today: string): boolean {
  return status !== undefined && status !== 'done' && due !== undefined && due < today
}

function isBetween<Value extends string | number>(value: Value | undefined, from: Value, until: Value): boolean {
  return value !== undefined && value >= from && value < until
}

function labelTests(label: RecordConditions['label']): Test[] {
  if (label === undefined) return []
  if (label === 'none') return [(record) => record.labels.length === 0]
  const wanted = new Set(label.map((each) => each.toLowerCase()))
  return [(record) => record.labels.some((each) => wanted.has(each.toLowerCase()))]
}

function placeTests(rows: Rows, place: RecordConditions['place']): Test[] {
  if (place === undefined) return []
  if (place === 'none') return [(record) => record.place === undefined]
  const inside = withFoldersIn(rows, place)
  return [(record) => record.place !== undefined && inside.has(record.place)]
}

function waitingTests(rows: Rows, { waiting, waitsFor, holdsUp }: RecordConditions): Test[] {
  if ((waiting ?? waitsFor ?? holdsUp) === undefined) return []
  const waits = waitingIn(rows)
  const among = (ids: readonly ReplicaId[] | undefined, near: (id: ReplicaId) => readonly Row[]): Test[] => {
    if (!ids) return []
    const meant = new Set(ids.flatMap((id) => near(id).map((task) => task.id)))
    return [(record) => record.status !== 'done' && meant.has(record.id)]
  }
  const isWaiting: Test = ({ id, status }) => status !== 'done' && waits.blockersOf(id).length > 0
  return [
    ...(waiting === undefined ? [] : [(record: Facets) => isWaiting(record) === waiting]),
    ...among(waitsFor, waits.waitersOf),
    ...among(holdsUp, waits.blockersOf),
  ]
}

function withFoldersIn(rows: Rows, places: readonly ReplicaId[]): ReadonlySet<ReplicaId> {
  const inside = new Set(places)
  const folders = rows.of(folderType)
  // A round a level; it ends, also where two devices have put two folders into each other.
  for (let size = -1; size !== inside.size; ) {
    size = inside.size
    for (const { id, value } of folders) if (value.parent && inside.has(value.parent)) inside.add(id)
  }
  return inside
}

function wordTests(words: RecordConditions['words']): Test[] {
  if (!words) return []
  const wanted = words.map(fold)
  return [
    (record) => {
      const there = wordsOf(record.text)
      return wanted.every((word) => there.some((each) => each.startsWith(word)))
    },
  ]
}

/** As words are compared: without case and accents. */
export function fold(text: string): string {
  // Most of what is written has none, and there are thousands of titles.
  if (/^[ -~\s]*$/.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

export function wordsOf(text: string): readonly string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}
