import type { ContentNode } from '#shared/crdt/content.ts'
import { escapeHtml } from '#shared/kit/html.ts'
import type { IdeaRow } from '#shared/rooms/ideas/index.ts'
import { checklistOf, type TaskRow } from '#shared/rooms/tasks/index.ts'
import type { ThingRead } from '#server/log/worker/read-job.ts'
import { contentHtml, type FileAddress } from './share-content.ts'

export interface ShownThing {
  readonly title: string
  /** Safe to stand in a page. */
  readonly html: string
}

/** A thing as those see it who have a link to it. undefined: it was thrown away, or there is no page for its kind. */
export function shownThing(thing: ThingRead, fileAddress: FileAddress): ShownThing | undefined {
  if ((thing.value as { trashedAt?: number }).trashedAt !== undefined) return undefined
  switch (thing.type) {
    case 'document':
      return documentPage(thing.value as { title: string }, thing.content ?? [], fileAddress)
    case 'task':
      return taskPage(thing.value as TaskRow)
    case 'idea':
      return ideaPage(thing.value as IdeaRow)
    default:
      return undefined
  }
}

function documentPage({ title }: { title: string }, content: readonly ContentNode[], fileAddress: FileAddress) {
  return {
    title: title || 'Untitled',
    html: contentHtml(content, fileAddress) || '<p class="quiet">Nothing here yet.</p>',
  }
}

const statuses = { todo: 'To do', doing: 'In progress', done: 'Done' } as const
const priorities = { urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' } as const

function taskPage(task: TaskRow): ShownThing {
  const facts: [string, string][] = [
    ['Status', statuses[task.status]],
    ['Priority', priorities[task.priority]],
    ['Due', [task.dueDate, task.dueTime].filter(Boolean).join(' ')],
    ['Labels', task.labels.join(', ')],
  ]
  const rows = facts.filter(([, value]) => value !== '')
  const list = rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join('')
  const steps = checklistOf(task.checklist).map(({ text, done }) => {
    const box = `<span class="box" role="img" aria-label="${done ? 'done' : 'to do'}">${done ? '☑' : '☐'}</span>`
    return `<li>${box}<div>${escapeHtml(text)}</div></li>`
  })
  const checklist = steps.length > 0 ? `<ul class="tasks">${steps.join('')}</ul>` : ''
  return { title: task.title || 'Untitled', html: `<dl>${list}</dl>${plainText(task.notes)}${checklist}` }
}

function ideaPage({ text, tags }: IdeaRow): ShownThing {
  const [first = '', ...rest] = text.trim().split('\n')
  const labels = tags.length > 0 ? `<p class="quiet">${escapeHtml(tags.map((tag) => `#${tag}`).join(' '))}</p>` : ''
  return { title: first || 'Untitled', html: `${plainText(rest.join('\n').trim())}${labels}` }
}

function plainText(text: string): string {
  return text === '' ? '' : `<div class="plain">${escapeHtml(text)}</div>`
}
