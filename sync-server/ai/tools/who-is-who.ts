import { type KnownPerson, knownPeople, type WhoIsWho } from '#shared/assistant/records/directory.ts'
import { localPrincipal, type PrincipalId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { View } from '#server/access/access.ts'
import type { Identity } from '#server/identity/identity.ts'
import { accountOf } from '#server/tenancy/names.ts'
import type { Tenancy } from '#server/tenancy/tenancy.ts'

export interface PeoplePorts {
  readonly tenancy: Pick<Tenancy, 'members'>
  readonly identity: Pick<Identity, 'accounts'>
}

interface Asker {
  readonly workspace: WorkspaceId
  readonly requester: PrincipalId
  /** What all may see whose rights are asked by. */
  readonly view: View
}

/** The asker and the members, as a device knows them. Guests are not told who else is in a workspace. */
export async function whoIsIn(
  { tenancy, identity }: PeoplePorts,
  { workspace, requester, view }: Asker,
): Promise<WhoIsWho> {
  const members = view.role === undefined ? [] : await tenancy.members(workspace)
  const known = members.find(({ principal }) => principal === requester)
  const principals = known?.role === 'owner' ? [requester, localPrincipal] : [requester]
  const name = known?.name ?? (await nameOf({ identity }, requester))
  const me: KnownPerson = { name, principals, ...(view.role === undefined && { isGuest: true }) }
  return { me, people: knownPeople(me, members) }
}

/** '' for who is no person, or gone. */
export async function nameOf({ identity }: Pick<PeoplePorts, 'identity'>, principal: PrincipalId): Promise<string> {
  const account = accountOf(principal)
  const [known] = account ? await identity.accounts([account]) : []
  return known?.name ?? ''
}

/** What those are called whose ids stand in what is told, for an engine that would show ids else. */
export function namesIn(told: object, { people }: WhoIsWho): { readonly people?: Readonly<Record<string, string>> } {
  const text = JSON.stringify(told)
  const named = people.flatMap(({ name, principals }) =>
    name === '' ? [] : principals.flatMap((id) => (text.includes(JSON.stringify(id)) ? [[id, name] as const] : [])),
  )
  return named.length > 0 ? { people: Object.fromEntries(named) } : {}
}
