import {
  recordQuery,
  type RecordConditions,
  type RecordDate,
  type RecordQuery,
  type RecordQueryInput,
} from '../query.ts'
import type { PrincipalId } from '../../../kit/ids.ts'
import { todayOf } from '../zoned-days.ts'
import type { Directory } from '../directory.ts'
import { type Chunk, chunksOf, namesOf } from './chunks.ts'
import { type QuestionContext, readerFrom } from './compile.ts'
import { exceptionsIn } from './exceptions.ts'
import type { Relation } from './lexicon.ts'
import { spanOf } from './spans.ts'
import { tokensOf } from './tokens.ts'

const lead =
  /^(?:and|but|or|so|then|what about|how about|and what about|only|just|show|list|which of (?:them|those|these) (?:are|is)|which (?:are|is)|of those|of these|now|same|the same|for)\b[\s,]*/i
const restart =
  /^(?:which(?: ones| tasks)?|what are they|list them|show them|show me them|which are they|show me all|show all)$/i
const sortThem = /^(?:and )?(?:sort|order|rank|arrange)(?: (?:them|these|those|it))? by\b/i
const passed = new Set<Chunk['kind']>(['filler', 'head', 'us'])

type Where = { -readonly [Key in keyof RecordConditions]: RecordConditions[Key] }
interface Change {
  where: Where
  groupBy?: RecordQueryInput['groupBy']
  measure: RecordQuery['measure']
  types: RecordQuery['types']
  order: RecordQueryInput['order']
  limit: number | undefined
  isChanged: boolean
}

/**
 * A few words after a question, as that question with one thing changed: another time, person, place, label, or one condition more. undefined: they
 * are more than that. Every word counts, as in a whole question.
 */
export function compileFollowUp(
  text: string,
  before: RecordQuery,
  { moment, directory, findTimes }: QuestionContext,
): RecordQuery | undefined {
  let words = text.replace(/[\s?!.]+$/u, '')
  if (restart.test(words)) {
    // Of people without any there is nothing that could be listed.
    if (before.without) return undefined
    return { ...before, measure: 'list', groupBy: undefined, fewest: undefined, limit: undefined }
  }
  words = words.replace(sortThem, 'sorted by')
  for (let was = ''; was !== words; ) [was, words] = [words, words.replace(lead, '')]
  const day = { today: todayOf(moment), weekStartsOn: moment.weekStartsOn }
  const found = findTimes(words, moment)
  const readFrom = readerFrom(words, { findTimes, moment })
  const chunks = chunksOf(tokensOf(words), { text: words, day, names: namesOf(directory), found, readFrom }).filter(
    ({ kind }) => !passed.has(kind),
  )
  if (chunks.length === 0 || chunks.length > 6) return undefined
  const change: Change = {
    where: { ...before.where },
    groupBy: before.groupBy,
    measure: before.measure,
    types: before.types,
    order: before.order,
    limit: before.limit,
    isChanged: false,
  }
  for (let at = 0; at < chunks.length; at += 1) {
    const taken = take(change, { chunks, at, before, me: directory.me.principals, directory, day })
    if (taken === undefined) return undefined
    at += taken
  }
  const { isChanged, ...changed } = change
  if (!isChanged) return undefined
  const parsed = recordQuery.safeParse({ ...before, ...changed })
  return parsed.success ? parsed.data : undefined
}

interface At {
  readonly chunks: readonly Chunk[]
  readonly at: number
  readonly before: RecordQuery
  readonly me: readonly PrincipalId[]
  readonly directory: Directory
  readonly day: Parameters<typeof spanOf>[1]['day']
}

function isOwnedBy(next: Chunk | undefined): boolean {
  return next !== undefined && ['person', 'me', 'place', 'label'].includes(next.kind)
}

