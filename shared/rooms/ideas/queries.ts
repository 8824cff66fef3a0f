import type { ReplicaId } from '../../kit/ids.ts'
import type { Query, Row } from '../room.ts'
import { documentType } from '../documents/index.ts'
import { taskType } from '../tasks/index.ts'
import { ideaType, type IdeaRow } from './model.ts'

export type Idea = Row<IdeaRow>

export interface IdeaFilter {
  /** Every word of it must be somewhere in text or tags; case and accents do not count. */
  readonly text?: string | undefined
  /** All of them. */
  readonly tags?: readonly string[] | undefined
}

export interface IdeaList {
  readonly pinned: readonly Idea[]
  readonly others: readonly Idea[]
}

/** What is not in the trash, the newest first, pinned ones apart. */
export const ideaList: Query<IdeaFilter, IdeaList> = {
  name: 'ideas.list',
  types: [ideaType],
  answer: (rows, filter) => {
    const shown = rows.of(ideaType).filter(matcher(filter)).toSorted(newestFirst)
    return { pinned: shown.filter((idea) => idea.value.pinned), others: shown.filter((idea) => !idea.value.pinned) }
  },
}

export const pinnedIdeas: Query<void, readonly Idea[]> = {
  name: 'ideas.pinned',
  types: [ideaType],
  answer: (rows) => ideaList.answer(rows, {}).pinned,
}

export interface TagUse {
  readonly tag: string
  readonly count: number
}

/** Tags of live ideas, the most used first. */
export const ideaTags: Query<void, readonly TagUse[]> = {
  name: 'ideas.tags',
  types: [ideaType],
  answer: (rows) => {
    const counts = new Map<string, number>()
    for (const idea of rows.of(ideaType)) {
      if (idea.value.trashedAt !== undefined) continue
      for (const tag of idea.value.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    }
    return [...counts]
      .map(([tag, count]) => ({ tag, count }))
      .toSorted((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1))
  },
}

/** The trash, the latest first. */
export const trashedIdeas: Query<void, readonly Idea[]> = {
  name: 'ideas.trashed',
  types: [ideaType],
  answer: (rows) =>
    rows
      .of(ideaType)
      .filter((idea) => idea.value.trashedAt !== undefined)
      .toSorted((a, b) => (b.value.trashedAt ?? 0) - (a.value.trashedAt ?? 0) || newestFirst(a, b)),
}

/** One idea, also from the trash. */
export const oneIdea: Query<ReplicaId, Idea | undefined> = {
  name: 'ideas.one',
  types: [ideaType],
  answer: (rows, id) => rows.get(ideaType, id),
}

/** The title of the task or document that an idea has become; undefined when that is gone or in the trash. */
export const becameTitle: Query<ReplicaId, string | undefined> = {
  name: 'ideas.becameTitle',
  types: [taskType, documentType],
  answer: (rows, id) => {
    const became = (rows.get(taskType, id) ?? rows.get(documentType, id))?.value
    return became?.trashedAt === undefined ? became?.title : undefined
  },
}

function matcher({ text = '', tags = [] }: IdeaFilter): (idea: Idea) => boolean {
  const words = fold(text).split(/\s+/).filter(Boolean)
  return ({ value }) => {
    if (value.trashedAt !== undefined || !tags.every((tag) => value.tags.includes(tag))) return false
    if (words.length === 0) return true
    const within = fold(`${value.text}\n${value.tags.join('\n')}`)
    return words.every((word) => within.includes(word))
  }
}

function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

function newestFirst(a: Idea, b: Idea): number {
  return b.value.createdAt - a.value.createdAt || (a.id < b.id ? -1 : 1)
}
