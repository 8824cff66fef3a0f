import { mintId, type OrganisationId, type PrincipalId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Core } from '#server/app/core.ts'
import { systemRandom } from '#server/app/start-server.ts'

export interface OwnerIn {
  readonly owner: PrincipalId
  readonly organisation: OrganisationId
  readonly workspaces: readonly [WorkspaceId, ...WorkspaceId[]]
}

/** Somebody who has signed up, and workspaces of theirs: for tests below the doors. */
export async function ownerIn(core: Core, { workspaces: count = 1 } = {}): Promise<OwnerIn> {
  const person = { email: 'ada@example.org', name: 'Ada', password: 'x'.repeat(12), asFirst: false }
  const made = await core.identity.signUp(person)
  if (!made.ok) throw new Error(made.reason)
  const account = made.value.id
  const mint = () => mintId<WorkspaceId>('ws', systemRandom)
  const workspaces = [mint(), ...Array.from({ length: count - 1 }, mint)] as const
  for (const id of workspaces) await core.tenancy.createWorkspace({ id, name: 'Home', account })
  return { owner: userPrincipal(account), organisation: await core.tenancy.homeOf(account), workspaces }
}
