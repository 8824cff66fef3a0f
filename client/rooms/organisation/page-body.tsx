import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { usePageTitle } from '#client/ui/use-page-title.ts'
import { useOrganisation, usePagePath } from './current.ts'
import type { PageName } from './pages.ts'
import { MembersPage } from './people/members-page.tsx'
import { TeamsPage } from './people/teams-page.tsx'
import { GuestsPage } from './people/guests-page.tsx'
import { InvitationsPage } from './people/invitations-page.tsx'
import { WorkspacesPage } from './spaces/workspaces-page.tsx'
import { AccessPage } from './spaces/access-page.tsx'
import { RolesPage } from './spaces/roles-page.tsx'
import { GeneralPage } from './rules/general-page.tsx'
import { SignInPage } from './rules/sign-in-page.tsx'
import { RetentionPage } from './rules/retention-page.tsx'
import { QuotasPage } from './rules/quotas-page.tsx'
import { KeysPage } from './rules/keys-page.tsx'
import { AuditPage } from './rules/audit-page.tsx'
import classes from './organisation.module.css'

const bodies: Record<PageName, ComponentType> = {
  members: MembersPage,
  teams: TeamsPage,
  guests: GuestsPage,
  invitations: InvitationsPage,
  workspaces: WorkspacesPage,
  access: AccessPage,
  roles: RolesPage,
  general: GeneralPage,
  'sign-in': SignInPage,
  retention: RetentionPage,
  quotas: QuotasPage,
  keys: KeysPage,
  audit: AuditPage,
}

/** The right-hand side. */
export function PageBody({ page, hasBack = false }: { page: PageName; hasBack?: boolean }) {
  const t = useText('organisation')
  const { id } = useOrganisation()
  const pathOf = usePagePath()
  usePageTitle(t(`pages.${page}`))
  const Body = bodies[page]
  return (
    // It takes the focus, so that a page without anything to click scrolls by keys.
    <section className={classes.page} data-scroll tabIndex={0} aria-label={t(`pages.${page}`)}>
      <div className={classes.pageBody}>
        <header className={classes.pageHead}>
          {hasBack && (
            <Link to={pathOf(id)} aria-label={t('back')} className={classes.back}>
              <IconArrowLeft size={20} stroke={1.75} aria-hidden />
            </Link>
          )}
          <h1 className={classes.pageTitle}>{t(`pages.${page}`)}</h1>
        </header>
        <Body />
      </div>
    </section>
  )
}
