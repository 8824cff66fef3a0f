import type { TaskStatus } from '../../../rooms/tasks/index.ts'
import { addDays } from '../../../rooms/tasks/index.ts'
import type { Directory } from '../directory.ts'
import type { RecordQueryInput } from '../query.ts'
import type { Chunk } from './chunks.ts'
import { conclude } from './conclude.ts'
import { takeExceptions, takeExclusion, takeNotOf } from './exceptions.ts'
import { type Draft, emptyDraft, type SaidTime, set, Unclear, unclear } from './draft.ts'
import { takeDelegated, takeGiven } from './giving.ts'
import type { Relation } from './lexicon.ts'
import type { TimeWords, Today } from './periods.ts'
import { together } from './together.ts'

/** Puts the chunks together, from left to right. Throws `Unclear` where they do not go together: it never passes over any. */
export function interpret(all: readonly Chunk[], directory: Directory, day: Today): RecordQueryInput {
  const chunks = together(all, day)
  const draft = emptyDraft()
  for (let at = 0; at < chunks.length; at += 1) at += take(draft, { chunks, at, directory, day })
  if (draft.not) throw new Unclear(draft.not)
  return conclude(draft, day)
}

interface Place {
  readonly chunks: readonly Chunk[]
  readonly at: number
  readonly directory: Directory
  readonly day: Today
}

/** What is said after this. */
function behind({ types }: Draft, { chunks, at, directory }: Place) {
  return { chunks: chunks.slice(at + 1), directory, types }
}

/** Answers how many further chunks it has taken. */
function take(draft: Draft, place: Place): number {
  const { where } = draft
  const chunk = place.chunks[place.at] as Chunk
  switch (chunk.kind) {
    case 'unknown':
    case 'filler':
    case 'head':
      if (chunk.kind === 'unknown') throw new Unclear(chunk)
      return 0
    case 'count':
      return draft.isCount ? unclear(chunk) : ((draft.isCount = true), 0)
    case 'all':
      // "every Monday" is a rule, and records are no rules.
      if (place.chunks[place.at + 1]?.kind === 'time') unclear(chunk)
      draft.isAll = true
      return 0
    case 'except':
      return takeExceptions(draft, chunk, behind(draft, place))
    case 'not':
      return takeExclusion(draft, behind(draft, place)) ?? (draft.not ? unclear(chunk) : ((draft.not = chunk), 0))
    case 'and':
    case 'or':
      return joined(place)
    case 'us':
      return 0
    case 'most':
    case 'fewest':
      draft[chunk.kind] = chunk
      return 0
    case 'without':
    case 'noneIn':
      return takeNone(draft, chunk)
    case 'type':
      draft.types.push(...chunk.types)
      draft.isOne = chunk.isOne
      return 0
    case 'status':
      return takeStatus(draft, chunk, chunk.status)
    case 'priority':
      where.priority = [...(where.priority ?? []), ...chunk.priority]
      return 0
    case 'verb':
      return takeVerb(draft, chunk)
    case 'overdue':
      if (draft.not) unclear(chunk)
      where.overdue = true
      draft.verbs.push('due')
      return 0
    default:
      return takeMore(draft, chunk, place)
  }
}

