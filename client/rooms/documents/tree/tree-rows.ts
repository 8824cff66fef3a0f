import type { ReplicaId } from '#shared/kit/ids.ts'
import { positionAt, type TreeNode } from '#shared/rooms/documents/index.ts'

/** One line of the tree as it stands on the screen. */
export interface TreeRow {
  readonly node: TreeNode
  /** 1 = top level. */
  readonly level: number
  readonly parent: ReplicaId | undefined
  readonly siblings: readonly TreeNode[]
  readonly index: number
  /** Only of folders. */
  readonly isExpanded: boolean | undefined
}

/** Where a thing shall go: `index` counts the siblings without the thing itself. */
export interface Place {
  readonly parent: ReplicaId | undefined
  readonly index: number
}

export function rowsOf(tree: readonly TreeNode[], isExpanded: (id: ReplicaId) => boolean): TreeRow[] {
  const rows: TreeRow[] = []
  const visit = (siblings: readonly TreeNode[], level: number, parent: ReplicaId | undefined) => {
    siblings.forEach((node, index) => {
      const expanded = node.kind === 'folder' ? isExpanded(node.id) : undefined
      rows.push({ node, level, parent, siblings, index, isExpanded: expanded })
      if (node.kind === 'folder' && expanded) visit(node.children, level + 1, node.id)
    })
  }
  visit(tree, 1, undefined)
  return rows
}

/** The line of a thing whether or not its folders are open. */
export function locate(tree: readonly TreeNode[], id: ReplicaId): TreeRow | undefined {
  return rowsOf(tree, () => true).find((row) => row.node.id === id)
}

/** The folders around a thing, innermost first. */
export function foldersAround(tree: readonly TreeNode[], id: ReplicaId): ReplicaId[] {
  const parents = new Map(rowsOf(tree, () => true).map((row) => [row.node.id, row.parent]))
  const around: ReplicaId[] = []
  for (let at = parents.get(id); at !== undefined; at = parents.get(at)) around.push(at)
  return around
}

export function contains(node: TreeNode, id: ReplicaId): boolean {
  return node.id === id || (node.kind === 'folder' && node.children.some((child) => contains(child, id)))
}

/** The order key and folder that the move commands take. */
export function moveInput(tree: readonly TreeNode[], node: TreeNode, { parent, index }: Place) {
  const folder = parent === undefined ? undefined : locate(tree, parent)?.node
  const siblings = folder?.kind === 'folder' ? folder.children : parent === undefined ? tree : []
  const others = siblings.filter((sibling) => sibling.id !== node.id)
  return { id: node.id, parent: parent ?? null, position: positionAt(others, Math.min(index, others.length)) }
}

export type Step = 'up' | 'down' | 'in' | 'out'

/**
 * One step with the keyboard. Up and down pass through the siblings, then leave the folder at its edge; in goes into the folder
 * above; out goes behind the folder around. undefined = there is nowhere to go.
 */
export function placeAfterStep(tree: readonly TreeNode[], id: ReplicaId, step: Step): Place | undefined {
  const row = locate(tree, id)
  if (!row) return undefined
  const { parent, siblings, index } = row
  const around = parent === undefined ? undefined : locate(tree, parent)
  switch (step) {
    case 'up':
      if (index > 0) return { parent, index: index - 1 }
      return around && { parent: around.parent, index: around.index }
    case 'down':
      if (index < siblings.length - 1) return { parent, index: index + 1 }
      return around && { parent: around.parent, index: around.index + 1 }
    case 'out':
      return around && { parent: around.parent, index: around.index + 1 }
    case 'in': {
      const above = siblings[index - 1]
      return above?.kind === 'folder' ? { parent: above.id, index: above.children.length } : undefined
    }
  }
}

export type DropZone = 'before' | 'inside' | 'after'

/** Where a thing dropped on a line lands; undefined where it cannot go (into itself). */
export function placeOfDrop(dragged: TreeNode, over: TreeRow, zone: DropZone): Place | undefined {
  if (contains(dragged, over.node.id) && over.node.id !== dragged.id) return undefined
  if (over.node.kind === 'folder' && (zone === 'inside' || (zone === 'after' && over.isExpanded))) {
    if (over.node.id === dragged.id) return undefined
    const others = over.node.children.filter((child) => child.id !== dragged.id)
    return { parent: over.node.id, index: zone === 'inside' ? others.length : 0 }
  }
  const own = over.siblings.findIndex((sibling) => sibling.id === dragged.id)
  const index = over.index + (zone === 'before' ? 0 : 1)
  return { parent: over.parent, index: own >= 0 && own < index ? index - 1 : index }
}

/** Folders take the middle half of their line, documents none. `share` runs from 0 at the top of the line to 1. */
export function zoneAt(node: TreeNode, share: number): DropZone {
  if (node.kind === 'document') return share < 0.5 ? 'before' : 'after'
  return share < 0.25 ? 'before' : share > 0.75 ? 'after' : 'inside'
}
