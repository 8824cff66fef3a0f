import type { OrganisationRole } from '#shared/protocol/rest-admin.ts'
import { type AgentConfiguration, builtinAtFirst } from '#server/storage/agent-store.ts'
import type { Organization } from './provision-file.ts'
import type { GrantPlan, MemberPlan, OrganisationPlan } from './provision-plan.ts'

type Member = Organization['members'][number]

/** What the file says, as what the tenancy is to make of it. */
export function plansOf(organizations: readonly Organization[]): readonly OrganisationPlan[] {
  return organizations.map((organisation) => ({
    slug: organisation.id,
    name: organisation.name,
    retention: organisation.settings.retention_policy,
    signIn: {
      requireTwoFactor: organisation.settings.sign_in.require_two_factor,
      allowedDomains: organisation.settings.sign_in.allowed_domains,
    },
    quotas: organisation.quotas,
    workspaces: organisation.workspaces.map(({ id, name }) => ({ slug: id, name: name ?? id })),
    members: organisation.members.map((member) => memberPlan(member, organisation)),
    ...(organisation.builtin_agent && {
      builtin: configurationOf(organisation.builtin_agent.name ?? builtinAtFirst.name, organisation.builtin_agent),
    }),
  }))
}

function memberPlan(member: Member, organisation: Organization): MemberPlan {
  const isAgent = member.type === 'agent'
  return {
    user: isAgent ? member.user_id : member.user_id.toLowerCase(),
    kind: member.type,
    name: member.name ?? member.user_id.split('@')[0] ?? member.user_id,
    role: isAgent ? 'member' : (member.role as OrganisationRole),
    grants: grantsOf(member, organisation),
    ...(member.config && { configuration: configurationOf(member.name ?? member.user_id, member.config) }),
  }
}

function configurationOf(name: string, config: NonNullable<Member['config']>): AgentConfiguration {
  return {
    name,
    isEnabled: config.enabled,
    model: config.model,
    temperature: config.temperature,
    maxTokens: config.max_tokens,
    instructions: config.instructions ?? config.system_prompt,
    tools: config.tools,
    monthlyTokens: config.monthly_tokens,
  }
}

/** Several permissions on one path combine: what one of them allows is allowed. An administrator owns every workspace of the file. */
function grantsOf({ type, role, permissions }: Member, { id, workspaces }: Organization): readonly GrantPlan[] {
  const byPath = new Map<string, string>()
  for (const permission of permissions) {
    const path = permission.slice(0, -4).split('/').slice(2).join('/')
    byPath.set(path, combined(byPath.get(path) ?? '---', permission.slice(-3)))
  }
  const isAdmin = type === 'user' && role === 'admin'
  const owned = isAdmin ? workspaces.map(({ id: slug }) => slug) : []
  const grants = [...byPath].filter(([path, bits]) => bits !== '---' && !owned.includes(path))
  return [
    ...owned.map((slug): GrantPlan => ({ path: `/orgs/${id}/${slug}`, bits: 'rwx', isOwner: true })),
    ...grants.map(([path, bits]): GrantPlan => ({ path: `/orgs/${id}${path && `/${path}`}`, bits, isOwner: false })),
  ]
}

function combined(one: string, other: string): string {
  return [...one].map((bit, at) => (bit === '-' ? (other[at] ?? '-') : bit)).join('')
}
