import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { intentOf, type TreeIntent } from './tree-keys.ts'
import type { OpenMenu } from './tree-menu.tsx'
import { contains, locate, type Place, placeAfterStep, rowsOf, type TreeRow } from './tree-rows.ts'
import { useExpandedFolders } from './use-expanded-folders.ts'
import { useTreeActions } from './use-tree-actions.ts'
import { useTreeDrag } from './use-tree-drag.ts'
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

/** What the tree shows and how it answers: lines, the active one, renaming, the menu, dragging and keys. */
export function useTree({ tree, isFiltered, current, lineHeight, canWrite }: TreeGiven) {
  const t = useText('documents')
  const prefix = useId()
  const actions = useTreeActions()
  const expanded = useExpandedFolders()
  const range = useVisibleRange(lineHeight)
  const [active, setActive] = useState<ReplicaId>()
  const [renaming, setRenaming] = useState<ReplicaId>()
  const [menu, setMenu] = useState<OpenMenu>()
  const [said, tell] = useState('')
  const rows = useMemo(() => rowsOf(tree, (id) => isFiltered || expanded.has(id)), [tree, isFiltered, expanded])
  const activeId = rows.some(({ node }) => node.id === active)
    ? active
    : rows.find(({ node }) => node.id === current)?.node.id

  const put = async (node: TreeNode, place: Place) => {
    if (place.parent) expanded.set([place.parent], true)
    if (await actions.place(tree, node, place)) tell(movedWords(t, tree, node, place))
  }
  const drag = useTreeDrag({
    rows,
    lineHeight,
    isEnabled: canWrite && !isFiltered && renaming === undefined,
    drop: (node, place) => void put(node, place),
    rest: (node) => expanded.set([node.id], true),
    nudge: range.nudge,
  })
  const toggle = (row: TreeRow) => expanded.set([row.node.id], !row.isExpanded)
  const open = (row: TreeRow) => {
    setActive(row.node.id)
    if (row.node.kind === 'folder') toggle(row)
    else actions.open(row.node)
  }
  const write = (intent: TreeIntent, row: TreeRow) => {
    if (intent.kind === 'rename') setRenaming(row.node.id)
    if (intent.kind === 'menu') setMenu({ node: row.node, ...cornerOf(`${prefix}${row.node.id}`) })
    if (intent.kind === 'trash') {
      setActive(neighbourOf(rows, row)?.node.id)
      void actions.trash(row.node)
    }
    if (intent.kind === 'step' && !isFiltered) {
      const place = placeAfterStep(tree, row.node.id, intent.step)
      if (place) void put(row.node, place)
    }
  }
  const act = (intent: TreeIntent, row: TreeRow | undefined) => {
    if (intent.kind === 'go') {
      setActive(intent.id)
      range.reveal(rows.findIndex(({ node }) => node.id === intent.id))
    } else if (intent.kind === 'expand') expanded.set(intent.ids, intent.isExpanded)
    else if (row && intent.kind === 'open') open(row)
    else if (row && canWrite) write(intent, row)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (drag.drag && event.key === 'Escape') return drag.cancel()
    const intent = intentOf(event, rows, activeId)
    if (!intent) return
    event.preventDefault()
    event.stopPropagation()
    act(
      intent,
      rows.find(({ node }) => node.id === activeId),
    )
  }
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
    ...{
      rows,
      range,
      drag,
      actions,
      activeId,
      renaming,
      menu,
      said,
      onKeyDown,
      open,
      toggle,
      finishRename,
      nameNewFolder,
    },
    ...{ setMenu, setRenaming },
    lineId: (id: ReplicaId) => `${prefix}${id}`,
  }
}

function neighbourOf(rows: readonly TreeRow[], row: TreeRow): TreeRow | undefined {
  const index = rows.indexOf(row)
  return rows.slice(index + 1).find((each) => !contains(row.node, each.node.id)) ?? rows[index - 1]
}

function cornerOf(id: string): { x: number; y: number } {
  const box = document.getElementById(id)?.getBoundingClientRect()
  return box ? { x: box.left + 32, y: box.bottom } : { x: 0, y: 0 }
}

function movedWords(t: Text<'documents'>, tree: readonly TreeNode[], node: TreeNode, { parent, index }: Place): string {
  const folder = parent && locate(tree, parent)?.node
  const siblings = folder?.kind === 'folder' ? folder.children : tree
  const count = siblings.filter(({ id }) => id !== node.id).length + 1
  const title = node.title || t('untitled')
  const name = folder ? folder.title : t('tree.topLevel')
  return t('tree.moved', { title, index: String(index + 1), count: String(count), folder: name })
}
