import { Button } from '@mantine/core'
import { memo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { CalendarDate, Task } from '#shared/rooms/tasks/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { Grip, pointerHandle } from '../drag/grip.tsx'
import { CompleteButton } from '../parts/complete-button.tsx'
import { TaskFacts } from '../parts/task-facts.tsx'
import { TaskLink } from '../parts/task-link.tsx'
import { useTaskActs } from '../use-task-acts.ts'
import type { ItemPlace } from '../window/drop-list.tsx'
import type { TaskItem } from './list-items.ts'
import classes from './task-row.module.css'

export interface TaskRowProps extends ItemPlace {
  item: TaskItem
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  hideProject: boolean
  isOpen: boolean
  /** The one row that Tab stops at. */
  isTabStop: boolean
  isPhone: boolean
  isMovable: boolean
  takeLink: (id: string, node: HTMLElement | null) => void
}

/** Memoized: moving the keyboard or scrolling renders the rows that it touches, not all. */
export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { item, provided, isDragging, isMovable, isOpen, isPhone, style, takeLink } = props
  const { task, section, place } = item
  const t = useText('tasks')
  const tabIndex = props.isTabStop ? 0 : -1
  const title = task.value.title || t('row.untitled')
  const hide = { project: props.hideProject, date: section.key === 'today' || section.key === 'day' }
  return (
    <li
      ref={provided.innerRef}
      {...provided.draggableProps}
      {...pointerHandle(isMovable ? provided.dragHandleProps : null)}
      style={{ ...style, ...provided.draggableProps.style }}
      className={classes.row}
      data-task={task.id}
      data-done={task.value.status === 'done'}
      data-open={isOpen}
      data-dragging={isDragging}
      // Only the rows near the eye are on the page.
      aria-setsize={section.tasks.length}
      aria-posinset={place + 1}
    >
      <CompleteButton task={task} tabIndex={tabIndex} />
      <span className={classes.words}>
        <TaskLink task={task} className={classes.title} isOpen={isOpen} tabIndex={tabIndex} takeLink={takeLink} />
        {task.value.trashedAt === undefined ? (
          <TaskFacts
            task={task}
            today={props.today}
            projects={props.projects}
            hide={hide}
            maxLabels={isPhone ? 4 : 2}
            isCompact={isPhone}
          />
        ) : (
          <TrashFacts task={task} tabIndex={tabIndex} />
        )}
      </span>
      <Grip label={t('row.move', { title })} handle={isMovable ? provided.dragHandleProps : null} tabIndex={tabIndex} />
    </li>
  )
})

function TrashFacts({ task, tabIndex }: { task: Task; tabIndex: 0 | -1 }) {
  const t = useText('tasks')
  const acts = useTaskActs()
  const canWrite = useCanWrite(task.id)
  return (
    <span className={classes.trash}>
      {task.value.trashedAt !== undefined && <RelativeTime at={task.value.trashedAt} />}
      {canWrite && (
        <Button size="compact-sm" variant="default" tabIndex={tabIndex} onClick={() => void acts.restore(task)}>
          {t('row.restore')}
        </Button>
      )}
    </span>
  )
}
