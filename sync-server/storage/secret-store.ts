import type { PrincipalId } from '#shared/kit/ids.ts'
import type { AuditNote } from './audit-store.ts'

/** Encrypted credentials of an organisation. The store sees no value and no key that is not encrypted itself. */
export interface SecretStore {
  /** The version that the next value of this name gets; versions of a name are never given twice. */
  nextSecretVersion(name: string): Promise<number>
  /** false: somebody else has stored this version meanwhile. */
  insertSecret(secret: SealedSecret, note: AuditNote): Promise<boolean>
  /** Names that have a version in use, in their order. */
  secrets(): Promise<readonly StoredSecret[]>
  /** The newest in use, or the named version if that is in use; noted as used in the same transaction. */
  useSecret(asked: { name: string; version?: number | undefined }, note: AuditNote): Promise<SealedSecret | undefined>
  /** Removes what it takes to read them: of one version, or of all. Returns how many there were. */
  revokeSecret(asked: { name: string; version?: number | undefined }, note: AuditNote): Promise<number>
  /** Those in use whose data key is wrapped by another key than this. */
  secretsNotUnder(key: string, limit: number): Promise<readonly SealedSecret[]>
  /** false: it was revoked, or wrapped anew, meanwhile. */
  rewrapSecret(before: SealedSecret, wrapped: WrappedKey): Promise<boolean>
}

export interface SealedSecret {
  readonly name: string
  readonly version: number
  readonly createdAt: number
  readonly createdBy: PrincipalId
  readonly sealed: Sealed
  /** The data key, which only this version has. */
  readonly dataKey: WrappedKey & { readonly id: string }
}

/** Encrypted with AES-256-GCM. */
export interface Sealed {
  readonly nonce: Uint8Array
  readonly tag: Uint8Array
  readonly bytes: Uint8Array
}

export interface WrappedKey {
  /** The id of the key that it is wrapped by. */
  readonly by: string
  /** What whoever holds that key made of it. */
  readonly wrapped: Uint8Array
}

export interface StoredSecret {
  readonly name: string
  /** Those in use, newest first. */
  readonly versions: readonly StoredVersion[]
  readonly lastUsedAt: number | undefined
}

export interface StoredVersion {
  readonly version: number
  readonly createdAt: number
  readonly createdBy: PrincipalId
}
