import type { ReplicaId } from '../../kit/ids.ts'
import type { Query, Row, Rows } from '../room.ts'
import { leadsTo, linkKey, titleKey } from './content-summary.ts'
import { documentType, folderType, type DocumentRow } from './model.ts'
import { matchTitle } from './title-match.ts'
import { byPosition, pathOf, placementOf, treeBuilder, type TreeNode } from './tree.ts'

const types = [documentType, folderType] as const

/** A document as lists show it. */
export interface DocumentItem {
  readonly id: ReplicaId
  readonly title: string
  readonly excerpt: string
  readonly changedAt: number
  readonly pinned: boolean
  readonly checklist: DocumentRow['checklist']
  /** Titles of the folders around it, outermost first. */
  readonly path: readonly string[]
}

export interface TrashItem {
  readonly kind: 'document' | 'folder'
  readonly id: ReplicaId
  readonly title: string
  readonly trashedAt: number
  /** How many documents lie in a trashed folder. */
  readonly inside: number
}

export interface OpenDocument extends DocumentItem {
  readonly folders: readonly { readonly id: ReplicaId; readonly title: string }[]
  readonly tags: readonly string[]
  readonly words: number
  readonly createdAt: number
  /** What it grew out of, an idea for one. */
  readonly source: ReplicaId | undefined
  /** In the trash itself, or inside a folder that is. */
  readonly isTrashed: boolean
}

export interface DocumentLinks {
  /** Titles of the documents that links name by id. */
  readonly byId: Readonly<Record<string, string>>
  /** By `linkKey`, for links that were written before their document was there. */
  readonly byKey: Readonly<Record<string, { readonly id: ReplicaId; readonly title: string }>>
}

// Remembers its last answer, which depends on nothing but the rows it is given.
const build = treeBuilder()

/** Folders and documents, nested and in order. */
export const documentTree: Query<void, readonly TreeNode[]> = {
  name: 'documents.tree',
  types,
  answer: (rows) => build(rows.of(folderType), rows.of(documentType)),
}

/** What was thrown away, last first; what lies in a trashed folder is counted with the folder. */
export const trashedDocuments: Query<void, readonly TrashItem[]> = {
  name: 'documents.trash',
  types,
  answer: (rows) => {
    const folders = rows.of(folderType)
    const placement = placementOf(folders)
    const inside = new Map<ReplicaId, number>()
    for (const row of rows.of(documentType)) {
      if (row.value.trashedAt !== undefined) continue
      const folder = pathOf(row, folderGetter(rows), placement).find(({ value }) => value.trashedAt !== undefined)
      if (folder) inside.set(folder.id, (inside.get(folder.id) ?? 0) + 1)
    }
    return [...folders, ...rows.of(documentType)]
      .flatMap(({ id, type, value: { title, trashedAt } }): TrashItem[] => {
        const kind = type === folderType.name ? 'folder' : 'document'
        return trashedAt === undefined ? [] : [{ kind, id, title, trashedAt, inside: inside.get(id) ?? 0 }]
      })
      .sort((a, b) => b.trashedAt - a.trashedAt || (a.id < b.id ? -1 : 1))
  },
}

export const recentDocuments: Query<{ readonly limit: number }, readonly DocumentItem[]> = {
  name: 'documents.recent',
  types,
  answer: (rows, { limit }) => {
    const recent = visibleDocuments(rows).sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1))
    return recent.slice(0, limit).map(itemIn(rows))
  },
}

export const pinnedDocuments: Query<void, readonly DocumentItem[]> = {
  name: 'documents.pinned',
  types,
  answer: (rows) => {
    const pinned = visibleDocuments(rows).filter(({ value }) => value.pinned)
    return pinned.sort((a, b) => byPosition(placeOf(a), placeOf(b))).map(itemIn(rows))
  },
}

/** The documents that link to it: by its id, or by its title where the link was written before the document was there. */
export const backlinks: Query<{ readonly id: ReplicaId }, readonly DocumentItem[]> = {
  name: 'documents.backlinks',
  types,
  answer: (rows, { id }) => {
    const own = rows.get(documentType, id)
    const key = own ? titleKeyOf(own) : ''
    return visibleDocuments(rows)
      .filter(
        (row) =>
          row.id !== id && (row.value.links.includes(id) || row.value.danglingLinks.some((link) => leadsTo(link, key))),
      )
      .sort(byTitle)
      .map(itemIn(rows))
  },
}

/** What `[[` offers, best first. */
export const documentsByTitle: Query<{ readonly typed: string; readonly limit: number }, readonly DocumentItem[]> = {
  name: 'documents.byTitle',
  types,
  answer: (rows, { typed, limit }) => {
    const scored = visibleDocuments(rows).flatMap((row) => {
      const score = matchTitle(row.value.title, typed)
      return score > 0 && row.value.title !== '' ? [{ row, score }] : []
    })
    scored.sort((a, b) => b.score - a.score || b.row.changedAt - a.row.changedAt || (a.row.id < b.row.id ? -1 : 1))
    return scored
      .slice(0, limit)
      .map(({ row }) => row)
      .map(itemIn(rows))
  },
}

