import type { ReplicaId } from '../../kit/ids.ts'
import { orderBetween } from '../../kit/order-key.ts'
import type { Row } from '../room.ts'
import type { DocumentRow, FolderRow } from './model.ts'

export interface FolderNode {
  readonly kind: 'folder'
  readonly id: ReplicaId
  readonly title: string
  readonly position: string
  readonly children: readonly TreeNode[]
}

export interface DocumentNode {
  readonly kind: 'document'
  readonly id: ReplicaId
  readonly title: string
  readonly position: string
  readonly pinned: boolean
}

export type TreeNode = FolderNode | DocumentNode

/** Every folder's place after repair: what holds for the tree holds for paths, visibility and the trash alike. */
export interface Placement {
  /** The folder that a thing lies in; undefined = top level, also for what points at a missing folder. */
  parentOf(row: PlacedRow): ReplicaId | undefined
  /** Neither trashed nor inside a trashed folder. */
  isVisible(row: PlacedRow): boolean
}

type PlacedRow = Row<Pick<FolderRow, 'parent' | 'trashedAt'>>

/**
 * Two people can move two folders into each other at the same time. Of the folders on such a ring the one with the smallest id
 * stands at top level, whatever the order of arrival, until somebody moves one of them again.
 */
export function placementOf(folders: readonly Row<FolderRow>[]): Placement {
  const byId = new Map(folders.map((folder) => [folder.id, folder]))
  const roots = ringBreakers(byId)
  const hidden = new Map<ReplicaId, boolean>()
  const parentOf = (row: PlacedRow) => {
    const { parent } = row.value
    return parent === undefined || roots.has(row.id) || !byId.has(parent) ? undefined : parent
  }
  const isHidden = (row: PlacedRow): boolean => {
    const known = hidden.get(row.id)
    if (known !== undefined) return known
    const parent = parentOf(row)
    const folder = parent && byId.get(parent)
    const answer = row.value.trashedAt !== undefined || (folder ? isHidden(folder) : false)
    if (byId.has(row.id)) hidden.set(row.id, answer)
    return answer
  }
  return { parentOf, isVisible: (row) => !isHidden(row) }
}

function ringBreakers(byId: ReadonlyMap<ReplicaId, Row<FolderRow>>): ReadonlySet<ReplicaId> {
  const breakers = new Set<ReplicaId>()
  const settled = new Set<ReplicaId>()
  for (const start of byId.keys()) {
    const path: ReplicaId[] = []
    const onPath = new Set<ReplicaId>()
    let at: ReplicaId | undefined = start
    while (at !== undefined && byId.has(at) && !settled.has(at) && !onPath.has(at)) {
      path.push(at)
      onPath.add(at)
      at = byId.get(at)?.value.parent
    }
    if (at !== undefined && onPath.has(at)) {
      const ring = path.slice(path.indexOf(at))
      breakers.add(ring.reduce((least, id) => (id < least ? id : least)))
    }
    for (const id of path) settled.add(id)
  }
  return breakers
}

type Folders = readonly Row<FolderRow>[]
type Documents = readonly Row<DocumentRow>[]

/**
 * The tree again and again while rows change: as long as no title, place, pin or trash mark changed, it is the same object, at the
 * cost of a comparison. Typing changes a row several times a second, and in ten thousand documents building is not free.
 */
export function treeBuilder(): (folders: Folders, documents: Documents) => readonly TreeNode[] {
  let last: { folders: Folders; documents: Documents; tree: readonly TreeNode[] } | undefined
  return (folders, documents) => {
    const isSame = last && sameIn(last.folders, folders) && sameIn(last.documents, documents)
    last = { folders, documents, tree: last && isSame ? last.tree : buildTree(folders, documents) }
    return last.tree
  }
}

function sameIn(before: readonly TreeRow[], now: readonly TreeRow[]): boolean {
  if (before.length !== now.length) return false
  return now.every((row, index) => {
    const old = before[index]!
    if (old === row) return true
    const [a, b] = [old.value, row.value]
    const isPlaced = old.id === row.id && a.parent === b.parent && a.position === b.position
    return isPlaced && a.title === b.title && a.trashedAt === b.trashedAt && a.pinned === b.pinned
  })
}

type TreeRow = Row<FolderRow & { readonly pinned?: boolean }>

/** What is visible, nested and in order. Everything visible appears exactly once. */
export function buildTree(folders: Folders, documents: Documents): TreeNode[] {
  const { parentOf, isVisible } = placementOf(folders)
  const below = new Map<ReplicaId | undefined, TreeNode[]>()
  const put = (parent: ReplicaId | undefined, node: TreeNode) => {
    const siblings = below.get(parent)
    if (siblings) siblings.push(node)
    else below.set(parent, [node])
  }
  for (const row of folders) {
    if (!isVisible(row)) continue
    let children = below.get(row.id)
    if (!children) below.set(row.id, (children = []))
    put(parentOf(row), { kind: 'folder', id: row.id, title: row.value.title, position: row.value.position, children })
  }
  for (const row of documents) {
    if (!isVisible(row)) continue
    const { title, position, pinned } = row.value
    put(parentOf(row), { kind: 'document', id: row.id, title, position, pinned })
  }
  for (const siblings of below.values()) siblings.sort(byPosition)
  return below.get(undefined) ?? []
}

/** Keys can be equal after concurrent moves; the id decides, so that everyone sees one order. */
export function byPosition(a: { position: string; id: string }, b: { position: string; id: string }): number {
  if (a.position !== b.position) return a.position < b.position ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/**
 * The order key for a thing that shall stand at `index` among `siblings` (without itself). Between two siblings of one key there is
 * no room: it then goes behind all of that key.
 */
export function positionAt(siblings: readonly { position: string }[], index: number): string {
  const before = siblings[index - 1]?.position
  const after = siblings.slice(Math.max(0, index)).find(({ position }) => before === undefined || position > before)
  return orderBetween(before || undefined, after?.position || undefined)
}

/** From the top level down to the folder that the thing lies in. */
export function pathOf(
  row: PlacedRow,
  folders: { get(id: ReplicaId): Row<FolderRow> | undefined },
  placement: Placement,
): Row<FolderRow>[] {
  const path: Row<FolderRow>[] = []
  let at = placement.parentOf(row)
  while (at !== undefined) {
    const folder = folders.get(at)
    if (!folder) break
    path.unshift(folder)
    at = placement.parentOf(folder)
  }
  return path
}
