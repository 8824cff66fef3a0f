import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import type { KeyScope } from '#shared/protocol/rest.ts'
import type { AuditNote } from './audit-store.ts'

/** API keys. The secret itself is nowhere: a key is found by the SHA-256 of it. */
export interface KeyStore {
  insertKey(key: KeyRecord, note?: AuditNote): Promise<void>
  keyByHash(hash: Uint8Array): Promise<KeyRecord | undefined>
  /** Oldest first; of everybody, when no principal is named. */
  keys(principal?: PrincipalId): Promise<readonly KeyRecord[]>
  keyUsed(id: string, timeMs: number): Promise<void>
  /** false: there was none of that id. */
  deleteKey(id: string, note?: AuditNote): Promise<boolean>
}

export interface KeyRecord {
  readonly id: string
  readonly hash: Uint8Array
  readonly name: string
  /** As whom its bearer acts. */
  readonly principal: PrincipalId
  readonly createdBy: PrincipalId
  readonly createdAt: number
  /** undefined: it does not end by itself. */
  readonly expiresAt: number | undefined
  /** undefined: never. Kept coarsely. */
  readonly lastUsedAt: number | undefined
  readonly scopes: readonly KeyScope[]
  /** The one it is good in; undefined: all that its principal has something in. */
  readonly organisation: OrganisationId | undefined
}