/** Answers how many further chunks it has taken; undefined: this can not be changed so. */
function take(change: Change, place: At): number | undefined {
  const { chunks, at, before, me } = place
  const chunk = chunks[at] as Chunk
  const next = chunks[at + 1]
  const { where } = change
  const set = (more: Partial<Where>, taken = 0) => {
    Object.assign(where, more)
    change.isChanged = true
    return taken
  }
  switch (chunk.kind) {
    case 'time':
      return withTime(change, chunk, undefined, place)
    case 'relation':
      if (next?.kind === 'time') {
        const taken = withTime(change, next, chunk.relation, place)
        return taken === undefined ? undefined : taken + 1
      }
      return next?.kind === 'person' || next?.kind === 'me' || next?.kind === 'place' ? 0 : undefined
    case 'preposition':
      if (chunk.preposition === 'by' && next?.kind === 'time') {
        const taken = withTime(change, next, 'until', place)
        return taken === undefined ? undefined : taken + 1
      }
      return chunk.preposition === 'own' || isOwnedBy(next) ? 0 : undefined
    case 'person':
      return set(byPerson(where, [...chunk.person.principals]))
    case 'me':
    case 'mine':
      return set(byPerson(where, [...me]))
    case 'place':
      return set({ place: [...chunk.places] })
    case 'label':
      return set({ label: [chunk.label] })
    case 'priority':
      return set({ priority: [...chunk.priority] })
    case 'status':
      return set({ status: [...chunk.status] })
    case 'except':
      return withoutSome(change, chunks.slice(at + 1), place)
    case 'verb':
      return chunk.date === 'completed' ? set({ status: ['done'] }) : undefined
    default: {
      const more = fixed[chunk.kind]
      return more ? set(more) : takeShape(change, chunk, before)
    }
  }
}

/** How it is told: of what kind, counted, in groups or in an order. */
function takeShape(change: Change, chunk: Chunk, before: RecordQuery): 0 | undefined {
  const isList = change.measure === 'list'
  switch (chunk.kind) {
    case 'type':
      if (chunk.types.join() === before.types.join()) return 0
      change.types = [...chunk.types]
      break
    case 'group':
      change.groupBy = chunk.group
      break
    case 'count':
      change.measure = 'count'
      change.groupBy = undefined
      break
    case 'sorted':
      if (change.groupBy || !isList) return undefined
      change.order = { by: chunk.by, ...(chunk.descending && { descending: true }) }
      break
    case 'number':
      if (chunk.value === 0 || !isList) return undefined
      change.limit = chunk.value
      break
    default:
      return undefined
  }
  change.isChanged = true
  return 0
}

const fixed: Readonly<Partial<Record<Chunk['kind'], Partial<Where>>>> = {
  overdue: { overdue: true },
  undated: { due: 'none' },
  unassigned: { assignee: 'nobody', owner: undefined },
  repeating: { repeats: true },
  unrepeated: { repeats: false },
  pinned: { pinned: true },
  dated: { due: 'some' },
}

/** "Except the overdue ones", to the end. What leaves out all that was asked for is meant otherwise. */
function withoutSome(change: Change, chunks: readonly Chunk[], { before, directory }: At): number | undefined {
  const found = exceptionsIn({ chunks, directory, types: [...before.types] })
  const isAll = found?.some((each) =>
    Object.entries(each).every(
      ([key, value]) => JSON.stringify(before.where[key as keyof RecordConditions]) === JSON.stringify(value),
    ),
  )
  if (!found || isAll) return undefined
  change.where.except = [...(change.where.except ?? []), ...found]
  change.isChanged = true
  return chunks.length
}

/** Whoever it was asked of is somebody else now. */
function byPerson(where: Where, principals: NonNullable<RecordConditions['owner']>): Partial<Where> {
  const key = (['changedBy', 'author', 'owner'] as const).find((each) => where[each] !== undefined)
  return Array.isArray(where.assignee) ? { assignee: principals } : { [key ?? 'owner']: principals }
}

/** The span of the question before is another one; without one it is that of its date. */
function withTime(
  change: Change,
  chunk: Chunk & { kind: 'time' },
  relation: Relation | undefined,
  { before, day }: At,
): number | undefined {
  const { where } = change
  const known = (['completed', 'changed', 'created', 'due'] as const).find((each) => where[each] !== undefined)
  const isOfTasks = before.types.join() === 'task'
  const date: RecordDate | undefined = known ?? (isOfTasks && !where.status?.includes('done') ? 'due' : undefined)
  if (!date || where.overdue) return undefined
  const span = spanOf({ time: chunk.time, relation, isNegated: false }, { day, isPast: date !== 'due', date })
  if (!span) return undefined
  where[date] = span
  change.isChanged = true
  return 0
}
