import { type TaskPriority, taskPriorities } from '../../rooms/tasks/index.ts'
import { wordsOf } from '../records/matcher.ts'
import type { EngineContext } from './engine.ts'
import { type Form, form } from './forms.ts'
import { personNamed, unquoted } from './named.ts'
import type { ActionCommand, Reply } from './reply.ts'
import { readNewTask } from './task-words.ts'

const named = String.raw`(?:\s+(?:called|named|titled))?[\s:,]*`
const article = String.raw`(?:a |an |the |new |another |me |us )*`
const makes = '(?:add|create|make|new|set up|put in|start|open)'
const priority = `(?:(${taskPriorities.join('|')}|important)(?:[- ]priority)? )?`
const taskNoun = String.raw`(?:task|todo|to-do|to do|reminder)\b(?! (?:list|lists)\b)`

export const makingForms: readonly Form[] = [
  form(`${makes} ${article}${priority}${article}${taskNoun}${named}(.*)`, ([rank = '', text = ''], context) =>
    readTask(text, context, rank),
  ),
  form(String.raw`set (?:a |an )?(?:task|reminder)\b${named}(.*)`, ([text = ''], context) => readTask(text, context)),
  form(`(?:new )?(?:task|todo|to-do)\\s*:(.*)`, ([text = ''], context) => readTask(text, context)),
  form(String.raw`todo\s+(?!list)(.+)`, ([text = ''], context) => readTask(text, context)),
  form(String.raw`remind (?!me\b)(.+)`, ([text = ''], context) => forPerson(text, context)),
  form('remind me (.+)', ([text = ''], context) => readTask(reminded(text), context)),
  form(
    String.raw`(?:(?:don't|do not|dont) (?:let me )?forget(?: to| about)?|remember to|(?:i|we) (?:need|have|ought|want|got) to|(?:i|we)(?:'ve| have) got to|i (?:must|should|gotta)) (.+)`,
    ([text = ''], context) => readTask(text, context),
  ),
  form(String.raw`(?:ask|have|get|tell) (?!me\b|us\b)(.+)`, ([text = ''], context) => forPerson(text, context)),
  form(
    String.raw`(\S+(?: \S+)?) (?:needs to|has to|should|must|is supposed to|ought to) (.+)`,
    ([name = '', text = ''], context) => forPerson(`${name} ${text}`, context),
  ),
  form(
    `(?:add|create|make|write|start|new|open) ${article}(?:document|doc|page)\\b${named}(.*)`,
    creates('documents.create', 'title'),
  ),
  form(
    `(?:add|create|make|start|new|open) ${article}(?:whiteboard|board)\\b${named}(.*)`,
    creates('whiteboards.create', 'title'),
  ),
  form(
    `(?:add|create|make|start|new|set up) ${article}project\\b${named}(.*)`,
    creates('tasks.createProject', 'title'),
  ),
  form(`(?:add|create|make|new|set up) ${article}folder\\b${named}(.*)`, creates('documents.createFolder', 'title')),
  form(
    String.raw`(?:i(?:'ve| have)(?: got| had)? an? (?:idea|thought)|(?:(?:add|capture|note|save|new|jot down|write down) ${article}(?:idea|thought)|idea))\b\s*[:,.–-]?(.*)`,
    creates('ideas.capture', 'text'),
  ),
  form(
    String.raw`(?:(?:new|add a|make a|take a|quick) note|note to self|jot down|write down|note down)\b(?! (?:to|on|for)\b)\s*[:,–-]?\s*(?:that )?(.*)`,
    creates('ideas.capture', 'text'),
  ),
  form(String.raw`(?:note|remember|capture)(?: that)?\s*:?\s+(.+)`, creates('ideas.capture', 'text')),
]

/** What comes after all that is done to things: "add milk to my list", but not "add the task to Launch". */
export const listForm: Form = form(
  String.raw`(?:add|put) (.+?)(?: (?:to|on|onto|in|into) (?:my|the|our) (?:to-?do |to do |task |tasks |shopping )?(?:list|tasks|todos))?(?: for (.+?))?`,
  ([text = '', place = ''], context) => readTask(place === '' ? text : `${text} for ${place}`, context),
)

/** "me about the lease": what is left to be done is the lease. */
function reminded(text: string): string {
  return /^(?:to|about|of|that)\s/i.test(text) ? text.replace(/^(?:to|about|of|that)\s+/i, '') : `remind me ${text}`
}

function forPerson(text: string, context: EngineContext): Reply | undefined {
  const told = personFirst(text, context)
  const wish = told?.rest.replace(/^(?:to|about|that|of)\s+/i, '') ?? ''
  return wish === '' ? undefined : readTask(wish, context, '', told?.person)
}

