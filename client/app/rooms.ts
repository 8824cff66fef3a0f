import type { ClientRoom } from '#client/rooms/client-room.ts'
import { activity } from '#client/rooms/activity/index.ts'
import { assistant } from '#client/rooms/assistant/index.ts'
import { documents } from '#client/rooms/documents/index.ts'
import { home } from '#client/rooms/home/index.ts'
import { ideas } from '#client/rooms/ideas/index.ts'
import { organisation } from '#client/rooms/organisation/index.ts'
import { search } from '#client/rooms/search/index.ts'
import { settings } from '#client/rooms/settings/index.ts'
import { sharing } from '#client/rooms/sharing/index.ts'
import { tasks } from '#client/rooms/tasks/index.ts'
import { transfer } from '#client/rooms/transfer/index.ts'
import { versions } from '#client/rooms/versions/index.ts'
import { whiteboards } from '#client/rooms/whiteboards/index.ts'

/** The one list of rooms, in the order of the navigation. A new room is one line here. */
export const rooms: readonly ClientRoom[] = [
  home,
  documents,
  ideas,
  whiteboards,
  tasks,
  search,
  activity,
  transfer,
  assistant,
  versions,
  sharing,
  organisation,
  settings,
]
