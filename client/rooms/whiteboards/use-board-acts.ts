import { useMemo } from 'react'
import { type Board, duplicateBoard, renameBoard, restoreBoard, trashBoard } from '#shared/rooms/whiteboards/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'

/** What can be done with a board, from its card and from its own screen. Each tells what it did, with a way back. */
export function useBoardActs({ id, value }: Board) {
  const t = useText('whiteboards')
  const run = useRun()
  const announce = useAnnounce()
  const title = value.title || t('untitled')
  return useMemo(
    () => ({
      title,
      rename: async (next: string) => {
        if (next.trim() !== value.title) await run(renameBoard, { id, title: next })
      },
      duplicate: async () => {
        const made = await run(duplicateBoard, { id, title: t('copyOf', { title }) })
        if (made.ok) announce(t('duplicated', { title: t('copyOf', { title }) }), { undo: true })
      },
      trash: async () => {
        const gone = await run(trashBoard, { id })
        if (gone.ok) announce(t('trashed', { title }), { undo: true })
        return gone.ok
      },
      restore: async () => {
        const back = await run(restoreBoard, { id })
        if (back.ok) announce(t('restored', { title }), { undo: true })
      },
    }),
    [id, value.title, title, run, announce, t],
  )
}
