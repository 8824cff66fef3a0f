import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { RowConflict } from '#shared/rooms/room.ts'
import type { CatalogueRow, Shelf } from '#server/resources/catalogue.ts'
import { titleOf } from '#server/resources/collections.ts'
import type { Names } from '#server/resources/names.ts'
import { etagOf } from './etags.ts'

/** A thing as JSON: what is said of all kinds, and beside it the fields of its own. */
export interface ThingAnswer {
  readonly id: ReplicaId
  readonly type: string
  /** Below the workspace, as the caller is to call it. */
  readonly path: string
  readonly title: string
  readonly etag: string
  /** Milliseconds since 1970, UTC. */
  readonly changedAt: number
  readonly changedBy: PrincipalId
  /** Fields that two people changed at the same time. */
  readonly conflicts?: readonly RowConflict[]
  readonly [field: string]: unknown
}

/** Of use to nobody but the screens. */
const inner = new Set(['position', 'sourceKey', 'trashedAt', 'parent', 'danglingLinks'])

export function thingAnswer(row: CatalogueRow, { shelf, names }: { shelf: Shelf; names: Names }): ThingAnswer {
  const fields = Object.entries(row.value).filter(([name]) => !inner.has(name))
  return {
    ...Object.fromEntries(fields),
    id: row.id,
    type: row.type,
    path: (names.partsOf(row.id) ?? []).join('/'),
    title: titleOf(row),
    etag: etagOf({ seq: row.lastSeq, epoch: shelf.epoch }),
    changedAt: row.changedAt,
    changedBy: row.changedBy,
    ...(row.conflicts && { conflicts: row.conflicts }),
  }
}

/** By what it was made of, so that a thing that is read again and again is written once. */
const texts = new WeakMap<CatalogueRow, { readonly names: Names; readonly revision: number; readonly text: string }>()

/** The same as text, for the one question that is asked most. */
export function thingText(row: CatalogueRow, { shelf, names }: { shelf: Shelf; names: Names }): string {
  const kept = texts.get(row)
  if (kept?.names === names && kept.revision === shelf.placeRevision) return kept.text
  const text = JSON.stringify(thingAnswer(row, { shelf, names }))
  texts.set(row, { names, revision: shelf.placeRevision, text })
  return text
}
