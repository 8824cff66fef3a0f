import type { ReactNode } from 'react'
import { taskCommands, type BoardColumns, type Task, type TaskStatus } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useSaid } from '../parts/said.tsx'
import { useShown } from '../use-shown.ts'
import { columnsAfter, dropInto, placeOnBoard, statusBeside, type BoardDrop } from './board-moves.ts'

export interface BoardMoves {
  /** Where the keyboard has moved a task to, for screen readers. */
  readonly region: ReactNode
  /** The columns, with a drop that is not stored yet already in them. */
  readonly columns: BoardColumns
  dropTask(task: Task, status: TaskStatus, index: number): void
  moveBy(task: Task, step: -1 | 1): void
  moveAcross(task: Task, step: -1 | 1): void
}

/** Moving tasks within and between columns. In a sorted board only the column changes: the place is the sorting's business. */
export function useBoardMoves(stored: BoardColumns, isSorted: boolean): BoardMoves {
  const t = useText('tasks')
  const run = useRun()
  const [speak, region] = useSaid()
  const [columns, showUntil] = useShown(stored)
  const perform = (task: Task, drop: BoardDrop) => {
    const neighbours = isSorted ? {} : { after: drop.after?.id, before: drop.before?.id }
    const status = drop.status === task.value.status ? undefined : drop.status
    const result = run(taskCommands.move, { id: task.id, ...neighbours, status }, { undoLabel: t('undo.move') })
    showUntil(
      columnsAfter(columns, task, drop),
      result.then((outcome) => outcome.ok),
    )
  }
  const say = (task: Task, { place, status }: BoardDrop) =>
    speak(t('drag.moved', { title: task.value.title, place: place + 1, section: t(`status.${status}`) }))
  return {
    region,
    columns,
    dropTask: (task, status, index) => perform(task, dropInto(columns, task.id, status, index)),
    moveBy(task, step) {
      const from = placeOnBoard(columns, task.id)
      if (!from || isSorted || !columns[from.status][from.index + step]) return
      const drop = dropInto(columns, task.id, from.status, from.index + step)
      perform(task, drop)
      say(task, drop)
    },
    moveAcross(task, step) {
      const from = placeOnBoard(columns, task.id)
      const status = from && statusBeside(from.status, step)
      if (!from || !status) return
      const drop = dropInto(columns, task.id, status, from.index)
      perform(task, drop)
      say(task, drop)
    },
  }
}
