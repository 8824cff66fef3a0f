import type { Alert } from '#shared/assistant/counsel/alerts.ts'
import type { ChainReason } from '#shared/assistant/counsel/blocked-chains.ts'
import type { BriefingPart } from '#shared/assistant/counsel/briefing.ts'
import { examples } from '#shared/assistant/engine/examples.ts'
import type { ByHand, Instead, ProposedAction, Reply } from '#shared/assistant/engine/reply.ts'
import type { RecordAnswer } from '#shared/assistant/records/answer.ts'
import { personOf, titleOfPlace } from '#shared/assistant/records/directory.ts'
import type { RecordsGroup } from '#shared/assistant/records/groups.ts'
import { dayText } from '#shared/assistant/records/sentence.ts'
import { isReplicaId } from '#shared/kit/ids.ts'
import { bulleted, counted, quoted, type Scene, thingList } from './scene.ts'
import { nextText, sinceText } from './since-text.ts'
import { type ToldOfThings, toldText } from './told-text.ts'

/** All but what is done and what is left to a model. */
type Told = Exclude<Reply, { kind: 'action' | 'several' | 'needs-model' }>

/** A reply in English, as Markdown with links to what it rests on. What people wrote stands in it letter for letter. */
export function replyText(reply: Told, scene: Scene): string {
  switch (reply.kind) {
    case 'answer':
      return answerText(reply.sentence, reply.answer, scene)
    case 'choice':
      return `Which one do you mean? Ask again with its whole name.\n\n${bulleted(reply.actions.flatMap((action) => choiceText(action, scene)))}`
    case 'next':
      return nextText(reply.actions, scene)
    case 'briefing':
      return briefingText(reply.parts, reply.period, scene)
    case 'alerts':
      return alertsText(reply.alerts, scene)
    case 'since':
      return sinceText(reply.since, scene)
    case 'unclear-name':
      return joined([
        `${quoted(reply.words)} can mean several tasks. Ask again with the whole title of one.`,
        thingList(reply.ids, scene),
      ])
    case 'found':
    case 'facts':
    case 'progress':
    case 'names':
      return toldText(reply, scene)
    default:
      return plainText(reply)
  }
}

/** Of what waits, what for: either may be what the words leave open. */
function choiceText({ target, input }: ProposedAction, scene: Scene): readonly string[] {
  if (!target) return []
  const other = isReplicaId(input.for) ? `, waiting for ${scene.linkTo(input.for)}` : ''
  return [`${scene.linkTo(target)}${other}`]
}

type Plain = Exclude<
  Told,
  ToldOfThings | { kind: 'answer' | 'choice' | 'unclear-name' | 'next' | 'briefing' | 'alerts' | 'since' }
>

const byHand: Readonly<Record<ByHand, string>> = {
  undo: 'What was done is taken back where it stands in the activity.',
  unshare: 'Who may see a thing is taken back in its sharing: open it and choose “Share”.',
  publish: 'Who may see a thing, the web included, is set in its sharing: open it and choose “Share”.',
  screen: 'That is a screen or a setting, and not mine to do. The search of the app finds every one of them by name.',
  comment: 'Comments are written in the document itself: pick the words, and choose “Comment”.',
  mail: 'I send nothing. A thing can be shared with somebody by an address: “share … with …”.',
}

/** In the words of the panel. */
function plainText(reply: Plain): string {
  switch (reply.kind) {
    case 'since-unknown':
      return 'I do not know when you were here last: nothing that I may read was changed by you. Ask for example “what happened since Monday?”'
    case 'help':
      return `I answer questions about tasks, documents, ideas and whiteboards of this workspace. For example:\n\n${bulleted(examples.map(({ text }) => text))}`
    case 'courtesy':
      return reply.which === 'thanks' ? 'Gladly.' : 'Nothing has been done. What waits for you has buttons of its own.'
    case 'by-hand':
      return byHand[reply.what]
    case 'too-many':
      return `That would be ${reply.count} tasks. At most ${reply.most} at once can be looked through; narrow it down.`
    case 'no-target':
      return `I know no task that ${quoted(reply.words)} could mean.`
    case 'no-thing':
      return `I know nothing here that ${quoted(reply.words)} could mean.`
    case 'no-person':
      return `I am not sure whom ${quoted(reply.words)} means. An e-mail address is certain.`
    case 'no-words':
      return 'What should it be called?'
    case 'time-unread':
      return `I could not read ${quoted(reply.words)} as a day.`
    case 'not-understood':
      return `${reply.words.length > 0 ? `I do not know what to make of ${reply.words.map(quoted).join(', ')}.` : 'I am not sure what that asks for.'} Rather than guess, I leave it.${insteadText(reply.instead)} No model is set up for this organisation that might understand it; an administrator can set one up.`
    case 'not-recorded':
      return reply.sentences.join(' ')
  }
}

