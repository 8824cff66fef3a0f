import type { Row } from '../../rooms/room.ts'
import type { TaskRow } from '../../rooms/tasks/index.ts'
import { todayOf } from '../records/zoned-days.ts'
import type { EngineContext } from './engine.ts'
import { form, type Form, forTargets, forThings, isDone, isOpen } from './forms.ts'
import { unquoted } from './named.ts'
import type { ActionCommand, Reply } from './reply.ts'
import { thingsOf } from './targets.ts'

const done = '(?:done|complete|completed|finished|ticked off|closed)'
const any = () => true
const nothing = () => ({})

/** Done, not done, begun, away and back. */
export const lifeForms: readonly Form[] = [
  form(`(?:mark|set|flag) (.+?) (?:as )?(?:not (?:yet )?${done}|undone|to ?do|open|incomplete|not started)`, reopened),
  form(`(?:mark|set|check|tick|flag) (.+?) (?:as |to )?(?:being )?${done}`, completed),
  form(String.raw`(?:tick|check|cross) (.+?) off(?: (?:my|the) list)?`, completed),
  form(
    String.raw`(?:complete|finish|close|tick off|check off|cross off|(?:i(?:'ve| have|'m| am)? |we(?:'ve| have)? )?(?:just |already )?(?:finished|done|completed|did|closed)(?: with)?|i'm done with)\s+(.+)`,
    completed,
  ),
  form(
    String.raw`(?!(?:what|which|who|is|are|was|when|how|where)\b)(.+?) (?:is|are|was|has been|have been) (?:now |already |finally )?${done}(?: now)?`,
    (groups, context) => onlyNamed(completed(groups, context)),
  ),
  form('(?:reopen|open again|un-?complete|uncheck|untick|unfinish|bring back to life)\\s+(.+)', reopened),
  form(
    String.raw`(?:set|mark|move|put) (.+?) (?:as |to |into )?(?:in progress|started|doing|under way|underway)`,
    started,
  ),
  form(String.raw`(?:i'm|i am) (?:now )?(?:working on|starting|doing) (.+)`, started),
  form(String.raw`(?:start|begin)(?: working on| work on| with| doing)?\s+(.+)`, started),
  form(
    String.raw`(?:restore|undelete|recover|bring back|take back|get back) (.+?)(?: (?:from|out of) the (?:trash|bin))?`,
    restored,
  ),
  form(String.raw`(?:undo|revert)(?: (?:that|it|this|the last (?:one|thing|change|action)))?`, () => ({
    kind: 'by-hand',
    what: 'undo',
  })),
  form(String.raw`(?:(?:add|leave|write|post|make) (?:a |the )?)?comment (?:on |to |for )?.+`, () => ({
    kind: 'by-hand',
    what: 'comment',
  })),
  form(String.raw`(?:(?:make|set) (.+) (?:public|private)|(?:un)?publish (.+))`, published),
  form(
    String.raw`(?:open|show|go to|take me to|bring up)(?: me)? (?:the |my |our )?(?:settings|preferences|home|search|activity|help|tasks|documents|ideas|whiteboards|calendar|(?:keyboard )?shortcuts|organi[sz]ation|trash)(?: page| screen)?`,
    elsewhere,
  ),
  form(
    String.raw`(?:(?:switch|change|turn|set|go|enable|disable|use)\b.* (?:(?:dark|light) (?:mode|theme)|dark|notifications)(?: (?:on|off))?|(?:log|sign) (?:me )?(?:in|out))`,
    elsewhere,
  ),
  form(
    String.raw`(?:export|download|back ?up|import) (?:all|everything|(?:(?:all|all of) )?(?:my|our|the|this|an?) (?:data|workspace|notes|vault|things|folder of notes)(?: .+)?)`,
    elsewhere,
  ),
  form(String.raw`(?:e-?mail|mail|message|text|dm) (?:the )?.+`, () => ({ kind: 'by-hand', what: 'mail' })),
]

export const trashForm: Form = form(
  '(?:delete|trash|remove|throw away|throw out|get rid of|bin|discard)\\s+(.+)',
  trashed,
)

function elsewhere(): Reply {
  return { kind: 'by-hand', what: 'screen' }
}

/** Of what is there; else it is a wish like any other. */
function published(
  [one = '', other = '']: readonly string[],
  { rows, here, earlier }: EngineContext,
): Reply | undefined {
  const things = thingsOf(rows, { words: unquoted(one || other), here, earlier })
  return things.length > 0 ? { kind: 'by-hand', what: 'publish' } : undefined
}

/** A statement is an order only where it names something. */
function onlyNamed(reply: Reply): Reply | undefined {
  return reply.kind === 'no-target' ? undefined : reply
}

function completed([words = '']: readonly string[], context: EngineContext): Reply {
  const today = todayOf(context.moment)
  // Of what repeats it is this time, however often it is clicked.
  const more = ({ value }: Row<TaskRow>) => (value.repeat && value.dueDate ? { occurrence: value.dueDate, today } : {})
  return forTargets(context, { words, isMeant: isOpen, command: 'tasks.complete', more })
}

function reopened([words = '']: readonly string[], context: EngineContext): Reply {
  return forTargets(context, { words, isMeant: isDone, command: 'tasks.reopen', more: nothing })
}

function started([words = '']: readonly string[], context: EngineContext): Reply {
  return forTargets(context, {
    words,
    isMeant: ({ value }) => value.status === 'todo',
    command: 'tasks.setStatus',
    more: () => ({ status: 'doing' }),
  })
}

const trashes: Readonly<Record<string, ActionCommand>> = {
  task: 'tasks.trash',
  document: 'documents.trash',
  idea: 'ideas.trash',
  project: 'tasks.trashProject',
  folder: 'documents.trashFolder',
  board: 'whiteboards.trash',
}
const restores: Readonly<Record<string, ActionCommand>> = {
  task: 'tasks.restore',
  document: 'documents.restore',
  idea: 'ideas.restore',
  project: 'tasks.restoreProject',
  folder: 'documents.restoreFolder',
  board: 'whiteboards.restore',
}

/** Tasks by themselves, other things where no task is called so or the words name the kind. */
function trashed([words = '']: readonly string[], context: EngineContext): Reply {
  const isOther = /\b(?:ideas?|docs?|documents?|pages?|notes?|whiteboards?|boards?|folders?|projects?)\b/i.test(words)
  const tasks = forTargets(context, { words, isMeant: any, command: 'tasks.trash', more: nothing })
  if (!isOther && tasks.kind !== 'no-target') return tasks
  return forThings(context, { words, act: (thing) => actOn(trashes, thing) }) ?? tasks
}

function restored([words = '']: readonly string[], context: EngineContext): Reply {
  const found = forThings(context, { words, isTrashed: true, act: (thing) => actOn(restores, thing) })
  return found ?? { kind: 'no-thing', words }
}

function actOn(commands: Readonly<Record<string, ActionCommand>>, { id, type }: { id: string; type: string }) {
  const command = commands[type]
  return command && { command, input: { id } }
}
