import { isStillOpen } from '../../rooms/tasks/index.ts'
import { answer } from '../records/answer.ts'
import type { Directory, KnownPerson } from '../records/directory.ts'
import { wordsOf } from '../records/matcher.ts'
import { recordQuery, type RecordQueryInput } from '../records/query.ts'
import { sentenceOf } from '../records/sentence.ts'
import type { EngineContext } from './engine.ts'
import { refusalOf } from './forms.ts'
import { personNamed } from './named.ts'
import { namesIn, tasksNamed } from './named-tasks.ts'
import type { Reply } from './reply.ts'

const which = '(?:what|which)(?: open)?(?: tasks?| ones?)?'
const blocked = new RegExp(
  String.raw`^(?:${which}(?:'s|s| is| are)|(?:show|list)(?: me)?) (?:all |the )*(?:blocked|waiting|held up)(?: tasks?)?$`,
  'i',
)
const mineBlocked = question(
  String.raw`(?:which of my tasks (?:are|is)|(?:(?:show|list)(?: me)? )?my) (blocked|waiting|held up)(?: tasks)?`,
)
const waitingFor = question("(?:what|who)(?:'s|s| is| are| am) (.+?) waiting (?:for|on)")
/** What can begin: nothing open stands before it. */
const ready = [
  '(?:what|which)(?: open)? tasks? can (i|we) (?:start|begin)(?: with)?(?: now)?',
  `${which} (?:(?:is|are) ready(?: to (?:start|begin|be started|be begun))?|can be (?:started|begun))(?: now)?`,
].map(question)
const some = '(?:anything|something|any(?: other)? tasks?|other tasks|another task)'
/** What waits for the one that is named. */
const behindOne = [
  `${which}(?:(?:'s|s| is| are) waiting| waits?) (?:for|on) (.+)`,
  `${which} depends? on (.+)`,
  `${which}(?:'s|s| is| are) (?:blocked|held up) by (.+)`,
  `(?:is|are) ${some} (?:waiting (?:for|on)|blocked by|held up by) (.+)`,
  `does ${some} (?:wait for|depend on) (.+)`,
  `(?:is|does) (.+?) (?:block|blocking|hold up|holding up) ${some}`,
  `does (.+?) hold ${some} up`,
].map(question)
/** What the one that is named waits for; of "does it wait for the review?" that is the answer as well. */
const beforeOne = [
  `${which} (?:blocks|is blocking|are blocking|holds up|is holding up) (.+)`,
  `what (?:does|is|must|should) (.+?) (?:have to )?(?:wait(?:ing)? (?:for|on)|depend(?:ent|ing)? on)`,
  `(?:what|why) is (.+?) (?:blocked|held up|waiting)(?: by)?`,
  `(?:is|are) (?!anything|something|everything)(.+?) (?:still )?(?:waiting|blocked|held up)(?: (?:for|on|by) .+)?`,
  `(?:is|are) (?!anything|something|everything)(.+?) dependent on .+`,
  `(?:does|do|must) (?!anything|something|everything)(.+?) (?:still )?(?:have to |need to )?(?:wait(?: for| on)|depend on) .+`,
].map(question)
/** What would be an order without its question mark. */
const inDoubt = question(
  String.raw`(.+?) (?:waits|(?:has|have) to wait|is waiting|depends|is dependent|is blocked|is held up) (?:for|on|by) .+\?`,
)

function question(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, 'i')
}

/** What waits for what, as a typed question. undefined: other words, or no task of that name; and with nothing waiting, others may know of labels. */
export function readWaiting(words: string, context: EngineContext): Reply | undefined {
  const said = words.replace(/[\s?!.]+$/u, '')
  if (blocked.test(said)) {
    const query: RecordQueryInput = { types: ['task'], where: { status: ['todo', 'doing'], waiting: true } }
    const reply = asked(query, context)
    return reply.answer.total > 0 ? reply : undefined
  }
  const mine = mineBlocked.exec(said)
  const people = mine ? context.directory.me : whoWaits(waitingFor.exec(said)?.[1], context.directory)
  if (people) {
    const owner = [...people.principals]
    const reply = asked({ types: ['task'], where: { status: ['todo', 'doing'], waiting: true, owner } }, context)
    // "My waiting tasks" may be those with a label.
    if (reply.answer.total > 0 || mine?.[1]?.toLowerCase() !== 'waiting') return reply
  }
  const start = ready.map((pattern) => pattern.exec(said)).find((found) => found !== null)
  if (start) {
    const owned = start[1]?.toLowerCase() === 'i' && { owner: [...context.directory.me.principals] }
    return asked({ types: ['task'], where: { status: ['todo'], waiting: false, ...owned } }, context)
  }
  const behind = nameIn(behindOne, said)
  if (behind !== undefined) return about(behind, 'waitsFor', context)
  const before = nameIn(beforeOne, said) ?? nameIn([inDoubt], words)
  return before === undefined ? undefined : about(before, 'holdsUp', context)
}

/** "What am I waiting for?": whose tasks do. */
function whoWaits(name: string | undefined, directory: Directory): KnownPerson | undefined {
  if (name === undefined) return undefined
  return /^i$/i.test(name) ? directory.me : personNamed(name, directory)
}

function nameIn(patterns: readonly RegExp[], said: string): string | undefined {
  return patterns.map((pattern) => pattern.exec(said)?.[1]).find((name) => name !== undefined)
}

/** What the named task waits for. undefined: no open task is called so. */
export function toldWaiting(name: string, context: EngineContext): Reply | undefined {
  return about(name, 'holdsUp', context)
}

function about(name: string, side: 'waitsFor' | 'holdsUp', context: EngineContext): Reply | undefined {
  const words = name.replaceAll(/["“”]/gu, '')
  if (namesIn(words, context).some((each) => isPerson(each, context.directory))) return undefined
  const named = tasksNamed(words, isStillOpen, context)
  if (named.is === 'unclear') return refusalOf(named)
  const found = 'tasks' in named ? named.tasks : []
  if (found.length === 0) return undefined
  const titles = found.map(({ value }) => `“${value.title || 'Untitled'}”`).join(' or ')
  const where = { status: ['todo' as const, 'doing' as const], [side]: found.map(({ id }) => id) }
  const sentence = side === 'waitsFor' ? `Open tasks that wait for ${titles}` : `Open tasks that ${titles} waits for`
  return { ...asked({ types: ['task'], where }, context), sentence }
}

/** Who waits for somebody is in no record, though a task may be called after them. */
export function isPerson(words: string, { people }: Directory): boolean {
  const said = wordsOf(words).join(' ')
  return people.some(({ name }) => {
    const own = wordsOf(name)
    return said === own.join(' ') || said === own[0]
  })
}

function asked(query: RecordQueryInput, { rows, directory, moment }: EngineContext): Reply & { kind: 'answer' } {
  const parsed = recordQuery.parse(query)
  return { kind: 'answer', sentence: sentenceOf(parsed, directory), answer: answer(rows, parsed, moment) }
}
