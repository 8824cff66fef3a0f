import { type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import type { Rows } from '#shared/rooms/room.ts'
import type { View } from '#server/access/access.ts'

/** What may be read, and no conversation: what was said to others or at another time is no record. */
export function visibleRows(rows: Rows, view: View): Rows {
  const isVisible = (id: ReplicaId) => (view.isWhole || view.mayRead(id)) && !privateTypes.has(typeOf(id))
  return {
    of: (type) => rows.of(type).filter(({ id }) => isVisible(id)),
    get: (type, id) => (isVisible(id) ? rows.get(type, id) : undefined),
  }
}
