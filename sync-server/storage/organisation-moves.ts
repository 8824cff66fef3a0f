import type { AccountId, BlobHash, OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { AuditNote } from './audit-store.ts'
import type { Part } from './snapshot-store.ts'

/** Whole organisations that leave, come, or go for ever. */
export interface OrganisationMoves {
  /**
   * Its database in one file, as it is at one moment. Without what opens something (secrets, invitations, public links) and what is of this
   * server alone (quotas).
   */
  copyOrganisation(organisation: OrganisationId, to: string): Promise<CopiedOrganisation>
  /**
   * Puts an organisation from elsewhere in place, all of it or nothing. Throws an `ArchiveFault` for one that is not what an export writes.
   */
  importOrganisation(staged: StagedOrganisation): Promise<ImportedOrganisation>
  /**
   * From the moment of the answer on nobody finds it here, also after a crash in between; then its files are removed. The note is written
   * to the server's own audit log in the same transaction in which it goes.
   */
  eraseOrganisation(erasure: Erasure): Promise<void>
  /** What would go: its files in the data folder, those put aside by migrations and restores included. */
  filesOf(organisation: OrganisationId): readonly OrganisationFile[]
}

export interface CopiedOrganisation {
  readonly schema: number
  readonly bytes: number
  readonly sha256: string
  /** Everybody who has something in it. */
  readonly people: readonly AccountId[]
  readonly blobs: readonly { readonly hash: BlobHash; readonly bytes: number }[]
  /** What the copy holds, for people: names of files, and JSON. */
  readonly readable: Readonly<Record<string, string>>
}

export interface OrganisationFile {
  /** Relative to the data folder. */
  readonly path: string
  readonly bytes: number
}

export interface StagedAccount {
  readonly id: AccountId
  readonly email: string
  readonly name: string
}

export interface StagedOrganisation {
  readonly organisation: OrganisationId
  /** The copy that `copyOrganisation` wrote, or what claims to be one. */
  readonly database: string
  /** A folder with its files, named by their hashes, checked; they are moved. */
  readonly blobs: string
  readonly accounts: readonly StagedAccount[]
  readonly timeMs: number
  mint(prefix: string): string
  /** Whether what a replica consists of can be read by everybody who gets it. */
  isSound(replica: StagedReplica): Promise<boolean>
  /** What is to be noted in the server's audit log, and in that of the organisation. */
  note(imported: ImportedOrganisation): AuditNote
}

export interface StagedReplica {
  readonly kind: ReplicaKind
  readonly parts: readonly Part[]
}

export interface ImportedOrganisation {
  readonly organisation: OrganisationId
  /** Those that have another id here. */
  readonly renamed: readonly { readonly from: WorkspaceId; readonly to: WorkspaceId }[]
  readonly workspaces: number
  readonly files: number
  /** Members who had an account here already. */
  readonly matched: readonly StagedAccount[]
  /** Members for whom one was made; they come in by a password reset, an invitation or a sign-in provider. */
  readonly made: readonly StagedAccount[]
}

export interface Erasure {
  readonly organisation: OrganisationId
  /** As JSON. */
  readonly certificate: string
  readonly timeMs: number
  readonly note: AuditNote
}

/** An archive that is not taken, with the sentence that says why. Nothing was changed. */
export class ArchiveFault extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(`The archive was not taken, and nothing was changed: ${why}.`, options)
  }
}
