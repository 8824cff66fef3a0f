import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { ideaCommands, ideaTitle, type Idea } from '#shared/rooms/ideas/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../things.ts'

export interface IdeaActs {
  /** False: it was not stored, keep the text in the field. */
  capture(text: string): Promise<boolean>
  /** The text as it is stored now; undefined: not stored. */
  edit(id: ReplicaId, text: string, base: string): Promise<string | undefined>
  togglePin(idea: Idea): Promise<void>
  trash(idea: Idea): Promise<void>
  restore(idea: Idea): Promise<void>
  become(idea: Idea, kind: 'task' | 'document'): Promise<void>
}

/** What can be done to an idea from any list, with words for what happened. Refusals are told by the engine. */
export function useIdeaActs(): IdeaActs {
  const t = useText('ideas')
  const run = useRun()
  const announce = useAnnounce()
  const things = useThings()
  return useMemo(() => {
    const opening = (id: ReplicaId) => ({ action: { label: t('acts.open'), run: () => void things.open(id) } })
    const titled = (idea: Idea) => ({ title: ideaTitle(idea.value.text) })
    return {
      async capture(text) {
        if (text.trim() === '') return false
        const outcome = await run(ideaCommands.capture, { text }, { undoLabel: t('undo.capture') })
        if (outcome.ok) announce(t('capture.saved'), opening(outcome.value))
        return outcome.ok
      },
      async edit(id, text, base) {
        if (text.trim() === '') return undefined
        const outcome = await run(ideaCommands.edit, { id, text, base }, { undoLabel: t('undo.edit') })
        return outcome.ok ? outcome.value : undefined
      },
      async togglePin(idea) {
        const pinned = !idea.value.pinned
        const outcome = await run(
          ideaCommands.pin,
          { id: idea.id, pinned },
          { undoLabel: t(pinned ? 'undo.pin' : 'undo.unpin') },
        )
        if (outcome.ok) announce(t(pinned ? 'acts.pinned' : 'acts.unpinned', titled(idea)), { undo: true })
      },
      async trash(idea) {
        const outcome = await run(ideaCommands.trash, { id: idea.id }, { undoLabel: t('undo.trash') })
        if (outcome.ok) announce(t('acts.trashed', titled(idea)), { undo: true })
      },
      async restore(idea) {
        const outcome = await run(ideaCommands.restore, { id: idea.id }, { undoLabel: t('undo.restore') })
        if (outcome.ok) announce(t('acts.restored', titled(idea)), { undo: true })
      },
      async become(idea, kind) {
        const command = kind === 'task' ? ideaCommands.turnIntoTask : ideaCommands.turnIntoDocument
        const outcome = await run(command, { id: idea.id }, { undoLabel: t('undo.become') })
        if (outcome.ok)
          announce(t(kind === 'task' ? 'acts.toTask' : 'acts.toDocument', titled(idea)), opening(outcome.value))
      },
    }
  }, [t, run, announce, things])
}
