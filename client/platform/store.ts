import type { Role } from '#shared/access/roles.ts'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { AccountId, BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { ReaderRole } from '#shared/protocol/messages.ts'
import type { Row } from '#shared/rooms/room.ts'

/**
 * What a device keeps. `testing/store-suite.ts` holds every adapter to the rules ST1–ST18 beside the methods.
 * All methods throw `StoreFault` only.
 */
export interface Store {
  load(): Promise<StoreStart>
  /** The newest row of each replica of a workspace. */
  rows(workspace: WorkspaceId): Promise<readonly Row[]>
  /** The rows of these replicas; those that have none are left out. */
  rowsOf(workspace: WorkspaceId, ids: readonly ReplicaId[]): Promise<readonly Row[]>
  /** In the order in which they were stored (ST2). Only those of the given workspace (ST3). */
  chunksOf(workspace: WorkspaceId, replica: ReplicaId): Promise<readonly StoredChunk[]>
  /** From the oldest, as many as fit the limits, but one at least if there is one (ST4). */
  unsentChunks(workspace: WorkspaceId, limits: ChunkLimits): Promise<readonly StoredChunk[]>
  /** Workspaces without anything unsent are left out. */
  unsentCounts(): Promise<ReadonlyMap<WorkspaceId, UnsentCount>>
  actors(workspace: WorkspaceId): Promise<ReadonlyMap<string, PrincipalId>>

  /** Everything of the batch in one transaction, or nothing of it (ST1). */
  write(batch: WriteBatch): Promise<Written>
  /**
   * Puts one chunk in the place of several, at the number of the last of them (ST14), so that the order stays that of the history.
   * false and no change when one of them is gone or unsent (ST5): what waits to be sent is never touched.
   */
  compact(workspace: WorkspaceId, compaction: Compaction): Promise<boolean>
  /** Folds single rows into packs (ST6); reads answer the same before and after. */
  foldRows(workspace: WorkspaceId): Promise<void>
  /** A local workspace becomes a synced one and every chunk and blob of it unsent, in one transaction (ST7). */
  adopt(workspace: WorkspaceId, role: Role, account: AccountId): Promise<void>
  /** Everything of a synced workspace is unsent again and reading begins anew: the server has lost what it had. */
  resend(workspace: WorkspaceId): Promise<void>
  /** Everything of one replica is unsent again (ST16): the server lacks something of it. */
  resendReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<void>
  /** Replicas of which something is stored, and those of them of which the server has had something (ST17). */
  replicasIn(workspace: WorkspaceId): Promise<HeldReplicas>
  /**
   * Removes what a workspace holds and begins it anew; the workspace, what was refused in it and files that were not sent stay (ST18).
   */
  erase(workspace: WorkspaceId): Promise<void>
  /** Removes a workspace with everything in it (ST8). */
  removeWorkspace(workspace: WorkspaceId): Promise<void>

  refused(id: string): Promise<StoredRefusal | undefined>
  putBlob(blob: NewBlob): Promise<void>
  blob(workspace: WorkspaceId, hash: BlobHash): Promise<StoredBlob | undefined>
  unsentBlobs(workspace: WorkspaceId): Promise<readonly BlobHash[]>
  settleBlob(workspace: WorkspaceId, hash: BlobHash): Promise<void>

  /** The database went away under us. Returns the unsubscriber. */
  onLost(listener: (fault: StoreFault) => void): () => void
  close(): void
}

export interface StoreStart {
  readonly settings: ReadonlyMap<string, unknown>
  readonly workspaces: readonly StoredWorkspace[]
  readonly refused: readonly RefusalSummary[]
  /** The highest chunk number given so far; 0 = none. */
  readonly lastN: number
}

/** Pages of a bootstrap up to here are stored. */
export interface BootstrapPosition {
  /** The seq as of which the pages are. */
  readonly asOf: number
  /** Where to go on; '' = all pages are here. */
  readonly next: string
  /** Replicas told, of so many. */
  readonly done: number
  readonly total: number
}

/** A page of a bootstrap that was asked for at one position and takes the reader to another. */
export interface BootstrapStep {
  readonly workspace: WorkspaceId
  readonly from: BootstrapPosition | undefined
  readonly to: BootstrapPosition
}

export interface StoredWorkspace {
  readonly id: WorkspaceId
  readonly name: string
  readonly origin: 'local' | 'synced'
  /** The last seq of the log whose changes are stored here. */
  readonly cursor: number
  /** Where the cursor was at some moment at which nothing was unsent; absent: 0. */
  readonly floor?: number
  /** How far the state of the workspace has been fetched; absent: not yet begun. */
  readonly bootstrap?: BootstrapPosition | undefined
  /** The name of the history that the cursor counts in; absent: the server has not said. */
  readonly history?: string
  readonly role: ReaderRole | 'none'
  /** Replicas whose right to write is another than the role's (SY54). */
  readonly exceptions?: readonly ReplicaId[]
  /** May have agents work there; absent: as the role says. */
  readonly canAsk?: boolean
  /** What of it was visible when it was last brought in line (SY53); absent: all. */
  readonly view?: string
  /** It is being brought in line: what is not told again has to go. */
  readonly isInReview?: boolean
  /** When the server last said that there is access, by its own clock, and the name of its history then. */
  readonly confirmedAt?: number
  readonly server?: string
  /** Whose workspace list it came from. */
  readonly account?: AccountId
}

/** Who made a chunk and when (ms, UTC): the log's word, or for what is made here the person's own clock. Absent: not known. */
export interface ChunkOrigin {
  readonly author?: PrincipalId
  readonly at?: number
  /** Of its first part, where it was put together from several; `at` is of the last. */
  readonly since?: number
}

export interface NewChunk extends ChunkOrigin {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly bytes: Uint8Array
  /** here: made on this device, so unsent if the workspace is synced when the transaction runs (ST9). */
  readonly from: 'here' | 'log'
}

export interface StoredChunk extends ChunkOrigin {
  /** Increasing over all tabs. */
  readonly n: number
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly bytes: Uint8Array
  readonly isUnsent: boolean
  /** Unsent again: the server had it once, so that it may be anybody's (ST16). */
  readonly isResent?: boolean
}

export interface HeldReplicas {
  readonly all: readonly ReplicaId[]
  readonly sent: readonly ReplicaId[]
}

export interface ChunkLimits {
  readonly maxChunks: number
  readonly maxBytes: number
}

/** What waits to be sent. */
export interface UnsentCount {
  readonly chunks: number
  readonly blobs: number
}

export interface WriteBatch {
  /** The highest chunk number that this tab knows of: what others have stored since is answered as `missed`. */
  readonly afterN?: number
  readonly chunks?: readonly NewChunk[]
  /** Newest rows. Many of one workspace go into a pack. */
  readonly rows?: readonly RowWrite[]
  /** Chunks that the server has; unknown numbers are ignored. */
  readonly settled?: readonly number[]
  readonly removedChunks?: readonly number[]
  readonly workspaces?: readonly StoredWorkspace[]
  /** Fields of a workspace that exists; ignored for one that does not (ST10). */
  readonly workspacePatches?: readonly (Partial<StoredWorkspace> & { readonly id: WorkspaceId })[]
  /** Moves a cursor to `to` if it is at `from` or beyond; one that has been set back meanwhile stays where it is (ST13). */
  readonly cursors?: readonly { readonly workspace: WorkspaceId; readonly from: number; readonly to: number }[]
  /**
   * Moves a bootstrap that stands at `from` on to `to`, and with the last page the cursor to where it was taken; one that stands
   * elsewhere by now stays (ST15).
   */
  readonly bootstraps?: readonly BootstrapStep[]
  /** The first principal of an actor stays (ST11). */
  readonly actors?: readonly { workspace: WorkspaceId; actor: string; principal: PrincipalId }[]
  readonly refused?: readonly StoredRefusal[]
  readonly removedRefused?: readonly string[]
  readonly settings?: Readonly<Record<string, unknown>>
}

export interface RowWrite {
  readonly workspace: WorkspaceId
  readonly id: ReplicaId
  /** undefined: the replica has no row any more. */
  readonly row: Row | undefined
}

export interface Written {
  /** The numbers of `chunks`, in their order. */
  readonly ns: readonly number[]
  /** Of `chunks`, how many are unsent, by workspace. */
  readonly unsent: ReadonlyMap<WorkspaceId, number>
  /** Chunks with numbers between `afterN` and the first of this batch: another tab's (ST12). */
  readonly missed: readonly StoredChunk[]
}

export interface Compaction extends ChunkOrigin {
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  /** In the order of their numbers. */
  readonly replaced: readonly number[]
  readonly bytes: Uint8Array
}

/** Why something is kept that is not in its thing: the server did not take it, or it was typed and could not be stored any more. */
export type KeptCode = RefusalCode | 'too-late'

export interface RefusalSummary {
  readonly id: string
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly type: string
  readonly title: string
  readonly code: KeptCode
  readonly at: number
  readonly bytes: number
  /** It is words alone, with nothing that could be sent again. */
  readonly words?: string
}

export interface StoredRefusal extends RefusalSummary {
  readonly kind: ReplicaKind
  readonly chunks: readonly Uint8Array[]
  /** What the replica said with the refused changes in it. */
  readonly text: string
}

export interface StoredBlob {
  readonly bytes: Uint8Array
  readonly type: string
}

export interface NewBlob extends StoredBlob {
  readonly workspace: WorkspaceId
  readonly hash: BlobHash
  /** As for chunks. */
  readonly from: 'here' | 'log'
}

/** What a page of a bootstrap changes of its workspace; nothing when another has moved it meanwhile (ST15). */
export function afterBootstrap(
  workspace: StoredWorkspace | undefined,
  { from, to }: BootstrapStep,
): { bootstrap: BootstrapPosition; cursor: number } | undefined {
  const at = workspace?.bootstrap
  if (!workspace || at?.asOf !== from?.asOf || at?.next !== from?.next) return undefined
  return { bootstrap: to, cursor: to.next === '' ? to.asOf : workspace.cursor }
}

/** As it stands when nothing of it is stored. */
export function begunAnew({
  floor: _floor,
  bootstrap: _bootstrap,
  history: _history,
  view: _view,
  isInReview: _isInReview,
  exceptions: _exceptions,
  ...workspace
}: StoredWorkspace): StoredWorkspace {
  return { ...workspace, cursor: 0 }
}

/** From here on rows of one workspace in one batch are written as a pack. */
export const packFrom = 60
export const packSize = 500

/** full: no room · closed: the database is shut, perhaps for a newer version of the app · lost: its data is gone · other. */
export type StoreTrouble = 'full' | 'closed' | 'lost' | 'other'

export class StoreFault extends Error {
  readonly trouble: StoreTrouble
  constructor(trouble: StoreTrouble, cause?: unknown) {
    super(`the store of this device: ${trouble}`, { cause })
    this.trouble = trouble
  }
}

/** What lists of refusals show, without the refused bytes. */
export function summaryOf({ kind: _kind, chunks, text, ...summary }: StoredRefusal): RefusalSummary {
  return chunks.length === 0 ? { ...summary, words: text } : summary
}
