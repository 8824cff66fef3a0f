import { form, type Form } from './forms.ts'
import type { EngineContext } from './engine.ts'
import { personNamed, unquoted } from './named.ts'
import { namesIn } from './named-tasks.ts'
import { freed, linked, type Pair, type Way } from './waiting-acts.ts'
import { isPerson } from './waiting-words.ts'

const notYet = `(?:can't|can not|cannot|must not|mustn't|should not|shouldn't|may not|can only|should only|may only)`
const beginning = '(?:start|begin|happen|proceed|go ahead|be started|be done)'
const doneTail = String.raw`(?: (?:is|are|has been|was|gets) (?:all )?(?:done|finished|complete|completed|closed|ready|over))`
const awaited = String.raw`(.+?)(?:${doneTail}| to (?:be )?(?:done|finish|finished|completed?|happen))?(?: first)?`
const noMore = '(?: any ?more| any longer| now)?'
/** Of one alone "block" is no verb: "plan the block party". */
const several = String.raw`(.+?(?:,| and | & ).+?)`
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
  form(
    `(.+?) (?:no longer|doesn't|does not|don't|do not) (?:blocks?|holds? up) (.+?)${noMore}`,
    swapped(stated('end')),
  ),

  form(
    `(?:make|let|have|get|set) (.+?) (?:to )?(?:wait|depend) (?:for|on|until|till|upon) ${awaited}`,
    ordered('begin'),
  ),
  form(`(?:block|hold|hold off|hold back|pause) (.+?) (?:until|till) ${awaited}`, ordered('begin')),
  form(`put (.+?) on hold (?:until|till) ${awaited}`, ordered('begin')),
  form(`(?:mark|set|flag) (.+?) (?:as |to )?(?:waiting (?:for|on)|blocked by|dependent on) (.+)`, ordered('begin')),
  form(`add (?:a |the )?${dependency} (?:of|from|for) (.+?) (?:on|to|upon) (.+)`, ordered('begin')),
  form(`add (.+?) as (?:a |the )?(?:${dependency}|blockers?) (?:of|to|for) (.+)`, swapped(ordered('begin'))),
  form(`(?:don't|do not|never) (?:start|begin|do) (.+?) (?:before|until|till|unless) ${awaited}`, ordered('begin')),
  form(`(?:start|begin|do) (.+?) (?:only )?(?:after|once|when) (.+?)${doneTail}`, ordered('begin')),
  form(`(.+?) ${notYet} ${beginning} (?:before|until|till|unless|when|once|after) ${awaited}`, stated('begin')),
  form(
    `(.+?) (?:waits?|(?:has|have|needs?|is|are) to wait|must wait|should wait|is waiting|are waiting) (?:for|on|until|till) ${awaited}`,
    stated('begin'),
  ),
  form(`(.+?) (?:depends?|is dependent|are dependent) (?:up)?on ${awaited}`, stated('begin')),
  form('(.+?) (?:is|are) (?:now )?(?:blocked|held up|held back) by (.+)', stated('begin')),
  form('(.+?) (?:blocks|is blocking|holds up|is holding up|comes before) (.+)', swapped(stated('begin'))),
  form(`${several} (?:block|are blocking|hold up|are holding up|come before) (.+)`, swapped(stated('begin'))),
  form(
    `(.+?) (?:has to|have to|must|should|needs? to) (?:be (?:done|finished|completed)|come|happen) before (.+)`,
    swapped(stated('begin')),
  ),
]

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

const nobodysTask = /^(?:i|we|you|he|she|they|me|us|everybody|everyone|somebody|someone)$/i
/** "Make a task wait for the paint" makes one. */
const newTask = /^(?:an? )?(?:new )?(?:task|todo|to-do|to do|reminder)\b$/i

/** What is to wait for what. undefined: for somebody, for a day, or somebody has to. */
function pairIn([first = '', second = '']: readonly string[], context: EngineContext): Pair | undefined {
  const [waiter, other] = [unquoted(first), unquoted(second).replace(/\?$/, '')]
  const { directory } = context
  const awaited = namesIn(other, context)
  const isOfPeople = [...namesIn(waiter, context), ...awaited].some(
    (words) => nobodysTask.test(words) || isPerson(words, directory) || personNamed(words, directory),
  )
  if (isOfPeople || newTask.test(waiter) || awaited.some((words) => isTime(words, context))) return undefined
  return { waiter, other }
}

function isTime(words: string, { findTimes, moment }: EngineContext): boolean {
  return findTimes(words, moment).some(({ start, end }) => start === 0 && end === words.length)
}
