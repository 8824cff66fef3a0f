import type { Row } from '../../rooms/room.ts'
import { type TaskPriority, taskPriorities, type TaskRow } from '../../rooms/tasks/index.ts'
import { orderByTime } from '../../kit/order-key.ts'
import { wordsOf } from '../records/matcher.ts'
import type { EngineContext } from './engine.ts'
import { form, type Form, forTargets, forThings, isOpen } from './forms.ts'
import { listForm } from './making-words.ts'
import { personNamed, unquoted } from './named.ts'
import type { ActionCommand, Reply } from './reply.ts'

const rank = `(${taskPriorities.join('|')}|top|medium)`
const any = () => true

/** What a thing is called, whose it is, how urgent, its labels and its place. */
export const changeForms: readonly Form[] = [
  form(`(?:set )?(?:the )?priority of (.+) to ${rank}`, prioritised),
  form(`(?:change|set) (.+?)(?:'s|’s) priority to ${rank}`, prioritised),
  form(`(?:make|mark|set|flag|change) (.+?) (?:as |to |a |to be )*${rank}(?:[- ]priority)?`, prioritised),
  form(`(.+?) is (?:now )?(?:a )?${rank}(?:[- ]priority)?`, (groups, context) => {
    const reply = prioritised(groups, context)
    return reply.kind === 'no-target' ? undefined : reply
  }),
  form('(lower|reduce|decrease|raise|increase|bump up|bump) (?:the )?priority (?:of|for|on) (.+)', shifted),
  form("(lower|reduce|decrease|raise|increase|bump up|bump) (.+?)(?:'s|’s) priority", shifted),
  form(String.raw`(?:unassign|remove the assignee (?:of|from)) (.+)`, ([words = ''], context) =>
    given(words, { assignee: null }, context),
  ),
  form(String.raw`(?:i'll|i will|i can|let me) (?:take|do|handle|take over|take on) (.+)`, ([words = ''], context) =>
    given(words, { assignee: context.directory.me.principals[0] }, context),
  ),
  form('(?:re-?assign) (.+?) from .+? to (.+)', assigned),
  form('(?:assign|re-?assign|give|hand|delegate|pass)(?: over)? (.+?)(?: over| on)? to (.+)', assigned),
  form(String.raw`(?:change the title of|change the name of|rename|retitle) (.+?) (?:to|into|as) (.+)`, renamed),
  form(String.raw`call (?:the )?(.+?) ["“](.+?)["”](?: instead| from now on| now)?`, renamed),
  form(
    String.raw`(?:remove|take away|delete|drop|take) (?:the )?(?:label|tag)s? (.+?) (?:from|off|of) (.+)`,
    unlabelled,
  ),
  form(
    String.raw`(?:remove|take away|delete|drop|clear|take) (?:all |every )?(?:the |its )?(?:label|tag)s? (?:from|off|of) (.+)`,
    ([words = ''], context) => withLabels(words, () => [], context),
  ),
  form(String.raw`(?:untag|unlabel) (.+)`, ([words = ''], context) => withLabels(words, () => [], context)),
  form(String.raw`(?:add|put) (?:the |a )?(?:label|tag)s? (.+?) (?:to|on) (.+)`, ([names = '', words = ''], context) =>
    labelled([words, names], context),
  ),
  form(String.raw`(?:label|tag|mark) (.+?) (?:with|as) (?:the (?:label|tag) )?(.+)`, labelled),
  form(String.raw`(?:label|tag) (.+?) (#?\S+)`, labelled),
  form(String.raw`add (?:a )?(?:step|checklist item|sub-?task|item) to (?:the )?(.+?)\s*:\s*(.+)`, stepAdded),
  form(
    String.raw`add (?:a |the )?(?:steps?|checklist item|sub-?tasks?) (["“].+["”]) to (?:the )?(.+)`,
    ([text = '', words = ''], context) => stepAdded([words, text], context),
  ),
  form(
    String.raw`(?:add|put|write) (.+?) (?:to|in|into|under) (?:the )?notes (?:of|for|on) (?:the )?(.+)`,
    ([text = '', words = ''], context) => noted([words, unquoted(text)], context),
  ),
  form(
    String.raw`add (.+?) to the (?:checklist|steps|sub-?tasks) (?:of|for|on) (.+)`,
    ([text = '', words = ''], context) => stepAdded([words, text], context),
  ),
  form(String.raw`add (?:a )?note to (?:the )?(.+?)\s*[:,]\s*(.+)`, noted),
  form(
    String.raw`(?:remove|take|move) (.+?) (?:from|out of|off) (?:the |its )?(?:project )?(.+?)(?: project)?`,
    displaced,
  ),
  form(
    '(?:move|put|add|file) (.+?) (?:in|into|to|under) (?:the )?(?:project |folder )?(.+?)(?: project| folder)?',
    placed,
  ),
  listForm,
]

function prioritised([words = '', named = '']: readonly string[], context: EngineContext): Reply {
  const asked = named.toLowerCase()
  const other = asked === 'medium' ? 'normal' : 'urgent'
  const priority: TaskPriority = taskPriorities.find((each) => each === asked) ?? other
  return forTargets(context, { words, isMeant: isOpen, command: 'tasks.setPriority', more: () => ({ priority }) })
}

