import { Select } from '@mantine/core'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import type { AgentSummary } from '#shared/protocol/rest-agents.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'

interface AuditWhoProps {
  value: string | undefined
  onChange: (actor: string | undefined) => void
}

/** Whose entries of the audit log are shown: those of a member, or of an agent. */
export function AuditWho({ value, onChange }: AuditWhoProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const people = useWholeList<OrganisationMember>(`${path}/members`)
  const agents = useWholeList<AgentSummary>(`${path}/agents`)
  const groups = [
    { group: t('audit.people'), items: people.status === 'ready' ? people.value.filter(isPerson).map(choiceOf) : [] },
    { group: t('audit.agents'), items: agents.status === 'ready' ? agents.value.map(choiceOf) : [] },
  ]
  return (
    <Select
      searchable
      clearable
      label={t('audit.actor')}
      placeholder={t('audit.anyone')}
      data={groups.filter(({ items }) => items.length > 0)}
      value={value ?? null}
      onChange={(actor) => onChange(actor ?? undefined)}
      clearButtonProps={{ 'aria-label': t('audit.clear') }}
    />
  )
}

/** Agents that work somewhere are members as well. */
function isPerson({ principal }: OrganisationMember): boolean {
  return !principal.startsWith('agent:')
}

function choiceOf({ principal, name }: Pick<OrganisationMember | AgentSummary, 'principal' | 'name'>) {
  return { value: principal as string, label: name }
}
