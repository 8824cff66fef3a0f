import { addDays, type AgendaSection, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'

export interface TaskItem {
  readonly kind: 'task'
  readonly id: string
  readonly section: AgendaSection
  readonly task: Task
  /** From 0, in its section. */
  readonly place: number
}

/** A list with its headings as one row of things, which is what a window and a drag count in. */
export type ListItem = TaskItem | { readonly kind: 'head'; readonly id: string; readonly section: AgendaSection }

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

/** What a drop does to the day: nothing, a date, or none (null). 'past': the section takes no task that is not late already. */
export type DayOfDrop = { readonly dueDate?: CalendarDate | null } | 'past'

export function dayOfDrop(task: Task, section: AgendaSection, today: CalendarDate): DayOfDrop {
  const { dueDate } = task.value
  const unless = (isThere: boolean, date: CalendarDate | null): DayOfDrop => (isThere ? {} : { dueDate: date })
  switch (section.key) {
    case 'whole':
      return {}
    case 'undated':
      return unless(dueDate === undefined, null)
    case 'overdue':
      return dueDate !== undefined && dueDate < today ? {} : 'past'
    case 'today':
      return unless(dueDate === today, today)
    case 'upcoming':
      return unless(dueDate !== undefined && dueDate > today, addDays(today, 1))
    case 'day':
      return unless(section.date === undefined || dueDate === section.date, section.date ?? null)
  }
}

function headId(section: AgendaSection): string {
  return `head:${section.date ?? section.key}`
}
