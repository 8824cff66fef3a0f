import { typeOf, type ReplicaId } from '#shared/kit/ids.ts'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import { documentType, folderType } from '#shared/rooms/documents/index.ts'
import { ideaTitle } from '#shared/rooms/ideas/index.ts'
import type { AnyReplicaType, Row } from '#shared/rooms/room.ts'

/** What paths call a list of things: the first type of a room goes by the room's name, the others by their own. */
export interface Collection {
  /** `documents`, `tasks`, `projects`, … */
  readonly name: string
  /** Without the folders of documents. */
  readonly type: AnyReplicaType
}

/** Versions belong to the thing that they are of, and the context has a path of its own. */
const hiddenRooms = new Set(['versions', 'context'])

export const collections: readonly Collection[] = allRooms
  .filter(({ name }) => !hiddenRooms.has(name))
  .flatMap(({ name, types }) =>
    types
      .filter((type) => type !== (folderType as AnyReplicaType))
      .map((type, at): Collection => ({ name: at === 0 ? name : `${type.name}s`, type })),
  )

const byType = new Map(collections.map((collection) => [collection.type.name, collection]))
const byName = new Map(collections.map((collection) => [collection.name, collection]))

export function collectionNamed(name: string): Collection | undefined {
  return byName.get(name)
}

/** undefined: its kind has no place in paths. */
export function collectionOf(replica: ReplicaId): Collection | undefined {
  const type = typeOf(replica)
  return byType.get(type === folderType.name ? documentType.name : type)
}

/** What people call a thing. */
export function titleOf({ value }: Pick<Row, 'value'>): string {
  const { title, text } = value as { title?: unknown; text?: unknown }
  if (typeof title === 'string') return title
  return typeof text === 'string' ? ideaTitle(text) : ''
}

const maxSlug = 80

/** A title as a part of a path: letters and digits of any script, the rest is dashes. Never empty, never like an id. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
  return words?.join('-').slice(0, maxSlug).replace(/-$/, '').normalize('NFC') || 'untitled'
}
