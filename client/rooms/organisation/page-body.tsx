import type { ComponentType } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { MenuPage } from '#client/ui/menu-page.tsx'
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
import { SecretsPage } from './rules/secrets-page.tsx'
import { AuditPage } from './rules/audit-page.tsx'
import { AgentsPage } from './ai/agents-page.tsx'
import { useOpenAgent } from './ai/open-agent.ts'
import { AssistantPage } from './ai/assistant-page.tsx'

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
  secrets: SecretsPage,
  assistant: AssistantPage,
  agents: AgentsPage,
  audit: AuditPage,
}

/** The right-hand side. */
export function PageBody({ page, hasBack = false }: { page: PageName; hasBack?: boolean }) {
  const t = useText('organisation')
  const { id } = useOrganisation()
  const pathOf = usePagePath()
  const [agent] = useOpenAgent()
  const Body = bodies[page]
  const up =
    page === 'agents' && agent !== undefined
      ? { to: pathOf(id, 'agents'), label: t('agents.back') }
      : { to: pathOf(id), label: t('back') }
  return (
    <MenuPage title={t(`pages.${page}`)} back={hasBack ? up : undefined} isWide>
      <Body />
    </MenuPage>
  )
}
