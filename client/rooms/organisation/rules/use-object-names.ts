import type { OrganisationMember, OrganisationWorkspace, Team } from '#shared/protocol/rest-admin.ts'
import type { AgentSummary } from '#shared/protocol/rest-agents.ts'
import { type Text, useText } from '#client/ui/i18n.tsx'
import type { Answer } from '../../answers.ts'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'

/** What people, agents, teams, workspaces, secrets and the server are called, by `user:…`, `team:…` and so on; of what is gone the id remains. */
export function useObjectNames(): (object: string) => string {
  const t = useText('organisation')
  const { path, id, name } = useOrganisation()
  const members = itemsOf(useWholeList<OrganisationMember>(`${path}/members`))
  const agents = itemsOf(useWholeList<AgentSummary>(`${path}/agents`))
  const teams = itemsOf(useWholeList<Team>(`${path}/teams`))
  const workspaces = itemsOf(useWholeList<OrganisationWorkspace>(`${path}/workspaces`))
  const names = new Map<string, string>([
    ...members.map((each) => [each.principal, each.name] as const),
    ...agents.map((each) => [each.principal, each.name] as const),
    ...teams.map((each) => [`team:${each.id}`, each.name] as const),
    ...workspaces.map((each) => [`workspace:${each.id}`, each.name] as const),
    [`organization:${id}`, name],
  ])
  return (object) => names.get(object) ?? spokenOf(t, object)
}

function spokenOf(t: Text<'organisation'>, object: string): string {
  if (object === 'service:operator') return t('audit.operator')
  if (object.startsWith('service:')) return t('audit.server')
  if (object.startsWith('secret:')) return t('audit.secret', { name: object.slice('secret:'.length) })
  if (object.startsWith('invitation:')) return t('audit.invitation')
  return object
}

function itemsOf<Item>(answer: Answer<readonly Item[]>): readonly Item[] {
  return answer.status === 'ready' ? answer.value : []
}
