import { IconLayoutSidebar, IconSearch, IconSettings } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWorkspace } from '#client/replica/index.ts'
import type { ClientRoom } from '#client/rooms/client-room.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { PartBoundary } from '#client/ui/part-boundary.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { RoomNavigation } from './room-navigation.tsx'
import { useActions, useRoomList } from '#client/rooms/room-list.ts'
import { SidebarResizer } from './sidebar-resizer.tsx'
import { SyncStatusButton } from './sync-status.tsx'
import { useRoomLabel } from './use-room-label.ts'
import { useSidebarSettings } from './use-shell-settings.ts'
import { WorkspaceSwitcher } from './workspace-switcher.tsx'
import classes from './sidebar.module.css'

export function Sidebar() {
  const [{ width, isCollapsed }, setSettings] = useSidebarSettings()
  const toggle = () => setSettings((now) => ({ ...now, isCollapsed: !now.isCollapsed }))
  return (
    <aside
      className={classes.sidebar}
      data-collapsed={isCollapsed}
      style={isCollapsed ? undefined : { inlineSize: width }}
    >
      <div className={classes.head}>
        <WorkspaceSwitcher compact={isCollapsed} />
        <CollapseButton isCollapsed={isCollapsed} toggle={toggle} />
      </div>
      <div className={classes.find}>
        <SearchButton compact={isCollapsed} />
        <AskButton />
      </div>
      <RoomNavigation compact={isCollapsed} />
      {isCollapsed ? <div className={classes.sections} /> : <RoomSections />}
      <footer className={classes.foot}>
        <SyncStatusButton compact={isCollapsed} />
        <SettingsLink />
      </footer>
      {!isCollapsed && (
        <SidebarResizer width={width} setWidth={(next) => setSettings((now) => ({ ...now, width: next }))} />
      )}
    </aside>
  )
}

function CollapseButton({ isCollapsed, toggle }: { isCollapsed: boolean; toggle: () => void }) {
  const t = useText('shell')
  return (
    <IconButton
      label={isCollapsed ? t('sidebar.expand') : t('sidebar.collapse')}
      combo="mod+\"
      aria-expanded={!isCollapsed}
      onClick={toggle}
    >
      <IconLayoutSidebar size={16} stroke={1.75} />
    </IconButton>
  )
}

function SearchButton({ compact }: { compact: boolean }) {
  const t = useText('shell')
  const commands = useOverlay('shell.commands')
  return (
    <button
      type="button"
      className={classes.search}
      {...(compact && { 'aria-label': t('search'), 'data-tip': t('search'), 'data-tip-side': 'end' })}
      onClick={() => commands.show()}
    >
      <IconSearch size={16} stroke={1.75} aria-hidden />
      {!compact && (
        <>
          <span className={classes.searchWords}>{t('search')}</span>
          <Kbd combo="mod+k" isDecoration />
        </>
      )}
    </button>
  )
}

/** The assistant is an action like others; it stands here for whoever does not know its key. */
function AskButton() {
  const ask = useActions().doing.find((action) => action.id === 'assistant.ask')
  if (!ask?.icon) return null
  return (
    <IconButton label={ask.label} size={32} {...(ask.shortcut && { combo: ask.shortcut })} onClick={() => ask.run()}>
      <ask.icon size={17} stroke={1.7} />
    </IconButton>
  )
}

function RoomSections() {
  const rooms = useRoomList()
  return (
    <div className={classes.sections} data-scroll>
      {rooms.map((room) => room.sidebar && <RoomSection key={room.name} room={room} part={room.sidebar} />)}
    </div>
  )
}

function RoomSection({ room, part: Part }: { room: ClientRoom; part: NonNullable<ClientRoom['sidebar']> }) {
  const labelOf = useRoomLabel()
  return (
    <section aria-label={labelOf(room)}>
      <PartBoundary>
        <Part />
      </PartBoundary>
    </section>
  )
}

function SettingsLink() {
  const t = useText('shell')
  const { id } = useWorkspace()
  return (
    <Link
      to={`/w/${id}/settings`}
      className={classes.settings}
      aria-label={t('workspace.settings')}
      data-tip={t('workspace.settings')}
    >
      <IconSettings size={16} stroke={1.75} aria-hidden />
    </Link>
  )
}
