import { type ReactNode, useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import type { Action, ClientRoom } from '#client/rooms/client-room.ts'
import { useHotkeyList } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { ActionsContext, useRoomList } from '#client/rooms/room-list.ts'
import { useNavigationActions } from './use-navigation-actions.ts'
import { useShellActions } from './use-shell-actions.ts'

/** Gathers the actions of every room and binds their keys. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const { canWrite } = useWorkspace()
  const roomActions = useRoomActions(useRoomList())
  const shellActions = useShellActions()
  const going = useNavigationActions()
  const doing = useMemo(
    () => [...roomActions.flat().filter((action) => canWrite || !action.writes), ...shellActions],
    // oxlint-disable-next-line react/exhaustive-deps -- the lists of the rooms, each memoized by its room; their number is constant
    [...roomActions, shellActions, canWrite],
  )
  useActionKeys(doing, going)
  const actions = useMemo(() => ({ doing, going }), [doing, going])
  return <ActionsContext value={actions}>{children}</ActionsContext>
}

const none: readonly Action[] = []

function useRoomActions(rooms: readonly ClientRoom[]): readonly (readonly Action[])[] {
  // oxlint-disable-next-line react/rules-of-hooks -- the list of rooms is a constant of the build: the hooks keep their order
  return rooms.map((room) => room.useActions?.() ?? none)
}

function useActionKeys(doing: readonly Action[], going: readonly Action[]): void {
  const t = useText('shell')
  const general = t('shortcuts.general')
  const goTo = t('shortcuts.goTo')
  const keys = useMemo(
    () => [...doing.flatMap((action) => keyOf(action, general)), ...going.flatMap((action) => keyOf(action, goTo))],
    [doing, going, general, goTo],
  )
  useHotkeyList(keys)
}

function keyOf(action: Action, group: string) {
  return action.shortcut ? [{ id: action.id, combo: action.shortcut, label: action.label, group, run: action.run }] : []
}
