import { notFound, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Menu, MenuBesidePage, MenuEntry, MenuGroup, MenuPage, MenuTitle } from '#client/ui/menu-page.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { usePageTitle } from '#client/ui/use-page-title.ts'
import { AccountSection } from './account-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { HelpSection } from './help-section.tsx'
import { MembersSection } from './members-section.tsx'
import { RefusedSection } from './refused-section.tsx'
import { type SectionName, sectionGroups, sectionNamed, sections } from './sections.ts'
import { DevicesSection } from './security/devices-section.tsx'
import { SecuritySection } from './security/security-section.tsx'
import { StorageSection } from './storage-section.tsx'
import { SyncSection } from './sync-section.tsx'
import { WorkspaceSection } from './workspace-section.tsx'

const bodies: Record<SectionName, () => ReactNode> = {
  workspace: WorkspaceSection,
  sync: SyncSection,
  members: MembersSection,
  refused: RefusedSection,
  account: AccountSection,
  security: SecuritySection,
  devices: DevicesSection,
  storage: StorageSection,
  appearance: AppearanceSection,
  help: HelpSection,
}

/** A menu and a page side by side; on a phone one after the other. */
export function SettingsScreen() {
  const { section } = useParams({ strict: false }) as { section?: string }
  const isPhone = useIsPhone()
  const name = sectionNamed(section)
  if (section !== undefined && !name) throw notFound()
  const shown = name ?? (isPhone ? undefined : 'workspace')
  return (
    <MenuBesidePage>
      {(!isPhone || !shown) && <SettingsMenu current={shown} />}
      {shown && <Section name={shown} hasBack={isPhone} />}
    </MenuBesidePage>
  )
}

function SettingsMenu({ current }: { current: SectionName | undefined }) {
  const t = useText('settings')
  const { id } = useWorkspace()
  const { refused } = useSyncStatus()
  usePageTitle(current === undefined ? t('label') : undefined)
  return (
    <Menu label={t('label')}>
      <MenuTitle isHeading={current === undefined}>{t('label')}</MenuTitle>
      {sectionGroups.map((group) => (
        <MenuGroup key={group} title={t(`groups.${group}`)}>
          {sections
            .filter((section) => section.group === group)
            .map(({ name, icon }) => (
              <MenuEntry
                key={name}
                to={`/w/${id}/settings/${name}`}
                icon={icon}
                isCurrent={name === current}
                count={name === 'refused' ? refused : 0}
              >
                {t(`sections.${name}`)}
              </MenuEntry>
            ))}
        </MenuGroup>
      ))}
    </Menu>
  )
}

function Section({ name, hasBack = false }: { name: SectionName; hasBack?: boolean }) {
  const t = useText('settings')
  const { id } = useWorkspace()
  const Body = bodies[name]
  const back = hasBack ? { to: `/w/${id}/settings`, label: t('back') } : undefined
  return (
    <MenuPage title={t(`sections.${name}`)} back={back}>
      <Body />
    </MenuPage>
  )
}
