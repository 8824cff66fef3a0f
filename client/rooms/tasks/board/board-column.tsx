import { Draggable, Droppable } from '@hello-pangea/dnd'
import { type CSSProperties, type Ref, useImperativeHandle, useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { CalendarDate, Task, TaskStatus } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWindow } from '../list/use-window.ts'
import { TaskCard } from './task-card.tsx'
import classes from './task-board.module.css'

export interface ColumnHandle {
  show(index: number): void
}

export interface BoardColumnProps {
  status: TaskStatus
  tasks: readonly Task[]
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  hideProject: boolean
  openId: ReplicaId | undefined
  tabStop: string | undefined
  isMovable: boolean
  takeLink: (id: string, node: HTMLElement | null) => void
  handle: Ref<ColumnHandle>
}

const cardHeight = 84
const cardStep = cardHeight + 8

/** One status: cards of one height, only those near the eye on the page. */
export function BoardColumn(props: BoardColumnProps) {
  const { status, tasks, tabStop, openId, isMovable } = props
  const t = useText('tasks')
  const offsets = useMemo(
    () => Array.from({ length: tasks.length + 1 }, (_, index) => index * cardStep),
    [tasks.length],
  )
  const view = useWindow(offsets)
  useImperativeHandle(props.handle, () => ({ show: view.show }))
  const card = (task: Task) => ({
    task,
    today: props.today,
    projects: props.projects,
    hideProject: props.hideProject,
    isCurrent: task.id === tabStop,
    isOpen: task.id === openId,
    isMovable,
    of: tasks.length,
    takeLink: props.takeLink,
  })
  return (
    <section
      className={classes.column}
      aria-label={t('list.column', { status: t(`status.${status}`), count: tasks.length })}
    >
      <header className={classes.head} data-status={status}>
        <h2 className={classes.name}>{t(`status.${status}`)}</h2>
        <span className={classes.count}>{tasks.length}</span>
      </header>
      <Droppable
        droppableId={status}
        mode="virtual"
        isDropDisabled={!isMovable}
        renderClone={(provided, snapshot, { source }) => {
          const task = tasks[source.index]
          if (!task) return <li ref={provided.innerRef} {...provided.draggableProps} />
          const style = { blockSize: cardHeight }
          return (
            <TaskCard
              {...card(task)}
              provided={provided}
              isDragging={snapshot.isDragging}
              style={style}
              place={source.index + 1}
            />
          )
        }}
      >
        {(provided, { isDraggingOver }) => (
          <div
            ref={(node) => {
              provided.innerRef(node)
              return view.scroller(node)
            }}
            {...provided.droppableProps}
            className={classes.scroller}
            data-over={isDraggingOver}
            data-scroll
            onScroll={view.onScroll}
          >
            {tasks.length === 0 && !isDraggingOver && <p className={classes.empty}>{t('list.emptyColumn')}</p>}
            <ul
              className={classes.cards}
              aria-label={t(`status.${status}`)}
              style={{ blockSize: tasks.length * cardStep }}
            >
              {tasks.slice(view.start, view.end).map((task, order) => {
                const index = view.start + order
                return (
                  <Draggable key={task.id} draggableId={task.id} index={index} isDragDisabled={!isMovable}>
                    {(dragged, { isDragging }) => (
                      <TaskCard
                        {...card(task)}
                        provided={dragged}
                        isDragging={isDragging}
                        style={placeOf(index)}
                        place={index + 1}
                      />
                    )}
                  </Draggable>
                )
              })}
            </ul>
          </div>
        )}
      </Droppable>
    </section>
  )
}

function placeOf(index: number): CSSProperties {
  return { position: 'absolute', insetBlockStart: index * cardStep, insetInline: 0, blockSize: cardHeight }
}
