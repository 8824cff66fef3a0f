import { Menu, Tooltip } from '@mantine/core'
import { IconCheck, IconCloud, IconDeviceLaptop, IconPlus, IconSelector, IconSettings } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useWorkspace, useWorkspaces } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { hueOf, initialsOf } from '#client/ui/person-badge.tsx'
import classes from './workspace-switcher.module.css'

export function WorkspaceSwitcher({ compact = false }: { compact?: boolean }) {
  const t = useText('shell')
  const workspace = useWorkspace()
  return (
    <Menu width={260}>
      <Menu.Target>
        <Tooltip label={workspace.name} position="right" disabled={!compact}>
          <button
            type="button"
            className={classes.current}
            data-compact={compact}
            aria-label={`${workspace.name}, ${t('workspace.switch')}`}
          >
            <WorkspaceMark name={workspace.name} />
            {!compact && (
              <>
                <span className={classes.name}>{workspace.name}</span>
                <IconSelector size={14} stroke={1.75} className={classes.chevron} aria-hidden />
              </>
            )}
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <WorkspaceItems />
      </Menu.Dropdown>
    </Menu>
  )
}

function WorkspaceItems() {
  const t = useText('shell')
  const navigate = useNavigate()
  const current = useWorkspace()
  const { all } = useWorkspaces()
  const creation = useOverlay('shell.new-workspace')
  return (
    <>
      <Menu.Label>{t('workspace.yours')}</Menu.Label>
      {all.map((each) => (
        <Menu.Item
          key={each.id}
          role="menuitemradio"
          aria-checked={each.id === current.id}
          leftSection={<WorkspaceMark name={each.name} />}
          rightSection={each.id === current.id ? <IconCheck size={14} aria-hidden /> : undefined}
          onClick={() => void navigate({ to: `/w/${each.id}` })}
        >
          <span className={classes.itemName}>{each.name}</span>
          <span className={classes.itemPlace}>
            {each.isLocal ? <IconDeviceLaptop size={12} aria-hidden /> : <IconCloud size={12} aria-hidden />}
            {each.isLocal ? t('workspace.onDevice') : t('workspace.synced')}
          </span>
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => creation.show()}>
        {t('workspace.new')}
      </Menu.Item>
      {current.isLocal && (
        <Menu.Item
          leftSection={<IconCloud size={16} aria-hidden />}
          onClick={() => void navigate({ to: `/w/${current.id}/settings/sync` })}
        >
          {t('workspace.sync')}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconSettings size={16} aria-hidden />}
        onClick={() => void navigate({ to: `/w/${current.id}/settings` })}
      >
        {t('workspace.settings')}
      </Menu.Item>
    </>
  )
}

export function WorkspaceMark({ name }: { name: string }) {
  return (
    <span className={classes.mark} style={{ background: hueOf(name) }} aria-hidden>
      {initialsOf(name).slice(0, 1)}
    </span>
  )
}
