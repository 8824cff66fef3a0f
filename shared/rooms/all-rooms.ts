import { typeNamed } from './all-types.ts'
import { assistantRoom, privateTypes, proposalCommands } from './assistant/index.ts'
import { context } from './context/index.ts'
import { documents } from './documents/index.ts'
import { ideas } from './ideas/index.ts'
import type { AnyCommand, Room } from './room.ts'
import { tasks } from './tasks/index.ts'
import { restoreCommand, takeBackCommand, versionsRoom } from './versions/index.ts'
import { whiteboards } from './whiteboards/index.ts'

export { typeNamed, typeOfReplica } from './all-types.ts'

/** Brings back an earlier state of a thing of any room; what was decided or said to the assistant stays decided and said. */
export const restoreVersion = restoreCommand((name) => (privateTypes.has(name) ? undefined : typeNamed(name)))

/** Takes back what an agent did, or anybody; the same holds there. */
export const takeBack = takeBackCommand((name) => (privateTypes.has(name) ? undefined : typeNamed(name)))

/** Decide about what agents propose, which may be anything that a room can do. */
export const proposals = proposalCommands({ commandNamed, typeNamed })

/** The one list of rooms in the shared world; the client adds screens to each in client/app/rooms.ts. */
export const allRooms: readonly Room[] = [
  documents,
  ideas,
  tasks,
  whiteboards,
  context,
  versionsRoom(restoreVersion, takeBack),
  assistantRoom(proposals),
]

export function commandNamed(name: string): AnyCommand | undefined {
  return allRooms.flatMap((room) => room.commands).find((command) => command.name === name)
}
