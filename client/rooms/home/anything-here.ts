import { allRooms } from '#shared/rooms/all-rooms.ts'
import type { Query } from '#shared/rooms/room.ts'

const types = allRooms.flatMap((room) => room.types)

/** Whether the workspace holds anything that is not in the trash. */
export const anythingHere: Query<void, boolean> = {
  name: 'home.anythingHere',
  types,
  answer: (rows) => types.some((type) => rows.of(type).some((row) => !isTrashed(row.value))),
}

function isTrashed(value: object): boolean {
  return 'trashedAt' in value && value.trashedAt !== undefined
}
