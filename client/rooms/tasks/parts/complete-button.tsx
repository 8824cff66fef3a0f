import { IconCheck } from '@tabler/icons-react'
import type { Task } from '#shared/rooms/tasks/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useTaskActs } from '../use-task-acts.ts'
import classes from './complete-button.module.css'

/** The round box before a task. The ring tells the priority, a half-filled one that somebody is at it; both are also said in words. */
export function CompleteButton({ task, tabIndex = 0 }: { task: Task; tabIndex?: 0 | -1 }) {
  const t = useText('tasks')
  const acts = useTaskActs()
  const canWrite = useCanWrite(task.id)
  const { status, priority, title } = task.value
  const named = { title: title || t('row.untitled') }
  return (
    <button
      type="button"
      role="checkbox"
      className={classes.box}
      data-priority={priority}
      data-status={status}
      aria-checked={status === 'done' ? true : status === 'doing' ? 'mixed' : false}
      aria-label={t(status === 'done' ? 'row.reopen' : 'row.complete', named)}
      disabled={!canWrite}
      tabIndex={tabIndex}
      onClick={() => void acts.toggle(task)}
    >
      <span className={classes.ring}>
        <IconCheck className={classes.tick} size={12} stroke={3} aria-hidden />
      </span>
    </button>
  )
}
