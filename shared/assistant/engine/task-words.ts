import { type QuickPart, readQuickAdd } from '../../language/quick-add.ts'
import type { Moment } from '../../language/moment.ts'
import type { Directory } from '../records/directory.ts'

/** What `tasks.create` takes, out of a line of words: `Call Ana tomorrow at 3pm #finance !high`. */
export function readNewTask(text: string, moment: Moment, { people, projects }: Directory): { readonly title: string } {
  const { title, parts } = readQuickAdd(text, {
    moment,
    people: people.flatMap(({ name, principals: [id] }) => (id === undefined || name === '' ? [] : [{ id, name }])),
    projects,
  })
  const labels = parts.flatMap((part) => (part.kind === 'label' ? [part.label] : []))
  // A day that is named counts more than the first one of a rule.
  const inOrder = parts.toSorted((a, b) => Number(a.kind === 'due') - Number(b.kind === 'due'))
  return Object.assign({ title }, ...inOrder.map(fieldsOf), labels.length > 0 && { labels })
}

function fieldsOf(part: QuickPart): object {
  switch (part.kind) {
    case 'due':
    case 'repeat':
      return {
        dueDate: part.date,
        ...(part.time !== undefined && { dueTime: part.time }),
        ...(part.kind === 'repeat' && { repeat: part.rule }),
      }
    case 'label':
      return {}
    case 'priority':
      return { priority: part.priority }
    case 'person':
      return { assignee: part.person.id }
    case 'project':
      return { project: part.project.id }
  }
}
