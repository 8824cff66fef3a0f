import type { QuickAdd } from '#shared/language/quick-add.ts'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { taskCommands } from '#shared/rooms/tasks/index.ts'

export type NewTask = Parameters<typeof taskCommands.create.run>[1]

/** What was understood, as the command takes it. A rule without a date begins on its first day. */
export function taskInputOf({ title, parts }: QuickAdd): NewTask {
  const task: Record<string, unknown> = { title }
  const labels: string[] = []
  for (const part of parts) {
    switch (part.kind) {
      case 'due':
        task.dueDate = part.date
        if (part.time !== undefined) task.dueTime = part.time
        break
      case 'repeat':
        task.repeat = part.rule
        if (/^\S*\s*!/.test(part.text)) task.repeatFrom = 'done'
        break
      case 'label':
        labels.push(part.label)
        break
      case 'priority':
        task.priority = part.priority
        break
      case 'person':
        task.assignee = part.person.id as PrincipalId
        break
      case 'project':
        task.project = part.project.id as ReplicaId
        break
    }
  }
  if (labels.length > 0) task.labels = labels
  return { ...firstDayOf(parts), ...(task as NewTask) }
}

function firstDayOf(parts: QuickAdd['parts']): Partial<NewTask> {
  const repeat = parts.find((part) => part.kind === 'repeat')
  if (!repeat) return {}
  return { dueDate: repeat.date, ...(repeat.time !== undefined && { dueTime: repeat.time }) }
}
