import { allTypes } from '#shared/rooms/all-types.ts'
import type { Query } from '#shared/rooms/room.ts'

/** Whether the workspace holds anything that is not in the trash. */
export const anythingHere: Query<void, boolean> = {
  name: 'home.anythingHere',
  types: allTypes,
  answer: (rows) => allTypes.some((type) => rows.of(type).some((row) => !isTrashed(row.value))),
}

function isTrashed(value: object): boolean {
  return 'trashedAt' in value && value.trashedAt !== undefined
}
