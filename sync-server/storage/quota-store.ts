import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { QuotaName } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from './audit-store.ts'

/** What an organisation may use, and what it uses. Workspaces and members beyond their quota are refused with a `QuotaFull`. */
export interface QuotaStore {
  quotas(): Promise<readonly QuotaLimit[]>
  /** What is not named stays. */
  setQuotas(changes: readonly QuotaChange[], note: AuditNote): Promise<void>
  /** Exactly, with all that has been acknowledged. */
  use(): Promise<OrganisationUse>
  /** Notes in the audit log that a quota is near, full, or neither again, once for each time. false: that was noted last, too. */
  noteQuotaState(state: QuotaState, note: AuditNote): Promise<boolean>
}

export interface QuotaPlace {
  readonly name: QuotaName
  /** undefined: of the organisation as a whole. */
  readonly workspace?: WorkspaceId | undefined
}

export interface QuotaLimit extends QuotaPlace {
  readonly value: number
}

export interface QuotaChange extends QuotaPlace {
  /** undefined: none any more. */
  readonly value: number | undefined
}

export interface QuotaState extends QuotaPlace {
  readonly state: 'fine' | 'near' | 'full'
}

export interface OrganisationUse {
  readonly members: number
  readonly workspaces: readonly WorkspaceUse[]
}

export interface WorkspaceUse {
  readonly workspace: WorkspaceId
  /** Of changes, snapshots and files. A file that two workspaces have counts in each. */
  readonly bytes: number
  /** Documents and whiteboards, those in the trash included. */
  readonly documents: number
}

const sentences = {
  max_workspaces: 'This organisation has as many workspaces as it may have.',
  max_members: 'This organisation has as many members as it may have.',
  max_storage_bytes: 'This organisation has used up its storage.',
  max_documents: 'This organisation has as many documents as it may have.',
  max_connections: 'This organisation has as many connections as it may have.',
  max_ai_tokens: 'This organisation has used up its assistant.',
  max_ai_tokens_per_person: 'You have used up your part of the assistant for this month.',
  max_embedding_tokens: 'This organisation has used up its embeddings for this month.',
  max_requests_per_minute: 'This organisation asks more often than it may.',
} as const satisfies Record<QuotaName, string>

/** An organisation is at the limit that its administrators or the operator have set. */
export class QuotaFull extends Error {
  readonly quota: QuotaName

  constructor(quota: QuotaName, options?: ErrorOptions) {
    super(`${sentences[quota]} An administrator can raise the limit or make room.`, options)
    this.quota = quota
  }
}