function takeMore(draft: Draft, chunk: Chunk, place: Place): number {
  const { where } = draft
  switch (chunk.kind) {
    case 'trashed':
      return set(draft, 'trashed', chunk, true)
    case 'undated':
      return set(draft, 'due', chunk, 'none')
    case 'unassigned':
      return set(draft, 'assignee', chunk, 'nobody')
    case 'placeless':
      return set(draft, 'place', chunk, 'none')
    case 'unlabelled':
      return set(draft, 'label', chunk, 'none')
    case 'repeating':
    case 'unrepeated':
      return set(draft, 'repeats', chunk, chunk.kind === 'repeating')
    case 'pinned':
      return set(draft, 'pinned', chunk, true)
    case 'dated':
      return set(draft, 'due', chunk, 'some')
    case 'label':
      return takeLabels(draft, chunk, place)
    case 'place':
      return takePlaces(draft, chunk, place)
    case 'notOf':
      return takeNotOf(draft, chunk, behind(draft, place))
    case 'delegated':
      return takeDelegated(draft, chunk, place)
    case 'given':
      return takeGiven(draft, chunk, place)
    case 'text':
      where.words = [...(where.words ?? []), ...chunk.texts]
      return 0
    case 'group':
      return draft.group ? unclear(chunk) : ((draft.group = chunk.group), 0)
    case 'extreme':
      return draft.extreme ? unclear(chunk) : ((draft.extreme = chunk), 0)
    case 'number':
      return draft.limit ? unclear(chunk) : ((draft.limit = chunk), 0)
    case 'me':
    case 'mine':
    case 'person':
      return takePerson(draft, chunk, place)
    case 'preposition':
      return takePreposition(draft, chunk, place)
    case 'time':
      return takeTime(draft, { chunk, relation: undefined, taken: 0 }, place)
    case 'relation':
      return takeRelation(draft, chunk, place)
    default:
      return takeSaying(draft, chunk, place)
  }
}

function takeNone(draft: Draft, chunk: Chunk & { kind: 'without' | 'noneIn' }): number {
  if (draft.without || draft.not) unclear(chunk)
  draft.without = chunk
  if (chunk.kind === 'without') return 0
  if (chunk.status === 'done') return takeVerb(draft, { kind: 'verb', date: 'completed', words: chunk.words })
  return takeStatus(draft, chunk, [chunk.status])
}

/** What is said for more than one condition at once: "on my plate", "coming up". */
function takeSaying(draft: Draft, chunk: Chunk, place: Place): number {
  switch (chunk.kind) {
    case 'workload':
      draft.most = chunk
      return takeStatus(draft, chunk, ['todo', 'doing'])
    case 'haveNots':
      if (draft.group || draft.not) unclear(chunk)
      draft.group = 'person'
      draft.without = chunk
      return 0
    case 'plate':
      draft.people.push({ chunk, principals: place.directory.me.principals, role: 'of', verbAt: draft.verbs.length })
      return takeStatus(draft, chunk, ['todo', 'doing'])
    case 'nextDue':
      draft.types.push('task')
      draft.verbs.push('due')
      draft.isNextDue = true
      return set(draft, 'due', chunk, { from: place.day.today })
    case 'upcoming':
      draft.upcoming = chunk
      draft.verbs.push('due')
      return 0
    case 'resting':
      return takeResting(draft, chunk, place)
    case 'top':
      // "Top 3 most urgent" says it twice.
      draft.top = chunk
      return 0
    case 'sorted':
      return draft.sorted ? unclear(chunk) : ((draft.sorted = chunk), 0)
    default:
      return unclear(chunk)
  }
}

/** A record has one place, so "in A and B" can only mean those of either. */
function takePlaces(draft: Draft, chunk: Chunk & { kind: 'place' }, { chunks, at }: Place): number {
  const [joint, next] = [chunks[at + 1], chunks[at + 2]]
  if ((joint?.kind !== 'and' && joint?.kind !== 'or') || next?.kind !== 'place')
    return set(draft, 'place', chunk, [...chunk.places])
  return set(draft, 'place', chunk, [...chunk.places, ...next.places]) + 2
}

/** It may have several labels: "and" would ask for both, which is no condition of a query. */
function takeLabels(draft: Draft, chunk: Chunk & { kind: 'label' }, { chunks, at }: Place): number {
  const labels = [chunk.label]
  let taken = 0
  for (;;) {
    const [joint, next] = [chunks[at + taken + 1], chunks[at + taken + 2]]
    if (joint?.kind !== 'or' || next?.kind !== 'label') break
    labels.push(next.label)
    taken += 2
  }
  return set(draft, 'label', chunk, labels) + taken
}

