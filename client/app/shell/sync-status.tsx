import { lazy } from 'react'
import { Later } from '#client/ui/later.tsx'
import { StatusButton } from './status-button.tsx'

const SyncStatusPopover = lazy(async () => ({ default: (await import('./sync-status-popover.tsx')).SyncStatusPopover }))

/** The truth about where the person's work is: in a few words, and in sentences on a click. */
export function SyncStatusButton({ compact = false }: { compact?: boolean }) {
  return (
    <Later first={(ask) => <StatusButton compact={compact} onClick={ask} />}>
      {(wasAsked) => <SyncStatusPopover compact={compact} isOpen={wasAsked} />}
    </Later>
  )
}
