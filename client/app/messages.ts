import { replicaMessages } from '#client/replica/index.ts'
import type { ClientRoom } from '#client/rooms/client-room.ts'
import type { Messages } from '#client/ui/i18n.tsx'
import { uiMessages } from '#client/ui/messages.ts'
import { shellMessages } from './shell/messages.ts'

/** Every string of the app, by room. */
export function allMessages(rooms: readonly ClientRoom[]): Messages {
  return {
    ui: uiMessages,
    shell: shellMessages,
    replica: replicaMessages,
    ...Object.fromEntries(rooms.map((room) => [room.name, room.messages])),
  }
}
