import type { Directory } from '../directory.ts'
import type { Chunk } from './chunks.ts'
import { type Draft, set, unclear } from './draft.ts'

interface Place {
  readonly chunks: readonly Chunk[]
  readonly at: number
  readonly directory: Pick<Directory, 'me' | 'people'>
}

/** What one person has given to the others of the workspace. */
export function takeDelegated(draft: Draft, chunk: Chunk, { directory }: Pick<Place, 'directory'>): number {
  const giver = draft.people.pop()
  if (!giver || giver.role !== 'subject' || draft.not) return unclear(chunk)
  const others = directory.people
    .flatMap(({ principals }) => principals)
    .filter((each) => !giver.principals.includes(each))
  if (others.length === 0) return unclear(chunk)
  draft.types.push(...(draft.types.length === 0 ? (['task'] as const) : []))
  draft.where.author = [...giver.principals]
  return set(draft, 'assignee', chunk, others.slice(0, 50))
}

/** "tasks I gave to Ana". */
export function takeGiven(draft: Draft, chunk: Chunk, { chunks, at, directory }: Place): number {
  const giver = draft.people.pop()
  const next = chunks[at + 1]
  if (giver?.role !== 'subject' || draft.not || (next?.kind !== 'person' && next?.kind !== 'me')) return unclear(chunk)
  const { principals } = next.kind === 'person' ? next.person : directory.me
  draft.types.push(...(draft.types.length === 0 ? (['task'] as const) : []))
  draft.where.author = [...giver.principals]
  return set(draft, 'assignee', chunk, [...principals]) + 1
}
