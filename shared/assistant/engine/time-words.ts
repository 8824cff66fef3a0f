import { addDays } from '../../rooms/tasks/index.ts'
import { todayOf, weekdayOf } from '../records/zoned-days.ts'
import type { EngineContext } from './engine.ts'
import { form, type Form, forTargets, isOpen } from './forms.ts'
import { trashForm } from './life-words.ts'
import { readTask } from './making-words.ts'
import type { Reply } from './reply.ts'
import { targetsOf } from './targets.ts'

const later = '(?:move|push|shift|postpone|delay|defer|put off|snooze|reschedule|extend)'
const setDay = '(?:move|push|shift|reschedule|postpone|schedule|plan|delay|snooze|defer|put off|bring)'

/** When something is to be done, and how often. */
export const timeForms: readonly Form[] = [
  form('(?:remove|clear|delete|drop|unset) (?:the )?(?:due )?(?:date|deadline|day) (?:from|of|on|for) (.+)', undated),
  form(String.raw`(?:unschedule) (.+)`, undated),
  form(
    String.raw`(?:change|set|move)? ?(?:the )?(?:due date|deadline|date) (?:of|for) (.+?) (?:to|should be|is) (.+)`,
    scheduled,
  ),
  form(
    String.raw`(?:stop|end|cancel) (?:repeating|the repetition of|the recurrence of) (.+)`,
    ([words = ''], context) => repeated(words, null, context),
  ),
  form(String.raw`(?:make )?(.+?) repeat (.+)`, repeats),
  form(String.raw`(?:repeat|do) (.+?) ((?:every|each|daily|weekly|monthly|yearly|annually|once)\b.*)`, repeats),
  form(`${later} (.+?) (?:back |out |forward |on )?by (.+)`, (groups, context) => moved(1, groups, context)),
  form(String.raw`bring (.+?) forward by (.+)`, (groups, context) => moved(-1, groups, context)),
  form(`${later} (.+?) (?:back|out|on|another) (.+)`, (groups, context) => moved(1, groups, context)),
  form('(schedule|plan|pencil in) (an?|another|some) (.+)', newOne),
  form(`${later} (.+) for (.+)`, (groups, context) =>
    daysIn(groups[1], context) ? moved(1, groups, context) : undefined,
  ),
  form('(?:set|change|move) the time (?:of|for) (.+?) to (.+)', timed),
  form(`${setDay} (.+?) (?:forward |back |out |up )?(?:to|for|until|till|on|by|in) (.+)`, scheduled),
  form(`${setDay} (.+)`, scheduledAtEnd),
  form(String.raw`(?:make|let) (.+?) wait (?:for|until|till) (.+)`, scheduled),
  form(String.raw`(?:make (?!(?:an?|me|us)\b)|set )(.+?) (?:due|for|to)(?: (?:on|by|to|for|at))? (.+)`, scheduled),
  form(
    String.raw`(?!(?:what|which|who|is|are|was|when|how|where|tasks?|everything|anything)\b)(.+?) (?:is|should be|will be|must be) (?:now )?due(?: (?:on|by|at))? (.+)`,
    (groups, context) => {
      const reply = scheduled(groups, context)
      return reply.kind === 'action' || reply.kind === 'several' ? reply : undefined
    },
  ),
  trashForm,
]

function undated([words = '']: readonly string[], context: EngineContext): Reply {
  return forTargets(context, {
    words,
    isMeant: ({ value }) => value.dueDate !== undefined,
    command: 'tasks.schedule',
    more: () => ({ dueDate: null }),
  })
}

interface When {
  readonly dueDate: string
  readonly dueTime?: string
}

/** One day, which all the words name. */
function dayIn(when: string, { findTimes, moment }: EngineContext): When | undefined {
  const [time] = findTimes(when, moment)
  const isWhole = time && when.slice(0, time.start).trim() === '' && when.slice(time.end).trim() === ''
  if (!isWhole) return weekIn(when, moment)
  if (time.kind === 'moment' && time.from) return whenOf(time.from)
  if (time.kind !== 'span') return undefined
  // "Monday morning" begins at its hour; "next week" is its Monday; "by Friday" is Friday.
  const { from, until } = time
  if (from?.time !== undefined) return whenOf(from)
  if (!from) return until && { dueDate: addDays(until.date, -1) }
  return { dueDate: /^(?:this|the) weekend$/i.test(when.trim()) ? from.date : mondayOf(from.date, until?.date) }
}

