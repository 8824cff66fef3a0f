import { createContext, useContext } from 'react'
import type { ClientRoom } from '#client/rooms/client-room.ts'

/** The rooms, given by the one list in `client/app/rooms.ts`, so that the shell's parts can be shown with others in tests. */
export const RoomListContext = createContext<readonly ClientRoom[]>([])

export function useRoomList(): readonly ClientRoom[] {
  return useContext(RoomListContext)
}

export const roomGroups = ['think', 'see', 'act'] as const

export function roomPath(workspace: string, room: ClientRoom): string {
  return room.name === 'home' ? `/w/${workspace}` : `/w/${workspace}/${room.name}`
}
