import { VisuallyHidden } from '@mantine/core'
import { IconSelector } from '@tabler/icons-react'
import type { ComponentPropsWithRef } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { WorkspaceMark } from './workspace-mark.tsx'
import classes from './workspace-switcher.module.css'

/** The name of the workspace at the top of the sidebar; what opens from it comes from outside. */
export function WorkspaceButton({ compact, ...rest }: { compact: boolean } & ComponentPropsWithRef<'button'>) {
  const t = useText('shell')
  const workspace = useWorkspace()
  return (
    <button
      type="button"
      aria-haspopup="menu"
      {...rest}
      className={classes.current}
      data-compact={compact}
      data-tip={compact ? workspace.name : undefined}
      data-tip-side="end"
    >
      <WorkspaceMark id={workspace.id} name={workspace.name} />
      {!compact && (
        <>
          <span className={classes.name}>{workspace.name}</span>
          <IconSelector size={14} stroke={1.75} className={classes.chevron} aria-hidden />
        </>
      )}
      <VisuallyHidden>{compact ? `${workspace.name}, ${t('workspace.switch')}` : t('workspace.switch')}</VisuallyHidden>
    </button>
  )
}
