import { Menu } from '@mantine/core'
import { IconActivity, IconBuilding, IconCloud, IconDeviceLaptop, IconPlus, IconSettings } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useSession, useWorkspace, useWorkspaces } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { WorkspaceButton } from './workspace-button.tsx'
import { WorkspaceMark } from './workspace-mark.tsx'
import classes from './workspace-switcher.module.css'

export function WorkspaceMenu({ compact, isOpen }: { compact: boolean; isOpen: boolean }) {
  return (
    <Menu width={260} defaultOpened={isOpen} classNames={{ itemLabel: classes.itemLabel }}>
      <Menu.Target>
        <WorkspaceButton compact={compact} />
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
  const goTo = (path: string) => () => void navigate({ to: `/w/${current.id}/${path}` })
  const hasOrganisation = useSession().status === 'signed-in'
  return (
    <>
      <Menu.Label>{t('workspace.yours')}</Menu.Label>
      <Menu.RadioGroup value={current.id} onChange={(id) => void navigate({ to: `/w/${id}` })}>
        {all.map((each) => (
          <Menu.RadioItem key={each.id} value={each.id} closeMenuOnClick>
            <span className={classes.item}>
              <WorkspaceMark id={each.id} name={each.name} />
              <span>
                <span className={classes.itemName}>{each.name}</span>
                <span className={classes.itemPlace}>
                  {each.isLocal ? <IconDeviceLaptop size={12} aria-hidden /> : <IconCloud size={12} aria-hidden />}
                  {each.isLocal ? t('workspace.onDevice') : t('workspace.synced')}
                </span>
              </span>
            </span>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => creation.show()}>
        {t('workspace.new')}
      </Menu.Item>
      {current.isLocal && (
        <Menu.Item leftSection={<IconCloud size={16} aria-hidden />} onClick={goTo('settings/sync')}>
          {t('workspace.sync')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconActivity size={16} aria-hidden />} onClick={goTo('activity')}>
        {t('workspace.activity')}
      </Menu.Item>
      {hasOrganisation && (
        <Menu.Item leftSection={<IconBuilding size={16} aria-hidden />} onClick={goTo('organisation')}>
          {t('workspace.organisation')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconSettings size={16} aria-hidden />} onClick={goTo('settings')}>
        {t('workspace.settings')}
      </Menu.Item>
    </>
  )
}
