import { z } from 'zod'
import { isReplicaId, type ReplicaId } from '../../kit/ids.ts'
import { somebody } from '../../rooms/somebody.ts'
import { taskPriorities, taskStatuses } from '../../rooms/tasks/index.ts'

export const recordTypes = ['task', 'document', 'idea', 'board'] as const
export type RecordType = (typeof recordTypes)[number]
export const recordDates = ['due', 'created', 'completed', 'changed'] as const
export type RecordDate = (typeof recordDates)[number]
export const recordGroups = ['person', 'project', 'label', 'status', 'priority', 'day', 'week', 'month'] as const
export type RecordGroup = (typeof recordGroups)[number]

const id = z.custom<ReplicaId>(isReplicaId, 'must be an id').meta({ type: 'string' })

const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(50).optional()
const date = z.iso.date()

/** Days in the asker's time zone: from the first up to, but not including, the second; one of them may be absent. */
const span = z
  .strictObject({ from: date.optional(), until: date.optional() })
  .refine(({ from, until }) => from !== undefined || until !== undefined, 'needs a beginning or an end')
export type Span = z.output<typeof span>

/** Everything that is named must hold; of several values of one condition, any. */
const plainConditions = z.strictObject({
  status: some(z.enum(taskStatuses)),
  priority: some(z.enum(taskPriorities)),
  /** `none`: without a date; `some`: with one, whichever. */
  due: z.union([span, z.literal(['none', 'some'])]).optional(),
  created: span.optional(),
  completed: span.optional(),
  changed: span.optional(),
  /** Not done, and due before today. */
  overdue: z.literal(true).optional(),
  assignee: z.union([z.array(somebody).min(1).max(50), z.literal('nobody')]).optional(),
  author: some(somebody),
  /** Of whom the latest change is. */
  changedBy: some(somebody),
  /** Whose it is: tasks assigned to them, or made by them and assigned to nobody; of the rest what they made. */
  owner: some(somebody),
  label: z.union([z.array(z.string().min(1).max(60)).min(1).max(50), z.literal('none')]).optional(),
  /** Projects of tasks, folders of documents (with the folders in them); `none`: in neither. */
  place: z.union([z.array(id).min(1).max(50), z.literal('none')]).optional(),
  /** Whether it has a rule by which it comes again. */
  repeats: z.boolean().optional(),
  /** Whether an open task can begin, or waits for another open one. */
  waiting: z.boolean().optional(),
  /** What waits for one of these open tasks, and what one of these waits for; without another one between. */
  waitsFor: some(id),
  holdsUp: some(id),
  /** Each begins a word of the title, of an idea's text; case and accents do not count. */
  words: some(z.string().min(1).max(60)),
  /** Kept in front by somebody. */
  pinned: z.literal(true).optional(),
  /** Absent: what is not in the trash. */
  trashed: z.literal(true).optional(),
})
export type PlainConditions = z.output<typeof plainConditions>

/** In short for models: told once, the same words mean the same here. */
const exception = z
  .custom<PlainConditions>((value) => plainConditions.safeParse(value).success, 'must be conditions as in where')
  .meta({ type: 'object', description: 'as where' })

const conditions = plainConditions.extend({
  /** What meets everything that is named in one of these is left out. */
  except: some(exception),
})
export type RecordConditions = z.output<typeof conditions>

/** One question over the records of a workspace, as a person's words or a model put it. What is asked of the rows is here and nowhere else. */
export const recordQuery = z
  .strictObject({
    types: z.array(z.enum(recordTypes)).min(1).max(recordTypes.length),
    where: conditions.default({}),
    /** `oldest` and `newest` are one record, by `date`. */
    measure: z.enum(['list', 'count', 'oldest', 'newest']).default('list'),
    groupBy: z.enum(recordGroups).optional(),
    /** Which date groups of days, `oldest` and `newest` go by. */
    date: z.enum(recordDates).default('created'),
    order: z
      .strictObject({ by: z.enum([...recordDates, 'priority', 'title']), descending: z.boolean().default(false) })
      .optional(),
    limit: z.int().min(1).max(1000).optional(),
    /** Of people: whoever has least comes first, and who has nothing is told. */
    fewest: z.literal(true).optional(),
    /** Of people: those of whom there is none, and nobody else. */
    without: z.literal(true).optional().meta({ description: 'by person: people who have none' }),
  })
  .check(({ value, issues }) => {
    for (const name of missingFrom(value)) issues.push({ code: 'custom', message: name, input: value, path: ['where'] })
  })
export type RecordQuery = z.output<typeof recordQuery>
export type RecordQueryInput = z.input<typeof recordQuery>

const onlyTasks = [
  'status',
  'priority',
  'due',
  'completed',
  'overdue',
  'assignee',
  'repeats',
  'waiting',
  'waitsFor',
  'holdsUp',
] as const
const notOfBoards = ['author', 'owner', 'label'] as const

/** Sentences of what was asked of records that do not have it: an empty answer would look like "there are none". */
function missingFrom({
  types,
  where,
  groupBy,
  date,
  measure,
  fewest,
  without,
}: Omit<RecordQuery, 'measure'> & { measure: string }) {
  const asked = new Set([where, ...(where.except ?? [])].flatMap(keysOf))
  const isTimed =
    measure === 'oldest' || measure === 'newest' || (groupBy && ['day', 'week', 'month'].includes(groupBy))
  if (isTimed) asked.add(date)
  if (groupBy === 'status' || groupBy === 'priority') asked.add(groupBy)
  if (groupBy === 'label') asked.add('label')
  if (groupBy === 'person') asked.add('owner')
  if (groupBy === 'project') asked.add('place')
  const sentences: string[] = []
  if (fewest && groupBy !== 'person') sentences.push('Who has the fewest is asked by person.')
  if (without && groupBy !== 'person') sentences.push('Who has none is asked by person.')
  if (without && (fewest || measure === 'oldest' || measure === 'newest'))
    sentences.push('Who has none is a question of its own, for a list or a count.')
  if (types.some((type) => type !== 'task')) {
    for (const key of onlyTasks) if (asked.has(key)) sentences.push(`Only tasks have this: ${key}.`)
  }
  if (types.includes('board')) {
    for (const key of notOfBoards) if (asked.has(key)) sentences.push(`Whiteboards do not have this: ${key}.`)
  }
  if (asked.has('pinned') && types.some((type) => type === 'task' || type === 'board')) {
    sentences.push('Only documents and ideas have this: pinned.')
  }
  if (asked.has('place') && types.some((type) => type === 'idea' || type === 'board')) {
    sentences.push('Only tasks and documents have this: place.')
  }
  return sentences
}

function keysOf(where: object): readonly string[] {
  return Object.entries(where).flatMap(([key, value]) => (value === undefined ? [] : [key]))
}