/** Where a link that was written as text leads: a document of that title, the oldest where several have it. */
export const documentNamed: Query<{ readonly target: string }, ReplicaId | undefined> = {
  name: 'documents.named',
  types,
  answer: (rows, { target }) => findNamed(byTitleKey(rows), target)?.id,
}

/** The tree with only what the typed words name, and the folders that lead there; a folder that is named shows all it holds. */
export const treeMatching: Query<{ readonly typed: string }, readonly TreeNode[]> = {
  name: 'documents.treeMatching',
  types,
  answer: (rows, { typed }) => {
    const tree = documentTree.answer(rows)
    return typed === '' ? tree : matchingIn(tree, typed)
  },
}

export const openDocument: Query<{ readonly id: ReplicaId }, OpenDocument | undefined> = {
  name: 'documents.open',
  types,
  answer: (rows, { id }) => {
    const row = rows.get(documentType, id)
    if (!row) return undefined
    const placement = placementOf(rows.of(folderType))
    const { tags, words, createdAt, source } = row.value
    const folders = pathOf(row, folderGetter(rows), placement).map((folder) => ({
      id: folder.id,
      title: folder.value.title,
    }))
    return { ...itemIn(rows)(row), folders, tags, words, createdAt, source, isTrashed: !placement.isVisible(row) }
  },
}

/** What the links of a document lead to now: by the id they hold, or by what is written where they hold none. */
export const linksOf: Query<{ readonly id: ReplicaId }, DocumentLinks> = {
  name: 'documents.links',
  types,
  answer: (rows, { id }) => {
    const row = rows.get(documentType, id)
    const byId: Record<string, string> = {}
    const byKey: Record<string, { id: ReplicaId; title: string }> = {}
    for (const link of row?.value.links ?? []) {
      const linked = rows.get(documentType, link)
      if (linked) byId[link] = linked.value.title
    }
    const dangling = row?.value.danglingLinks ?? []
    const titles: ReadonlyMap<string, Row<DocumentRow>> = dangling.length > 0 ? byTitleKey(rows) : new Map()
    for (const key of dangling) {
      const linked = findNamed(titles, key)
      if (linked) byKey[key] = { id: linked.id, title: linked.value.title }
    }
    return { byId, byKey }
  },
}

/** Every tag in use, for suggestions. */
export const documentTags: Query<void, readonly string[]> = {
  name: 'documents.tags',
  types,
  answer: (rows) => [...new Set(visibleDocuments(rows).flatMap(({ value }) => value.tags))].sort(),
}

function matchingIn(nodes: readonly TreeNode[], typed: string): TreeNode[] {
  return nodes.flatMap((node): TreeNode[] => {
    if (matchTitle(node.title, typed) > 0) return [node]
    if (node.kind === 'document') return []
    const children = matchingIn(node.children, typed)
    return children.length > 0 ? [{ ...node, children }] : []
  })
}

// A memo by identity: rows are replaced when they change.
const titleKeys = new WeakMap<DocumentRow, string>()

function titleKeyOf({ value }: Row<DocumentRow>): string {
  let key = titleKeys.get(value)
  if (key === undefined) titleKeys.set(value, (key = titleKey(value.title)))
  return key
}

/** The oldest document of each title. */
function byTitleKey(rows: Rows): Map<string, Row<DocumentRow>> {
  const titles = new Map<string, Row<DocumentRow>>()
  for (const row of visibleDocuments(rows)) {
    const key = titleKeyOf(row)
    const known = titles.get(key)
    const isOlder = !known || row.value.createdAt < known.value.createdAt
    if (key !== '' && (isOlder || (row.value.createdAt === known.value.createdAt && row.id < known.id)))
      titles.set(key, row)
  }
  return titles
}

/** As written, else as a link, from its whole path to its last part alone: the rule of `leadsTo`. */
function findNamed(titles: ReadonlyMap<string, Row<DocumentRow>>, target: string): Row<DocumentRow> | undefined {
  const written = titles.get(titleKey(target))
  if (written) return written
  const parts = linkKey(target).split('/')
  for (let from = 0; from < parts.length; from += 1) {
    const found = titles.get(parts.slice(from).join('/'))
    if (found) return found
  }
  return undefined
}

function visibleDocuments(rows: Rows): Row<DocumentRow>[] {
  const { isVisible } = placementOf(rows.of(folderType))
  return rows.of(documentType).filter(isVisible)
}

function itemIn(rows: Rows): (row: Row<DocumentRow>) => DocumentItem {
  const placement = placementOf(rows.of(folderType))
  return (row) => {
    const { title, excerpt, pinned, checklist } = row.value
    const path = pathOf(row, folderGetter(rows), placement).map((folder) => folder.value.title)
    return { id: row.id, title, excerpt, changedAt: row.changedAt, pinned, checklist, path }
  }
}

function folderGetter(rows: Rows) {
  return { get: (id: ReplicaId) => rows.get(folderType, id) }
}

function placeOf(row: Row<DocumentRow>) {
  return { position: row.value.position, id: row.id }
}

function byTitle(a: Row<DocumentRow>, b: Row<DocumentRow>): number {
  return byPosition({ position: titleKeyOf(a), id: a.id }, { position: titleKeyOf(b), id: b.id })
}
