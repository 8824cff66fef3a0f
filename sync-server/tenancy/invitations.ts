import type { Role } from '#shared/access/roles.ts'
import { mintId, type OrganisationId, type PrincipalId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Account, InvitationPreview, PendingInvitation } from '#shared/protocol/rest.ts'
import type {
  NewOrganisationInvitation,
  OrganisationInvitation,
  OrganisationRole,
} from '#shared/protocol/rest-admin.ts'
import type { InvitedAddress } from '#shared/protocol/rest-sharing.ts'
import { openAttemptLimit } from '#server/identity/attempt-limit.ts'
import type { InvitationGrant, InvitationRecord, NewInvitationRecord } from '#server/storage/invitation-store.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type Act, noteOf } from './act.ts'
import { acceptInvitation, type Joined } from './invitation-acceptance.ts'
import { sendInvitation, titleOfGranted } from './invitation-sending.ts'
import { mintToken, readToken } from './invitation-token.ts'
import type { Members } from './members.ts'
import { namesOf } from './names.ts'
import { isAllowedDomain, readSettings } from './organisation-settings.ts'
import type { Organisations } from './organisations.ts'
import type { SharedPlace } from './sharing.ts'
import type { TenancyPorts } from './tenancy.ts'

/** Links that let whoever opens them into an organisation, with a role there and perhaps something in a workspace. */
export interface Invitations {
  invite(
    organisation: OrganisationId,
    asked: InviteAsked,
    act: Act,
  ): Promise<Outcome<InviteRefusal, NewOrganisationInvitation>>
  /** Those still open, of the organisation or of a workspace. */
  open(organisation: OrganisationId): Promise<readonly OrganisationInvitation[]>
  pending(workspace: WorkspaceId): Promise<readonly PendingInvitation[]>
  /** Of addresses that were let in at this place and nowhere else. */
  addressedAt(place: SharedPlace): Promise<readonly AddressInvitation[]>
  /** With a new token; the one before is worth nothing from then on. */
  resend(
    organisation: OrganisationId,
    id: string,
    act: Act,
  ): Promise<Outcome<'not-found' | 'too-many', NewOrganisationInvitation>>
  revoke(organisation: OrganisationId, id: string, act: Act): Promise<boolean>
  revokeOf(workspace: WorkspaceId, id: string, act: Act): Promise<boolean>
  preview(token: string): Promise<Outcome<'invitation-gone', InvitationPreview>>
  /** Whether somebody of this address may come in by it. */
  admits(token: string, email: string): Promise<Outcome<InvitationRefusal, void>>
  /** A member who had a higher role keeps it. */
  accept(token: string, account: Account, address?: string): Promise<Outcome<InvitationRefusal, Joined>>
}

export interface AddressInvitation extends InvitedAddress {
  readonly id: string
}

export type InvitationRefusal = 'invitation-gone' | 'wrong-address' | 'domain-not-allowed'
export type InviteRefusal = 'too-many' | 'domain-not-allowed'

export interface InviteAsked {
  readonly email?: string | undefined
  readonly role: OrganisationRole
  readonly workspace?: WorkspaceId | undefined
  readonly workspaceRole?: Role | undefined
  readonly grants?: readonly InvitationGrant[]
  readonly expiresInDays: number
  readonly maxUses?: number | undefined
}

export interface InvitationPorts extends TenancyPorts {
  readonly members: Members
  readonly organisations: Organisations
  /** What a thing is called now; '' for what is gone. */
  titleOf(workspace: WorkspaceId, replica: ReplicaId): Promise<string>
}

const dayMs = 24 * 60 * 60_000

