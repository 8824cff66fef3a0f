import { lazy } from 'react'
import { PartBoundary } from '#client/ui/part-boundary.tsx'
import { useAfterIdle } from '#client/ui/use-after-idle.ts'
import { useOverlay } from '#client/ui/overlays.tsx'
import type { RoomOverlay } from '#client/rooms/client-room.ts'
import { useRoomList } from '#client/rooms/room-list.ts'

const own: readonly RoomOverlay[] = [
  {
    name: 'shell.commands',
    component: lazy(async () => ({ default: (await import('./command-bar.tsx')).CommandBar })),
  },
  {
    name: 'shell.shortcuts',
    component: lazy(async () => ({ default: (await import('./shortcut-sheet.tsx')).ShortcutSheet })),
  },
  {
    name: 'shell.new-workspace',
    component: lazy(async () => ({ default: (await import('./new-workspace.tsx')).NewWorkspace })),
  },
  { name: 'shell.more', component: lazy(async () => ({ default: (await import('./more-sheet.tsx')).MoreSheet })) },
]

/** Mounts every dialog when the page rests, or earlier when it is asked for: the first key a person types in it must not be lost. */
export function OverlaysHost() {
  const rooms = useRoomList()
  const isIdle = useAfterIdle()
  return [...own, ...rooms.flatMap((room) => room.overlays ?? [])].map((overlay) => (
    <OverlayHost key={overlay.name} overlay={overlay} isIdle={isIdle} />
  ))
}

function OverlayHost({ overlay: { name, component: Component }, isIdle }: { overlay: RoomOverlay; isIdle: boolean }) {
  const { wasOpened } = useOverlay(name)
  if (!wasOpened && !isIdle) return null
  return (
    <PartBoundary>
      <Component />
    </PartBoundary>
  )
}
