import type { LogChange } from '#shared/protocol/messages.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'

/** The changes of one organisation's workspaces, append-only. */
export interface LogStore {
  /**
   * One transaction for all entries. A new change gets its workspace's next seq; one that is there already (same workspace,
   * replica and hash) keeps what it has. Throws, and appends nothing, when one names a workspace that is not there.
   */
  append(entries: readonly NewChange[]): Promise<readonly Appended[]>
  /** The last seq of a workspace; 0 when it has no changes. */
  head(workspace: WorkspaceId): Promise<number>
  /** The changes after `after`, in order, one at least when there is one, within the bounds otherwise. */
  page(workspace: WorkspaceId, options: PageOptions): Promise<Page>
  /** Everything of one replica, in order. */
  ofReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<readonly LogChange[]>
}

export interface NewChange extends Omit<LogChange, 'seq'> {
  readonly workspace: WorkspaceId
  /** SHA-256 of the bytes. */
  readonly hash: Uint8Array
}

export interface Appended {
  readonly seq: number
  readonly isNew: boolean
}

export interface PageOptions {
  readonly after: number
  readonly maxBytes: number
  readonly maxChanges: number
}

export interface Page {
  readonly changes: readonly LogChange[]
  readonly head: number
}
