import { roles, type Role } from '#shared/access/roles.ts'
import {
  type OrganisationId,
  type PrincipalId,
  type ReplicaId,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Account } from '#shared/protocol/rest.ts'
import { type Act, noteOf } from './act.ts'
import { putBits } from './grants.ts'
import type { FoundInvitation, InvitationPorts, InvitationRefusal } from './invitations.ts'

/** What somebody has come into. */
export interface Joined {
  readonly organisation: OrganisationId
  /** The workspace that it was into; undefined: the organisation alone. */
  readonly workspace?: WorkspaceId | undefined
  /** In the workspace; undefined: of one thing in it. */
  readonly role?: Role | undefined
  readonly replica?: ReplicaId | undefined
}

/** Counted first, granted then: whoever comes again after a crash in between is counted already, and gets the rest. */
export async function acceptInvitation(
  ports: InvitationPorts,
  { organisation, store, record }: FoundInvitation,
  { account, address }: { account: Account; address: string | undefined },
): Promise<Outcome<InvitationRefusal, Joined>> {
  const { clock, members } = ports
  const principal = userPrincipal(account.id)
  const act: Act = { by: principal, address }
  const note = noteOf(clock, act, { action: 'invitation.accepted', object: `invitation:${record.id}` })
  if (!(await store.useInvitation({ id: record.id, account: account.id, timeMs: clock.now() }, note)))
    return refused('invitation-gone')
  const admitted = await members.admit(organisation, { principal, email: account.email, role: record.role }, act)
  if (!admitted.ok) return admitted
  for (const { workspace, replica, bits } of record.grants) {
    // What it was about may be gone by now; the rest counts all the same.
    await putBits(ports, { organisation, workspace, replica, subject: principal, bits, adds: true }, act)
  }
  const { workspace, workspaceRole } = record
  if (workspace && workspaceRole)
    return done({
      organisation,
      workspace,
      role: await giveRole(ports, { workspace, principal, offered: workspaceRole }, act),
    })
  const [first] = record.grants
  return done({ organisation, ...(first && { workspace: first.workspace, replica: first.replica }) })
}

interface OfferedRole {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  readonly offered: Role
}

async function giveRole(
  { access, clock }: InvitationPorts,
  { workspace, principal, offered }: OfferedRole,
  act: Act,
): Promise<Role> {
  const current = (await access.rolesIn(workspace)).get(principal)
  if (current && roles.indexOf(current) <= roles.indexOf(offered)) return current
  const body = { subject: principal, role: offered }
  const note = noteOf(clock, act, { action: 'grant.written', object: `workspace:${workspace}`, body })
  await access.setRole({ workspace, subject: principal, role: offered, note })
  return offered
}
