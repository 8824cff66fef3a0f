import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Capture } from '#shared/rooms/ideas/capture/index.ts'
import { ideaCommands, ideaTitle, type Idea } from '#shared/rooms/ideas/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../things.ts'

export interface IdeaActs {
  /** False: it was not stored, keep the text in the field. */
  capture(capture: Capture): Promise<boolean>
  /** The text as it is stored now; undefined: not stored. */
  edit(id: ReplicaId, text: string, base: string): Promise<string | undefined>
  togglePin(idea: Idea): Promise<void>
  trash(idea: Idea): Promise<void>
  restore(idea: Idea): Promise<void>
  become(idea: Idea, kind: 'task' | 'document'): Promise<void>
}

/**
 * What can be done to an idea from any list, with words for what happened. Refusals are told by the engine. The way back that is
 * offered takes back this very act: the latest step of the history may be another one by the time somebody clicks.
 */
export function useIdeaActs(): IdeaActs {
  const t = useText('ideas')
  const tUi = useText('ui')
  const run = useRun()
  const announce = useAnnounce()
  const things = useThings()
  return useMemo(() => {
    const opening = (id: ReplicaId) => ({ action: { label: t('acts.open'), run: () => void things.open(id) } })
    const back = (act: () => Promise<unknown>) => ({ action: { label: tUi('undo'), run: () => void act() } })
    const pin = (id: ReplicaId, pinned: boolean) =>
      run(ideaCommands.pin, { id, pinned }, { undoLabel: t(pinned ? 'undo.pin' : 'undo.unpin') })
    const trash = (id: ReplicaId) => run(ideaCommands.trash, { id }, { undoLabel: t('undo.trash') })
    const restore = (id: ReplicaId) => run(ideaCommands.restore, { id }, { undoLabel: t('undo.restore') })
    const titled = (idea: Idea) => ({ title: ideaTitle(idea.value.text) })
    return {
      async capture({ text, plainTags, pin }) {
        if (text.trim() === '') return false
        const input = { text, plainTags: [...plainTags], pinned: pin !== undefined }
        const outcome = await run(ideaCommands.capture, input, { undoLabel: t('undo.capture') })
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
        const outcome = await pin(idea.id, pinned)
        const undo = back(() => pin(idea.id, !pinned))
        if (outcome.ok) announce(t(pinned ? 'acts.pinned' : 'acts.unpinned', titled(idea)), undo)
      },
      async trash(idea) {
        const outcome = await trash(idea.id)
        const undo = back(() => restore(idea.id))
        if (outcome.ok) announce(t('acts.trashed', titled(idea)), undo)
      },
      async restore(idea) {
        const outcome = await restore(idea.id)
        const undo = back(() => trash(idea.id))
        if (outcome.ok) announce(t('acts.restored', titled(idea)), undo)
      },
      async become(idea, kind) {
        const command = kind === 'task' ? ideaCommands.turnIntoTask : ideaCommands.turnIntoDocument
        const outcome = await run(command, { id: idea.id }, { undoLabel: t('undo.become') })
        if (outcome.ok)
          announce(t(kind === 'task' ? 'acts.toTask' : 'acts.toDocument', titled(idea)), opening(outcome.value))
      },
    }
  }, [t, tUi, run, announce, things])
}