/** One step up or down. */
function shifted([way = '', words = '']: readonly string[], context: EngineContext): Reply {
  const by = /^(?:lower|reduce|decrease)$/i.test(way) ? 1 : -1
  return forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.setPriority',
    more: ({ value }) => {
      const priority = taskPriorities[taskPriorities.indexOf(value.priority) + by]
      return priority && { priority }
    },
  })
}

function given(words: string, more: object, context: EngineContext): Reply {
  return forTargets(context, { words, isMeant: isOpen, command: 'tasks.assign', more: () => more })
}

function assigned([words = '', name = '']: readonly string[], context: EngineContext): Reply | undefined {
  if (/^(?:nobody|no one|no-one|none)$/i.test(name)) return given(words, { assignee: null }, context)
  const person = personNamed(name, context.directory)
  if (!person) return { kind: 'not-understood', words: [name] }
  return given(words, { assignee: person.principals[0] }, context)
}

const renames: Readonly<Record<string, ActionCommand>> = {
  task: 'tasks.rename',
  project: 'tasks.renameProject',
  document: 'documents.rename',
  folder: 'documents.renameFolder',
  board: 'whiteboards.rename',
}

/** A task of that name first; the words may name another kind. */
function renamed([words = '', name = '']: readonly string[], context: EngineContext): Reply {
  const title = unquoted(name)
  const isOther = /\b(?:doc|document|page|project|folder|whiteboard|board)\b/i.test(words)
  const task = forTargets(context, { words, isMeant: any, command: 'tasks.rename', more: () => ({ title }) })
  if (!isOther && task.kind !== 'no-target') return task
  const act = ({ id, type }: { id: string; type: string }) => {
    const command = renames[type]
    return command && { command, input: { id, title } }
  }
  return forThings(context, { words, act }) ?? task
}

/** Those that are there stay: the command replaces them all. */
function withLabels(words: string, labelsOf: (task: Row<TaskRow>) => readonly string[], context: EngineContext): Reply {
  return forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.setLabels',
    more: (task) => {
      const labels = labelsOf(task)
      return labels.join() === task.value.labels.join() ? undefined : { labels }
    },
  })
}

function labelled([words = '', names = '']: readonly string[], context: EngineContext): Reply | undefined {
  const added = names.split(/\s*,\s*|\s+and\s+|\s+/).map((name) => knownLabel(name, context))
  if (added.length === 0 || added.some((each) => each === undefined)) return undefined
  return withLabels(words, ({ value }) => [...new Set([...value.labels, ...(added as string[])])], context)
}

/** As it is written elsewhere; a new one only with its sign. */
function knownLabel(name: string, { directory }: EngineContext): string | undefined {
  const bare = name.replace(/^#/, '')
  const known = directory.labels.find((label) => label.toLowerCase() === bare.toLowerCase())
  return known ?? (name.startsWith('#') && bare !== '' ? bare : undefined)
}

function unlabelled([names = '', words = '']: readonly string[], context: EngineContext): Reply {
  const gone = names.split(/\s*,\s*|\s+and\s+/).map((name) => name.replace(/^#/, '').toLowerCase())
  return withLabels(words, ({ value }) => value.labels.filter((each) => !gone.includes(each.toLowerCase())), context)
}

function stepAdded([words = '', text = '']: readonly string[], context: EngineContext): Reply {
  const step = unquoted(text)
  return forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.addChecklistItem',
    more: () => ({ text: step }),
  })
}

/** Below what stands there. */
function noted([words = '', text = '']: readonly string[], context: EngineContext): Reply {
  return forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.setNotes',
    more: ({ value: { notes } }) => ({ notes: notes === '' ? text : `${notes}\n${text}`, base: notes }),
  })
}

interface Titled {
  readonly title: string
}

function onlyNamed<Each extends Titled>(all: readonly Each[], name: string): Each | undefined {
  const asked = wordsOf(name).join(' ')
  const [only, second] = all.filter(({ title }) => wordsOf(title).join(' ') === asked)
  return second ? undefined : only
}

/** Tasks into projects, documents into folders. */
function placed([words = '', name = '']: readonly string[], context: EngineContext): Reply | undefined {
  const { projects, folders } = context.directory
  const [project, folder] = [onlyNamed(projects, name), onlyNamed(folders, name)]
  // Last in its folder, as what is new.
  const position = orderByTime(context.moment.nowMs)
  const documents =
    folder &&
    forThings(context, {
      words,
      act: ({ id, type }) =>
        type === 'document' ? { command: 'documents.move', input: { id, parent: folder.id, position } } : undefined,
    })
  if (!project) return documents
  const tasks = forTargets(context, {
    words,
    isMeant: isOpen,
    command: 'tasks.moveToProject',
    more: () => ({ project: project.id }),
  })
  return tasks.kind === 'no-target' ? (documents ?? tasks) : tasks
}

function displaced([words = '', name = '']: readonly string[], context: EngineContext): Reply | undefined {
  const project = onlyNamed(context.directory.projects, name)
  if (!project) return undefined
  return forTargets(context, {
    words,
    isMeant: ({ value }) => value.project === project.id,
    command: 'tasks.moveToProject',
    more: () => ({ project: null }),
  })
}