export function openInvitations(ports: InvitationPorts): Invitations {
  const { storage, clock } = ports
  // An office is invited in one go; who sends mail to the whole world is slowed down. Links that are passed on by hand bother nobody.
  const limit = openAttemptLimit({ clock, free: 100 })
  const isTooMany = (by: PrincipalId) => {
    if (!ports.mailer.isSetUp) return false
    if (limit.waitMs(by) > 0) return true
    limit.failed(by)
    return false
  }
  const revoke = async (store: OrganisationStore, gone: { id: string; workspace?: WorkspaceId }, act: Act) =>
    store.deleteInvitation(gone, noteOf(clock, act, { action: 'invitation.revoked', object: `invitation:${gone.id}` }))
  return {
    invite: async (organisation, asked, act) =>
      asked.email !== undefined && isTooMany(act.by)
        ? refused('too-many')
        : invite(ports, { organisation, ...asked }, act),
    open: async (organisation) => {
      const records = await (await storage.organisation(organisation)).invitations()
      return Promise.all(records.filter((each) => isOpen(each, clock.now())).map((each) => describe(ports, each)))
    },
    pending: async (workspace) => {
      const records = (await (await homeOfWorkspace(storage, workspace))?.store.invitations(workspace)) ?? []
      const open = records.filter((each) => isOpen(each, clock.now()) && each.workspaceRole !== undefined)
      return Promise.all(open.map((each) => pendingOf(ports, each)))
    },
    addressedAt: async (place) => {
      const records = await (await storage.organisation(place.organisation)).invitations()
      return records.filter((each) => isOpen(each, clock.now())).flatMap((each) => addressedAt(place, each))
    },
    resend: async (organisation, id, act) =>
      isTooMany(act.by) ? refused('too-many') : resend(ports, { organisation, id }, act),
    revoke: async (organisation, id, act) => revoke(await storage.organisation(organisation), { id }, act),
    revokeOf: async (workspace, id, act) => {
      const home = await homeOfWorkspace(storage, workspace)
      return home ? revoke(home.store, { id, workspace }, act) : false
    },
    preview: (token) => preview(ports, token),
    admits: async (token, email) => {
      const found = await find(ports, token)
      return found ? admits(found, email) : refused('invitation-gone')
    },
    accept: async (token, account, address) => {
      const found = await find(ports, token)
      if (!found) return refused('invitation-gone')
      const admitted = await admits(found, account.email)
      return admitted.ok ? acceptInvitation(ports, found, { account, address }) : admitted
    },
  }
}

async function invite(
  ports: InvitationPorts,
  { organisation, expiresInDays, ...asked }: InviteAsked & { organisation: OrganisationId },
  act: Act,
): Promise<Outcome<InviteRefusal, NewOrganisationInvitation>> {
  const { storage, random, clock } = ports
  const store = await storage.organisation(organisation)
  const { email, role } = asked
  if (email !== undefined && !(await isAllowed(store, role, email))) return refused('domain-not-allowed')
  const { token, tokenHash } = mintToken(organisation, random)
  const record: NewInvitationRecord = {
    id: mintId('invitation', random),
    tokenHash,
    email,
    role,
    workspace: asked.workspace,
    workspaceRole: asked.workspaceRole,
    grants: asked.grants ?? [],
    // One that is bound to an address has one use.
    maxUses: email === undefined ? asked.maxUses : 1,
    createdBy: act.by,
    createdAt: clock.now(),
    expiresAt: clock.now() + expiresInDays * dayMs,
  }
  const body = { email, role, workspace: asked.workspace, workspaceRole: asked.workspaceRole }
  await store.insertInvitation(
    record,
    noteOf(clock, act, { action: 'invitation.made', object: `invitation:${record.id}`, body }),
  )
  const wasSent = await sendInvitation(ports, { organisation, store, record, token })
  return done({ ...(await describe(ports, { ...record, uses: 0, wasSent })), token })
}

async function resend(
  ports: InvitationPorts,
  { organisation, id }: { organisation: OrganisationId; id: string },
  act: Act,
) {
  const { storage, random, clock } = ports
  const store = await storage.organisation(organisation)
  const before = await store.invitationById(id)
  if (!before) return refused('not-found')
  const { token, tokenHash } = mintToken(organisation, random)
  // For as long as it was made for, from now on.
  const expiresAt = clock.now() + Math.max(dayMs, before.expiresAt - (before.createdAt || clock.now()))
  const note = noteOf(clock, act, { action: 'invitation.resent', object: `invitation:${id}` })
  if (!(await store.renewInvitation({ id, tokenHash, expiresAt }, note))) return refused('not-found')
  const record = { ...before, tokenHash, expiresAt }
  const wasSent = await sendInvitation(ports, { organisation, store, record, token })
  return done({ ...(await describe(ports, { ...record, wasSent })), token })
}

