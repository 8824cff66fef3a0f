import { useMemo } from 'react'
import { taskCommands } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../things.ts'

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
