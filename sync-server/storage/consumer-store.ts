import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AuditNote } from './audit-store.ts'
import type { SearchText } from './search-store.ts'

/** Readers of the log with a cursor of their own, and what they make of it. */
export interface ConsumerStore {
  /** Workspaces with something that the consumer has not read. */
  behind(consumer: string): Promise<readonly WorkspaceId[]>
  /** Its cursors go back to the beginning when it comes with another stamp than last time. */
  beginAnew(consumer: string, stamp: string): Promise<void>
  cursorOf(consumer: string, workspace: WorkspaceId): Promise<number>
  /**
   * What a consumer makes of a stretch of the log, and its cursor, in one transaction. false: its cursor is not at `from`, so somebody
   * has been here before; nothing is written.
   */
  advance(step: ConsumerStep): Promise<boolean>
  /** Replicas by their latest change, oldest first, as far as it is after the cursor: for consumers that read states. */
  changedAfter(workspace: WorkspaceId, options: { after: number; max: number }): Promise<readonly ChangedReplica[]>
}

export interface ChangedReplica {
  readonly replica: ReplicaId
  readonly lastSeq: number
  /** What is there of a row. */
  readonly row: Pick<StoredRow, 'lastSeq' | 'version'> | undefined
}

export interface ConsumerStep {
  readonly consumer: string
  readonly workspace: WorkspaceId
  readonly from: number
  readonly to: number
  readonly effects: readonly Effect[]
}

/** What a consumer can write. */
export type Effect =
  /** undefined: there is none to show. */
  | { readonly kind: 'row'; readonly replica: ReplicaId; readonly row: StoredRow | undefined }
  /** The folder it lies in, whose grants count for it; undefined: none. */
  | { readonly kind: 'parent'; readonly replica: ReplicaId; readonly parent: ReplicaId | undefined }
  /** For the audit log: what somebody did on a device, when it has arrived. */
  | { readonly kind: 'note'; readonly note: AuditNote }
  /** What is to be found of it; undefined: nothing. */
  | { readonly kind: 'text'; readonly replica: ReplicaId; readonly text: SearchText | undefined }

export interface StoredRow {
  /** Of the replica when it was projected. */
  readonly lastSeq: number
  /** Of the type that projected it. */
  readonly version: number
  /** `SnapshotRow` as it goes over the wire. */
  readonly bytes: Uint8Array
}
