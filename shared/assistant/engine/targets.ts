import type { ReplicaId } from '../../kit/ids.ts'
import { documentType, folderType } from '../../rooms/documents/index.ts'
import { ideaTitle, ideaType } from '../../rooms/ideas/index.ts'
import type { Row, Rows } from '../../rooms/room.ts'
import { projectType, type TaskRow, taskType } from '../../rooms/tasks/index.ts'
import { boardType } from '../../rooms/whiteboards/index.ts'
import { wordsOf } from '../records/matcher.ts'
import { type Earlier, pointed } from './pointing.ts'

const hollow = new Set(['the', 'a', 'an', 'my', 'our', 'task', 'tasks', 'todo', 'reminder'])
const kinds: Readonly<Record<string, string>> = {
  document: 'document',
  doc: 'document',
  page: 'document',
  note: 'document',
  folder: 'folder',
  idea: 'idea',
  task: 'task',
  project: 'project',
  whiteboard: 'board',
  board: 'board',
}
const thisThing = new RegExp(`^(it|this|this (one|thing|${Object.keys(kinds).join('|')}))$`, 'i')
const maxChoices = 6

export interface TargetsWanted {
  readonly words: string
  /** Of which tasks it may be one. */
  isMeant(task: Row<TaskRow>): boolean
  /** What the person looks at: "this task". */
  readonly here: ReplicaId | undefined
  /** What was said just before: "the second one". */
  readonly earlier?: Earlier | undefined
}

/** The tasks that words may mean: the one with just this title, else all whose titles have every word. None for words that say nothing. */
export function targetsOf(rows: Rows, { words, isMeant, here, earlier }: TargetsWanted): readonly Row<TaskRow>[] {
  const all = rows.of(taskType).filter((task) => task.value.trashedAt === undefined && isMeant(task))
  if (/^(this|this task|this one)$/i.test(words.trim()) && here !== undefined)
    return all.filter(({ id }) => id === here)
  const ids = pointed(words, earlier)
  if (ids) return ids.flatMap((id) => all.find((task) => task.id === id) ?? [])
  if (/^(it|this|that)$/i.test(words.trim())) return all.filter(({ id }) => id === here)
  const named = all.map((task) => ({ id: task.id, title: task.value.title, task }))
  return fitting(named, words, (word) => hollow.has(word)).map(({ task }) => task)
}

export interface Titled {
  readonly id: ReplicaId
  readonly type: string
  readonly title: string
}

interface ThingsWanted extends Omit<TargetsWanted, 'isMeant'> {
  /** Nothing but the whole title counts. */
  readonly isWhole?: boolean
  readonly isTrashed?: boolean
}

/** The same of things of every kind; of one kind where words name it: "the budget doc". */
export function thingsOf(rows: Rows, { words, here, earlier, ...how }: ThingsWanted): readonly Titled[] {
  const all = titledIn(rows, how.isTrashed ?? false)
  const ids = pointed(words, earlier)
  if (ids) return all.filter(({ id }) => ids.includes(id))
  if (thisThing.test(words.trim())) return all.filter(({ id }) => id === here)
  if (how.isWhole) return wholeTitles(all, words)
  const named = wordsOf(words).flatMap((word) => kinds[word] ?? [])
  const ofKind = named.length === 1 ? all.filter(({ type }) => type === named[0]) : all
  const isHollow = (word: string) => hollow.has(word) || word in kinds
  const inKind = fitting(ofKind, words, isHollow)
  return inKind.length > 0 || !wordsOf(words).some((word) => word in kinds)
    ? inKind
    : fitting(all, words, (word) => hollow.has(word))
}

function wholeTitles(all: readonly Titled[], words: string): readonly Titled[] {
  const plain = (text: string) =>
    wordsOf(text)
      .filter((word) => !hollow.has(word) && !(word in kinds))
      .join(' ')
  const asked = plain(words)
  return asked === '' ? [] : all.filter(({ title }) => plain(title) === asked).slice(0, maxChoices)
}

function titledIn(rows: Rows, isTrashed: boolean): readonly Titled[] {
  const isThere = ({ trashedAt }: { readonly trashedAt: number | undefined }) => (trashedAt !== undefined) === isTrashed
  return [
    ...[documentType, folderType, projectType, boardType, taskType].flatMap((type) =>
      rows
        .of<Labelled>(type)
        .flatMap(({ id, value }) => (isThere(value) ? [{ id, type: type.name, title: value.title }] : [])),
    ),
    ...rows
      .of(ideaType)
      .flatMap(({ id, value }) => (isThere(value) ? [{ id, type: ideaType.name, title: ideaTitle(value.text) }] : [])),
  ]
}

interface Labelled {
  readonly title: string
  readonly trashedAt: number | undefined
}

function fitting<Each extends { readonly id: ReplicaId; readonly title: string }>(
  all: readonly Each[],
  words: string,
  isHollow: (word: string) => boolean,
): readonly Each[] {
  const split = all.map((each) => ({ each, there: wordsOf(each.title) }))
  const said = wordsOf(words)
  const exact = split.filter(({ there }) => there.length === said.length && there.join(' ') === said.join(' '))
  if (exact.length > 0) return exact.slice(0, maxChoices).map(({ each }) => each)
  const asked = said.filter((word) => !isHollow(word))
  if (asked.length === 0) return []
  return split
    .flatMap(({ each, there }) => {
      return asked.every((word) => there.some((other) => other.startsWith(word))) ? [{ each, more: there.length }] : []
    })
    .sort((a, b) => a.more - b.more || (a.each.id < b.each.id ? -1 : 1))
    .slice(0, maxChoices)
    .map(({ each }) => each)
}
