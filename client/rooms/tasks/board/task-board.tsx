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
import { BoardColumn, type ColumnHandle } from './board-column.tsx'
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
export function TaskBoard(props: TaskBoardProps) {
  const { openId, isMovable, open } = props
  const t = useText('tasks')
  const { columns, dropTask, moveBy, moveAcross } = useBoardMoves(props.columns, props.isSorted)
  const [currentId, setCurrent] = useState<string | undefined>(openId)
  const focus = useFocusKeeper()
  const scrollers = useRef(new Map<TaskStatus, ColumnHandle>())
  const place = placeOnBoard(columns, currentId)
  const current = place && columns[place.status][place.index]
  const first = taskStatuses.map((status) => columns[status][0]).find((task) => task !== undefined)

  const goTo = (task: Task | undefined) => {
    const target = placeOnBoard(columns, task?.id)
    if (!task || !target) return
    setCurrent(task.id)
    scrollers.current.get(target.status)?.show(target.index)
    focus.want(task.id)
  }
  useImperativeHandle(props.handle, () => ({
    focus: (id) => {
      const target = placeOnBoard(columns, id)
      goTo(target ? columns[target.status][target.index] : first)
    },
  }))
  const moveWithFocus = (move: typeof moveBy) => (task: Task, step: -1 | 1) => {
    if (!isMovable) return
    move(task, step)
    focus.want(task.id)
  }
  const onKeyDown = useListKeys({
    current,
    open,
    go: (step) => goTo(place ? columns[place.status][place.index + step] : first),
    goToEnd: (end) => place && goTo(end === 'first' ? columns[place.status][0] : columns[place.status].at(-1)),
    goAcross: (step) => place && goTo(taskAcross(columns, place, step)),
    moveBy: moveWithFocus(moveBy),
    moveAcross: moveWithFocus(moveAcross),
  })
  const taskNamed = (id: string) => {
    const found = placeOnBoard(columns, id)
    return found && columns[found.status][found.index]
  }
  return (
    <DragContext
      instructions={t('drag.instructions')}
      titleOf={(id) => taskNamed(id)?.value.title ?? ''}
      placeOf={({ droppableId, index }) => ({ section: t(`status.${droppableId as TaskStatus}`), place: index + 1 })}
      onDrop={(id, to) => {
        const task = taskNamed(id)
        if (task) dropTask(task, to.droppableId as TaskStatus, to.index)
        focus.want(id)
      }}
    >
      <div
        className={classes.board}
        onKeyDown={onKeyDown}
        onFocus={(event) => setCurrent((now) => taskIdAt(event.target) ?? now)}
      >
        {taskStatuses.map((status) => (
          <BoardColumn
            key={status}
            status={status}
            tasks={columns[status]}
            today={props.today}
            projects={props.projects}
            hideProject={props.hideProject}
            openId={openId}
            tabStop={current?.id ?? first?.id}
            isMovable={isMovable}
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

function taskIdAt(target: EventTarget): string | undefined {
  return target instanceof HTMLElement ? target.closest<HTMLElement>('[data-task]')?.dataset.task : undefined
}
