import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { AgendaSection, Task } from '#shared/rooms/tasks/index.ts'
import { dayOfDrop, dropAt, indexBeside, listItems, offsetsOf, withDrop } from './list-items.ts'

const today = '2026-03-31'

function task(title: string, dueDate?: string): Task {
  const value = { title, dueDate } as Task['value']
  return { id: `task_${title}` as ReplicaId, type: 'task', value, changedAt: 0, changedBy: 'local' as PrincipalId }
}

const late = task('late', '2026-03-01')
const [a, b, c] = [task('a', today), task('b', today), task('c', '2026-04-01')]
const free = task('free')
const sections: readonly AgendaSection[] = [
  { key: 'overdue', tasks: [late] },
  { key: 'today', tasks: [a, b] },
  { key: 'upcoming', tasks: [c] },
  { key: 'undated', tasks: [free] },
]
const titles = (shown: readonly AgendaSection[]) =>
  shown.map((section) => section.tasks.map((each) => each.value.title))

describe('a list with headings', () => {
  it('puts a heading over each section, and none over a lone plain one', () => {
    expect(
      listItems(sections).map((item) => (item.kind === 'head' ? item.section.key : item.task.value.title)),
    ).toEqual(['overdue', 'late', 'today', 'a', 'b', 'upcoming', 'c', 'undated', 'free'])
    expect(listItems([{ key: 'whole', tasks: [a] }]).map((item) => item.kind)).toEqual(['task'])
    expect(listItems([{ key: 'undated', tasks: [free] }]).map((item) => item.kind)).toEqual(['task'])
    expect(listItems([{ key: 'today', tasks: [a] }]).map((item) => item.kind)).toEqual(['head', 'task'])
    expect(listItems([])).toEqual([])
  })

  it('knows where each thing begins', () => {
    expect(offsetsOf(listItems(sections.slice(0, 2)), { head: 30, task: 40 })).toEqual([0, 30, 70, 100, 140, 180])
  })
})

describe('dropping', () => {
  const items = listItems(sections)

  it('finds section, place and neighbours', () => {
    expect(dropAt(items, free.id, 3)).toEqual({ section: sections[1], place: 0, after: undefined, before: a })
    expect(dropAt(items, free.id, 4)).toEqual({ section: sections[1], place: 1, after: a, before: b })
    expect(dropAt(items, free.id, 5)).toEqual({ section: sections[1], place: 2, after: b, before: undefined })
    expect(dropAt(items, a.id, 4)).toEqual({ section: sections[1], place: 1, after: b, before: undefined })
    expect(dropAt(items, free.id, 0)).toMatchObject({ section: { key: 'overdue' }, place: 0, before: late })
  })

  it('shows the drop before it is stored', () => {
    const drop = dropAt(items, free.id, 4)!
    expect(titles(withDrop(sections, free, drop))).toEqual([['late'], ['a', 'free', 'b'], ['c'], []])
  })

  it('steps over headings into the next section', () => {
    const down = indexBeside(items, b.id, 1)!
    expect(dropAt(items, b.id, down)).toMatchObject({ section: { key: 'upcoming' }, place: 0, before: c })
    const up = indexBeside(items, a.id, -1)!
    expect(dropAt(items, a.id, up)).toMatchObject({ section: { key: 'overdue' }, place: 1, after: late })
    expect(indexBeside(items, late.id, -1)).toBeUndefined()
    expect(indexBeside(items, free.id, 1)).toBeUndefined()
  })

  it('loses no task and keeps the order of the others, wherever one is dropped', () => {
    fc.assert(
      fc.property(fc.constantFrom(late, a, b, c, free), fc.nat({ max: 10 }), (moved, index) => {
        const drop = dropAt(items, moved.id, Math.min(index, items.length - 1))!
        const after = withDrop(sections, moved, drop).flatMap((section) => section.tasks)
        expect(after.length).toBe(5)
        const others = (all: readonly Task[]) => all.filter((each) => each !== moved)
        expect(others(after)).toEqual(others(sections.flatMap((section) => section.tasks)))
      }),
    )
  })

  it('means a day', () => {
    const [overdue, now, upcoming, undated] = sections as [AgendaSection, AgendaSection, AgendaSection, AgendaSection]
    expect(dayOfDrop(free, now, today)).toEqual({ dueDate: today })
    expect(dayOfDrop(a, now, today)).toEqual({})
    expect(dayOfDrop(a, undated, today)).toEqual({ dueDate: null })
    expect(dayOfDrop(free, undated, today)).toEqual({})
    expect(dayOfDrop(free, upcoming, today)).toEqual({ dueDate: '2026-04-01' })
    expect(dayOfDrop(c, upcoming, today)).toEqual({})
    expect(dayOfDrop(c, { key: 'day', date: '2026-04-05', tasks: [] }, today)).toEqual({ dueDate: '2026-04-05' })
    expect(dayOfDrop(late, overdue, today)).toEqual({})
    expect(dayOfDrop(a, overdue, today)).toBe('past')
    expect(dayOfDrop(a, { key: 'whole', tasks: [] }, today)).toEqual({})
  })
})
