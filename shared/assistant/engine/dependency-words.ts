import { blockersIn, isStillOpen, type Task, taskType } from '../../rooms/tasks/index.ts'
import { asItIs, form, type Form, forTargets } from './forms.ts'
import type { EngineContext } from './engine.ts'
import { personNamed, unquoted } from './named.ts'
import type { ProposedAction, Reply } from './reply.ts'
import { targetsOf } from './targets.ts'
import { isPerson, toldWaiting } from './waiting-words.ts'

const notYet = `(?:can't|can not|cannot|must not|mustn't|should not|shouldn't|may not|can only|should only|may only)`
const beginning = '(?:start|begin|happen|proceed|go ahead|be started|be done)'
const doneTail = String.raw`(?: (?:is|are|has been|was|gets) (?:all )?(?:done|finished|complete|completed|closed|ready|over))`
const awaited = String.raw`(.+?)(?:${doneTail}| to (?:be )?(?:done|finish|finished|completed?|happen))?(?: first)?`
const noMore = '(?: any ?more| any longer| now)?'
const dependency = '(?:dependency|dependence|dependencies)'

/** Orders to let one task wait for another, and to end it. Before what makes tasks: "make the task Launch wait for the review". */
export const dependencyForms: readonly Form[] = [
  form(
    `(?:remove|delete|drop|clear|end|cancel) (?:the )?${dependency} (?:of|from) (.+?) (?:on|to|upon) (.+)`,
    ordered('end'),
  ),
  form(
    `(?:remove|delete|drop|take away) (.+?) (?:as|from) (?:a |the )?(?:${dependency}|blocker)s? (?:of|from|for) (.+)`,
    swapped(ordered('end')),
  ),
  form(`(?:stop|free) (.+?) from (?:waiting|depending) (?:for|on) (.+?)${noMore}`, ordered('end')),
  form(`(?:don't|do not) (?:let|make) (.+?) (?:wait|depend) (?:for|on) (.+?)${noMore}`, ordered('end')),
  form(
    `(?:let|make|have) (.+?) (?:not|stop|no longer) (?:wait|waiting|depend|depending) (?:for|on) (.+?)${noMore}`,
    ordered('end'),
  ),
  form(`(?:let|make) (.+?) (?:start|begin|go ahead) without (?:waiting for )?(.+)`, ordered('end')),
  form(`unblock (.+?) (?:from|of) (.+)`, ordered('end')),
  form(`unblock (.+)`, ([waiter = ''], context) => freed(waiter, context)),
  form(
    `(.+?) (?:no longer|does not|doesn't|do not|don't|need not|needn't) (?:has to |have to |needs to |need to )?(?:waits?|depends?) (?:for|on) (.+?)${noMore}`,
    stated('end'),
  ),
  form(
    `(.+?) (?:is|are) (?:no longer|not) (?:waiting (?:for|on)|blocked by|held up by|dependent on) (.+?)${noMore}`,
    stated('end'),
  ),
  form(`(.+?) (?:isn't|aren't) (?:waiting (?:for|on)|blocked by|held up by) (.+?)${noMore}`, stated('end')),
  form(`(.+?) (?:no longer|doesn't|does not) (?:blocks?|holds? up) (.+?)${noMore}`, swapped(stated('end'))),

  form(
    `(?:make|let|have|get|set) (.+?) (?:to )?(?:wait|depend) (?:for|on|until|till|upon) ${awaited}`,
    ordered('begin'),
  ),
  form(`(?:block|hold|hold off|hold back|pause) (.+?) (?:until|till) ${awaited}`, ordered('begin')),
  form(`put (.+?) on hold (?:until|till) ${awaited}`, ordered('begin')),
  form(`(?:mark|set|flag) (.+?) (?:as |to )?(?:waiting (?:for|on)|blocked by|dependent on) (.+)`, ordered('begin')),
  form(`add (?:a |the )?${dependency} (?:of|from|for) (.+?) (?:on|to|upon) (.+)`, ordered('begin')),
  form(`add (.+?) as (?:a |the )?(?:${dependency}|blocker) (?:of|to|for) (.+)`, swapped(ordered('begin'))),
  form(`(?:don't|do not|never) (?:start|begin|do) (.+?) (?:before|until|till|unless) ${awaited}`, ordered('begin')),
  form(`(?:start|begin|do) (.+?) (?:only )?(?:after|once|when) (.+?)${doneTail}`, ordered('begin')),
  form(`(.+?) ${notYet} ${beginning} (?:before|until|till|unless|when|once|after) ${awaited}`, stated('begin')),
  form(
    `(.+?) (?:waits?|has to wait|have to wait|must wait|needs to wait|should wait|is to wait|is waiting|are waiting) (?:for|on|until|till) ${awaited}`,
    stated('begin'),
  ),
  form(`(.+?) (?:depends?|is dependent|are dependent) (?:up)?on ${awaited}`, stated('begin')),
  form('(.+?) (?:is|are) (?:now )?(?:blocked|held up|held back) by (.+)', stated('begin')),
  form('(.+?) (?:blocks|is blocking|holds up|is holding up|comes before) (.+)', swapped(stated('begin'))),
  form(
    `(.+?) (?:has to|must|should|needs to) (?:be (?:done|finished|completed)|come|happen) before (.+)`,
    swapped(stated('begin')),
  ),
]

