import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import type { ActivityStore } from './activity-store.ts'
import type { ConsumerStore } from './consumer-store.ts'
import type { SearchStore } from './search-store.ts'
import type { SnapshotStore } from './snapshot-store.ts'
import type { StateStore } from './state-store.ts'

/** The changes of one organisation's workspaces, append-only. */
export interface LogStore extends SnapshotStore, ConsumerStore, StateStore, SearchStore, ActivityStore {
  /**
   * One transaction for all entries. A new change gets its workspace's next seq; one that was there once (same workspace,
   * replica and hash, or a repeat with the bytes of one that is kept) keeps what it had, also when its bytes are in a snapshot only. Throws, and appends nothing, when one names a
   * workspace that is not there.
   */
  append(entries: readonly NewChange[]): Promise<readonly Appended[]>
  /** Whether anybody has written to it. */
  hasReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<boolean>
  /** The last seq of a workspace; 0 when it has no changes. */
  head(workspace: WorkspaceId): Promise<number>
  /** The changes after `after`, in order, one at least when there is one, within the bounds otherwise. */
  page(workspace: WorkspaceId, options: PageOptions): Promise<Page>
  /** What a replica is loaded from; undefined: nobody has written to it. */
  ofReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<StoredReplica | undefined>
  /** The same for who works in the background, without what has not been sorted. */
  sortedReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<StoredReplica | undefined>
  /** The newest single changes of a replica before `before`, in order, one at least when there is one. */
  historyOf(workspace: WorkspaceId, replica: ReplicaId, options: HistoryOptions): Promise<HistoryStretch>

  /**
   * Fulfilled when what was appended before is where those who work in the background find it: soon, or as fast as can be. They do not
   * ask for that themselves, for it costs as much for a few changes as for thousands.
   */
  sorted(when: 'soon' | 'now'): Promise<void>

  /** The name of this history, which a restore changes: seqs after it are not those of before. */
  epoch(): Promise<string>

  /** Who wrote under which actor, and how far. */
  actorsOf(workspace: WorkspaceId, replica: ReplicaId): Promise<readonly ActorRecord[]>
  /** Adds them, or moves their `next`; principal and device of one that is there stay. */
  saveActors(workspace: WorkspaceId, actors: readonly (ActorRecord & { replica: ReplicaId })[]): Promise<void>
}

export interface NewChange extends Omit<LogChange, 'seq'> {
  readonly workspace: WorkspaceId
  /** SHA-256 of the bytes, by which it is known when it comes again. Left out: it can not be there, and the numbers of its writer tell it again. */
  readonly hash?: Uint8Array
  /** The numbers of its writer are there already, so it may be: it is looked for by its bytes, too. */
  readonly isRepeat?: boolean
  /** The run of an agent that made it. */
  readonly agentRun?: string | undefined
  /** Whose wish an agent or a key acted on. */
  readonly onBehalfOf?: PrincipalId | undefined
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
  /** Up to here the single changes are no longer kept: a reader with an older cursor has to take the state instead. */
  readonly floor: number
}

/** Everything of a replica, merged where that has been done: its snapshots, then the changes since. */
export interface StoredReplica {
  readonly kind: ReplicaKind
  readonly chunks: readonly Uint8Array[]
  readonly lastSeq: number
  /** Of the latest change. */
  readonly changedAt: number
  readonly changedBy: PrincipalId
}

export interface HistoryOptions {
  readonly before: number
  readonly maxBytes: number
  readonly maxChanges: number
}

export interface HistoryStretch {
  readonly changes: readonly HistoryChange[]
  /** Older single changes are there. */
  readonly hasOlder: boolean
  /** Changes that were made before those that are there are only in snapshots. */
  readonly isCut: boolean
}

export interface HistoryChange extends LogChange {
  readonly agentRun?: string
  readonly onBehalfOf?: PrincipalId
}

/** An actor of Automerge or a client id of Yjs belongs to who used it first. */
export interface ActorRecord {
  readonly actor: Uint8Array
  readonly principal: PrincipalId
  readonly device: DeviceId
  /** What its next change begins with: a sequence number or a clock. */
  readonly next: number
}
