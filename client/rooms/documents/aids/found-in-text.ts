import type { ActionItem } from '#shared/assistant/reading/action-items.ts'
import { type KeySentence, keySentences } from '#shared/assistant/reading/key-sentences.ts'
import { openRelatedIndex, type Related } from '#shared/assistant/reading/related.ts'
import { sentencesIn } from '#shared/assistant/reading/sentences.ts'
import { textOfThing } from '#shared/assistant/search/thing-text.ts'
import { typeOf, type ReplicaId } from '#shared/kit/ids.ts'
import type { Moment } from '#shared/language/moment.ts'
import { readQuickAdd } from '#shared/language/quick-add.ts'
import { documentType, type DocumentRow } from '#shared/rooms/documents/index.ts'
import { ideaType } from '#shared/rooms/ideas/index.ts'
import type { AnyReplicaType, Row, Rows } from '#shared/rooms/room.ts'
import { taskType, type TaskRow } from '#shared/rooms/tasks/index.ts'

export interface FoundInText {
  readonly tasks: readonly FoundTask[]
  readonly sentences: readonly KeySentence[]
  readonly related: readonly (Related & { readonly id: ReplicaId })[]
}

/** What a sentence asks to be done, and what a task of it would be. */
export interface FoundTask extends Pick<ActionItem, 'start' | 'text'> {
  readonly title: string
  readonly due: { readonly date: string; readonly time?: string | undefined } | undefined
}

/** Where and when it is read, and by what: the model that finds tasks is heavy, and comes when somebody asks. */
export interface Reading {
  readonly moment: Moment
  readonly findActions: FindActions
}

export type FindActions = (text: string) => readonly ActionItem[]

export interface ReadDocument {
  readonly id: ReplicaId
  readonly title: string
  readonly text: string
}

/** All from what is on this device; some milliseconds for a long text, some tens for a large workspace. */
export function foundInText(document: ReadDocument, rows: Rows, reading: Reading): FoundInText {
  const tasks = tasksIn(document.text, reading)
  return {
    tasks,
    sentences: sentencesBeside(tasks, document.text),
    related: relatedTo(document, rows),
  }
}

const mostTasks = 30

function tasksIn(text: string, { moment, findActions }: Reading): readonly FoundTask[] {
  const seen = new Set<string>()
  return findActions(text)
    .flatMap(({ start, text: said }): FoundTask[] => {
      const title = titleOf(said)
      if (title === '' || seen.has(title)) return []
      seen.add(title)
      const due = readQuickAdd(said, { moment }).parts.find((part) => part.kind === 'due')
      return [{ start, text: said, title, due: due && { date: due.date, time: due.time } }]
    })
    .slice(0, mostTasks)
}

const maxTitle = 300

/** The sentence as it was written, without the sign that it is a task. */
function titleOf(sentence: string): string {
  const title = sentence
    .replace(/^(?:todo|to-do|action(?: item)?|next step|follow[- ]?up)\s*[:\u2013-]\s*/i, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/(?<!\.)\.$/, '')
    .trim()
  return title.length <= maxTitle ? title : `${title.slice(0, maxTitle - 1)}…`
}

const shortText = 6
const mostSentences = 5

/** What asks for something is named as such already. Of a short text every sentence would be one: it is read as it is. */
function sentencesBeside(tasks: readonly FoundTask[], text: string): readonly KeySentence[] {
  const count = sentencesIn(text).filter(({ kind }) => kind !== 'heading').length
  if (count < shortText) return []
  const named = new Set(tasks.map(({ start }) => start))
  return keySentences(text, Math.min(mostSentences, Math.floor(count / 2))).filter(({ start }) => !named.has(start))
}

const types: readonly AnyReplicaType[] = [documentType, ideaType, taskType]
const mostThings = 4_000
const mostRelated = 5
/** Below this two things share a word or two by chance. */
const minLikeness = 0.12

function relatedTo({ id, title, text }: ReadDocument, rows: Rows): FoundInText['related'] {
  const index = openRelatedIndex()
  const others = types
    .flatMap((type) => rows.of(type))
    .filter((row) => row.id !== id && !isMadeFrom(row, id))
    .toSorted((a, b) => b.changedAt - a.changedAt)
  for (const row of others.slice(0, mostThings)) {
    const said = saidBy(row)
    if (said) index.put(row.id, said)
  }
  return index
    .nearestTo({ title, text }, mostRelated)
    .filter(({ likeness }) => likeness >= minLikeness)
    .map((found) => ({ ...found, id: found.id as ReplicaId }))
}

/** The tasks of this text stand with their sentences. */
function isMadeFrom({ id, value }: Row, document: ReplicaId): boolean {
  return typeOf(id) === taskType.name && (value as TaskRow).source === document
}

/** Of another document the row holds the beginning, which is enough to say what it is about. */
function saidBy(row: Row): { readonly title: string; readonly text: string } | undefined {
  if (row.type !== documentType.name) return textOfThing(row)
  const { title, excerpt, tags, trashedAt } = row.value as DocumentRow
  return trashedAt === undefined ? { title, text: `${excerpt} ${tags.join(' ')}` } : undefined
}
