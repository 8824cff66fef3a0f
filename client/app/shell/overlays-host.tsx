import { lazy, Suspense } from 'react'
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

/** Mounts each dialog when it is first shown, and keeps it, so that it can leave the screen in its own time. */
export function OverlaysHost() {
  const rooms = useRoomList()
  return [...own, ...rooms.flatMap((room) => room.overlays ?? [])].map((overlay) => (
    <OverlayHost key={overlay.name} overlay={overlay} />
  ))
}

function OverlayHost({ overlay: { name, component: Component } }: { overlay: RoomOverlay }) {
  const { wasOpened } = useOverlay(name)
  if (!wasOpened) return null
  return (
    <Suspense fallback={null}>
      <Component />
    </Suspense>
  )
}
