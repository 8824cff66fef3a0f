import { Link } from '@tanstack/react-router'
import { useWorkspace } from '#client/replica/index.ts'
import type { ClientRoom, Icon } from '#client/rooms/client-room.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useRoomList } from '#client/rooms/room-list.ts'
import { roomGroups, roomPath } from './room-path.ts'
import { useRoomLabel } from './use-room-label.ts'
import classes from './room-navigation.module.css'

/** The rooms under their three verbs. */
export function RoomNavigation({ compact }: { compact: boolean }) {
  const t = useText('shell')
  const rooms = useRoomList().filter((room) => room.icon !== undefined)
  return (
    <nav className={classes.navigation} aria-label={t('navigation')} data-compact={compact}>
      {roomGroups
        .filter((group) => rooms.some((room) => room.group === group))
        .map((group) => (
          <div key={group} className={classes.group} role="group" aria-label={t(`groups.${group}`)}>
            {!compact && (
              <span className={classes.heading} aria-hidden>
                {t(`groups.${group}`)}
              </span>
            )}
            {rooms.map(
              (room) =>
                room.group === group &&
                room.icon && <RoomLink key={room.name} room={room} icon={room.icon} compact={compact} />,
            )}
          </div>
        ))}
    </nav>
  )
}

function RoomLink({ room, icon: RoomIcon, compact }: { room: ClientRoom; icon: Icon; compact: boolean }) {
  const { id } = useWorkspace()
  const label = useRoomLabel()(room)
  return (
    <Link
      to={roomPath(id, room)}
      activeOptions={{ exact: room.name === 'home', includeSearch: false }}
      className={classes.link}
      aria-label={label}
      data-tip={compact ? label : undefined}
      data-tip-side="end"
    >
      <RoomIcon size={16} stroke={1.75} />
      {!compact && <span className={classes.label}>{label}</span>}
    </Link>
  )
}
