import { Drawer } from '@mantine/core'
import { IconActivity, IconHelp, IconSearch, IconSettings } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useActions } from '#client/rooms/room-list.ts'
import { roomPath } from './room-path.ts'
import { SyncStatusDetails } from './sync-status-details.tsx'
import { useRoomsBeyondBar } from './tab-bar.tsx'
import { useRoomLabel } from './use-room-label.ts'
import { WorkspaceSwitcher } from './workspace-switcher.tsx'
import classes from './more-sheet.module.css'

/** On a phone: the state of saving and syncing, the workspaces, and the rooms that the bar has no place for. */
export function MoreSheet() {
  const t = useText('shell')
  const { isOpen, hide } = useOverlay('shell.more')
  return (
    <Drawer
      opened={isOpen}
      onClose={hide}
      position="bottom"
      size="auto"
      withCloseButton={false}
      attributes={{ content: { 'aria-label': t('more') } }}
      padding={0}
      classNames={{ content: classes.content ?? '' }}
    >
      <MoreItems close={hide} />
    </Drawer>
  )
}

function MoreItems({ close }: { close: () => void }) {
  const t = useText('shell')
  const { id } = useWorkspace()
  const labelOf = useRoomLabel()
  const rooms = useRoomsBeyondBar()
  const commands = useOverlay('shell.commands')
  const ask = useActions().doing.find((action) => action.id === 'assistant.ask')
  const search = () => {
    close()
    commands.show()
  }
  return (
    <div className={classes.sheet}>
      <div className={classes.grip} aria-hidden />
      <WorkspaceSwitcher />
      <nav className={classes.items} aria-label={t('more')}>
        <button type="button" className={classes.item} onClick={search}>
          <IconSearch size={20} stroke={1.6} aria-hidden />
          {t('search')}
        </button>
        {ask?.icon && (
          <button type="button" className={classes.item} onClick={() => (close(), ask.run())}>
            <ask.icon size={20} stroke={1.6} />
            {ask.label}
          </button>
        )}
        {rooms.map((room) => (
          <SheetLink key={room.name} to={roomPath(id, room)} label={labelOf(room)} close={close}>
            {room.icon && <room.icon size={20} stroke={1.6} />}
          </SheetLink>
        ))}
        <SheetLink to={`/w/${id}/activity`} label={t('workspace.activity')} close={close}>
          <IconActivity size={20} stroke={1.6} aria-hidden />
        </SheetLink>
        <SheetLink to={`/w/${id}/settings`} label={t('workspace.settings')} close={close}>
          <IconSettings size={20} stroke={1.6} aria-hidden />
        </SheetLink>
        <SheetLink to={`/w/${id}/settings/help`} label={t('help')} close={close}>
          <IconHelp size={20} stroke={1.6} aria-hidden />
        </SheetLink>
      </nav>
      <section className={classes.status} aria-label={t('status.label')} onClickCapture={closeAfterLink(close)}>
        <SyncStatusDetails />
      </section>
    </div>
  )
}

function SheetLink({
  to,
  label,
  close,
  children,
}: {
  to: string
  label: string
  close: () => void
  children: ReactNode
}) {
  return (
    <Link to={to} className={classes.item} onClick={close}>
      {children}
      {label}
    </Link>
  )
}

function closeAfterLink(close: () => void) {
  return (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a')) close()
  }
}
