import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AuditNote } from './audit-store.ts'

/** Public links, each to one thing. What one may is told by the tuples of `link:<id>`, which come and go with it. */
export interface LinkStore {
  insertLink(link: LinkRecord, note: AuditNote): Promise<void>
  linkByHash(tokenHash: Uint8Array): Promise<LinkRecord | undefined>
  /** Of a thing, of a workspace, or of the organisation; oldest first. */
  links(of?: { workspace?: WorkspaceId; replica?: ReplicaId | undefined }): Promise<readonly LinkRecord[]>
  linkUsed(id: string, timeMs: number): Promise<void>
  /** false: there is none of that id in that workspace. */
  deleteLink(link: { id: string; workspace: WorkspaceId }, note: AuditNote): Promise<boolean>
}

export interface LinkRecord {
  readonly id: string
  readonly tokenHash: Uint8Array
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly role: 'viewer' | 'editor'
  /** As with accounts: algorithm, parameters, salt and hash in one text; '' when there is none. */
  readonly password: string
  readonly createdBy: PrincipalId
  readonly createdAt: number
  readonly expiresAt: number | undefined
  /** To the minute; undefined: never. */
  readonly lastUsedAt: number | undefined
}

/** As what a link reads. */
export function linkPrincipal(id: string): PrincipalId {
  return `link:${id}` as PrincipalId
}