/** "Ana Lima to review the plan": whose name the words begin with, and the rest. */
function personFirst(text: string, { directory }: EngineContext) {
  const words = text.split(' ')
  for (const count of [3, 2, 1]) {
    const person = personNamed(words.slice(0, count).join(' ').replace(/[:,]$/, ''), directory)
    if (person) return { person: person.principals[0], rest: words.slice(count).join(' ') }
  }
  return undefined
}

interface Said {
  readonly text: string
  readonly assignee?: string | undefined
  readonly project?: string | undefined
}

/** Where words say it, not signs: "for Ana to review the plan", "in Launch: call the printer", "… in Launch". */
function spoken(text: string, context: EngineContext): Said {
  const whose = /^for /i.test(text) ? personFirst(text.slice(4), context) : undefined
  if (whose && whose.rest !== '') return { ...spoken(whose.rest, context), assignee: whose.person }
  const inside = /^(?:in|for|under|on) (?:the )?(.+?)(?: project)?\s*(?::| called | named |: )\s*(.+)$/iu.exec(text)
  const place = inside && projectNamed(inside[1] ?? '', context.directory)
  if (inside && place) return { ...spoken(inside[2] ?? '', context), project: place }
  return { text: text.replace(/^(?:to|that says|saying)\s+(?=\S)/i, '') }
}

function projectNamed(name: string, { projects }: EngineContext['directory']): string | undefined {
  const asked = wordsOf(name).join(' ')
  const [only, second] = projects.filter(({ title }) => wordsOf(title).join(' ') === asked)
  return second ? undefined : only?.id
}

/** What is more than one task, or is counted from another day, is not read. */
const beyond = /\band another\b|\b(?:minute|hour|day|week|month)s? (?:before|ahead|earlier)$/i

export function readTask(said: string, context: EngineContext, rank = '', assignee?: string): Reply | undefined {
  if (beyond.test(said)) return undefined
  const { text, ...from } = spoken(said.trim(), context)
  if (text === '' || isOnlyWhen(text, context)) return { kind: 'no-words', command: 'tasks.create' }
  const { title: line, ...fields } = readNewTask(text, context.moment, context.directory)
  const words = line.replace(/^[\s:,;–-]+(?=\S)/u, '')
  const trailing = /^(.+?) (?:in|to|under|into|for) (?:the )?(?:project )?(.+?)(?: project)?$/iu.exec(words)
  const place = trailing && projectNamed(trailing[2] ?? '', context.directory)
  const title = unquoted(place ? (trailing?.[1] ?? words) : words.replace(/^to\s+(?=\S)/i, ''))
  const who = assignee ?? from.assignee
  const project = place ?? from.project
  const input = {
    title,
    ...(rank !== '' && { priority: priorityOf(rank) }),
    ...(who && { assignee: who }),
    ...(project && { project }),
    ...fields,
  }
  return { kind: 'action', action: { command: 'tasks.create', input, title, target: undefined } }
}

/** "A reminder for Friday": of what? */
function isOnlyWhen(text: string, { findTimes, moment }: EngineContext): boolean {
  const when = /^(?:for|on|by) (.+)$/i.exec(text)?.[1]
  const [time] = when === undefined ? [] : findTimes(when, moment)
  return time?.start === 0 && time.end === when?.length
}

function priorityOf(word: string): TaskPriority {
  return taskPriorities.find((each) => each === word.toLowerCase()) ?? 'high'
}

function creates(command: ActionCommand, field: 'title' | 'text'): Form['read'] {
  return ([text = '']) => {
    const words = field === 'title' ? titleOf(unquoted(text)) : unquoted(text)
    if (words === '') return { kind: 'no-words', command }
    return { kind: 'action', action: { command, input: { [field]: words }, title: words, target: undefined } }
  }
}

/** A line as it would be typed into a capture field. undefined: nothing in it says that it is to be done. */
export function readCapture(words: string, context: EngineContext): Reply | undefined {
  const reply = readTask(words, context)
  const said = reply?.kind === 'action' ? Object.keys(reply.action.input) : []
  return said.some((key) => ['dueDate', 'priority', 'labels', 'repeat'].includes(key)) ? reply : undefined
}

/** "for the board meeting" names it by what it is for. */
function titleOf(words: string): string {
  const bare = words.replace(/^(?:for|about|on) (?:(?:the|a|an|our|my) )?(?=\S)/i, '')
  return bare === words ? words : `${bare.charAt(0).toUpperCase()}${bare.slice(1)}`
}
