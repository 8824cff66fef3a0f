import { addDays, type AgendaSection, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'

/** A list with its headings as one row of things, which is what a window and a drag count in. */
export type ListItem =
  | { readonly kind: 'head'; readonly id: string; readonly section: AgendaSection }
  | {
      readonly kind: 'task'
      readonly id: string
      readonly section: AgendaSection
      readonly task: Task
      readonly place: number
    }

/** A lone section needs a heading only where it says something: not for "everything", nor when nothing has a date. */
export function listItems(sections: readonly AgendaSection[]): readonly ListItem[] {
  const [only] = sections
  const isPlain = sections.length === 1 && (only?.key === 'whole' || only?.key === 'undated')
  return sections.flatMap((section): ListItem[] => [
    ...(isPlain ? [] : [{ kind: 'head' as const, id: headId(section), section }]),
    ...section.tasks.map((task, place): ListItem => ({ kind: 'task', id: task.id, section, task, place })),
  ])
}

export function offsetsOf(items: readonly ListItem[], heights: { head: number; task: number }): readonly number[] {
  const offsets = [0]
  for (const item of items) offsets.push((offsets.at(-1) ?? 0) + heights[item.kind])
  return offsets
}

export interface Drop {
  readonly section: AgendaSection
  /** From 0, among the tasks of the section. */
  readonly place: number
  readonly after: Task | undefined
  readonly before: Task | undefined
}

/** Where a task comes to lie when it is let go at `index` of the list without it. Above the first heading is below it. */
export function dropAt(items: readonly ListItem[], taskId: string, index: number): Drop | undefined {
  const others = items.filter((item) => item.id !== taskId)
  const at = others[0]?.kind === 'head' ? Math.max(1, index) : index
  const [previous, next] = [others[at - 1], others[at]]
  const section = previous?.section ?? next?.section ?? items[0]?.section
  if (!section) return undefined
  const after = previous?.kind === 'task' ? previous : undefined
  const before = next?.kind === 'task' && next.section === section ? next.task : undefined
  const place = others.slice(0, at).filter((item) => item.kind === 'task' && item.section === section).length
  return { section, place, after: after?.task, before }
}

/** The index for `dropAt` that is one row up or down from where the task is. */
export function indexBeside(items: readonly ListItem[], taskId: string, step: -1 | 1): number | undefined {
  const at = items.findIndex((item) => item.id === taskId)
  const lowest = items[0]?.kind === 'head' ? 1 : 0
  const next = at + step
  return at < 0 || next < lowest || next >= items.length ? undefined : next
}

/** The sections as they will be after the drop, to show until the stored ones say the same. */
export function withDrop(sections: readonly AgendaSection[], task: Task, drop: Drop): readonly AgendaSection[] {
  return sections.map((section) => {
    const tasks = section.tasks.filter((other) => other.id !== task.id)
    if (section === drop.section) tasks.splice(drop.place, 0, task)
    return tasks.length === section.tasks.length && section !== drop.section ? section : { ...section, tasks }
  })
}

/** The day that a section stands for: a date, `null` for no date, `undefined` to leave the date alone, 'past' where none can be given. */
export function dayOfDrop(
  task: Task,
  section: AgendaSection,
  today: CalendarDate,
): CalendarDate | null | undefined | 'past' {
  const { dueDate } = task.value
  switch (section.key) {
    case 'whole':
      return undefined
    case 'undated':
      return dueDate === undefined ? undefined : null
    case 'overdue':
      return dueDate !== undefined && dueDate < today ? undefined : 'past'
    case 'today':
      return dueDate === today ? undefined : today
    case 'upcoming':
      return dueDate !== undefined && dueDate > today ? undefined : addDays(today, 1)
    case 'day':
      return section.date === undefined || dueDate === section.date ? undefined : section.date
  }
}

function headId(section: AgendaSection): string {
  return `head:${section.date ?? section.key}`
}
