import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { StoredRow } from './consumer-store.ts'

/** The state of a workspace, replica by replica, for readers that do not want its history. */
export interface StateStore {
  /** Replicas that have changes. */
  countReplicas(workspace: WorkspaceId): Promise<number>
  /** Replicas whose latest change has a smaller seq than `before`, newest-used first. */
  replicasInUse(workspace: WorkspaceId, walk: { before: number; max: number }): Promise<readonly ReplicaPlace[]>
  /** Replicas that were there at `asOf` and have changed since, by number. */
  replicasMoved(
    workspace: WorkspaceId,
    walk: { asOf: number; after: number; max: number },
  ): Promise<readonly ReplicaPlace[]>
  /** The same as `replicasInUse` with what is known of each beside its changes: for who wants rows and no replicas. */
  rowsInUse(workspace: WorkspaceId, walk: { before: number; max: number }): Promise<readonly KeptRow[]>
  /** undefined: nobody has written to it. */
  keptRow(workspace: WorkspaceId, replica: ReplicaId): Promise<KeptRow | undefined>
  /** As it is now. `after`: the reader has its parts up to that seq already. At least one part, then as many as fit. */
  stateOf(place: ReplicaPlace, bounds: { after: number; maxBytes: number; maxParts: number }): Promise<ReplicaState>
}

export interface ReplicaPlace {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  /** Grows with the age of the organisation's replicas. */
  readonly number: number
  readonly lastSeq: number
}

/** `row` is of the state at `lastSeq` when its own `lastSeq` is the same. */
export type KeptRow = Pick<ReplicaState, 'replica' | 'changedAt' | 'changedBy' | 'lastSeq' | 'row'>

export interface ReplicaState {
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly changedAt: number
  readonly changedBy: PrincipalId
  readonly lastSeq: number
  readonly row: StoredRow | undefined
  readonly actors: readonly { readonly actor: Uint8Array; readonly principal: PrincipalId }[]
  readonly chunks: readonly Uint8Array[]
  /** There is more after this seq; undefined: that was all. */
  readonly more: number | undefined
}