const restingDays = 14

function takeResting(draft: Draft, chunk: Chunk, { day }: Place): number {
  if (draft.verbs.length > 0) unclear(chunk)
  draft.verbs.push('changed')
  draft.isResting = true
  return set(draft, 'changed', chunk, { until: addDays(day.today, -restingDays) })
}

/** `and` joins anything but two of what a record has only one of; `or` joins values of one kind, and nothing else. */
function joined({ chunks, at }: Place): number {
  const chunk = chunks[at] as Chunk
  const [before, after] = [chunks[at - 1], chunks[at + 1]]
  if (!before || !after) return unclear(chunk)
  const isOfPeople = [before, after].every(({ kind }) => kind === 'person' || kind === 'me')
  const isAlike = isOfPeople || (before.kind === after.kind && ['type', 'status', 'priority'].includes(after.kind))
  if (chunk.kind === 'or' && !isAlike) unclear(chunk)
  if (before.kind === after.kind && !isAlike && before.kind !== 'verb') unclear(before, chunk, after)
  return 0
}

function takeStatus(draft: Draft, chunk: Chunk, status: readonly TaskStatus[]): number {
  const isNotStarted = draft.not && status.length === 1 && status[0] === 'doing'
  // "Who is not working on it" asks for those without any, not for what is not begun.
  if (draft.not && (!isNotStarted || draft.group === 'person')) unclear(draft.not, chunk)
  draft.not = undefined
  const wanted: readonly TaskStatus[] = isNotStarted ? ['todo'] : status
  draft.where.status = [...new Set([...(draft.where.status ?? []), ...wanted])]
  return 0
}

function takeVerb(draft: Draft, chunk: Chunk & { kind: 'verb' }): number {
  const isNegated = draft.not !== undefined
  if (isNegated && (chunk.date === 'due' || chunk.date === 'created')) unclear(draft.not as Chunk, chunk)
  if (isNegated && draft.group === 'person') unclear(draft.not as Chunk, chunk)
  draft.not = undefined
  if (chunk.date === 'completed') takeStatus(draft, chunk, isNegated ? ['todo', 'doing'] : ['done'])
  if (chunk.date === 'completed' && isNegated) return 0
  draft.isUntouched ||= isNegated
  draft.isNew ||= /^new$/i.test(chunk.words)
  draft.verbs.push(chunk.date)
  for (const time of draft.times) time.date ??= chunk.date
  return 0
}

function takePerson(
  draft: Draft,
  chunk: Chunk & { kind: 'me' | 'mine' | 'person' },
  { chunks, at, directory }: Place,
): number {
  const { principals } = chunk.kind === 'person' ? chunk.person : directory.me
  const next = chunks[at + 1]
  const isOwner = chunk.kind === 'mine' || (next?.kind === 'preposition' && next.preposition === 'own')
  draft.people.push({ chunk, principals, role: isOwner ? 'of' : 'subject', verbAt: draft.verbs.length })
  return isOwner && chunk.kind !== 'mine' ? 1 : 0
}

function takePreposition(draft: Draft, chunk: Chunk & { kind: 'preposition' }, place: Place): number {
  const next = place.chunks[place.at + 1]
  const { preposition } = chunk
  if (preposition === 'assigned' && draft.not) unclear(draft.not, chunk)
  if (preposition === 'about' && next?.kind === 'text') return 0
  if (preposition === 'about' && next?.kind === 'time')
    return takeTime(draft, { chunk: next, relation: 'in', taken: 1 }, place)
  if (preposition === 'label' && next?.kind === 'label') return 0
  // "project Atlas", "the Atlas project".
  if (preposition === 'place' && (next?.kind === 'place' || place.chunks[place.at - 1]?.kind === 'place')) return 0
  if (preposition === 'by' && next?.kind === 'time')
    return takeTime(draft, { chunk: next, relation: 'until', taken: 1 }, place)
  const isPerson = next?.kind === 'person' || next?.kind === 'me'
  if (isPerson && (preposition === 'by' || preposition === 'of' || preposition === 'assigned')) {
    const { principals } = next.kind === 'person' ? next.person : place.directory.me
    draft.people.push({ chunk: next, principals, role: preposition, verbAt: draft.verbs.length })
    const owns = place.chunks[place.at + 2]
    return owns?.kind === 'preposition' && owns.preposition === 'own' ? 2 : 1
  }
  if (preposition === 'of' && next && ['place', 'type', 'time', 'mine', 'us'].includes(next.kind)) return 0
  // "Overdue by more than a week".
  if (preposition === 'by' && next?.kind === 'relation' && next.relation === 'older' && draft.where.overdue) return 0
  // "assigned to anyone": whoever it is.
  if (preposition === 'by' && next?.kind === 'us') return 0
  return unclear(chunk)
}

