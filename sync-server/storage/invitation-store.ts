import type { Role } from '#shared/access/roles.ts'
import type { AccountId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { OrganisationRole } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from './audit-store.ts'

/** Invitations into an organisation, and into its workspaces. */
export interface InvitationStore {
  insertInvitation(invitation: NewInvitationRecord, note: AuditNote): Promise<void>
  invitation(tokenHash: Uint8Array): Promise<InvitationRecord | undefined>
  invitationById(id: string): Promise<InvitationRecord | undefined>
  /** Of a workspace, or all of the organisation; the first to expire first. */
  invitations(workspace?: WorkspaceId): Promise<readonly InvitationRecord[]>
  /** The token before is worth nothing any more. false: there is no such invitation. */
  renewInvitation(renewed: RenewedInvitation, note: AuditNote): Promise<boolean>
  invitationSent(id: string, wasSent: boolean): Promise<void>
  /**
   * Counts the account among its users; one that is already counted may come again. false: it is used up, expired or gone. Everything that
   * comes with it is to be granted after this.
   */
  useInvitation(use: InvitationUse, note: AuditNote): Promise<boolean>
  /** `workspace`: only one of that workspace. false: there was none. */
  deleteInvitation(gone: { id: string; workspace?: WorkspaceId | undefined }, note: AuditNote): Promise<boolean>
}

export interface NewInvitationRecord {
  readonly id: string
  readonly tokenHash: Uint8Array
  /** Whom it is for; undefined: whoever has the link. */
  readonly email: string | undefined
  readonly role: OrganisationRole
  readonly workspace: WorkspaceId | undefined
  readonly workspaceRole: Role | undefined
  /** What else comes with it. */
  readonly grants: readonly InvitationGrant[]
  /** undefined: any number. */
  readonly maxUses: number | undefined
  readonly createdBy: PrincipalId
  readonly createdAt: number
  readonly expiresAt: number
}

export interface InvitationRecord extends NewInvitationRecord {
  readonly uses: number
  readonly wasSent: boolean
}

export interface InvitationGrant {
  readonly workspace: WorkspaceId
  /** One thing of it; undefined: all of it. */
  readonly replica?: ReplicaId | undefined
  /** `rw-` */
  readonly bits: string
}

export interface RenewedInvitation {
  readonly id: string
  readonly tokenHash: Uint8Array
  readonly expiresAt: number
}

export interface InvitationUse {
  readonly id: string
  readonly account: AccountId
  readonly timeMs: number
}
