import { IconArrowRight } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import type { Action } from '#client/rooms/client-room.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useRoomList } from '#client/rooms/room-list.ts'
import { roomPath } from './room-path.ts'
import { useRoomLabel } from './use-room-label.ts'

/** "Go to …" for every room that has a screen, with its key. */
export function useNavigationActions(): readonly Action[] {
  const t = useText('shell')
  const navigate = useNavigate()
  const rooms = useRoomList()
  const labelOf = useRoomLabel()
  const { id } = useWorkspace()
  return useMemo(
    () =>
      rooms
        .filter(({ hasScreen }) => hasScreen !== false)
        .map((room) => ({
          id: `go.${room.name}`,
          label: t('commands.go', { place: labelOf(room) }),
          icon: room.icon ?? IconArrowRight,
          ...(room.shortcut && { shortcut: room.shortcut }),
          run: () => void navigate({ to: roomPath(id, room) }),
        })),
    [t, navigate, rooms, labelOf, id],
  )
}
