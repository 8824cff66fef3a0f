import { useId, useMemo, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import type { OpenMenu } from './tree-menu.tsx'
import { rowsOf } from './tree-rows.ts'
import { useExpandedFolders } from './use-expanded-folders.ts'
import { useTreeActions } from './use-tree-actions.ts'
import { useVisibleRange } from './use-visible-range.ts'

export interface TreeGiven {
  readonly tree: readonly TreeNode[]
  /** Every folder stands open and nothing moves: the tree is an answer to a search. */
  readonly isFiltered: boolean
  /** The document that is open beside it. */
  readonly current: ReplicaId | undefined
  readonly lineHeight: number
  readonly canWrite: boolean
}

/** The lines, which of them is active, being renamed or asked about, and what is said to screen readers. */
export function useTreeState({ tree, isFiltered, current, lineHeight }: TreeGiven) {
  const prefix = useId()
  const actions = useTreeActions()
  const expanded = useExpandedFolders()
  const range = useVisibleRange(lineHeight)
  const [active, setActive] = useState<ReplicaId>()
  const [renaming, setRenaming] = useState<ReplicaId>()
  const [menu, setMenu] = useState<OpenMenu>()
  const [said, tell] = useState('')
  const rows = useMemo(() => rowsOf(tree, (id) => isFiltered || expanded.has(id)), [tree, isFiltered, expanded])
  const shown = (id: ReplicaId | undefined) => (rows.some(({ node }) => node.id === id) ? id : undefined)
  const finishRename = (node: TreeNode, title: string) => {
    setRenaming(undefined)
    if (title.trim() !== '' || node.kind === 'document') void actions.rename(node, title.trim())
  }
  const nameNewFolder = async (parent: ReplicaId | undefined) => {
    if (parent) expanded.set([parent], true)
    const made = await actions.newFolder(parent)
    setActive(made)
    setRenaming(made)
  }
  return {
    actions,
    expanded,
    range,
    rows,
    activeId: shown(active) ?? shown(current),
    setActive,
    renaming,
    setRenaming,
    menu,
    setMenu,
    said,
    tell,
    finishRename,
    nameNewFolder,
    lineId: (id: ReplicaId) => `${prefix}${id}`,
  }
}

export type TreeState = ReturnType<typeof useTreeState>
