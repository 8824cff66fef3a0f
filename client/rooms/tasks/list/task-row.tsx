import type { DraggableProvided } from '@hello-pangea/dnd'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type CSSProperties, memo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { CalendarDate, Task } from '#shared/rooms/tasks/index.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { Grip, pointerHandle } from '../drag/grip.tsx'
import { CompleteButton } from '../parts/complete-button.tsx'
import { TaskFacts } from '../parts/task-facts.tsx'
import { useTaskActs } from '../use-task-acts.ts'
import classes from './task-row.module.css'

export interface TaskRowProps {
  task: Task
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  hide: { readonly project: boolean; readonly date: boolean }
  /** The one row that Tab stops at. */
  isCurrent: boolean
  isOpen: boolean
  isDragging: boolean
  isMovable: boolean
  provided: DraggableProvided
  style: CSSProperties
  /** Its place of all, for screen readers: only some rows are on the page. */
  place: number
  of: number
  takeLink: (id: string, node: HTMLElement | null) => void
}

export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { task, provided, isCurrent, isOpen, isDragging, isMovable, style, place, of, takeLink } = props
  const t = useText('tasks')
  const tabIndex = isCurrent ? 0 : -1
  const title = task.value.title || t('row.untitled')
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
      aria-setsize={of}
      aria-posinset={place}
    >
      <CompleteButton task={task} tabIndex={tabIndex} />
      <span className={classes.words}>
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
        {task.value.trashedAt === undefined ? (
          <TaskFacts task={task} today={props.today} projects={props.projects} hide={props.hide} />
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
  const { canWrite } = useWorkspace()
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
