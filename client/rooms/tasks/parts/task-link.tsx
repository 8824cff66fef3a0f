import { Link } from '@tanstack/react-router'
import type { Task } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'

interface TaskLinkProps {
  task: Task
  className: string | undefined
  isOpen: boolean
  tabIndex: 0 | -1
  takeLink: (id: string, node: HTMLElement | null) => void
}

/** The title, which opens the task beside its list and is where the keyboard rests in a list. */
export function TaskLink({ task, className, isOpen, tabIndex, takeLink }: TaskLinkProps) {
  const t = useText('tasks')
  return (
    <Link
      ref={(node: HTMLElement | null) => takeLink(task.id, node)}
      to="."
      search={((before: object) => ({ ...before, open: task.id })) as never}
      resetScroll={false}
      preload={false}
      className={className}
      tabIndex={tabIndex}
      data-task-link
      draggable={false}
      {...(isOpen && { 'aria-current': true as const })}
    >
      {task.value.title || t('row.untitled')}
    </Link>
  )
}
