import type { Engine } from '#client/replica/index.ts'
import type { FoundThings } from '#shared/assistant/search/answer.ts'
import { together } from '#shared/assistant/search/rank.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { typeNamed } from '#shared/rooms/all-types.ts'
import { typeOf } from '#shared/kit/ids.ts'
import type { Rows } from '#shared/rooms/room.ts'
import { openTextBook, type TextBook } from './text-book.ts'

/** What the things of all the person's workspaces on this device say. Others than the open one are looked into as they were stored a moment ago. */
export interface EverywhereBook extends TextBook {
  isGone(id: ReplicaId): boolean
  /** Calls when another workspace has been looked into. */
  onGrown(listener: () => void): () => void
}

interface Place {
  readonly workspace: WorkspaceId
  readonly book: TextBook
  rows(): Rows
}

export function openEverywhereBook(engine: Engine, here: TextBook, { isDeep }: { isDeep: boolean }): EverywhereBook {
  const places: Place[] = [{ workspace: engine.workspace().id, book: here, rows: () => engine.rows() }]
  const listeners = new Set<() => void>()
  let looking: Promise<void> | undefined
  const look = async () => {
    for (const { id } of engine.live.workspaces.get()) {
      if (id === places[0]?.workspace) continue
      const place = await engine.lookElsewhere(id).catch(() => undefined)
      if (place) places.push({ workspace: id, book: openTextBook(place), rows: place.rows })
      for (const listener of listeners) listener()
    }
  }
  // Of others than the open one only what is read deeply counts as unread.
  const read = () => (isDeep ? places : places.slice(0, 1))
  return {
    find: (query, limit): FoundThings => {
      const found = places.map(({ workspace, book }) => {
        const { items, ...counts } = book.find(query, limit)
        return { ...counts, items: items.map((item) => ({ ...item, workspace })) }
      })
      return together(found, limit)
    },
    unread: () => read().reduce((sum, { book }) => sum + book.unread(), 0),
    read: async (steps) => {
      looking ??= look()
      await looking
      for (const { book } of read()) await book.read(steps)
    },
    isGone: (id) => places.some(({ rows }) => isTrashed(rows(), id)),
    onGrown: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function isTrashed(rows: Rows, id: ReplicaId): boolean {
  const type = typeNamed(typeOf(id))
  const row = type && rows.get(type, id)
  return (row?.value as { trashedAt?: number } | undefined)?.trashedAt !== undefined
}
