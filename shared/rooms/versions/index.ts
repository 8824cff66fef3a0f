import type { Room } from '../room.ts'
import { nameVersion, removeVersion, renameVersion, type restoreCommand } from './commands.ts'
import { versionType } from './model.ts'

/** Made of the types whose things can be restored: this room knows no other by name. */
export function versionsRoom(restore: ReturnType<typeof restoreCommand>): Room {
  return { name: 'versions', types: [versionType], commands: [nameVersion, renameVersion, removeVersion, restore] }
}

export { nameVersion, removeVersion, renameVersion, restoreCommand } from './commands.ts'
export { type NamedVersion, versionsOfThing } from './queries.ts'
export { stateOf, type ThingState } from './state.ts'
