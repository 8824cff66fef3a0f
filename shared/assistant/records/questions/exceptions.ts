import type { PlainConditions } from '../query.ts'
import type { Directory } from '../directory.ts'
import type { Chunk } from './chunks.ts'
import { type Draft, set, unclear } from './draft.ts'

type Exception = { -readonly [Key in keyof PlainConditions]: PlainConditions[Key] }

interface Said {
  /** What stands behind "except", to the end. */
  readonly chunks: readonly Chunk[]
  readonly directory: Pick<Directory, 'me'>
  /** Of which records it may be said again: "except Bob's tasks". */
  readonly types: Draft['types']
}

/**
 * "Except Bob's and the overdue ones": what "and" and "or" join is left out each by itself, what stands side by side together. Every word counts;
 * undefined: some say something else, such as a day, which could be of what is left as well.
 */
export function exceptionsIn({ chunks, directory, types }: Said): readonly PlainConditions[] | undefined {
  const all: Exception[] = [{}]
  for (const [at, chunk] of chunks.entries()) {
    const last = all.at(-1)
    if (!last) return undefined
    const isJoint = chunk.kind === 'and' || chunk.kind === 'or'
    if (isJoint && Object.keys(last).length > 0) all.push({})
    else if (isJoint || !added(last, chunk, { before: chunks[at - 1], next: chunks[at + 1], directory, types }))
      return undefined
  }
  return all.some((each) => Object.keys(each).length === 0) ? undefined : all
}

interface Around extends Omit<Said, 'chunks'> {
  readonly before: Chunk | undefined
  readonly next: Chunk | undefined
}

/** false: it can not be left out by this. */
function added(to: Exception, chunk: Chunk, { before, next, directory, types }: Around): boolean {
  const leave = (more: Exception): boolean => {
    if (Object.keys(more).some((key) => key in to)) return false
    Object.assign(to, more)
    return true
  }
  const isAssigned = before?.kind === 'preposition' && before.preposition === 'assigned'
  switch (chunk.kind) {
    case 'filler':
      return true
    case 'person':
    case 'me':
    case 'mine': {
      const { principals } = chunk.kind === 'person' ? chunk.person : directory.me
      return leave(isAssigned ? { assignee: [...principals] } : { owner: [...principals] })
    }
    case 'preposition':
    case 'relation':
      return isJoined(chunk, before, next)
    case 'type':
      return types.length > 0 ? chunk.types.every((type) => types.includes(type)) : chunk.types.join() === 'task'
    case 'place':
      return leave({ place: [...chunk.places] })
    case 'label':
      return leave({ label: [chunk.label] })
    case 'status':
      return leave({ status: [...chunk.status] })
    case 'verb':
      return chunk.date === 'completed' && leave({ status: ['done'] })
    case 'priority':
      return leave({ priority: [...chunk.priority] })
    case 'overdue':
      return leave({ overdue: true })
    case 'undated':
      return leave({ due: 'none' })
    case 'unassigned':
      return leave({ assignee: 'nobody' })
    case 'placeless':
      return leave({ place: 'none' })
    case 'unlabelled':
      return leave({ label: 'none' })
    case 'repeating':
      return leave({ repeats: true })
    case 'pinned':
      return leave({ pinned: true })
    default:
      return false
  }
}

/** Words between, as long as they stand where they mean what they say: "Bob's", "in Launch", "assigned to Ana", "the label finance". */
function isJoined(
  chunk: Chunk & { kind: 'preposition' | 'relation' },
  before: Chunk | undefined,
  next: Chunk | undefined,
): boolean {
  const isPerson = next?.kind === 'person' || next?.kind === 'me'
  if (chunk.kind === 'relation')
    return ['in', 'from', 'for'].includes(chunk.relation) && (next?.kind === 'place' || isPerson)
  switch (chunk.preposition) {
    case 'own':
      return before?.kind === 'person'
    case 'of':
    case 'assigned':
      return isPerson
    case 'label':
      return next?.kind === 'label'
    case 'place':
      return next?.kind === 'place' || before?.kind === 'place'
    case 'by':
    case 'about':
      return false
  }
}

/** "Open tasks except Bob's", to the end of the question. */
export function takeExceptions(draft: Draft, chunk: Chunk, said: Said): number {
  const found = draft.not ? undefined : exceptionsIn(said)
  if (!found) return unclear(chunk)
  draft.where.except = [...(draft.where.except ?? []), ...found]
  return said.chunks.length
}

const excluded: ReadonlySet<Chunk['kind']> = new Set([
  'preposition',
  'relation',
  'mine',
  'person',
  'priority',
  'overdue',
  'label',
])

/** "Tasks not labelled finance", "tasks that are not Bob's": the next thing said, and no more. undefined: it is another "not". */
export function takeExclusion(draft: Draft, { chunks, ...said }: Said): number | undefined {
  const [first] = chunks
  if (draft.not || draft.types.length === 0 || !first || !excluded.has(first.kind)) return undefined
  for (const length of [3, 2, 1]) {
    const found = chunks.length < length ? undefined : exceptionsIn({ ...said, chunks: chunks.slice(0, length) })
    if (found?.length !== 1 || Object.keys(found[0] ?? {}).length !== 1) continue
    draft.where.except = [...(draft.where.except ?? []), ...found]
    return length
  }
  return undefined
}

/** "Tasks not labelled finance", "tasks not assigned to Sam"; "not labelled" alone is without a label. */
export function takeNotOf(draft: Draft, chunk: Chunk & { kind: 'notOf' }, { chunks, directory }: Said): number {
  const [next] = chunks
  const isPerson = next?.kind === 'person' || next?.kind === 'me'
  const exception: PlainConditions | undefined =
    chunk.of === 'label' && next?.kind === 'label'
      ? { label: [next.label] }
      : chunk.of === 'assignee' && isPerson
        ? { assignee: [...(next.kind === 'me' ? directory.me : next.person).principals] }
        : undefined
  if (exception) {
    draft.where.except = [...(draft.where.except ?? []), exception]
    return 1
  }
  return chunk.of === 'label' ? set(draft, 'label', chunk, 'none') : unclear(chunk)
}
