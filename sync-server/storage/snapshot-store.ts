import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'

/**
 * Merged changes. A snapshot is read only once it is proven: it is written aside first, read again, compared with what it stands for,
 * and takes its place in one transaction. The single changes stay until the history window has passed.
 */
export interface SnapshotStore {
  /** Replicas whose changes since their snapshots have become a burden to whoever loads them, heaviest first. */
  foldable(max: number): Promise<readonly ReplicaRef[]>
  /** undefined: nobody has written to it. */
  partsOf(ref: ReplicaRef, bounds: { maxBytes: number; maxChanges: number }): Promise<ReplicaParts | undefined>
  /** Writes merged parts aside, instead of what may lie there from an earlier try. */
  writeAside(ref: ReplicaRef, parts: readonly Part[]): Promise<void>
  aside(ref: ReplicaRef): Promise<readonly Part[]>
  /** What lies aside takes the place of all snapshots but those up to `keepTo`. */
  takeAside(ref: ReplicaRef, keepTo: number): Promise<void>
  /** It can not be merged: it is not foldable again before it has changed as much again. */
  passOver(ref: ReplicaRef): Promise<void>

  /** Days for which single changes are kept. */
  historyDays(): Promise<number>
  setHistoryDays(days: number): Promise<void>
  /**
   * Removes the oldest single changes of a workspace that are older than the time, are in a snapshot and have been read by every
   * consumer, as far as they follow one another. `unfolded`: what stopped it, to be folded first. A change that is its replica's only
   * one becomes its snapshot as it is.
   */
  forgetChanges(workspace: WorkspaceId, options: { olderThanMs: number; max: number }): Promise<Forgotten>
  /** How many of its single changes are older than the time, as far as they follow one another from the oldest on. */
  countOldChanges(workspace: WorkspaceId, olderThanMs: number): Promise<number>
}

export interface ReplicaRef {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
}

/** Bytes that stand for everything of a replica up to a seq, together with the parts before. */
export interface Part {
  readonly to: number
  readonly bytes: Uint8Array
}

export interface ReplicaParts {
  readonly kind: ReplicaKind
  readonly snapshots: readonly Part[]
  /** The single changes since. */
  readonly tail: readonly Part[]
}

export interface Forgotten {
  readonly removed: number
  readonly unfolded: ReplicaId | undefined
}
