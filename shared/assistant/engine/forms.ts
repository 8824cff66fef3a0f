import type { Row } from '../../rooms/room.ts'
import { type TaskRow, taskType } from '../../rooms/tasks/index.ts'
import { answer } from '../records/answer.ts'
import { recordsOf } from '../records/facets.ts'
import type { RecordQuery } from '../records/query.ts'
import { compileQuestion } from '../records/questions/compile.ts'
import type { EngineContext } from './engine.ts'
import { unquoted } from './named.ts'
import { type NamedTasks, tasksNamed } from './named-tasks.ts'
import type { ActionCommand, ProposedAction, Reply } from './reply.ts'
import { targetsOf, thingsOf, type Titled } from './targets.ts'

export interface Form {
  readonly pattern: RegExp
  /** undefined: it was meant otherwise. */
  read(groups: readonly string[], context: EngineContext): Reply | undefined
}

export function form(pattern: string, read: Form['read']): Form {
  return { pattern: new RegExp(`^${pattern}[.!]*$`, 'isu'), read }
}

/** What the first form makes of a text that can make something of it. */
export function firstReading(forms: readonly Form[], text: string, context: EngineContext): Reply | undefined {
  for (const { pattern, read } of forms) {
    const groups = pattern.exec(text)?.slice(1) as (string | undefined)[] | undefined
    const reply =
      groups &&
      read(
        groups.map((group) => group?.trim() ?? ''),
        context,
      )
    if (reply) return reply
  }
  return undefined
}

type Task = Row<TaskRow>

export function isOpen({ value }: Task): boolean {
  return value.status !== 'done'
}

export function isDone({ value }: Task): boolean {
  return value.status === 'done'
}

export interface TargetedAction {
  readonly words: string
  isMeant(task: Task): boolean
  readonly command: ActionCommand
  /** What the command takes beside the id; undefined: this one can not have it. */
  more(task: Task): object | undefined
}

/** More at once would be no list that somebody looks through before they click. */
export const mostAtOnce = 50

/** The same for each task that the words mean: one, one of some, or all of a question's ("my overdue tasks"). */
export function forTargets(context: EngineContext, wanted: TargetedAction): Reply {
  const words = unquoted(wanted.words)
  const named = tasksMeant(words, wanted.isMeant, context)
  const refusal = refusalOf(named)
  if (refusal) return refusal.kind === 'no-target' ? (asItIs(words, context) ?? refusal) : refusal
  const tasks = 'tasks' in named ? named.tasks : []
  const actions = tasks.flatMap((task): ProposedAction[] => {
    const more = wanted.more(task)
    return more
      ? [{ command: wanted.command, input: { id: task.id, ...more }, title: task.value.title, target: task.id }]
      : []
  })
  const [only] = actions
  if (!only) return (tasks.length === 0 && asItIs(words, context)) || { kind: 'no-target', words }
  if (actions.length > mostAtOnce) return { kind: 'too-many', count: actions.length, most: mostAtOnce }
  if (actions.length === 1) return { kind: 'action', action: only }
  return { kind: named.is === 'each' ? 'several' : 'choice', actions }
}

/** The tasks of a question ("my overdue tasks"), else those that are named. */
export function tasksMeant(words: string, isMeant: (task: Task) => boolean, context: EngineContext): NamedTasks {
  const all = manyOf(words, context)
  return all ? { is: 'each', tasks: all.filter(isMeant) } : tasksNamed(words, isMeant, context)
}

/** Of a list of names each has to mean one task. */
export function refusalOf(named: NamedTasks): Reply | undefined {
  if (named.is === 'missing') return { kind: 'no-target', words: named.words }
  return named.is === 'unclear'
    ? { kind: 'unclear-name', words: named.words, ids: named.tasks.map(({ id }) => id) }
    : undefined
}

/** "Complete the cards", which are done: how they stand says why not. */
export function asItIs(words: string, { rows, here, earlier }: EngineContext): Reply | undefined {
  const ids = new Set(targetsOf(rows, { words, isMeant: () => true, here, earlier }).map(({ id }) => id))
  const things = ids.size === 0 ? [] : recordsOf(rows, 'task').filter(({ id }) => ids.has(id))
  return things.length > 0 ? { kind: 'facts', fact: 'status', words, things } : undefined
}

const manyWords = /^(?:all|every|everything|each|both|my|our|the)\b|\btasks\b/i

/** The tasks of a question that asks for more than one. undefined: the words name something. */
function manyOf(words: string, { rows, directory, moment, findTimes }: EngineContext): readonly Task[] | undefined {
  if (!manyWords.test(words)) return undefined
  const compiled = compileQuestion(words, { directory, moment, findTimes })
  if (!compiled.ok || compiled.query.measure !== 'list') return undefined
  // "Everything in Hiring": its documents are nothing to complete.
  const { types, where: said } = compiled.query
  const isOfPlace = Array.isArray(said.place) && types.join() === 'task,document'
  if (types.join() !== 'task' && !isOfPlace) return undefined
  const query: RecordQuery = isOfPlace
    ? { ...compiled.query, types: ['task'], where: { ...said, status: ['todo', 'doing'] } }
    : compiled.query
  // "Everything" alone is more than anybody means.
  if (Object.keys(query.where).length === 0) return undefined
  const ids = new Set(answer(rows, query, moment).ids)
  return rows.of(taskType).filter(({ id }) => ids.has(id))
}

export interface ThingAction {
  readonly words: string
  readonly isTrashed?: boolean
  act(thing: Titled): Omit<ProposedAction, 'title' | 'target'> | undefined
}

/** The same for a thing of any kind. undefined: nothing is called so. */
export function forThings(
  { rows, here, earlier }: EngineContext,
  { words, act, isTrashed }: ThingAction,
): Reply | undefined {
  const things = thingsOf(rows, { words: unquoted(words), here, earlier, ...(isTrashed && { isTrashed }) })
  const actions = things.flatMap((thing): ProposedAction[] => {
    const action = act(thing)
    return action ? [{ ...action, title: thing.title, target: thing.id }] : []
  })
  const [only] = actions
  return only && (actions.length === 1 ? { kind: 'action', action: only } : { kind: 'choice', actions })
}
