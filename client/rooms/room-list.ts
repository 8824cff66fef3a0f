import { createContext, useContext } from 'react'
import type { Action, ClientRoom } from './client-room.ts'

/** The rooms of the app, for the shell and for Home, which shows what the others bring. The app provides the one list. */
export const RoomListContext = createContext<readonly ClientRoom[]>([])

export function useRoomList(): readonly ClientRoom[] {
  return useContext(RoomListContext)
}

export interface Actions {
  /** What the rooms and the frame can do now. */
  readonly doing: readonly Action[]
  readonly going: readonly Action[]
}

export const ActionsContext = createContext<Actions>({ doing: [], going: [] })

export function useActions(): Actions {
  return useContext(ActionsContext)
}
