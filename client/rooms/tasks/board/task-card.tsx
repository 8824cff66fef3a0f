import { memo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { CalendarDate, Task } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Grip, pointerHandle } from '../drag/grip.tsx'
import { CompleteButton } from '../parts/complete-button.tsx'
import { TaskFacts } from '../parts/task-facts.tsx'
import { TaskLink } from '../parts/task-link.tsx'
import type { ItemPlace } from '../window/drop-list.tsx'
import classes from './task-card.module.css'

export interface TaskCardProps extends ItemPlace {
  task: Task
  /** Its place of all: only the cards near the eye are on the page. */
  index: number
  of: number
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  hideProject: boolean
  isOpen: boolean
  isTabStop: boolean
  isMovable: boolean
  takeLink: (id: string, node: HTMLElement | null) => void
}

const hideProject = { project: true }
const hideNothing = {}

export const TaskCard = memo(function TaskCard(props: TaskCardProps) {
  const { task, provided, style, isDragging, isMovable, isOpen, takeLink } = props
  const t = useText('tasks')
  const tabIndex = props.isTabStop ? 0 : -1
  const title = task.value.title || t('row.untitled')
  return (
    <li
      ref={provided.innerRef}
      {...provided.draggableProps}
      {...pointerHandle(isMovable ? provided.dragHandleProps : null)}
      style={{ ...style, ...provided.draggableProps.style }}
      className={classes.place}
      data-task={task.id}
      aria-setsize={props.of}
      aria-posinset={props.index + 1}
    >
      <div
        className={classes.card}
        data-done={task.value.status === 'done'}
        data-open={isOpen}
        data-dragging={isDragging}
      >
        <div className={classes.top}>
          <CompleteButton task={task} tabIndex={tabIndex} />
          <TaskLink task={task} className={classes.title} isOpen={isOpen} tabIndex={tabIndex} takeLink={takeLink} />
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
            hide={props.hideProject ? hideProject : hideNothing}
            maxLabels={3}
            isCompact
          />
        </div>
      </div>
    </li>
  )
})
