import { Select, VisuallyHidden } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useContext } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { Menu, MenuEntry, MenuGroup, MenuTitle } from '#client/ui/menu-page.tsx'
import { usePageTitle } from '#client/ui/use-page-title.ts'
import { CurrentContext, useOrganisation, usePagePath } from './current.ts'
import { NewOrganisation } from './new-organisation.tsx'
import { type PageName, pageGroups, pages } from './pages.ts'
import classes from './organisation.module.css'

export function OrganisationMenu({ current }: { current?: PageName }) {
  const t = useText('organisation')
  const { id, isAdmin } = useOrganisation()
  const pathOf = usePagePath()
  usePageTitle(current === undefined ? t('label') : undefined)
  const shown = pages.filter((page) => isAdmin || !page.admin)
  return (
    <Menu label={t('label')}>
      <Which isHeading={current === undefined} />
      {pageGroups.map((group) => (
        <MenuGroup key={group} title={t(`groups.${group}`)}>
          {shown
            .filter((page) => page.group === group)
            .map(({ name, icon }) => (
              <MenuEntry key={name} to={pathOf(id, name)} icon={icon} isCurrent={name === current}>
                {t(`pages.${name}`)}
              </MenuEntry>
            ))}
        </MenuGroup>
      ))}
      <NewOrganisation isQuiet />
    </Menu>
  )
}

/** The name, and where there are several the choice. */
function Which({ isHeading }: { isHeading: boolean }) {
  const t = useText('organisation')
  const all = useContext(CurrentContext)?.all ?? []
  const { id, name, settings } = useOrganisation()
  const pathOf = usePagePath()
  const navigate = useNavigate()
  const dot = <span className={classes.dot} style={{ background: settings.branding.colour }} aria-hidden />
  if (all.length < 2) {
    return (
      <MenuTitle isHeading={isHeading}>
        {dot}
        {name}
      </MenuTitle>
    )
  }
  return (
    <div className={classes.which}>
      {isHeading && <VisuallyHidden component="h1">{name}</VisuallyHidden>}
      <Select
        allowDeselect={false}
        leftSection={dot}
        aria-label={t('which')}
        data={all.map((each) => ({ value: each.id, label: each.name }))}
        value={id}
        onChange={(value) => value && void navigate({ to: pathOf(value) })}
      />
    </div>
  )
}
