import type { ReplicaId } from '../../kit/ids.ts'
import { documentType, folderType } from '../../rooms/documents/index.ts'
import { ideaTitle, ideaType } from '../../rooms/ideas/index.ts'
import type { Row, Rows } from '../../rooms/room.ts'
import { projectType, type TaskRow, taskType } from '../../rooms/tasks/index.ts'
import { boardType } from '../../rooms/whiteboards/index.ts'
import { wordsOf } from '../records/matcher.ts'

const hollow = new Set(['the', 'a', 'an', 'my', 'our', 'task', 'tasks', 'todo'])
const kinds = ['document', 'doc', 'page', 'note', 'folder', 'idea', 'task', 'project', 'whiteboard', 'board']
const hollowOfThings = new Set([...hollow, ...kinds])
const thisThing = new RegExp(`^(it|this|this (one|thing|${kinds.join('|')}))$`, 'i')
const maxChoices = 6

export interface TargetsWanted {
  readonly words: string
  /** Of which tasks it may be one. */
  isMeant(task: Row<TaskRow>): boolean
  /** What the person looks at: "this task". */
  readonly here: ReplicaId | undefined
}

/** The tasks that words may mean: the one with just this title, else all whose titles have every word. None for words that say nothing. */
export function targetsOf(rows: Rows, { words, isMeant, here }: TargetsWanted): readonly Row<TaskRow>[] {
  const all = rows.of(taskType).filter((task) => task.value.trashedAt === undefined && isMeant(task))
  if (/^(this|this task|this one)$/i.test(words.trim())) return all.filter(({ id }) => id === here)
  const named = all.map((task) => ({ id: task.id, title: task.value.title, task }))
  return fitting(named, words, hollow).map(({ task }) => task)
}

interface Titled {
  readonly id: ReplicaId
  readonly title: string
}

/** The same of things of every kind. */
export function thingsOf(rows: Rows, { words, here }: Omit<TargetsWanted, 'isMeant'>): readonly Titled[] {
  const titled = [documentType, folderType, projectType, boardType, taskType].flatMap((type) => rows.of<Labelled>(type))
  const all: readonly Titled[] = [
    ...titled.flatMap(({ id, value }) => (value.trashedAt === undefined ? [{ id, title: value.title }] : [])),
    ...rows
      .of(ideaType)
      .flatMap(({ id, value }) => (value.trashedAt === undefined ? [{ id, title: ideaTitle(value.text) }] : [])),
  ]
  if (thisThing.test(words.trim())) return all.filter(({ id }) => id === here)
  return fitting(all, words, hollowOfThings)
}

interface Labelled {
  readonly title: string
  readonly trashedAt: number | undefined
}

function fitting<Each extends Titled>(
  all: readonly Each[],
  words: string,
  hollow: ReadonlySet<string>,
): readonly Each[] {
  const exact = all.filter(({ title }) => wordsOf(title).join(' ') === wordsOf(words).join(' '))
  if (exact.length > 0) return exact.slice(0, maxChoices)
  const asked = wordsOf(words).filter((word) => !hollow.has(word))
  if (asked.length === 0) return []
  return all
    .flatMap((each) => {
      const there = wordsOf(each.title)
      return asked.every((word) => there.some((other) => other.startsWith(word))) ? [{ each, more: there.length }] : []
    })
    .sort((a, b) => a.more - b.more || (a.each.id < b.each.id ? -1 : 1))
    .slice(0, maxChoices)
    .map(({ each }) => each)
}
