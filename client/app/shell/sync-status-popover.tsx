import { Popover } from '@mantine/core'
import { SyncStatusDetails } from './sync-status-details.tsx'
import { StatusButton } from './status-button.tsx'

export function SyncStatusPopover({ compact, isOpen }: { compact: boolean; isOpen: boolean }) {
  return (
    <Popover position="top-start" width={300} trapFocus returnFocus defaultOpened={isOpen}>
      <Popover.Target>
        <StatusButton compact={compact} />
      </Popover.Target>
      <Popover.Dropdown>
        <SyncStatusDetails />
      </Popover.Dropdown>
    </Popover>
  )
}
