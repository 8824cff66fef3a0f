import Database from 'better-sqlite3'
import type { Moment } from '../../../language/moment.ts'
import type { Row } from '../../../rooms/room.ts'
import type { PlainConditions, RecordQuery } from '../query.ts'
import { type FixedRows, seededMe, seededPeople } from './seeded-workspace.ts'

interface Value {
  readonly [field: string]: unknown
  readonly labels?: readonly string[]
  readonly tags?: readonly string[]
  readonly doneBefore?: readonly { readonly day: string; readonly at: number }[]
}

/** The same workspace as tables, and each condition of a query as a piece of SQL: another way to the same answers. */
export function recordsInSql(rows: FixedRows, moment: Moment) {
  const database = new Database(':memory:')
  database.exec(`
    CREATE TABLE record (id TEXT PRIMARY KEY, type TEXT, text TEXT, status TEXT, priority TEXT, due TEXT, completed TEXT, created TEXT,
      changed TEXT, createdMs INTEGER, completedMs INTEGER, changedMs INTEGER, changedBy TEXT, assignee TEXT, author TEXT, place TEXT, trashed INTEGER, repeats INTEGER, pinned INTEGER);
    CREATE TABLE label (record TEXT, label TEXT);
    CREATE TABLE folder (id TEXT, parent TEXT);
    CREATE TABLE person (id TEXT);
    CREATE TABLE alias (person TEXT, principal TEXT);
    CREATE TABLE completion (record TEXT, due TEXT, completed TEXT, completedMs INTEGER);
    CREATE VIEW done_too AS SELECT * FROM record UNION ALL
      SELECT id, type, text, 'done', priority, c.due, c.completed, created, changed, createdMs, c.completedMs, changedMs, changedBy, assignee,
        author, place, trashed, repeats, pinned FROM completion c JOIN record ON id = c.record;
  `)
  const insert = database.prepare(`INSERT INTO record VALUES (${Array(19).fill('?').join(',')})`)
  const label = database.prepare('INSERT INTO label VALUES (?, ?)')
  const completion = database.prepare('INSERT INTO completion VALUES (?, ?, ?, ?)')
  const folder = database.prepare('INSERT INTO folder VALUES (?, ?)')
  for (const { principal } of seededPeople) {
    database.prepare('INSERT INTO person VALUES (?)').run(principal)
    const all = principal === seededMe[0] ? seededMe : [principal]
    for (const each of all) database.prepare('INSERT INTO alias VALUES (?, ?)').run(principal, each)
  }
  const day = (ms: unknown) =>
    typeof ms === 'number' ? new Date(ms).toLocaleDateString('sv-SE', { timeZone: moment.timeZone }) : null
  for (const row of rows.all as readonly Row<Value>[]) {
    const { value, id, type } = row
    if (type === 'folder') folder.run(id, value.parent ?? null)
    const [status = null, priority = null, due = null, assignee = null, author = null] = [
      value.status,
      value.priority,
      value.dueDate,
      value.assignee,
      value.createdBy,
    ]
    insert.run(
      id,
      type,
      value.text ?? value.title,
      status,
      priority,
      due,
      day(value.completedAt),
      day(value.createdAt),
      day(row.changedAt),
      value.createdAt ?? null,
      value.completedAt ?? null,
      row.changedAt,
      row.changedBy,
      assignee,
      author,
      value.project ?? value.parent ?? null,
      value.trashedAt === undefined ? 0 : 1,
      value.repeat === undefined ? 0 : 1,
      value.pinned === true ? 1 : 0,
    )
    for (const each of new Set((value.labels ?? value.tags ?? []).map((text) => text.toLowerCase())))
      label.run(id, each)
    for (const { day: due, at } of value.doneBefore ?? []) completion.run(id, due, day(at), at)
  }
  const today = day(moment.nowMs) as string
  return {
    /** For SQL by hand: `@today` is there. */
    ids: (where: string): readonly string[] =>
      database
        .prepare<unknown[], { id: string }>(`SELECT id FROM record WHERE ${where} ORDER BY id`)
        .all({ today })
        .map(({ id }) => id),
    count: (select: string) => database.prepare(select).all({ today }),
    /** An id for each time that it counts; of those who have none, theirs. */
    idsOf: (query: RecordQuery): readonly string[] => {
      const { status, completed } = query.where
      const isAboutDone = completed !== undefined || status?.join() === 'done'
      const from = `FROM ${isAboutDone ? 'done_too' : 'record'} AS record WHERE ${whereOf(query, today)}`
      const owners = `SELECT person FROM alias WHERE principal IN (SELECT coalesce(assignee, author) ${from})`
      return database
        .prepare<unknown[], { id: string }>(
          query.without
            ? `SELECT id FROM person WHERE id NOT IN (${owners}) ORDER BY id`
            : `SELECT id ${from} ORDER BY id`,
        )
        .all({ today })
        .map(({ id }) => id)
    },
    close: () => database.close(),
  }
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`
const list = (values: readonly string[]) => `(${values.map(text).join(',')})`

function whereOf({ types, where }: RecordQuery, today: string): string {
  const left = (where.except ?? []).map((each) => `NOT coalesce((${conditionsOf(each, today)}), 0)`)
  return [`type IN ${list(types)}`, `trashed = ${where.trashed ? 1 : 0}`, conditionsOf(where, today), ...left].join(
    ' AND ',
  )
}

function conditionsOf(where: PlainConditions, today: string): string {
  const parts = ['true']
  if (where.repeats !== undefined) parts.push(`repeats = ${where.repeats ? 1 : 0}`)
  if (where.pinned) parts.push('pinned = 1')
  for (const key of ['status', 'priority', 'author', 'changedBy'] as const)
    if (where[key]) parts.push(`${key} IN ${list(where[key])}`)
  for (const key of ['due', 'created', 'completed', 'changed'] as const) {
    const span = where[key]
    if (span === 'none' || span === 'some') parts.push(`${key} IS ${span === 'none' ? '' : 'NOT '}NULL`)
    else if (span) parts.push(`${key} >= ${text(span.from ?? '')}`, `${key} < ${text(span.until ?? '9999')}`)
  }
  if (where.overdue) parts.push(`status <> 'done' AND due < ${text(today)}`)
  if (where.assignee)
    parts.push(where.assignee === 'nobody' ? 'assignee IS NULL' : `assignee IN ${list(where.assignee)}`)
  if (where.owner) parts.push(`coalesce(assignee, author) IN ${list(where.owner)}`)
  if (where.label) {
    parts.push(
      where.label === 'none'
        ? 'id NOT IN (SELECT record FROM label)'
        : `id IN (SELECT record FROM label WHERE label IN ${list(where.label.map((each) => each.toLowerCase()))})`,
    )
  }
  if (where.place === 'none') parts.push('place IS NULL')
  else if (where.place) {
    parts.push(`place IN (WITH RECURSIVE inside(id) AS (SELECT value FROM json_each(${text(JSON.stringify(where.place))})
      UNION SELECT folder.id FROM folder JOIN inside ON folder.parent = inside.id) SELECT id FROM inside)`)
  }
  for (const word of where.words ?? [])
    parts.push(`' ' || replace(lower(text), char(10), ' ') LIKE ${text(`% ${word.toLowerCase()}%`)}`)
  return parts.join(' AND ')
}
