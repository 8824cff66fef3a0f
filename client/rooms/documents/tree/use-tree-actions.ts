import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import {
  createDocument,
  createFolder,
  duplicateDocument,
  moveDocument,
  moveFolder,
  pinDocument,
  renameDocument,
  renameFolder,
  trashDocument,
  trashFolder,
  type TreeNode,
} from '#shared/rooms/documents/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { moveInput, type Place } from './tree-rows.ts'

export interface TreeActions {
  open(node: TreeNode): void
  rename(node: TreeNode, title: string): Promise<void>
  place(tree: readonly TreeNode[], node: TreeNode, place: Place): Promise<boolean>
  trash(node: TreeNode): Promise<void>
  duplicate(node: TreeNode): Promise<void>
  pin(id: ReplicaId, pinned: boolean): Promise<void>
  /** Makes an empty document and opens it. */
  writeNew(parent?: ReplicaId): Promise<void>
  /** Answers the new folder, to be named at once. */
  newFolder(parent?: ReplicaId): Promise<ReplicaId | undefined>
}

/** What people do to documents and folders from lists, menus and keys: the commands, and what is said afterwards. */
export function useTreeActions(): TreeActions {
  const run = useRun()
  const things = useThings()
  const announce = useAnnounce()
  const t = useText('documents')
  return useMemo(
    () => ({
      open: (node) => void things.open(node.id),
      rename: async (node, title) => {
        if (title === node.title) return
        await run(node.kind === 'folder' ? renameFolder : renameDocument, { id: node.id, title })
      },
      place: async (tree, node, place) => {
        const input = moveInput(tree, node, place)
        const moved = await run(node.kind === 'folder' ? moveFolder : moveDocument, input)
        return moved.ok
      },
      trash: async (node) => {
        const gone = await run(node.kind === 'folder' ? trashFolder : trashDocument, { id: node.id })
        if (gone.ok) announce(t('tree.trashed', { title: node.title || t('untitled') }), { undo: true })
      },
      duplicate: async (node) => {
        const title = t('copyOf', { title: node.title || t('untitled') })
        const copy = await run(duplicateDocument, { id: node.id, title })
        if (copy.ok) things.open(copy.value.id)
      },
      pin: async (id, pinned) => void (await run(pinDocument, { id, pinned })),
      writeNew: async (parent) => {
        const made = await run(createDocument, { title: '', ...(parent && { parent }) })
        if (made.ok) things.open(made.value.id)
      },
      newFolder: async (parent) => {
        const made = await run(createFolder, { title: t('folderName'), ...(parent && { parent }) })
        return made.ok ? made.value.id : undefined
      },
    }),
    [run, things, announce, t],
  )
}
