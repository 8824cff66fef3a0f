import type { PrincipalId } from '#shared/kit/ids.ts'
import type { OrganisationRole } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from './audit-store.ts'

/** What an organisation is called and how it is set up, and who belongs to it. */
export interface ProfileStore {
  /** undefined: nobody has said anything yet. */
  profile(): Promise<ProfileRecord | undefined>
  /** The first one stays: for what is made once. */
  beginProfile(profile: ProfileRecord, note: AuditNote): Promise<void>
  changeProfile(profile: ProfileRecord, note: AuditNote): Promise<void>

  /** People and agents who belong to it, with the highest role of each. */
  organisationRoles(): Promise<ReadonlyMap<PrincipalId, OrganisationRole>>
  /** Subjects that count for nothing while they are in here: members, or the organisation itself. */
  suspensions(): Promise<ReadonlySet<string>>
  /** 'last-admin': nobody who could take it back would be left. */
  suspend(suspension: Suspension, note: AuditNote): Promise<'done' | 'last-admin'>
  reactivate(subject: string, note: AuditNote): Promise<void>
  /** Who is kept out until they have set up a second factor. */
  waitingForFactor(): Promise<ReadonlySet<string>>
  setWaitingForFactor(waiting: { subject: PrincipalId; isWaiting: boolean }, note: AuditNote): Promise<void>
  /** Puts somebody in, or changes their role. What else they were granted stays. */
  setOrganisationRole(change: RoleInOrganisation, note: AuditNote): Promise<'done' | 'last-admin'>
  /** Takes away everything that a principal has in the organisation, in one transaction with handing on what only they owned. */
  removeMember(removal: MemberRemoval, note: AuditNote): Promise<'done' | 'no-member' | 'last-admin'>
  /** The workspaces that somebody owns, and the administration, go to another member. */
  transferOwnership(transfer: OwnershipTransfer, note: AuditNote): Promise<'done' | 'no-member'>
}

export interface ProfileRecord {
  readonly name: string
  /** JSON of what was set; what is not in it is as it is by default. */
  readonly settings: string
  readonly createdAt: number
}

export interface Suspension {
  readonly subject: string
  readonly by: PrincipalId
  readonly timeMs: number
}

export interface RoleInOrganisation {
  readonly subject: PrincipalId
  readonly role: OrganisationRole
}

export interface MemberRemoval {
  readonly subject: PrincipalId
  /** Who gets the workspaces that only they owned; undefined: nobody, the administrators have them in hand. */
  readonly heir: PrincipalId | undefined
}

export interface OwnershipTransfer {
  readonly from: PrincipalId
  readonly to: PrincipalId
  /** Of the organisation, too; else of workspaces alone. */
  readonly isAdmin: boolean
}
