import { addDays } from '../../../rooms/tasks/index.ts'
import type { RecordQueryInput, RecordType } from '../query.ts'
import { type Draft, Unclear, unclear } from './draft.ts'
import type { Today } from './periods.ts'
import { spanOf } from './spans.ts'

/** The query of a question that was read to its end: what words leave open is filled in where there is one way to, else it is unclear. */
export function conclude(draft: Draft, day: Today): RecordQueryInput {
  const { where } = draft
  if (isBare(draft)) unclear()
  placeTimes(draft, day)
  if (draft.upcoming && where.due === undefined) where.due = { from: day.today, until: addDays(day.today, 8) }
  placePeople(draft)
  const types = typesOf(draft)
  const isOfTasks = types.every((type) => type === 'task')
  const verb = draft.verbs[0]
  if (isOfTasks && !draft.isAll && !where.status && !where.overdue && !where.trashed && (!verb || verb === 'due'))
    where.status = ['todo', 'doing']
  if (draft.isResting && isOfTasks && !where.status) where.status = ['todo', 'doing']
  // What has no day is not due.
  if (draft.verbs.includes('due') && where.due === undefined && !where.overdue) where.due = 'some'
  if (draft.isUntouched && !where.changed) unclear(...draft.people.map(({ chunk }) => chunk))
  const date = verb ?? (isOfTasks && draft.group ? 'due' : 'created')
  const query: RecordQueryInput = { types, where, date, ...(draft.group && { groupBy: draft.group }) }
  if (draft.most && draft.group !== 'person' && draft.group !== 'project' && draft.group !== 'label')
    unclear(draft.most)
  if (draft.without) return without(draft, query)
  if (draft.fewest) return fewest(draft, query)
  if (draft.isCount && draft.extreme) unclear(draft.extreme)
  if (draft.isNextDue)
    return draft.group || draft.isCount || draft.extreme ? unclear() : { ...query, measure: 'oldest' }
  if (draft.top) return mostPressing(draft, query)
  if (draft.sorted) return sorted(draft, query)
  if (draft.limit && (draft.isCount || draft.limit.value === 0)) unclear(draft.limit)
  const isNewest = draft.isNew && !where.created && !draft.extreme && !draft.group
  if (isNewest && draft.isCount) unclear()
  if (isNewest) return { ...query, order: { by: 'created', descending: true }, limit: draft.limit?.value ?? 10 }
  if (draft.isCount) return { ...query, measure: 'count' }
  return extremes(draft, query)
}

/** Of people all are known who are here; of projects and labels nobody says which could have any. */
function fewest(
  { fewest: said, group, most, limit, extreme, isNextDue, top }: Draft,
  query: RecordQueryInput,
): RecordQueryInput {
  const isOther = most !== undefined || limit !== undefined || extreme !== undefined || isNextDue || top !== undefined
  if (!said || group !== 'person' || isOther) return unclear(...(said ? [said] : []))
  return { ...query, fewest: true }
}

/** Who has none of them. Groups go by whose something is, so who made or changed none is another question where that is somebody else. */
function without(
  { without: said, fewest, group, most, limit, extreme, isNextDue, isCount, top, verbs, people }: Draft,
  query: RecordQueryInput,
): RecordQueryInput {
  const isOther = fewest ?? most ?? limit ?? extreme ?? top
  const isOfDeeds = verbs.includes('changed') || (verbs.includes('created') && query.types.includes('task'))
  if (!said || group !== 'person' || isOther || isNextDue || isOfDeeds || people.length > 0)
    return unclear(...(said ? [said] : []))
  return { ...query, without: true, ...(isCount && { measure: 'count' }) }
}

function mostPressing(
  { top, sorted, limit, extreme, isCount, where }: Draft,
  query: RecordQueryInput,
): RecordQueryInput {
  if (!top || sorted || extreme || isCount || query.groupBy || query.types.some((type) => type !== 'task'))
    return unclear()
  if (!where.status && !where.overdue) where.status = ['todo', 'doing']
  return { ...query, order: { by: 'priority' }, limit: limit?.value ?? 5 }
}

function sorted({ sorted: said, extreme, isCount, limit }: Draft, query: RecordQueryInput): RecordQueryInput {
  const isOfTasks = said?.by === 'due' || said?.by === 'priority'
  const isOther = isOfTasks && query.types.some((type) => type !== 'task')
  if (!said || isOther || extreme || isCount || query.groupBy) return unclear(...(said ? [said] : []))
  return {
    ...query,
    order: { by: said.by, ...(said.descending && { descending: true }) },
    ...(limit && { limit: limit.value }),
  }
}

/** "anything new?": of everything, whenever, whoever made it. That is no question. */
function isBare({ verbs, times, people, types, where, group, extreme, isUntouched, not }: Draft): boolean {
  const isOfMaking = verbs.length > 0 && verbs.every((verb) => verb === 'created' || verb === 'changed')
  const isAny = types.length === 0 && people.length === 0 && times.length === 0 && !group && !extreme
  return isOfMaking && isAny && !isUntouched && !not && Object.keys(where).length === 0
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
    const isTasks = isAboutTasks(draft)
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

/** What somebody has on a day, or what presses, are tasks. */
function isAboutTasks({ types, where, people, verbs, top }: Draft): boolean {
  if (types.length > 0) return types.every((type) => type === 'task')
  const hasPerson = people.length > 0 && verbs.length === 0
  return (where.status ?? where.priority ?? where.assignee ?? top) !== undefined || hasPerson
}

const roleOfVerb = { completed: 'owner', created: 'author', changed: 'changedBy', due: 'owner' } as const

function placePeople({ people, where, verbs, isUntouched, types, group }: Draft): void {
  const deeds = new Set(verbs.filter((each) => each !== 'due'))
  for (const { chunk, principals, role, verbAt } of people) {
    // "what I finished but Sam created": each has the verb behind it.
    const own = deeds.size > 1 && role === 'subject' ? verbs[verbAt] : undefined
    if (deeds.size > 1 && (own === undefined || own === 'due') && role !== 'of' && role !== 'assigned') unclear(chunk)
    const verb = own ?? [...deeds][0] ?? verbs[0]
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
    where[key] = [...new Set([...(Array.isArray(before) ? before : []), ...principals])]
  }
}

function typesOf({ types, where, verbs, times, group, isFor, top }: Draft): RecordType[] {
  if (types.length > 0) return [...new Set(types)]
  if (top || (isFor && verbs.length === 0 && times.length === 0 && !where.words && !where.label)) return ['task']
  if (where.pinned) return ['document', 'idea']
  const isOfTasks =
    where.status ?? where.priority ?? where.due ?? where.completed ?? where.overdue ?? where.assignee ?? where.repeats
  if (isOfTasks !== undefined || verbs.includes('due')) return ['task']
  if (verbs.length === 0 && !where.words && !where.label && !where.trashed && !where.place)
    throw new Unclear(...times.map(({ chunk }) => chunk))
  if (where.place !== undefined || group === 'project') return ['task', 'document']
  const hasNoBoards =
    where.author ?? where.owner ?? where.label ?? (group === 'person' || group === 'label' || undefined)
  return hasNoBoards === undefined ? ['task', 'document', 'idea', 'board'] : ['task', 'document', 'idea']
}
