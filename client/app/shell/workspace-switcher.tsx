import { lazy } from 'react'
import { Later } from '#client/ui/later.tsx'
import { WorkspaceButton } from './workspace-button.tsx'

const WorkspaceMenu = lazy(async () => ({ default: (await import('./workspace-menu.tsx')).WorkspaceMenu }))

export function WorkspaceSwitcher({ compact = false }: { compact?: boolean }) {
  return (
    <Later first={(ask) => <WorkspaceButton compact={compact} onClick={ask} />}>
      {(wasAsked) => <WorkspaceMenu compact={compact} isOpen={wasAsked} />}
    </Later>
  )
}