function takeRelation(draft: Draft, chunk: Chunk & { kind: 'relation' }, place: Place): number {
  const { chunks, at, directory } = place
  const { relation } = chunk
  const next = chunks[at + 1]
  if (next?.kind === 'time') return takeTime(draft, { chunk: next, relation, taken: 1 }, place)
  // "for more than a month", "in the next 3 days".
  if (next?.kind === 'relation') {
    if (next.relation !== 'older' && next.relation !== 'within') unclear(chunk)
    // Since when somebody is at it is in no row.
    if (relation === 'for' && next.relation === 'older' && draft.where.status?.join() === 'doing') unclear(chunk)
    return 0
  }
  if ((relation === 'in' || relation === 'for' || relation === 'from') && next?.kind === 'place') return 0
  // "added to Launch".
  if (relation === 'until' && next?.kind === 'place' && draft.verbs.includes('created')) return 0
  if (relation === 'in' && next?.kind === 'preposition' && next.preposition === 'place') return 0
  if (relation === 'in' && next && ['type', 'mine', 'us'].includes(next.kind)) unclear(chunk)
  if ((relation === 'for' || relation === 'from') && (next?.kind === 'person' || next?.kind === 'me')) {
    const { principals } = next.kind === 'person' ? next.person : directory.me
    draft.people.push({ chunk: next, principals, role: relation === 'for' ? 'of' : 'by', verbAt: draft.verbs.length })
    draft.isFor ||= relation === 'for'
    return 1
  }
  if ((relation === 'for' || relation === 'from') && (next?.kind === 'us' || next?.kind === 'count')) return 0
  return unclear(chunk)
}

interface TakenTime {
  readonly chunk: Chunk & { kind: 'time' }
  readonly relation: Relation | undefined
  /** Chunks before the time that it took. */
  readonly taken: number
}

function takeTime(draft: Draft, { chunk, relation, taken }: TakenTime, { chunks, at }: Place): number {
  const said: SaidTime = { chunk, time: chunk.time, relation, isNegated: draft.isUntouched, date: draft.verbs.at(-1) }
  draft.times.push(said)
  const [to, end] = [chunks[at + taken + 1], chunks[at + taken + 2]]
  // "today and tomorrow", "this week or next week": what lies side by side is one span.
  const isJoined = (to?.kind === 'and' || to?.kind === 'or') && end?.kind === 'time' && isPlain(relation)
  if (isJoined && areNeighbours(chunk.time, end.time)) {
    said.until = end.time
    return taken + 2
  }
  const isRange = relation === 'from' && to?.kind === 'relation' && to.relation === 'until' && end?.kind === 'time'
  if (!isRange) return taken
  said.until = end.time
  return taken + 2
}

function isPlain(relation: Relation | undefined): boolean {
  return relation === undefined || relation === 'in' || relation === 'for'
}

function areNeighbours(first: TimeWords, second: TimeWords): boolean {
  if (!('period' in first) || !('period' in second)) return false
  return first.period.future.until === second.period.future.from && first.period.past.until === second.period.past.from
}
