import type { Role } from '#shared/access/roles.ts'
import type { MemberPlan, OrganisationPlan } from '#server/tenancy/provision.ts'
import type { NexusFile } from './nexus-yaml.ts'

type Organisation = NexusFile['organizations'][number]
type Member = Organisation['members'][number]

/** What the file says, as what the tenancy is to make of it. */
export function plansOf(file: NexusFile): readonly OrganisationPlan[] {
  return file.organizations.map((organisation) => ({
    slug: organisation.id,
    name: organisation.name ?? organisation.id,
    description: JSON.stringify({
      name: organisation.name ?? organisation.id,
      settings: organisation.settings,
      quotas: organisation.quotas,
    }),
    historyDays: daysOf(organisation.settings.retention_policy?.history),
    workspaces: organisation.workspaces.map(({ id, name }) => ({ slug: id, name: name ?? id })),
    members: organisation.members.map((member) => memberPlan(member, organisation)),
  }))
}

/** `90d` → 90. */
function daysOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number.parseInt(text, 10)
}

function memberPlan(member: Member, { id, workspaces }: Organisation): MemberPlan {
  const isAdmin = member.role === 'admin' || member.permissions.includes(`orgs/${id}:rwx`)
  const roles = new Map<string, Role>()
  for (const { id: workspace } of workspaces) {
    const role = isAdmin ? 'owner' : roleIn([`orgs/${id}`, `orgs/${id}/${workspace}`], member.permissions)
    if (role) roles.set(workspace, role)
  }
  const name = member.name ?? member.user_id.split('@')[0] ?? member.user_id
  return { user: member.user_id, kind: member.type, name, isAdmin, roles }
}

/** Several permissions combine: what one of them allows is allowed. `x` is of no use in a workspace yet. */
function roleIn(paths: readonly string[], permissions: readonly string[]): Role | undefined {
  const bits = permissions.flatMap((permission) => {
    const [path = '', granted = ''] = permission.split(':')
    return paths.includes(path) ? [granted] : []
  })
  if (!bits.some((granted) => granted.includes('r'))) return undefined
  return bits.some((granted) => granted.includes('w')) ? 'editor' : 'viewer'
}
