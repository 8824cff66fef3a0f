import type { Row } from '../../rooms/room.ts'
import { type TaskPriority, taskPriorities, type TaskRow } from '../../rooms/tasks/index.ts'
import { wordsOf } from '../records/matcher.ts'
import type { EngineContext } from './engine.ts'
import { personNamed, unquoted } from './named.ts'
import type { ActionCommand, ProposedAction, Reply } from './reply.ts'
import { invitePattern, readInvite, readShare, sharePattern } from './sharing-words.ts'
import { targetsOf } from './targets.ts'
import { readNewTask } from './task-words.ts'

/** Words that ask for something to be done, as what would be done. undefined: they do not. */
export function readAction(text: string, context: EngineContext): Reply | undefined {
  for (const { pattern, read } of forms) {
    const match = pattern.exec(text)
    const reply =
      match &&
      read(
        match.slice(1).map((group: string | undefined) => group?.trim() ?? ''),
        context,
      )
    if (reply) return reply
  }
  return undefined
}

interface Form {
  readonly pattern: RegExp
  /** undefined: it was meant otherwise. */
  read(groups: readonly string[], context: EngineContext): Reply | undefined
}

const named = String.raw`(?:\s+(?:called|named|titled))?[\s:]*`
const article = String.raw`(?:a |an |the |new |another )*`

const forms: readonly Form[] = [
  make(`(?:add|create|make|new) ${article}(?:task|todo|to-do)\\b${named}(.*)`, readTask),
  make('(?:new )?(?:task|todo|to-do)\\s*:(.*)', readTask),
  make('(?:remind me to|remember to|i need to|i have to|add)\\s+(.+)', readTask),
  make(
    `(?:add|create|make|write|start|new) ${article}(?:document|doc|page)\\b${named}(.*)`,
    creates('documents.create', 'title'),
  ),
  make(
    `(?:add|create|make|start|new) ${article}(?:whiteboard|board)\\b${named}(.*)`,
    creates('whiteboards.create', 'title'),
  ),
  make(`(?:add|create|make|start|new) ${article}project\\b${named}(.*)`, creates('tasks.createProject', 'title')),
  make(`(?:add|create|make|new) ${article}folder\\b${named}(.*)`, creates('documents.createFolder', 'title')),
  make(
    `(?:(?:add|capture|note|save|new) ${article}(?:idea|thought)|idea)\\b\\s*:?(.*)`,
    creates('ideas.capture', 'text'),
  ),
  make('(?:note|remember|capture)(?: that)?\\s*:?\\s+(.+)', creates('ideas.capture', 'text')),

  make('(?:mark|set) (.+?) (?:as )?(?:done|complete|completed|finished)', onTasks('tasks.complete', isOpen)),
  make(
    '(?:complete|finish|close|tick off|check off|i (?:have )?(?:finished|done|completed))\\s+(.+)',
    onTasks('tasks.complete', isOpen),
  ),
  make('(?:reopen|open again)\\s+(.+)', onTasks('tasks.reopen', isDone)),
  make(
    '(?:start|begin)\\s+(.+)',
    onTasks('tasks.setStatus', ({ value }) => value.status === 'todo', { status: 'doing' }),
  ),
  make(
    '(?:delete|trash|remove|throw away)\\s+(.+)',
    onTasks('tasks.trash', () => true),
  ),
  make('(?:set )?(?:the )?priority of (.+) to (urgent|high|normal|low)', prioritised),
  make('(?:make|mark|set) (.+?) (?:as )?(urgent|high|normal|low)(?: priority)?', prioritised),
  make('(?:assign|give) (.+) to (.+)', assigned),
  make('rename (.+?) (?:to|into) (.+)', renamed),
  make(sharePattern, readShare),
  make(invitePattern, readInvite),
  make('(?:move|put) (.+?) (?:in|into|to) (?:the )?(?:project )?(.+?)(?: project)?', placed),
  make('(?:move|reschedule|postpone|schedule|plan|delay) (.+?) (?:to|for|until|on|by) (.+)', scheduled),
  make('(?:reschedule|postpone|schedule|plan|delay) (.+)', scheduledAtEnd),
]

