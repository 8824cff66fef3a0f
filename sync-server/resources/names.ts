import { isReplicaId, type PrincipalId, type ReplicaId } from '#shared/kit/ids.ts'
import { documentType, folderType, type FolderRow, placementOf } from '#shared/rooms/documents/index.ts'
import type { Row } from '#shared/rooms/room.ts'
import type { View } from '#server/access/access.ts'
import type { CatalogueRow, Shelf } from './catalogue.ts'
import { type Collection, collectionNamed, collectionOf, slugOf, titleOf } from './collections.ts'

/**
 * What things are called in a workspace, as one reader sees it: the parts of a path below it. A thing goes by the slug of its title;
 * among those that would have the same name in one place, the oldest has it and the others carry the beginning of their id behind `~`,
 * which always leads to them. Ids lead there, too.
 *
 * Names are those among what the reader may read: that a name is taken by something else would tell of it.
 */
export interface Names {
  find(parts: readonly string[]): Found | undefined
  /** undefined: it is not to be seen, or has no place in paths. */
  partsOf(id: ReplicaId): readonly string[] | undefined
  /** In a collection, or a folder of it; oldest first. */
  inside(place: Place): readonly CatalogueRow[]
}

export type Found =
  | { readonly kind: 'collection'; readonly place: Place }
  | { readonly kind: 'thing'; readonly row: CatalogueRow; readonly collection: Collection }

export interface Place {
  readonly collection: Collection
  readonly folder: ReplicaId | undefined
}

export interface Reader {
  readonly principal: PrincipalId
  readonly view: Sight
}

/** What of a view counts here. */
export type Sight = Pick<View, 'isWhole' | 'mayRead' | 'stamp'>

/** Of views, for each shelf: guests of one workspace see few different things. */
const maxKept = 20
const kept = new WeakMap<Shelf, Map<string, { readonly revision: number; readonly names: Index }>>()

export function namesFor(shelf: Shelf, { principal, view }: Reader): Names {
  const key = view.isWhole ? '' : `${principal} ${view.stamp}`
  const known = kept.get(shelf) ?? new Map<string, { revision: number; names: Index }>()
  kept.set(shelf, known)
  const found = known.get(key)
  if (found?.revision === shelf.placeRevision) return found.names
  known.delete(key)
  for (const oldest of known.keys()) if (known.size >= maxKept) known.delete(oldest)
  const names = new Index(shelf, view)
  known.set(key, { revision: shelf.placeRevision, names })
  return names
}

class Index implements Names {
  readonly #shelf: Shelf
  readonly #seen = new Set<ReplicaId>()
  readonly #inside = new Map<string, ReplicaId[]>()
  readonly #named = new Map<string, ReplicaId[]>()
  readonly #folderOf = new Map<ReplicaId, ReplicaId | undefined>()

  constructor(shelf: Shelf, view: Sight) {
    this.#shelf = shelf
    const everyFolder = shelf.of(folderType)
    const { isVisible } = placementOf(everyFolder)
    const mayRead = ({ id }: Row) => view.isWhole || view.mayRead(id)
    // A thing in a folder that is not to be seen stands where the nearest one is that is.
    const { parentOf } = placementOf(everyFolder.filter(mayRead))
    const rows = [...shelf.rows.values()].filter(
      (row) => collectionOf(row.id) && mayRead(row) && isThere(row, isVisible),
    )
    for (const row of rows.sort(byAge)) {
      const isPlaced = row.type === documentType.name || row.type === folderType.name
      const folder = isPlaced ? parentOf(row as Row as Row<FolderRow>) : undefined
      this.#seen.add(row.id)
      this.#folderOf.set(row.id, folder)
      const place = placeKey({ collection: collectionOf(row.id)!, folder })
      addTo(this.#inside, place, row.id)
      addTo(this.#named, `${place}/${slugIn(row)}`, row.id)
    }
  }

  find(parts: readonly string[]): Found | undefined {
    const collection = collectionNamed(parts[0] ?? '')
    if (!collection) return undefined
    let place: Place = { collection, folder: undefined }
    for (const [at, part] of parts.slice(1).entries()) {
      const isLast = at === parts.length - 2
      const id = this.#called(place, part, isLast)
      const row = id && this.#row(id)
      if (!row || collectionOf(row.id) !== collection) return undefined
      if (isLast) return { kind: 'thing', row, collection }
      place = { collection, folder: row.id }
    }
    return { kind: 'collection', place }
  }

  partsOf(id: ReplicaId): readonly string[] | undefined {
    const row = this.#row(id)
    const collection = collectionOf(id)
    if (!row || !collection) return undefined
    const folder = this.#folderOf.get(id)
    const above = folder === undefined ? [collection.name] : (this.partsOf(folder) ?? [collection.name])
    const slug = slugIn(row)
    const [oldest] = this.#named.get(`${placeKey({ collection, folder })}/${slug}`) ?? []
    return [...above, oldest === id ? slug : `${slug}~${shortId(id)}`]
  }

  inside(place: Place): readonly CatalogueRow[] {
    return (this.#inside.get(placeKey(place)) ?? []).flatMap((id) => this.#shelf.rows.get(id) ?? [])
  }

  #row(id: ReplicaId): CatalogueRow | undefined {
    return this.#seen.has(id) ? this.#shelf.rows.get(id) : undefined
  }

  #called(place: Place, part: string, isLast: boolean): ReplicaId | undefined {
    if (isReplicaId(part)) return part
    const [slug = '', short] = part.split('~')
    const found = this.#named.get(`${placeKey(place)}/${slug.normalize('NFC')}`) ?? []
    const fits = isLast ? found : found.filter((id) => id.startsWith(`${folderType.name}_`))
    return short === undefined ? fits[0] : fits.find((id) => shortId(id) === short)
  }
}

function isThere(row: CatalogueRow, isVisible: (row: Row<FolderRow>) => boolean): boolean {
  if (row.type === documentType.name || row.type === folderType.name) return isVisible(row as Row as Row<FolderRow>)
  return (row.value as { trashedAt?: number }).trashedAt === undefined
}

function byAge(a: CatalogueRow, b: CatalogueRow): number {
  return createdAt(a) - createdAt(b) || (a.id < b.id ? -1 : 1)
}

function createdAt({ value }: CatalogueRow): number {
  return (value as { createdAt?: number }).createdAt ?? 0
}

// A memo by identity: rows are replaced when they change.
const slugs = new WeakMap<object, string>()

function slugIn(row: CatalogueRow): string {
  let slug = slugs.get(row.value)
  if (slug === undefined) slugs.set(row.value, (slug = slugOf(titleOf(row))))
  return slug
}

function placeKey({ collection, folder }: Place): string {
  return folder ?? collection.name
}

/** Enough of it to tell namesakes apart. */
function shortId(id: ReplicaId): string {
  return id.slice(id.indexOf('_') + 1).slice(0, 8)
}

function addTo(lists: Map<string, ReplicaId[]>, key: string, id: ReplicaId): void {
  const list = lists.get(key)
  if (list) list.push(id)
  else lists.set(key, [id])
}
