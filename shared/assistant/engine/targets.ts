import type { ReplicaId } from '../../kit/ids.ts'
import type { Row, Rows } from '../../rooms/room.ts'
import { type TaskRow, taskType } from '../../rooms/tasks/index.ts'
import { wordsOf } from '../records/matcher.ts'

const hollow = new Set(['the', 'a', 'an', 'my', 'our', 'task', 'tasks', 'todo'])
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
  const exact = all.filter(({ value }) => wordsOf(value.title).join(' ') === wordsOf(words).join(' '))
  if (exact.length > 0) return exact.slice(0, maxChoices)
  const asked = wordsOf(words).filter((word) => !hollow.has(word))
  if (asked.length === 0) return []
  return all
    .flatMap((task) => {
      const there = wordsOf(task.value.title)
      return asked.every((word) => there.some((each) => each.startsWith(word))) ? [{ task, more: there.length }] : []
    })
    .sort((a, b) => a.more - b.more || (a.task.id < b.task.id ? -1 : 1))
    .slice(0, maxChoices)
    .map(({ task }) => task)
}
