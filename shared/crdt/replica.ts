import type { Outcome } from '../kit/outcome.ts'
import type { ReplicaId } from '../kit/ids.ts'
import type { ContentNode } from './content.ts'
import type { FieldPatch, FieldShape, FieldValues, Scalar } from './fields.ts'

export type ReplicaKind = 'yjs' | 'automerge'

/**
 * One CRDT unit: the unit of sync and of grants. Rules are in SPEC.md; `replica-suite.ts` holds both implementations to them.
 *
 * Bytes are opaque outside: a change, or a whole state from `save()`; `apply` takes either, in any order, any number of times.
 */
export interface Replica {
  readonly id: ReplicaId
  readonly kind: ReplicaKind
  /** The named fields as plain data. Absent scalars are absent, absent sets and items are empty, absent texts are ''. */
  fields(): FieldValues
  /** Writes only what differs from `fields()`. `null` removes a scalar; a set, text or items value is the whole new value. */
  patch(patch: FieldPatch): void
  /** Values that lost against a concurrent write of the same scalar and that nobody has overwritten since. */
  conflicts(): readonly FieldConflict[]
  /** Takes in changes or saved states. After 'malformed' the replica is as it was before the call. */
  apply(chunks: readonly Uint8Array[]): Outcome<'malformed', void>
  /** The whole state as one chunk. */
  save(): Uint8Array
  /** Every change of the state as chunks that a log can hold one by one. */
  changes(): readonly Uint8Array[]
  /** Changes made through this handle, as bytes, in order, once each. Returns the unsubscriber. */
  onLocalChange(listener: (change: Uint8Array) => void): () => void
  /** After `apply` or a local change; several changes may share one call. Returns the unsubscriber. */
  onUpdate(listener: () => void): () => void
  /** Frees memory; the handle is dead afterwards. */
  close(): void
}

/** A replica whose content is a tree that people type in together. */
export interface ContentReplica extends Replica {
  content(): readonly ContentNode[]
  /** The whole new content: for importers, copies and earlier versions, not for editing. Writes only what differs from `content()`. */
  writeContent(nodes: readonly ContentNode[]): void
  /** A place beside a block of `content()`, by which it is found again after others have written. */
  anchor(block: number, side: BlockSide): string
  /** How many blocks stand before the place now; undefined: it can not be told. */
  blocksBefore(anchor: string): number | undefined
}

export type BlockSide = 'before' | 'behind'

export interface FieldConflict {
  readonly field: string
  /** The writer's actor (Automerge actor id), which the log's envelope maps to a principal. */
  readonly losing: readonly { readonly value: Scalar; readonly actor: string }[]
  /** Who wrote the value that shows. */
  readonly winningActor: string
}

export interface OpenReplicaOptions {
  readonly id: ReplicaId
  readonly shape: FieldShape
  /** Minted per tab or process start, 32 hex digits; never persisted, never shared by two live writers. */
  readonly actor: string
}
