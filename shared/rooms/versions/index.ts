import type { Room } from '../room.ts'
import { nameVersion, removeVersion, renameVersion, type restoreCommand } from './commands.ts'
import { versionType } from './model.ts'
import type { takeBackCommand } from './take-back.ts'

/** Made of the types whose things can be restored: this room knows no other by name. */
export function versionsRoom(
  restore: ReturnType<typeof restoreCommand>,
  takeBack: ReturnType<typeof takeBackCommand>,
): Room {
  const commands = [nameVersion, renameVersion, removeVersion, restore, takeBack]
  return { name: 'versions', types: [versionType], commands }
}

export { nameVersion, removeVersion, renameVersion, restoreCommand } from './commands.ts'
export { versionType } from './model.ts'
export { type NamedVersion, versionsOfThing } from './queries.ts'
export { stateOf, type ThingState } from './state.ts'
export { type Kept, takeBackCommand, type TakeBackInput, takeBackInput, type TakenBack } from './take-back.ts'
