import type { Row } from '../../rooms/room.ts'
import { type TaskRow, taskType } from '../../rooms/tasks/index.ts'
import type { EngineContext } from './engine.ts'
import { unquoted } from './named.ts'
import { wordsOf } from '../records/matcher.ts'
import { isPlural } from './pointing.ts'
import { targetsOf } from './targets.ts'

type Task = Row<TaskRow>

/** Which tasks some words name. */
export type NamedTasks =
  /** All of them: of a list of names, or of words that mean several. */
  | { readonly is: 'each'; readonly tasks: readonly Task[] }
  /** The words may mean any of these, perhaps none. */
  | { readonly is: 'any'; readonly tasks: readonly Task[] }
  /** Of a list of names, one that means nothing, or more than one. */
  | { readonly is: 'missing'; readonly words: string }
  | { readonly is: 'unclear'; readonly words: string; readonly tasks: readonly Task[] }

/** "The press release, salt and pepper and the lease": each name of a list has to mean one task. */
export function tasksNamed(words: string, isMeant: (task: Task) => boolean, context: EngineContext): NamedTasks {
  const { rows, here, earlier } = context
  const find = (name: string) => targetsOf(rows, { words: name, isMeant, here, earlier })
  const names = namesIn(words, context)
  const each = names.map((name) => ({ words: name, tasks: find(name) }))
  const problem = each.find(({ tasks }) => tasks.length === 0) ?? each.find(({ tasks }) => tasks.length > 1)
  if (names.length > 1 && !problem) return { is: 'each', tasks: [...new Set(each.flatMap(({ tasks }) => tasks))] }
  const whole = find(words)
  if (whole.length > 0 || names.length < 2 || !problem) return { is: isPlural(words) ? 'each' : 'any', tasks: whole }
  return problem.tasks.length > 0 ? { is: 'unclear', ...problem } : { is: 'missing', words: problem.words }
}

/** "It waits for this, then that and for those": what is said again before a name belongs to none. */
const again = String.raw`(?:then\s+)?(?:for\s+)?`
const joint = String.raw`\s*,\s*(?:(?:and|&)\s+)?${again}|\s+(?:and|&|as well as)\s+${again}`
const joints = new RegExp(joint, 'giu')
const hasJoint = new RegExp(joint, 'iu')
const lead = /^(?:both|all of)\s+(?=.)/i
/** Beyond it nobody means names. */
const mostNames = 50

/** The names in a list of them, the longest ones: a title that holds "and" is one name. One alone: no list. */
export function namesIn(words: string, { rows }: Pick<EngineContext, 'rows'>): readonly string[] {
  const text = hasJoint.test(words) ? words.replace(lead, '') : words
  const pieces = piecesOf(text)
  if (pieces.length < 2 || pieces.length > mostNames) return [words]
  const titles = rows.of(taskType).flatMap((task) => joinedTitle(task) ?? [])
  const isTitle = (name: string) => {
    const asked = plain(name)
    return titles.some((title) => title.includes(asked))
  }
  const nameOf = (from: number, to: number) =>
    unquoted(text.slice(pieces[from]?.start, pieces[to - 1]?.end)).replaceAll(/["“”]/gu, '')
  const names: string[] = []
  for (let at = 0; at < pieces.length; ) {
    let end = pieces.length
    while (end > at + 1 && !isTitle(nameOf(at, end))) end -= 1
    names.push(nameOf(at, end))
    at = end
  }
  return names
}

const joined = new WeakMap<Task, { readonly title: string | undefined }>()

/** The title of a task that could be taken for a list, kept by row. */
function joinedTitle(task: Task): string | undefined {
  const known = joined.get(task)
  if (known) return known.title
  const title = hasJoint.test(task.value.title) ? plain(task.value.title) : undefined
  joined.set(task, { title })
  return title
}

/** Whole words, to be found in others. */
function plain(text: string): string {
  return ` ${wordsOf(text.replace(/^(?:the|my|our|an?)\s+/i, '')).join(' ')} `
}

interface Piece {
  readonly start: number
  readonly end: number
}

function piecesOf(text: string): readonly Piece[] {
  const breaks = [...text.matchAll(joints)].map(({ index, 0: { length } }) => ({ start: index, end: index + length }))
  const starts = [0, ...breaks.map(({ end }) => end)]
  const ends = [...breaks.map(({ start }) => start), text.length]
  return starts.flatMap((start, at) => ((ends[at] ?? 0) > start ? [{ start, end: ends[at] ?? 0 }] : []))
}
