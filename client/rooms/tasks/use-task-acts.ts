import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskCommands, type Task, type TaskStatus } from '#shared/rooms/tasks/index.ts'
import { useEngine, useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { calendarDateOf } from './parts/day.ts'
import { withFreed } from './waiting/freed-note.tsx'

export interface TaskActs {
  /** Completes an open task and reopens a done one; says so and offers the way back. */
  toggle(task: Task): Promise<void>
  trash(task: Task): Promise<void>
  restore(task: Task): Promise<void>
  duplicate(task: Task): Promise<ReplicaId | undefined>
}

/**
 * What can be done to a task from any list, with words for what happened. Refusals are told by the engine. The way back that is
 * offered takes back this very act: the latest step of the history may be another one by the time somebody clicks.
 */
export function useTaskActs(): TaskActs {
  const t = useText('tasks')
  const tUi = useText('ui')
  const run = useRun()
  const announce = useAnnounce()
  const engine = useEngine()
  return useMemo(() => {
    const titled = (task: Task) => ({ title: task.value.title || t('row.untitled') })
    const back = (act: () => Promise<unknown>) => ({ action: { label: tUi('undo'), run: () => void act() } })
    const setStatus = (id: ReplicaId, status: TaskStatus, undoLabel: string) =>
      run(taskCommands.setStatus, { id, status }, { undoLabel })
    const trash = (id: ReplicaId) => run(taskCommands.trash, { id }, { undoLabel: t('undo.trash') })
    const restore = (id: ReplicaId) => run(taskCommands.restore, { id }, { undoLabel: t('undo.restore') })
    return {
      async toggle(task) {
        const { id, value } = task
        const wasDone = value.status === 'done'
        const outcome = wasDone
          ? await run(taskCommands.reopen, { id }, { undoLabel: t('undo.reopen') })
          : await run(
              taskCommands.complete,
              { id, occurrence: value.dueDate, today: calendarDateOf(new Date()) },
              { undoLabel: t('undo.complete') },
            )
        const undo = async () => {
          if (value.repeat !== undefined && value.dueDate !== undefined && !wasDone)
            await run(
              taskCommands.takeBackOccurrence,
              { id, occurrence: value.dueDate },
              { undoLabel: t('undo.reopen') },
            )
          return setStatus(id, value.status, t(wasDone ? 'undo.complete' : 'undo.reopen'))
        }
        if (!outcome.ok) return
        const said = t(wasDone ? 'acts.reopened' : 'acts.completed', titled(task))
        announce(wasDone ? said : withFreed(engine, id, said), back(undo))
      },
      async trash(task) {
        const outcome = await trash(task.id)
        const undo = back(() => restore(task.id))
        if (outcome.ok) announce(t('acts.trashed', titled(task)), undo)
      },
      async restore(task) {
        const outcome = await restore(task.id)
        const undo = back(() => trash(task.id))
        if (outcome.ok) announce(t('acts.restored', titled(task)), undo)
      },
      async duplicate(task) {
        const outcome = await run(taskCommands.duplicate, { id: task.id }, { undoLabel: t('undo.duplicate') })
        if (!outcome.ok) return undefined
        const undo = back(() => trash(outcome.value))
        announce(t('acts.duplicated', titled(task)), undo)
        return outcome.value
      },
    }
  }, [t, tUi, run, announce, engine])
}
