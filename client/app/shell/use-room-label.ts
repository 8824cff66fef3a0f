import { useCallback } from 'react'
import type { ClientRoom } from '#client/rooms/client-room.ts'
import { useText } from '#client/ui/i18n.tsx'

/** The room's name in the person's language. Every room's messages have a `label`, which the contract of rooms demands. */
export function useRoomLabel(): (room: ClientRoom) => string {
  const t = useText() as unknown as (key: string) => string
  return useCallback((room) => t(`${room.name}.label`), [t])
}