/** "later" and "sometime" are no days; a bare "next week" is its Monday. */
function weekIn(when: string, moment: EngineContext['moment']): When | undefined {
  if (!/^(?:the )?next week$/i.test(when.trim())) return undefined
  const today = todayOf(moment)
  return { dueDate: addDays(today, (8 - weekdayOf(today)) % 7 || 7) }
}

function mondayOf(from: string, until: string | undefined): string {
  const isWeek = until !== undefined && addDays(from, 7) === until
  return isWeek && weekdayOf(from) !== 1 ? addDays(from, (8 - weekdayOf(from)) % 7) : from
}

function whenOf({ date, time }: { readonly date: string; readonly time?: string | undefined }): When {
  return { dueDate: date, ...(time !== undefined && { dueTime: time }) }
}

function scheduled([words = '', when = '']: readonly string[], context: EngineContext): Reply {
  const day = dayIn(when, context)
  if (!day) return { kind: 'time-unread', words: when }
  return forTargets(context, { words, isMeant: isOpen, command: 'tasks.schedule', more: () => day })
}

function scheduledAtEnd([text = '']: readonly string[], context: EngineContext): Reply {
  const time = context.findTimes(text, context.moment).at(-1)
  if (!time || time.end !== text.length || time.start === 0) return { kind: 'time-unread', words: text }
  const [words, when] = [text.slice(0, time.start), text.slice(time.start)]
  return time.kind === 'length' ? moved(1, [words, when], context) : scheduled([words, when], context)
}

const minutesOfDay = 24 * 60

/** On the day that it has; without one, the nearest with that time. */
function timed([words = '', when = '']: readonly string[], context: EngineContext): Reply {
  const day = dayIn(when, context)
  if (day?.dueTime === undefined) return { kind: 'time-unread', words: when }
  const more = ({ value }: { readonly value: { readonly dueDate?: string | undefined } }) => ({
    ...day,
    dueDate: value.dueDate ?? day.dueDate,
  })
  return forTargets(context, { words, isMeant: isOpen, command: 'tasks.schedule', more })
}

/** "Schedule a call with Ana tomorrow": where nothing is called so, it is something new. */
function newOne([verb = '', article = '', text = '']: readonly string[], context: EngineContext): Reply | undefined {
  const made = readTask(`${text.charAt(0).toUpperCase()}${text.slice(1)}`, context)
  if (made?.kind !== 'action') return made
  const { title, input } = made.action
  const named = targetsOf(context.rows, { words: title, isMeant: isOpen, here: undefined })
  if (named.length > 0) return undefined
  return 'dueDate' in input ? made : readTask(`${verb} ${article} ${text}`, context)
}

/** Whole days that words say, and nothing else: "a week". */
function daysIn(words = '', { findTimes, moment }: EngineContext): number | undefined {
  const [time] = findTimes(words, moment)
  const isLength = time?.kind === 'length' && time.start === 0 && time.end === words.length
  const days = isLength && time.minutes !== undefined ? time.minutes / minutesOfDay : Number.NaN
  return Number.isInteger(days) ? days : undefined
}

/** By so many days from the day that it has; what has none is not moved. */
function moved(sign: 1 | -1, [words = '', length = '']: readonly string[], context: EngineContext): Reply {
  const days = daysIn(length, context)
  if (days === undefined) return scheduled([words, length], context)
  return forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.schedule',
    more: ({ value }) => (value.dueDate === undefined ? undefined : { dueDate: addDays(value.dueDate, sign * days) }),
  })
}

function repeats([words = '', how = '']: readonly string[], context: EngineContext): Reply | undefined {
  const [time] = context.findTimes(how, context.moment)
  const isWhole = time?.kind === 'repeat' && time.start === 0 && time.end === how.length
  return isWhole && time.rule !== undefined ? repeated(words, time.rule, context) : undefined
}

function repeated(words: string, rule: string | null, context: EngineContext): Reply {
  return forTargets(context, {
    words,
    isMeant: (task) => isOpen(task) && (rule !== null || task.value.repeat !== undefined),
    command: 'tasks.repeat',
    more: () => ({ rule, ...(rule !== null && { today: todayOf(context.moment) }) }),
  })
}
