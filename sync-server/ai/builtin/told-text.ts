import type { Fact, Reply } from '#shared/assistant/engine/reply.ts'
import type { Facets } from '#shared/assistant/records/facets.ts'
import { dayText } from '#shared/assistant/records/sentence.ts'
import { dayIn } from '#shared/assistant/records/zoned-days.ts'
import { bulleted, counted, type Scene, thingList } from './scene.ts'

export type ToldOfThings = Extract<Reply, { kind: 'found' | 'facts' | 'progress' | 'names' }>

/** What is called so, what is asked of it, and how a project stands. */
export function toldText(reply: ToldOfThings, scene: Scene): string {
  switch (reply.kind) {
    case 'found':
      return thingList(reply.ids, scene)
    case 'facts':
      return bulleted(reply.things.map((thing) => `${scene.linkTo(thing.id)}: ${factText(reply.fact, thing, scene)}`))
    case 'names':
      return namesText(reply, scene)
    case 'progress':
      return progressText(reply, scene)
  }
}

function factText(fact: Fact, thing: Facets, scene: Scene): string {
  const dayAt = dayIn(scene.moment.timeZone)
  switch (fact) {
    case 'due':
    case 'status':
      return thing.status === 'done' ? doneText(thing, dayAt) : openText(fact, thing, scene)
    case 'person':
      return thing.assignee ? `it is for ${scene.nameOf(thing.assignee)}` : 'it is assigned to nobody'
    case 'priority':
      return `priority ${thing.priority ?? 'normal'}`
    case 'changed':
      return `last changed by ${scene.nameOf(thing.changedBy)} on ${dayText(dayAt(thing.changed))}`
    case 'made':
      return `made ${thing.author ? `by ${scene.nameOf(thing.author)} ` : ''}on ${dayText(dayAt(thing.created))}`
  }
}

function doneText({ completed }: Facets, dayAt: (ms: number) => string): string {
  return completed === undefined ? 'done' : `done on ${dayText(dayAt(completed))}`
}

function openText(fact: 'due' | 'status', { status, due, dueTime, assignee }: Facets, scene: Scene): string {
  const when = due === undefined ? 'it has no date' : `due ${dayText(due)}${dueTime ? `, ${dueTime}` : ''}`
  if (fact === 'due') return when
  const parts = [status === 'doing' ? 'started' : 'not started', assignee && scene.nameOf(assignee), due && when]
  return parts.filter(Boolean).join(', ')
}

function namesText({ of, names }: Extract<Reply, { kind: 'names' }>, scene: Scene): string {
  const nouns = { projects: 'project', folders: 'folder', labels: 'label', people: 'person' } as const
  const many = of === 'people' ? 'people' : `${nouns[of]}s`
  const sign = of === 'labels' ? '#' : ''
  const lines = names.map(({ name, id }) => (id ? scene.linkTo(id) : scene.words(`${sign}${name}`)))
  const head = `**${counted(names.length, nouns[of], many)}**`
  return lines.length === 0 ? head : `${head}\n\n${bulleted(lines)}`
}

const partNames = {
  open: 'open',
  overdue: 'late',
  due: 'due in the next 7 days',
  started: 'begun',
  unassigned: 'assigned to nobody',
  done: 'done',
} as const

function progressText({ id, parts }: Extract<Reply, { kind: 'progress' }>, scene: Scene): string {
  const head = scene.linkTo(id)
  if (parts.length === 0) return `${head}: there are no tasks in it.`
  return `${head}\n\n${bulleted(parts.map(({ kind, answer }) => `**${answer.total}** ${partNames[kind]}`))}`
}
