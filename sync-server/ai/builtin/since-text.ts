import type { NextAction, Reason } from '#shared/assistant/counsel/next-actions.ts'
import { dayText } from '#shared/assistant/records/sentence.ts'
import type { Deed, Since, SinceItem, SinceOf, SinceReason } from '#shared/assistant/since/since.ts'
import { deeds } from '#shared/assistant/since/since.ts'
import { clockText, isoOf, wallNow } from '#shared/language/civil.ts'
import { bulleted, counted, type Scene } from './scene.ts'

const mostListed = 30

/** What happened, what concerns the person first, with what speaks for it; then who did how much. */
export function sinceText({ fromMs, items, concerning, people }: Since, scene: Scene): string {
  const others = people.filter(({ isMe }) => !isMe)
  const things = others.reduce((sum, { total }) => sum + total, 0)
  const when = timeText(fromMs, scene)
  if (items.length === 0)
    return [`Since ${when} nobody else has changed anything, and none of your days has passed.`, ofMe(people)]
      .filter(Boolean)
      .join('\n\n')
  const head = `Since ${when}: ${counted(things, 'thing was', 'things were')} changed by ${counted(others.length, 'other person', 'others')}, and ${counted(concerning, 'thing concerns', 'things concern')} you.`
  const listed = items.slice(0, mostListed).map((item) => itemText(item, scene))
  const left = items.length - listed.length
  return [
    head,
    bulleted(left > 0 ? [...listed, `… and ${left} more`] : listed),
    bulleted(others.map((each) => `${scene.nameOf(each.who)}: ${deedsText(each)}`)),
    ofMe(people),
    'Of each thing the latest change is known; what was changed before it stands in the activity.',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function ofMe(people: readonly SinceOf[]): string {
  const me = people.find(({ isMe }) => isMe)
  return me ? `You: ${deedsText(me)}.` : ''
}

const deedWords: Readonly<Record<Deed, string>> = {
  made: 'made',
  done: 'done',
  changed: 'changed',
  trashed: 'moved to the trash',
}

function deedsText({ ids }: SinceOf): string {
  return deeds.flatMap((deed) => (ids[deed].length > 0 ? [`${ids[deed].length} ${deedWords[deed]}`] : [])).join(', ')
}

function itemText({ id, title, deed, by, reasons }: SinceItem, scene: Scene): string {
  const name = deed === 'trashed' ? scene.words(title) : scene.linkTo(id)
  const who = deed === undefined || by === undefined ? '' : ` — ${deedWords[deed]} by ${scene.nameOf(by)}`
  const why = reasons.map(reasonText)
  return `${name}${who}${why.length > 0 ? ` (${why.join(', ')})` : ''}`
}

function reasonText(reason: SinceReason): string {
  switch (reason.kind) {
    case 'given':
      return 'given to you'
    case 'names-you':
      return 'names you'
    case 'moved':
      return reason.to === undefined ? 'its date was taken away' : `now due ${dayText(reason.to)}`
    case 'fell-due':
      return `${counted(reason.days, 'day', 'days')} late`
    case 'done':
      return 'it was yours'
    case 'decided':
      return 'says what was decided'
    case 'yours':
      return 'yours'
  }
}

function timeText(ms: number, { moment: { timeZone } }: Scene): string {
  const { day, seconds } = wallNow({ nowMs: ms, timeZone })
  const time = clockText(seconds)
  return `${dayText(isoOf(day))}${time === '00:00' ? '' : `, ${time}`}`
}

/** Tasks with what speaks for each. */
export function nextText(actions: readonly NextAction[], scene: Scene): string {
  if (actions.length === 0) return 'Nothing presses: none of your open tasks is due soon, urgent or begun.'
  const lines = actions.map(
    ({ id, reasons }) => `${scene.linkTo(id)} — ${reasons.map((each) => pressingText(each, scene)).join(', ')}`,
  )
  return `This is what I would do, and why:\n\n${bulleted(lines)}`
}

function pressingText(reason: Reason, scene: Scene): string {
  switch (reason.kind) {
    case 'overdue':
      return `${counted(reason.days, 'day', 'days')} late`
    case 'due':
      return reason.days === 0 ? 'due today' : reason.days === 1 ? 'due tomorrow' : `due in ${reason.days} days`
    case 'priority':
      return reason.priority === 'urgent' ? 'urgent' : 'high priority'
    case 'started':
      return 'already begun'
    case 'nearly-done':
      return `${reason.left} of ${reason.of} steps left`
    case 'given':
      return `from ${scene.nameOf(reason.by)}`
    case 'holds-up':
      return `holds up ${counted(reason.count, 'task', 'tasks')}`
    case 'resting':
      return `untouched for ${counted(reason.days, 'day', 'days')}`
  }
}
