import type { DraggableProvided } from '@hello-pangea/dnd'
import { Link } from '@tanstack/react-router'
import { type CSSProperties, memo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { CalendarDate, Task } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Grip, pointerHandle } from '../drag/grip.tsx'
import { CompleteButton } from '../parts/complete-button.tsx'
import { TaskFacts } from '../parts/task-facts.tsx'
import classes from './task-card.module.css'

export interface TaskCardProps {
  task: Task
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  hideProject: boolean
  isCurrent: boolean
  isOpen: boolean
  isDragging: boolean
  isMovable: boolean
  provided: DraggableProvided
  style: CSSProperties
  place: number
  of: number
  takeLink: (id: string, node: HTMLElement | null) => void
}

export const TaskCard = memo(function TaskCard(props: TaskCardProps) {
  const { task, provided, isCurrent, isOpen, isDragging, isMovable, takeLink } = props
  const t = useText('tasks')
  const tabIndex = isCurrent ? 0 : -1
  const title = task.value.title || t('row.untitled')
  return (
    <li
      ref={provided.innerRef}
      {...provided.draggableProps}
      {...pointerHandle(isMovable ? provided.dragHandleProps : null)}
      style={{ ...props.style, ...provided.draggableProps.style }}
      className={classes.card}
      data-task={task.id}
      data-done={task.value.status === 'done'}
      data-open={isOpen}
      data-dragging={isDragging}
      aria-setsize={props.of}
      aria-posinset={props.place}
    >
      <div className={classes.top}>
        <CompleteButton task={task} tabIndex={tabIndex} />
        <Link
          ref={(node: HTMLElement | null) => takeLink(task.id, node)}
          to="."
          search={((before: object) => ({ ...before, open: task.id })) as never}
          resetScroll={false}
          preload={false}
          className={classes.title}
          tabIndex={tabIndex}
          data-task-link
          draggable={false}
          {...(isOpen && { 'aria-current': true as const })}
        >
          {title}
        </Link>
        <Grip
          label={t('row.move', { title })}
          handle={isMovable ? provided.dragHandleProps : null}
          tabIndex={tabIndex}
        />
      </div>
      <div className={classes.facts}>
        <TaskFacts
          task={task}
          today={props.today}
          projects={props.projects}
          hide={{ project: props.hideProject }}
          maxLabels={1}
        />
      </div>
    </li>
  )
})
