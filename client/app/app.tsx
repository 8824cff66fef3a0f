import { type AnyRouter, RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'
import { type Engine, EngineProvider, useEngine } from '#client/replica/index.ts'
import type { ClientRoom } from '#client/rooms/client-room.ts'
import { RoomListContext } from '#client/rooms/room-list.ts'
import { AnnounceProvider } from '#client/ui/announce.tsx'
import { DesignProvider } from '#client/ui/design-provider.tsx'
import { InstallProvider, type InstallWatch } from '#client/ui/install-prompt.tsx'
import { allMessages } from './messages.ts'
import { UpdateContext, type UpdateWatch } from './shell/update-watch.ts'

export interface AppProps {
  engine: Engine
  rooms: readonly ClientRoom[]
  router: AnyRouter
  updates: UpdateWatch
  install: InstallWatch
}

export function App({ engine, rooms, router, updates, install }: AppProps) {
  return (
    <DesignProvider messages={allMessages(rooms)}>
      <EngineProvider engine={engine}>
        <RoomListContext value={rooms}>
          <UpdateContext value={updates}>
            <InstallProvider watch={install}>
              <Undoable>
                <RouterProvider router={router} />
              </Undoable>
            </InstallProvider>
          </UpdateContext>
        </RoomListContext>
      </EngineProvider>
    </DesignProvider>
  )
}

/** Gives announcements their Undo: of the step they speak of, also when others have followed. */
function Undoable({ children }: { children: ReactNode }) {
  const engine = useEngine()
  const undo = useCallback(() => {
    const step = engine.live.undo.get().nextUndo
    return () => void (step && engine.undo({ id: step.id }))
  }, [engine])
  return <AnnounceProvider undo={undo}>{children}</AnnounceProvider>
}
