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
  return fitting(all, words, { isHollow: (word) => hollow.has(word), wordsIn: titleWordsOf })
}

const split = new WeakMap<Row<TaskRow>, readonly string[]>()

/** Kept by row, which is another object after each change: of a list each name is looked for among all titles. */
function titleWordsOf(task: Row<TaskRow>): readonly string[] {
  const known = split.get(task)
  if (known) return known
  const words = wordsOf(task.value.title)
  split.set(task, words)
  return words
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
  const wordsIn = ({ title }: Titled) => wordsOf(title)
  const inKind = fitting(ofKind, words, { isHollow, wordsIn })
  return inKind.length > 0 || !wordsOf(words).some((word) => word in kinds)
    ? inKind
    : fitting(all, words, { isHollow: (word) => hollow.has(word), wordsIn })
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

interface Fitting<Each> {
  isHollow(word: string): boolean
  wordsIn(each: Each): readonly string[]
}

function fitting<Each extends { readonly id: ReplicaId }>(
  all: readonly Each[],
  words: string,
  { isHollow, wordsIn }: Fitting<Each>,
): readonly Each[] {
  const said = wordsOf(words)
  const exact = all.filter((each) => isSame(wordsIn(each), said))
  if (exact.length > 0) return exact.slice(0, maxChoices)
  const asked = said.filter((word) => !isHollow(word))
  if (asked.length === 0) return []
  return all
    .filter((each) => asked.every((word) => wordsIn(each).some((other) => other.startsWith(word))))
    .sort((a, b) => wordsIn(a).length - wordsIn(b).length || (a.id < b.id ? -1 : 1))
    .slice(0, maxChoices)
}

function isSame(words: readonly string[], others: readonly string[]): boolean {
  return words.length === others.length && words.every((word, at) => word === others[at])
}
