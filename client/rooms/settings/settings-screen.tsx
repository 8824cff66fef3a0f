import { Link, notFound, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
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
import { SettingsPage } from './settings-page.tsx'
import { StorageSection } from './storage-section.tsx'
import { SyncSection } from './sync-section.tsx'
import { WorkspaceSection } from './workspace-section.tsx'
import classes from './settings.module.css'

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
  if (isPhone) return name ? <Section name={name} hasBack /> : <SettingsMenu />
  return (
    <div className={classes.settings}>
      <SettingsMenu current={name ?? 'workspace'} />
      <Section name={name ?? 'workspace'} />
    </div>
  )
}

function SettingsMenu({ current }: { current?: SectionName }) {
  const t = useText('settings')
  const { id } = useWorkspace()
  const { refused } = useSyncStatus()
  usePageTitle(current === undefined ? t('label') : undefined)
  return (
    <nav className={classes.menu} aria-label={t('label')}>
      {current ? (
        <p className={classes.menuTitle}>{t('label')}</p>
      ) : (
        <h1 className={classes.menuTitle}>{t('label')}</h1>
      )}
      {sectionGroups.map((group) => (
        <div key={group} className={classes.group} role="group" aria-label={t(`groups.${group}`)}>
          <p className={classes.groupTitle} aria-hidden>
            {t(`groups.${group}`)}
          </p>
          {sections
            .filter((section) => section.group === group)
            .map(({ name, icon: SectionIcon }) => (
              <Link
                key={name}
                to={`/w/${id}/settings/${name}`}
                className={classes.entry}
                {...(name === current && { 'data-status': 'active', 'aria-current': 'page' as const })}
              >
                <SectionIcon size={16} stroke={1.75} aria-hidden />
                <span className={classes.entryLabel}>{t(`sections.${name}`)}</span>
                {name === 'refused' && refused > 0 && <span className={classes.count}>{refused}</span>}
              </Link>
            ))}
        </div>
      ))}
    </nav>
  )
}

function Section({ name, hasBack = false }: { name: SectionName; hasBack?: boolean }) {
  const t = useText('settings')
  const Body = bodies[name]
  return (
    <SettingsPage title={t(`sections.${name}`)} hasBack={hasBack}>
      <Body />
    </SettingsPage>
  )
}
