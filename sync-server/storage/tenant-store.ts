import type { BlobHash, OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Role } from '#shared/access/roles.ts'
import type { AuditNote } from './audit-store.ts'
import type { InvitationStore } from './invitation-store.ts'
import type { LinkStore } from './link-store.ts'
import type { ProfileStore } from './profile-store.ts'
import type { ObjectRef } from '#shared/access/tuples.ts'
import type { TeamStore } from './team-store.ts'
import type { TupleStore } from './tuple-store.ts'

/** Workspaces, relations, invitations and the blob index of one organisation. */
export interface TenantStore extends InvitationStore, ProfileStore, TeamStore, LinkStore, TupleStore {
  /** Makes the workspace and its first owner's relation together. A workspace that is there stays as it is: false. */
  createWorkspace(workspace: WorkspaceRecord, owner: PrincipalId, note?: AuditNote): Promise<boolean>
  renameWorkspace(id: WorkspaceId, name: string, note?: AuditNote): Promise<void>
  /** What is kept of it, about: the log's bytes and the files'. */
  workspaceBytes(id: WorkspaceId): Promise<number>
  workspace(id: WorkspaceId): Promise<WorkspaceRecord | undefined>
  workspaces(): Promise<readonly WorkspaceRecord[]>

  /** Replaces the role that the subject has in an organisation (`admin`, `member`, `guest`) or a workspace. */
  writeRelation(tuple: RelationTuple): Promise<void>
  /**
   * The same for a workspace, or none with `role` undefined; refused (false) when that would leave it without an owner. Whoever is nothing in
   * the organisation becomes a guest of it.
   */
  changeRole(
    change: { workspace: WorkspaceId; subject: PrincipalId; role: Role | undefined },
    note?: AuditNote,
  ): Promise<boolean>
  relationsTo(object: ObjectRef): Promise<readonly RelationTuple[]>
  relationsOf(subject: PrincipalId): Promise<readonly RelationTuple[]>

  insertBlob(workspace: WorkspaceId, blob: BlobRecord): Promise<void>
  blob(workspace: WorkspaceId, hash: BlobHash): Promise<BlobRecord | undefined>
}

export interface WorkspaceRecord {
  readonly id: WorkspaceId
  readonly name: string
  readonly createdAt: number
}

/** `subject` is `relation` of `object` (`workspace:…`, `organization:…`); every tuple names its tenant. */
export interface RelationTuple {
  readonly tenant: OrganisationId
  readonly object: ObjectRef
  readonly relation: string
  readonly subject: PrincipalId
}

export interface BlobRecord {
  readonly hash: BlobHash
  readonly bytes: number
  readonly type: string
}

export function workspaceObject(id: WorkspaceId): ObjectRef {
  return `workspace:${id}`
}
