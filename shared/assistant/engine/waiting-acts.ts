import { blockersIn, isStillOpen, type Task, taskType } from '../../rooms/tasks/index.ts'
import { asItIs, forTargets, mostAtOnce, refusalOf, tasksMeant } from './forms.ts'
import type { EngineContext } from './engine.ts'
import { unquoted } from './named.ts'
import { type NamedTasks, namesIn } from './named-tasks.ts'
import type { ProposedAction, Reply } from './reply.ts'
import { targetsOf } from './targets.ts'
import { toldWaiting } from './waiting-words.ts'

/** What is to wait, or is not to wait any more, for what: each a name, or a list of them. */
export interface Pair {
  readonly waiter: string
  readonly other: string
}

export type Way = 'begin' | 'end'
const commands = { begin: 'tasks.waitFor', end: 'tasks.stopWaitingFor' } as const

/** Of several that a name may mean each pair is a card of its own; of lists each waits for each. */
export function linked(pair: Pair, way: Way, context: EngineContext): Reply {
  const isList = [pair.waiter, pair.other].some((words) => namesIn(words, context).length > 1)
  return (isList ? linkedEach(pair, way, context) : undefined) ?? linkedOne(pair, way, context)
}

/** undefined: what looks like a list is the title of one. */
function linkedEach(pair: Pair, way: Way, context: EngineContext): Reply | undefined {
  const waiters = tasksMeant(pair.waiter, isStillOpen, context)
  const others = tasksMeant(pair.other, awaitable(way, context), context)
  if (waiters.is === 'any' && others.is === 'any') return undefined
  const ofWaiters = refusalOfEach(waiters, pair.waiter)
  if (ofWaiters?.kind === 'no-target') return asItIs(ofWaiters.words, context) ?? ofWaiters
  const ofOthers = refusalOfEach(others, pair.other)
  if (!ofWaiters && ofOthers?.kind === 'no-target') return missing({ ...pair, other: ofOthers.words }, way, context)
  if (!('tasks' in waiters) || !('tasks' in others) || ofWaiters || ofOthers) return ofWaiters ?? ofOthers
  const actions = waiters.tasks.flatMap((waiter) =>
    others.tasks.flatMap((other) => {
      const isWaiting = (waiter.value.waitsFor ?? []).includes(other.id)
      return isWaiting === (way === 'end') ? [actionOf(waiter, other, way)] : []
    }),
  )
  const [only] = actions
  if (!only) return toldWaiting(pair.waiter, context)
  if (actions.length > mostAtOnce) return { kind: 'too-many', count: actions.length, most: mostAtOnce }
  return actions.length === 1 ? { kind: 'action', action: only } : { kind: 'several', actions }
}

/** Beside a list a name alone has to mean one task, too. */
function refusalOfEach(named: NamedTasks, words: string): Reply | undefined {
  if (!('tasks' in named) || named.is !== 'any' || named.tasks.length === 1) return refusalOf(named)
  return refusalOf(named.tasks.length === 0 ? { is: 'missing', words } : { is: 'unclear', words, tasks: named.tasks })
}

function actionOf({ id, value: { title } }: Task, other: Pick<Task, 'id'>, way: Way): ProposedAction {
  return { command: commands[way], input: { id, for: other.id }, title, target: id }
}

const mostChoices = 6

function linkedOne(pair: Pair, way: Way, context: EngineContext): Reply {
  const { waiter } = pair
  const { rows, here, earlier } = context
  const others = targetsOf(rows, { words: pair.other, isMeant: awaitable(way, context), here, earlier })
  if (others.length === 0) return missing(pair, way, context)
  const replies = others.map((each) => linkedTo(each, { waiter, way }, context))
  const offered = replies.flatMap(actionsIn)
  const [first] = replies
  if (offered.length === 0) {
    const own = itself(pair, way, context) ?? (first?.kind === 'no-target' ? undefined : first)
    return own ?? toldWaiting(waiter, context) ?? { kind: 'no-target', words: waiter }
  }
  if (first && others.length === 1) return first
  const [only, second] = offered
  return only && !second ? { kind: 'action', action: only } : { kind: 'choice', actions: offered.slice(0, mostChoices) }
}

function linkedTo(other: Task, { waiter, way }: { waiter: string; way: Way }, context: EngineContext): Reply {
  return forTargets(context, {
    words: waiter,
    isMeant: (task) => isStillOpen(task) && task.id !== other.id,
    command: commands[way],
    more: ({ value: { waitsFor = [] } }) =>
      waitsFor.includes(other.id) === (way === 'end') ? { for: other.id } : undefined,
  })
}

/** What may be waited for from now on, or is waited for by anything. */
function awaitable(way: Way, { rows }: EngineContext): (task: Task) => boolean {
  if (way === 'begin') return isStillOpen
  const known = new Set(rows.of(taskType).flatMap(({ value }) => value.waitsFor ?? []))
  return ({ id }) => known.has(id)
}

/** What is done holds nothing up, and what nothing waits for is told by what the first one does wait for. */
function missing({ waiter, other }: Pair, way: Way, context: EngineContext): Reply {
  const told = way === 'end' ? toldWaiting(waiter, context) : asItIs(other, context)
  return told ?? { kind: 'no-target', words: other }
}

/** "Make the lease wait for the lease": the command says why it can not. */
function itself({ waiter, other }: Pair, way: Way, { rows, here, earlier }: EngineContext): Reply | undefined {
  if (way === 'end') return undefined
  const [of, to] = [waiter, other].map((words) => targetsOf(rows, { words, isMeant: isStillOpen, here, earlier }))
  const [task] = of ?? []
  if (!task || of?.length !== 1 || to?.length !== 1 || to[0]?.id !== task.id) return undefined
  return { kind: 'action', action: actionOf(task, task, 'begin') }
}

/** "Unblock the launch": from the one that it waits for; of several, each by itself. */
export function freed(words: string, context: EngineContext): Reply | undefined {
  const { rows } = context
  const waiter = unquoted(words)
  const isMeant = (task: Task) => isStillOpen(task) && blockersIn(rows, task).length > 0
  const named = tasksMeant(waiter, isMeant, context)
  const refusal = refusalOf(named)
  if (refusal && refusal.kind !== 'no-target') return refusal
  const tasks = 'tasks' in named ? named.tasks : []
  const actions = tasks.flatMap((task) => blockersIn(rows, task).map((other) => actionOf(task, other, 'end')))
  const [only, second] = actions
  if (!only)
    return toldWaiting(waiter, context) ?? asItIs(waiter, context) ?? refusal ?? { kind: 'no-target', words: waiter }
  if (!second) return { kind: 'action', action: only }
  if (actions.length > mostAtOnce) return { kind: 'too-many', count: actions.length, most: mostAtOnce }
  return named.is === 'each' ? { kind: 'several', actions } : { kind: 'choice', actions: actions.slice(0, mostChoices) }
}

function actionsIn(reply: Reply): readonly ProposedAction[] {
  if (reply.kind === 'action') return [reply.action]
  return reply.kind === 'choice' || reply.kind === 'several' ? reply.actions : []
}