function make(pattern: string, read: Form['read']): Form {
  return { pattern: new RegExp(`^(?:please )?(?:can you |could you )?${pattern}$`, 'isu'), read }
}

function readTask([text = '']: readonly string[], { moment, directory }: EngineContext): Reply {
  if (text === '') return { kind: 'no-words', command: 'tasks.create' }
  const input = { ...readNewTask(text, moment, directory) }
  return { kind: 'action', action: { command: 'tasks.create', input, title: input.title, target: undefined } }
}

function creates(command: ActionCommand, field: 'title' | 'text'): Form['read'] {
  return ([text = '']) => {
    const words = unquoted(text)
    if (words === '') return { kind: 'no-words', command }
    return { kind: 'action', action: { command, input: { [field]: words }, title: words, target: undefined } }
  }
}

type Test = (task: Row<TaskRow>) => boolean

function isOpen({ value }: Row<TaskRow>): boolean {
  return value.status !== 'done'
}

function isDone({ value }: Row<TaskRow>): boolean {
  return value.status === 'done'
}

function onTasks(command: ActionCommand, isMeant: Test, more: object = {}): Form['read'] {
  return ([words = ''], context) => forTargets(context, { words, isMeant, command, more })
}

interface TargetedAction {
  readonly words: string
  readonly isMeant: Test
  readonly command: ActionCommand
  readonly more: object
}

function forTargets({ rows, here }: EngineContext, { words, isMeant, command, more }: TargetedAction): Reply {
  const actions: ProposedAction[] = targetsOf(rows, { words: unquoted(words), isMeant, here }).map(({ id, value }) => ({
    command,
    input: { id, ...more },
    title: value.title,
    target: id,
  }))
  const [only] = actions
  if (!only) return { kind: 'no-target', words: unquoted(words) }
  return actions.length === 1 ? { kind: 'action', action: only } : { kind: 'choice', actions }
}

function prioritised([words = '', named = '']: readonly string[], context: EngineContext): Reply {
  const priority: TaskPriority | undefined = taskPriorities.find((each) => each === named.toLowerCase())
  return forTargets(context, { words, isMeant: isOpen, command: 'tasks.setPriority', more: { priority } })
}

function assigned([words = '', name = '']: readonly string[], context: EngineContext): Reply | undefined {
  const person = personNamed(name, context.directory)
  if (!person) return { kind: 'not-understood', words: [name] }
  return forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.assign',
    more: { assignee: person.principals[0] },
  })
}

function renamed([words = '', title = '']: readonly string[], context: EngineContext): Reply {
  return forTargets(context, { words, isMeant: () => true, command: 'tasks.rename', more: { title: unquoted(title) } })
}

function placed([words = '', name = '']: readonly string[], context: EngineContext): Reply | undefined {
  const asked = wordsOf(name).join(' ')
  const [project, second] = context.directory.projects.filter(({ title }) => wordsOf(title).join(' ') === asked)
  if (!project || second) return undefined
  return forTargets(context, { words, isMeant: isOpen, command: 'tasks.moveToProject', more: { project: project.id } })
}

function scheduled([words = '', when = '']: readonly string[], context: EngineContext): Reply | undefined {
  const [time] = context.findTimes(when, context.moment)
  const isWhole =
    time?.kind === 'moment' && when.slice(0, time.start).trim() === '' && when.slice(time.end).trim() === ''
  if (!isWhole || !time.from) return { kind: 'time-unread', words: when }
  const { date: dueDate, time: dueTime } = time.from
  return forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.schedule',
    more: { dueDate, ...(dueTime !== undefined && { dueTime }) },
  })
}

/** "postpone the survey by a week" is not read; "postpone the survey tomorrow" is. */
function scheduledAtEnd([text = '']: readonly string[], context: EngineContext): Reply | undefined {
  const time = context.findTimes(text, context.moment).at(-1)
  if (!time || time.end !== text.length || time.start === 0) return { kind: 'time-unread', words: text }
  return scheduled([text.slice(0, time.start), text.slice(time.start)], context)
}