type Way = 'begin' | 'end'
const commands = { begin: 'tasks.waitFor', end: 'tasks.stopWaitingFor' } as const

/** Who is asked to do it says what is missing. */
function ordered(way: Way): Form['read'] {
  return ([waiter = '', other = ''], context) => {
    const pair = pairIn([waiter, other], context)
    return pair && linked(pair, way, context)
  }
}

/** A statement is an order only where it names two tasks; with a question mark it is none. */
function stated(way: Way): Form['read'] {
  return (groups, context) => {
    if (groups.at(-1)?.endsWith('?')) return undefined
    const reply = ordered(way)(groups, context)
    return reply && ['no-target', 'facts'].includes(reply.kind) ? undefined : reply
  }
}

/** "The review blocks the launch": the second one waits. */
function swapped(read: Form['read']): Form['read'] {
  return ([awaited = '', waiter = ''], context) => read([waiter, awaited], context)
}

interface Pair {
  readonly waiter: string
  readonly other: string
}

const nobodysTask = /^(?:i|we|you|he|she|they|me|us|everybody|everyone|somebody|someone)$/i
/** "Make a task wait for the paint" makes one. */
const newTask = /^(?:an? )?(?:new )?(?:task|todo|to-do|to do|reminder)\b$/i

/** What is to wait for what. undefined: for somebody, for a day, or somebody has to. */
function pairIn([first = '', second = '']: readonly string[], context: EngineContext): Pair | undefined {
  const [waiter, other] = [unquoted(first), unquoted(second).replace(/\?$/, '')]
  const { directory } = context
  const isOfPeople = [waiter, other].some(
    (words) => nobodysTask.test(words) || isPerson(words, directory) || personNamed(words, directory),
  )
  return isOfPeople || newTask.test(waiter) || isTime(other, context) ? undefined : { waiter, other }
}

function isTime(words: string, { findTimes, moment }: EngineContext): boolean {
  return findTimes(words, moment).some(({ start, end }) => start === 0 && end === words.length)
}

const mostChoices = 6

/** Of several that the words may mean each pair is a card of its own. */
function linked(pair: Pair, way: Way, context: EngineContext): Reply {
  const { waiter } = pair
  const others = awaitedIn(pair, way, context)
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
function awaitedIn({ other }: Pair, way: Way, { rows, here, earlier }: EngineContext): readonly Task[] {
  const known = way === 'end' ? new Set(rows.of(taskType).flatMap(({ value }) => value.waitsFor ?? [])) : undefined
  const isMeant = (task: Task) => (known ? known.has(task.id) : isStillOpen(task))
  return targetsOf(rows, { words: other, isMeant, here, earlier })
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
  const input = { id: task.id, for: task.id }
  return { kind: 'action', action: { command: commands.begin, input, title: task.value.title, target: task.id } }
}

/** "Unblock the launch": from the one that it waits for; of several, each by itself. */
function freed(words: string, context: EngineContext): Reply | undefined {
  const { rows, here, earlier } = context
  const waiter = unquoted(words)
  const isMeant = (task: Task) => isStillOpen(task) && blockersIn(rows, task).length > 0
  const actions = targetsOf(rows, { words: waiter, isMeant, here, earlier }).flatMap((task) =>
    blockersIn(rows, task).map(
      ({ id }): ProposedAction => ({
        command: commands.end,
        input: { id: task.id, for: id },
        title: task.value.title,
        target: task.id,
      }),
    ),
  )
  const [only, second] = actions
  if (!only) return toldWaiting(waiter, context) ?? asItIs(waiter, context) ?? { kind: 'no-target', words: waiter }
  return second ? { kind: 'choice', actions: actions.slice(0, mostChoices) } : { kind: 'action', action: only }
}

function actionsIn(reply: Reply): readonly ProposedAction[] {
  if (reply.kind === 'action') return [reply.action]
  return reply.kind === 'choice' || reply.kind === 'several' ? reply.actions : []
}
