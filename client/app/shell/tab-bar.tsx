import { IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWorkspace } from '#client/replica/index.ts'
import type { ClientRoom, Icon } from '#client/rooms/client-room.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useRoomList } from '#client/rooms/room-list.ts'
import { roomPath } from './room-path.ts'
import { useSyncSentences } from './use-sync-sentences.ts'
import { useRoomLabel } from './use-room-label.ts'
import classes from './tab-bar.module.css'

const roomsInBar = ['home', 'documents', 'ideas', 'tasks']

/** The phone's navigation: four rooms and the rest. */
export function TabBar() {
  const t = useText('shell')
  const rooms = useRoomList()
  const shown = roomsInBar.flatMap((name) => rooms.find((room) => room.name === name) ?? [])
  return (
    <nav className={classes.bar} aria-label={t('navigation')}>
      {shown.map((room) => room.icon && <Tab key={room.name} room={room} icon={room.icon} />)}
      <MoreTab />
    </nav>
  )
}

/** Rooms that the bar has no place for. */
export function useRoomsBeyondBar(): readonly ClientRoom[] {
  return useRoomList().filter((room) => room.icon && !roomsInBar.includes(room.name))
}

function Tab({ room, icon: RoomIcon }: { room: ClientRoom; icon: Icon }) {
  const { id } = useWorkspace()
  const label = useRoomLabel()(room)
  return (
    <Link
      to={roomPath(id, room)}
      activeOptions={{ exact: room.name === 'home', includeSearch: false }}
      className={classes.tab}
    >
      <RoomIcon size={22} stroke={1.6} />
      <span className={classes.label}>{label}</span>
    </Link>
  )
}

function MoreTab() {
  const t = useText('shell')
  const { isOpen, show } = useOverlay('shell.more')
  const { tone, refused, short } = useSyncSentences()
  return (
    <button
      type="button"
      className={classes.tab}
      aria-expanded={isOpen}
      aria-haspopup="dialog"
      aria-label={`${t('more')}. ${short}`}
      onClick={() => show()}
    >
      <span className={classes.mark} data-tone={refused ? 'problem' : tone}>
        <IconDots size={22} stroke={1.6} aria-hidden />
      </span>
      <span className={classes.label}>{t('more')}</span>
    </button>
  )
}