export interface FoundInvitation {
  readonly organisation: OrganisationId
  readonly store: OrganisationStore
  readonly record: InvitationRecord
}

async function find({ storage, clock }: TenancyPorts, token: string): Promise<FoundInvitation | undefined> {
  const read = readToken(token)
  // Only of organisations that are there: opening one makes its file.
  if (!read || !(await storage.control.hasOrganisation(read.organisation))) return undefined
  const store = await storage.organisation(read.organisation)
  const record = await store.invitation(read.tokenHash)
  if (!record || record.expiresAt <= clock.now()) return undefined
  if ((await store.suspensions()).has(`organization:${read.organisation}`)) return undefined
  return { organisation: read.organisation, store, record }
}

async function admits({ store, record }: FoundInvitation, email: string): Promise<Outcome<InvitationRefusal, void>> {
  if (record.email !== undefined && record.email !== email.toLowerCase()) return refused('wrong-address')
  return (await isAllowed(store, record.role, email)) ? done() : refused('domain-not-allowed')
}

/** Guests may be of anywhere. */
async function isAllowed(store: OrganisationStore, role: OrganisationRole, email: string): Promise<boolean> {
  return role === 'guest' || isAllowedDomain(readSettings((await store.profile())?.settings), email)
}

async function preview(ports: InvitationPorts, token: string): Promise<Outcome<'invitation-gone', InvitationPreview>> {
  const found = await find(ports, token)
  if (!found || !isOpen(found.record, ports.clock.now())) return refused('invitation-gone')
  const { record, store, organisation } = found
  const workspace = record.workspace && (await store.workspace(record.workspace))
  if (record.workspace && !workspace) return refused('invitation-gone')
  const title = await titleOfGranted(ports, record)
  return done({
    organisationName: await ports.organisations.nameOf(organisation),
    ...(workspace && { workspaceName: workspace.name }),
    ...(title && { title }),
    invitedBy: await nameOfMaker(ports, record),
    role: record.workspaceRole ?? (record.grants.some(({ bits }) => bits.includes('w')) ? 'editor' : 'viewer'),
  })
}

function isOpen({ expiresAt, maxUses, uses }: InvitationRecord, nowMs: number): boolean {
  return expiresAt > nowMs && (maxUses === undefined || uses < maxUses)
}

/** One that brings anything else along is not of this place: it is for the organisation's administrators. */
function addressedAt(
  { workspace, replica }: SharedPlace,
  { id, email, role, workspaceRole, grants, expiresAt }: InvitationRecord,
): readonly AddressInvitation[] {
  const [grant, ...others] = grants
  if (email === undefined || role !== 'guest' || workspaceRole || !grant || others.length > 0) return []
  return grant.workspace === workspace && grant.replica === replica ? [{ id, email, bits: grant.bits, expiresAt }] : []
}

async function describe(ports: InvitationPorts, record: InvitationRecord): Promise<OrganisationInvitation> {
  const { id, email, role, workspace, workspaceRole, grants, expiresAt, maxUses, uses, wasSent } = record
  const thing = grants.find((each): each is InvitationGrant & { replica: ReplicaId } => each.replica !== undefined)
  return {
    id,
    ...(email !== undefined && { email }),
    role,
    ...(workspace && { workspace }),
    ...(workspaceRole && { workspaceRole }),
    ...(thing && { workspace: thing.workspace, replica: thing.replica, bits: thing.bits }),
    expiresAt,
    usesLeft: maxUses === undefined ? undefined : Math.max(0, maxUses - uses),
    createdBy: await nameOfMaker(ports, record),
    wasSent,
  }
}

async function pendingOf(ports: InvitationPorts, record: InvitationRecord): Promise<PendingInvitation> {
  const { id, workspaceRole: role = 'viewer', expiresAt } = record
  return { id, role, expiresAt, createdBy: await nameOfMaker(ports, record) }
}

async function nameOfMaker(ports: InvitationPorts, { createdBy }: InvitationRecord): Promise<string> {
  const names = await namesOf({ ...ports, control: ports.storage.control }, [createdBy])
  return names.get(createdBy)?.name ?? ''
}
