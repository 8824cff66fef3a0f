import type { ReactNode } from 'react'
import { taskCommands, type AgendaSection, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useSaid } from '../parts/said.tsx'
import { useShown } from '../use-shown.ts'
import { useSectionTitle } from './section-title.ts'
import { dayOfDrop, dropAt, indexBeside, listItems, withDrop, type Drop } from './list-items.ts'

export interface ListMoves {
  /** Where the keyboard has moved a task to, for screen readers. */
  readonly region: ReactNode
  /** The sections, with a drop that is not stored yet already in them. */
  readonly sections: readonly AgendaSection[]
  dropTask(id: string, index: number): void
  /** By keyboard, without lifting: says where the task is now. */
  moveBy(task: Task, step: -1 | 1): void
}

/** Moving tasks within a list: between two others, and onto the day that a section stands for. */
export function useListMoves(stored: readonly AgendaSection[], today: CalendarDate): ListMoves {
  const t = useText('tasks')
  const run = useRun()
  const announce = useAnnounce()
  const sectionTitle = useSectionTitle(today)
  const [say, region] = useSaid()
  const [sections, showUntil] = useShown(stored)

  const perform = (task: Task, drop: Drop): boolean => {
    const day = dayOfDrop(task, drop.section, today)
    if (day === 'past') {
      announce(t('drag.notToThePast'))
      return false
    }
    const input = { id: task.id, after: drop.after?.id, before: drop.before?.id, ...day }
    const stored = run(taskCommands.move, input, { undoLabel: t('undo.move') }).then((outcome) => outcome.ok)
    showUntil(withDrop(sections, task, drop), stored)
    return true
  }
  return {
    region,
    sections,
    dropTask(id, index) {
      const items = listItems(sections)
      const moved = items.find((item) => item.id === id)
      const drop = dropAt(items, id, index)
      if (moved?.kind === 'task' && drop) perform(moved.task, drop)
    },
    moveBy(task, step) {
      const items = listItems(sections)
      const index = indexBeside(items, task.id, step)
      const drop = index === undefined ? undefined : dropAt(items, task.id, index)
      if (!drop || !perform(task, drop)) return
      say(t('drag.moved', { title: task.value.title, place: drop.place + 1, section: sectionTitle(drop.section) }))
    },
  }
}
