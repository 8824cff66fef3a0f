import { type RefObject, useImperativeHandle, useRef, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import {
  taskStatuses,
  type BoardColumns,
  type CalendarDate,
  type Task,
  type TaskStatus,
} from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { DragContext } from '../drag/drag-context.tsx'
import { useFocusKeeper } from '../drag/use-focus-keeper.ts'
import type { ListHandle } from '../list/task-list.tsx'
import { useListKeys } from '../list/use-list-keys.ts'
import type { DropListHandle } from '../window/drop-list.tsx'
import { BoardColumn } from './board-column.tsx'
import { placeOnBoard, taskAcross } from './board-moves.ts'
import { useBoardMoves } from './use-board-moves.ts'
import classes from './task-board.module.css'

export interface TaskBoardProps {
  columns: BoardColumns
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  openId: ReplicaId | undefined
  isMovable: boolean
  isSorted: boolean
  hideProject: boolean
  open: (task: Task, begin: 'panel' | 'title') => void
  handle: RefObject<ListHandle | null>
}

/** The same tasks by status, in columns of any length. */
export function TaskBoard({ columns: stored, isSorted, open, handle, ...props }: TaskBoardProps) {
  const { isMovable } = props
  const t = useText('tasks')
  const { region, columns, dropTask, moveBy, moveAcross } = useBoardMoves(stored, isSorted)
  const { place, current, first, goTo, setCurrent, focus, scrollers } = useCurrentCard(columns, props.openId)
  const taskAt = (id: string | undefined) => {
    const found = placeOnBoard(columns, id)
    return found && columns[found.status][found.index]
  }
  useImperativeHandle(handle, () => ({ focus: (id) => goTo(taskAt(id) ?? first) }))
  const onKeyDown = useListKeys({
    current,
    open,
    go: (step) => goTo(place ? columns[place.status][place.index + step] : first),
    goToEnd: (end) => place && goTo(end === 'first' ? columns[place.status][0] : columns[place.status].at(-1)),
    goAcross: (step) => place && goTo(taskAcross(columns, place, step)),
    moveBy: (task, step) => isMovable && moveBy(task, step),
    moveAcross: (task, step) => {
      if (!isMovable) return
      moveAcross(task, step)
      focus.expect(task.id)
    },
  })
  return (
    <DragContext
      instructions={t('drag.instructions')}
      titleOf={(id) => taskAt(id)?.value.title ?? ''}
      placeOf={({ droppableId, index }) => ({ section: t(`status.${droppableId as TaskStatus}`), place: index + 1 })}
      onDrop={(id, to) => {
        const task = taskAt(id)
        if (task) dropTask(task, to.droppableId as TaskStatus, to.index)
      }}
      onSettle={focus.expect}
    >
      <div className={classes.board} onKeyDown={onKeyDown} onFocus={(event) => setCurrent(event.target)}>
        {region}
        {taskStatuses.map((status) => (
          <BoardColumn
            {...props}
            key={status}
            status={status}
            tasks={columns[status]}
            tabStop={current?.id ?? first?.id}
            takeLink={focus.take}
            handle={(column) => {
              if (column) scrollers.current.set(status, column)
              else scrollers.current.delete(status)
            }}
          />
        ))}
      </div>
    </DragContext>
  )
}

/** Which card the keyboard is on; it stays the same one when the board around it changes. */
function useCurrentCard(columns: BoardColumns, startId: string | undefined) {
  const focus = useFocusKeeper()
  const scrollers = useRef(new Map<TaskStatus, DropListHandle>())
  const [id, setId] = useState(startId)
  const place = placeOnBoard(columns, id)
  const current = place && columns[place.status][place.index]
  const first = taskStatuses.map((status) => columns[status][0]).find((task) => task !== undefined)
  const goTo = (task: Task | undefined) => {
    const target = placeOnBoard(columns, task?.id)
    if (!task || !target) return
    setId(task.id)
    scrollers.current.get(target.status)?.show(target.index)
    focus.want(task.id)
  }
  const setCurrent = (target: EventTarget) => {
    const card = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-task]') : undefined
    if (card?.dataset.task) setId(card.dataset.task)
  }
  return { place, current, first, goTo, setCurrent, focus, scrollers }
}
