import { createHash } from 'node:crypto'
import { roles, type Role } from '#shared/access/roles.ts'
import {
  type AccountId,
  mintId,
  type OrganisationId,
  type PrincipalId,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Random } from '#shared/kit/ports.ts'
import type { Invitation, InvitationPreview, PendingInvitation } from '#shared/protocol/rest.ts'
import type { InvitationRecord, NewInvitationRecord } from '#server/storage/invitation-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { noteOf } from './act.ts'
import type { TenancyPorts } from './tenancy.ts'

/**
 * Links that make whoever opens them a member. Only a hash of the token is kept; the token begins with the organisation's id, so
 * that it is looked for in that organisation's store and nowhere else.
 */
export interface Invitations {
  create(asked: CreateInvitation): Promise<Invitation>
  pending(workspace: WorkspaceId): Promise<readonly PendingInvitation[]>
  revoke(workspace: WorkspaceId, id: string, by: PrincipalId): Promise<boolean>
  preview(token: string): Promise<Outcome<'invitation-gone', InvitationPreview>>
  /** A member who had a higher role keeps it. */
  accept(token: string, account: AccountId): Promise<Outcome<'invitation-gone', { workspace: WorkspaceId; role: Role }>>
}

export interface CreateInvitation {
  readonly workspace: WorkspaceId
  readonly role: Role
  readonly expiresInDays: number
  readonly by: PrincipalId
}

const dayMs = 24 * 60 * 60_000
const organisationDigits = 26
const tokenPattern = /^[0-9a-z]{78}$/

export function openInvitations(ports: TenancyPorts): Invitations {
  const { storage, clock } = ports
  return {
    create: (asked) => create(ports, asked),
    pending: async (workspace) => {
      const records = (await (await homeOfWorkspace(storage, workspace))?.store.invitations(workspace)) ?? []
      const open = records.filter((record) => record.expiresAt > clock.now())
      return Promise.all(open.map((record) => pendingOf(ports, record)))
    },
    revoke: async (workspace, id, by) => {
      const home = await homeOfWorkspace(storage, workspace)
      const note = noteOf(clock, { by }, { action: 'invitation.revoked', object: `invitation:${id}` })
      return home ? home.store.deleteInvitation({ id, workspace }, note) : false
    },
    preview: async (token) => {
      const found = await find(ports, token)
      const workspace = found?.record.workspace && (await found.store.workspace(found.record.workspace))
      if (!found || !workspace) return refused('invitation-gone')
      const { createdBy, role } = await pendingOf(ports, found.record)
      return done({ workspaceName: workspace.name, invitedBy: createdBy, role })
    },
    accept: (token, account) => accept(ports, token, account),
  }
}

async function create(ports: TenancyPorts, asked: CreateInvitation): Promise<Invitation> {
  const { random, clock } = ports
  const home = await homeOfWorkspace(ports.storage, asked.workspace)
  if (!home) throw new Error(`bug: an invitation to ${asked.workspace}, which nobody made`)
  const token = home.organisation.slice(-organisationDigits) + secret(random)
  const record: NewInvitationRecord = {
    id: mintId('invitation', random),
    tokenHash: hashToken(token),
    email: undefined,
    role: 'guest',
    workspace: asked.workspace,
    workspaceRole: asked.role,
    grants: [],
    maxUses: undefined,
    createdBy: asked.by,
    createdAt: clock.now(),
    expiresAt: clock.now() + asked.expiresInDays * dayMs,
  }
  const note = noteOf(clock, asked, { action: 'invitation.made', object: `invitation:${record.id}` })
  await home.store.insertInvitation(record, note)
  return { ...(await pendingOf(ports, { ...record, uses: 0, wasSent: false })), token }
}

async function accept(ports: TenancyPorts, token: string, account: AccountId) {
  const found = await find(ports, token)
  const workspace = found?.record.workspace
  if (!found || !workspace) return refused('invitation-gone')
  const { id, workspaceRole: offered = 'viewer' } = found.record
  const subject = userPrincipal(account)
  const note = noteOf(ports.clock, { by: subject }, { action: 'invitation.accepted', object: `invitation:${id}` })
  if (!(await found.store.useInvitation({ id, account, timeMs: ports.clock.now() }, note)))
    return refused('invitation-gone')
  const current = (await ports.access.rolesIn(workspace)).get(subject)
  const role = current && roles.indexOf(current) <= roles.indexOf(offered) ? current : offered
  await ports.storage.control.linkAccount(account, found.organisation)
  if (role !== current) await ports.access.setRole({ workspace, subject, role })
  return done({ workspace, role })
}

async function find({ storage, clock }: TenancyPorts, token: string) {
  if (!tokenPattern.test(token)) return undefined
  const organisation = `org_${token.slice(0, organisationDigits)}` as OrganisationId
  // Only of organisations that are there: opening one makes its file.
  if (!(await storage.control.organisations()).includes(organisation)) return undefined
  const store = await storage.organisation(organisation)
  const record = await store.invitation(hashToken(token))
  return record && record.expiresAt > clock.now() ? { organisation, store, record } : undefined
}

async function pendingOf({ identity }: TenancyPorts, record: InvitationRecord): Promise<PendingInvitation> {
  const { id, workspaceRole: role = 'viewer', expiresAt, createdBy } = record
  const [author] = await identity.accounts([createdBy.slice(createdBy.indexOf(':') + 1) as AccountId])
  return { id, role, expiresAt, createdBy: author?.name ?? '' }
}

/** 52 characters of five bits. */
function secret(random: Random): string {
  return mintId('a', random).slice(2) + mintId('a', random).slice(2)
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