function insteadText(instead: readonly Instead[] = []): string {
  return instead.length === 0 ? '' : ` I could answer instead: ${instead.map(({ text }) => quoted(text)).join(', ')}.`
}

function answerText(sentence: string, { query, total, ids, groups }: RecordAnswer, scene: Scene): string {
  const asked = scene.words(sentence)
  const none = query.without ? 'Nobody that I know of.' : 'Nothing matches.'
  const found = total === 0 ? none : `**${total} found.**`
  const head = query.measure === 'count' ? `${asked}: **${total}**` : `${found} ${asked}`
  if (!groups || groups.length === 0) return joined([head, thingList(ids, scene)])
  const nameOf = groupNames(query.groupBy, scene)
  const lineOf = (group: RecordsGroup) =>
    query.without ? nameOf(group.key) : `${nameOf(group.key)}: **${group.total}**`
  return joined([head, bulleted(groups.map(lineOf))])
}

const statuses: Readonly<Record<string, string>> = { todo: 'Not started', doing: 'Started', done: 'Done' }

function groupNames(groupBy: RecordAnswer['query']['groupBy'], scene: Scene): (key: string | undefined) => string {
  return (key) => {
    if (key === undefined) return 'None'
    switch (groupBy) {
      case 'person':
        return scene.words(personOf(scene.directory, key)?.name || 'somebody')
      case 'project':
        return scene.words(titleOfPlace(scene.directory, key) ?? 'a place that is gone')
      case 'label':
        return scene.words(`#${key}`)
      case 'status':
        return statuses[key] ?? key
      case 'day':
        return dayText(key)
      case 'week':
        return `Week of ${dayText(key)}`
      case 'month':
        return dayText(`${key}-01`).replace(/^1 /, '')
      case 'priority':
      case undefined:
        return key
    }
  }
}

function briefingText(parts: readonly BriefingPart[], period: 'day' | 'week', scene: Scene): string {
  if (parts.length === 0) return 'Nothing is due, and nothing has changed.'
  const title = `**${period === 'day' ? 'Today' : 'Your week'}**`
  return joined([
    title,
    ...parts.flatMap((part) => [`**${partText(part, period)}**`, thingList(part.answer.ids, scene)]),
  ])
}

function partText({ kind, answer: { total } }: BriefingPart, period: 'day' | 'week'): string {
  const tasks = counted(total, 'task is', 'tasks are')
  switch (kind) {
    case 'overdue':
      return `${tasks} late`
    case 'due':
      return `${tasks} due ${period === 'day' ? 'today' : 'in the next 7 days'}`
    case 'waiting':
      return `${counted(total, 'more task is', 'more tasks are')} due ${period === 'day' ? 'today' : 'in the next 7 days'}, but ${total === 1 ? 'waits' : 'wait'} for another one`
    case 'done':
      return `${counted(total, 'task was', 'tasks were')} done`
    case 'changed':
      return `${counted(total, 'thing was', 'things were')} changed by others`
    case 'captured':
      return `${counted(total, 'idea was', 'ideas were')} captured`
  }
}

function alertsText(alerts: readonly Alert[], scene: Scene): string {
  if (alerts.length === 0) return 'Nothing looks stuck, crowded or forgotten.'
  return joined(alerts.flatMap((alert) => [`**${alertText(alert, scene)}**`, thingList(alert.ids, scene)]))
}

function alertText(alert: Alert, scene: Scene): string {
  const { length: count } = alert.ids
  switch (alert.kind) {
    case 'overdue-in-project':
      return `${count} late tasks in ${scene.words(alert.title)}`
    case 'overdue-of-person':
      return `${scene.nameOf(alert.person)} has ${counted(count, 'late task', 'late tasks')}`
    case 'blocked-chain': {
      const behind = counted(count - 1, 'task waits', 'tasks wait')
      return `${behind} for ${scene.words(alert.title || 'Untitled')}, which ${alert.reasons.map((reason) => chainWords[reason]).join(', ')}`
    }
    case 'waiting-ring':
      return `${count} tasks wait for each other in a ring: none of them can begin`
    case 'stuck':
      return `${counted(count, 'task was begun and has', 'tasks were begun and have')} not moved for two weeks`
    case 'waiting':
      return `${counted(count, 'task has', 'tasks have')} been waiting for more than a week`
    case 'undated-promise':
      return `${counted(count, 'task that was given to somebody has', 'tasks that were given to somebody have')} no date`
    case 'no-next-step':
      return `${scene.words(alert.title)}: none of ${counted(count, 'open task', 'open tasks')} is begun or has a date`
    case 'crowded-day':
      return `${scene.nameOf(alert.person)} has ${count} tasks due on ${dayText(alert.date)}`
  }
}

const chainWords: Readonly<Record<ChainReason, string>> = {
  overdue: 'is late',
  undated: 'has no date',
  later: 'has a later date than one of them',
  unassigned: 'is assigned to nobody',
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}
