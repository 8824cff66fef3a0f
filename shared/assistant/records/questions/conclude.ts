import type { RecordQueryInput, RecordType } from '../query.ts'
import { type Draft, Unclear, unclear } from './draft.ts'
import type { Today } from './periods.ts'
import { spanOf } from './spans.ts'

/** The query of a question that was read to its end: what words leave open is filled in where there is one way to, else it is unclear. */
export function conclude(draft: Draft, day: Today): RecordQueryInput {
  const { where } = draft
  placeTimes(draft, day)
  placePeople(draft)
  const types = typesOf(draft)
  const isOfTasks = types.every((type) => type === 'task')
  const verb = draft.verbs[0]
  if (isOfTasks && !draft.isAll && !where.status && !where.overdue && !where.trashed && (!verb || verb === 'due'))
    where.status = ['todo', 'doing']
  if (draft.isUntouched && !where.changed) unclear(...draft.people.map(({ chunk }) => chunk))
  const date = verb ?? (isOfTasks && draft.group ? 'due' : 'created')
  const query: RecordQueryInput = { types, where, date, ...(draft.group && { groupBy: draft.group }) }
  if (draft.most && draft.group !== 'person' && draft.group !== 'project' && draft.group !== 'label')
    unclear(draft.most)
  if (draft.isCount && draft.extreme) unclear(draft.extreme)
  if (draft.limit && (draft.isCount || draft.limit.value === 0)) unclear(draft.limit)
  if (draft.isCount) return { ...query, measure: 'count' }
  return extremes(draft, query)
}

function extremes({ extreme, isOne, limit }: Draft, query: RecordQueryInput): RecordQueryInput {
  if (!extreme) return limit ? { ...query, limit: limit.value } : query
  if (query.groupBy) unclear(extreme)
  if (isOne && !limit) return { ...query, measure: extreme.extreme }
  const by = query.date ?? 'created'
  return { ...query, order: { by, descending: extreme.extreme === 'newest' }, limit: limit?.value ?? 10 }
}

function placeTimes(draft: Draft, day: Today): void {
  const { where } = draft
  for (const said of draft.times) {
    const isTasks = draft.types.length > 0 ? draft.types.every((type) => type === 'task') : where.status !== undefined
    const date =
      said.date ??
      (said.relation === 'older' || (said.relation === 'from' && !isTasks) ? 'created' : isTasks ? 'due' : undefined)
    if (!date || where[date] !== undefined) return unclear(said.chunk)
    const isDone = where.status?.length === 1 && where.status[0] === 'done'
    const isPast = date !== 'due' || where.overdue === true
    const span = spanOf(said, { day, isPast, date })
    const isAllPast = said.date === undefined && date === 'due' && span?.until !== undefined && span.until <= day.today
    if (!span || isAllPast || (date === 'due' && said.date === undefined && isDone)) return unclear(said.chunk)
    where[date] = span
    if (said.date === undefined) draft.verbs.push(date)
  }
}

const roleOfVerb = { completed: 'owner', created: 'author', changed: 'changedBy', due: 'owner' } as const

function placePeople({ people, where, verbs, isUntouched, types, group }: Draft): void {
  const verb = verbs.find((each) => each !== 'due') ?? verbs[0]
  for (const { chunk, principals, role } of people) {
    // Rows know only the latest change: what one person has not touched is told by nobody having touched it.
    if (isUntouched && role === 'subject') continue
    const isUnclear = role === 'subject' && !verb && !where.status && !where.priority && types.length === 0
    if (isUnclear || (group === 'person' && role === 'subject')) unclear(chunk)
    const key =
      role === 'assigned'
        ? 'assignee'
        : role === 'of'
          ? 'owner'
          : role === 'by' && !verb
            ? 'author'
            : verb
              ? roleOfVerb[verb]
              : 'owner'
    const before = where[key]
    where[key] = [...(Array.isArray(before) ? before : []), ...principals]
  }
}

function typesOf({ types, where, verbs, times, group }: Draft): RecordType[] {
  if (types.length > 0) return [...new Set(types)]
  const isOfTasks = where.status ?? where.priority ?? where.due ?? where.completed ?? where.overdue ?? where.assignee
  if (isOfTasks !== undefined || verbs.includes('due')) return ['task']
  if (verbs.length === 0 && !where.words && !where.label && !where.trashed && !where.place)
    throw new Unclear(...times.map(({ chunk }) => chunk))
  if (where.place !== undefined || group === 'project') return ['task', 'document']
  const hasNoBoards =
    where.author ?? where.owner ?? where.label ?? (group === 'person' || group === 'label' || undefined)
  return hasNoBoards === undefined ? ['task', 'document', 'idea', 'board'] : ['task', 'document', 'idea']
}
