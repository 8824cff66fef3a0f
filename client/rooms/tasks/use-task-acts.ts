import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskCommands, type Task } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../things.ts'

export interface TaskActs {
  /** Completes an open task and reopens a done one; says so and offers the way back. */
  toggle(task: Task): Promise<void>
  trash(task: Task): Promise<void>
  restore(task: Task): Promise<void>
  duplicate(task: Task): Promise<ReplicaId | undefined>
}

/** What can be done to a task from any list, with words for what happened. Refusals are told by the engine. */
export function useTaskActs(): TaskActs {
  const t = useText('tasks')
  const run = useRun()
  const announce = useAnnounce()
  return useMemo(() => {
    const titleOf = (task: Task) => task.value.title || t('row.untitled')
    return {
      async toggle(task) {
        const isDone = task.value.status === 'done'
        const outcome = isDone
          ? await run(taskCommands.reopen, { id: task.id }, { undoLabel: t('undo.reopen') })
          : await run(taskCommands.complete, { id: task.id }, { undoLabel: t('undo.complete') })
        if (outcome.ok)
          announce(t(isDone ? 'acts.reopened' : 'acts.completed', { title: titleOf(task) }), { undo: true })
      },
      async trash(task) {
        const outcome = await run(taskCommands.trash, { id: task.id }, { undoLabel: t('undo.trash') })
        if (outcome.ok) announce(t('acts.trashed', { title: titleOf(task) }), { undo: true })
      },
      async restore(task) {
        const outcome = await run(taskCommands.restore, { id: task.id }, { undoLabel: t('undo.restore') })
        if (outcome.ok) announce(t('acts.restored', { title: titleOf(task) }), { undo: true })
      },
      async duplicate(task) {
        const outcome = await run(taskCommands.duplicate, { id: task.id }, { undoLabel: t('undo.duplicate') })
        if (!outcome.ok) return undefined
        announce(t('acts.duplicated', { title: titleOf(task) }), { undo: true })
        return outcome.value
      },
    }
  }, [t, run, announce])
}

/** Adds a task from its title alone, and offers to open it where it may not be on the screen. */
export function useAddTask() {
  const t = useText('tasks')
  const run = useRun()
  const announce = useAnnounce()
  const things = useThings()
  return useMemo(
    () =>
      async (input: Parameters<typeof taskCommands.create.run>[1], { say = false }: { say?: boolean } = {}) => {
        const outcome = await run(taskCommands.create, input, { undoLabel: t('undo.add') })
        if (!outcome.ok) return undefined
        if (say) {
          announce(t('quickAdd.added', { title: input.title }), {
            action: { label: t('quickAdd.open'), run: () => void things.open(outcome.value) },
          })
        }
        return outcome.value
      },
    [t, run, announce, things],
  )
}
