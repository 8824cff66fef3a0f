import type { KeyboardEvent } from 'react'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import { useUndoSteps } from '#client/rooms/undo-steps.ts'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { intentOf, type TreeIntent } from './tree-keys.ts'
import { contains, locate, type Place, placeAfterStep, type TreeRow } from './tree-rows.ts'
import { useTreeDrag } from './use-tree-drag.ts'
import { type TreeGiven, type TreeState, useTreeState } from './use-tree-state.ts'

/** How the tree answers to the mouse, to fingers and to keys. */
export function useTree(given: TreeGiven) {
  const { tree, isFiltered, lineHeight, canWrite } = given
  const t = useText('documents')
  const state = useTreeState(given)
  const { rows, expanded, actions, activeId } = state
  const { undo, redo } = useUndoSteps()

  const put = async (node: TreeNode, place: Place) => {
    if (place.parent) expanded.set([place.parent], true)
    if (await actions.place(tree, node, place)) state.tell(movedWords(t, tree, node, place))
  }
  const drag = useTreeDrag({
    rows,
    lineHeight,
    isEnabled: canWrite && !isFiltered && state.renaming === undefined,
    drop: (node, place) => void put(node, place),
    rest: (node) => expanded.set([node.id], true),
    nudge: state.range.nudge,
  })
  const toggle = (row: TreeRow) => expanded.set([row.node.id], !row.isExpanded)
  const open = (row: TreeRow) => {
    state.setActive(row.node.id)
    if (row.node.kind === 'folder') toggle(row)
    else actions.open(row.node)
  }
  const step = (intent: TreeIntent, row: TreeRow) => {
    if (intent.kind !== 'step' || isFiltered) return
    const place = placeAfterStep(tree, row.node.id, intent.step)
    if (place) void put(row.node, place)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (drag.drag && event.key === 'Escape') return drag.cancel()
    // The app leaves all keys to the tree while it has the focus, this one too.
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      event.preventDefault()
      return event.shiftKey ? redo() : undo()
    }
    const intent = intentOf(event, rows, activeId)
    if (!intent) return
    event.preventDefault()
    event.stopPropagation()
    const row = rows.find(({ node }) => node.id === activeId)
    look(state, intent)
    if (row && intent.kind === 'open') open(row)
    if (row && canWrite) {
      change(state, intent, row)
      step(intent, row)
    }
  }
  return { ...state, drag, open, toggle, onKeyDown }
}

function look({ rows, expanded, range, setActive }: TreeState, intent: TreeIntent): void {
  if (intent.kind === 'expand') expanded.set(intent.ids, intent.isExpanded)
  if (intent.kind !== 'go') return
  setActive(intent.id)
  range.reveal(rows.findIndex(({ node }) => node.id === intent.id))
}

function change(state: TreeState, intent: TreeIntent, row: TreeRow): void {
  if (intent.kind === 'rename') state.setRenaming(row.node.id)
  if (intent.kind === 'menu') state.setMenu({ node: row.node, ...cornerOf(state.lineId(row.node.id)) })
  if (intent.kind !== 'trash') return
  state.setActive(neighbourOf(state.rows, row)?.node.id)
  void state.actions.trash(row.node)
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
