import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
import type {
  ClientMessage,
  Limits,
  OutgoingChange,
  PushResult,
  ReaderRole,
  ServerMessage,
} from '#shared/protocol/messages.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { BootstrapPosition } from '#client/platform/store.ts'

export interface SyncState {
  readonly link: 'idle' | 'waiting' | 'opening' | 'greeting' | 'open' | 'ended'
  /** Of the last connection, until there is one again. */
  readonly endCode?: number
  readonly attempt: number
  /** Ticks since something was heard. */
  readonly silence: number
  readonly limits: Limits
  readonly nextPush: number
  readonly workspaces: ReadonlyMap<WorkspaceId, WorkspaceSync>
}

export interface WorkspaceSync {
  readonly reading: Reading
  /** What the store holds of a bootstrap; absent: nothing yet. */
  readonly position: BootstrapPosition | undefined
  /** The history that the cursor belongs to, as the server has named it; absent: it has not said yet. */
  readonly history?: string | undefined
  /** undefined: the server has not said yet. */
  readonly role?: ReaderRole | 'none'
  /** What of the workspace is visible, of what the store holds (SY53); absent: all. */
  readonly view?: string | undefined
  /** On its way: what is visible in another view than that one (SY57). */
  readonly difference?: ViewDifference
  readonly unsent: number
  readonly pushing: Pushing
  /** Pages of a bootstrap that were asked for before it began anew: they are passed over. */
  readonly stalePages?: number
  /** The server has asked for patience, so often: nothing is asked for until it is over. */
  readonly patience?: { readonly times: number; readonly code: RefusalCode }
  /** When everything was here and there. */
  readonly syncedAt?: number
}

/** No server says this: nothing of what is here is in line with any view for sure. */
export const unknownView = '?'

/** From the view `since` to `view`; the next page is asked for with `asOf` and `next`. */
interface ViewDifference {
  readonly since: string
  readonly view: string
  readonly asOf: number
  readonly next: string
}

/** resting: the server asked for patience. */
export type Pushing =
  | { readonly step: 'none' | 'loading' | 'settling' | 'resting' }
  | { readonly step: 'flying'; readonly push: number; readonly ns: readonly number[] }

export interface Wanted {
  readonly id: WorkspaceId
  readonly cursor: number
  readonly bootstrap?: BootstrapPosition | undefined
  readonly history?: string | undefined
  readonly view?: string | undefined
  readonly unsent: number
}

export interface OutboxBatch {
  readonly ns: readonly number[]
  readonly changes: readonly OutgoingChange[]
}

export type SyncEvent =
  /** The workspaces to keep in step; none: no connection. */
  | { readonly kind: 'want'; readonly workspaces: readonly Wanted[] }
  /** The network is back, somebody has signed in, or asks to try now. */
  | { readonly kind: 'wake' }
  | { readonly kind: 'opened'; readonly hello: Extract<ClientMessage, { kind: 'hello' }> }
  /** `retryAfterMs`: the server asks not to come back earlier. */
  | { readonly kind: 'closed'; readonly code: number; readonly retryAfterMs?: number }
  | { readonly kind: 'received'; readonly message: ServerMessage }
  | { readonly kind: 'tick' }
  | { readonly kind: 'stored'; readonly workspace: WorkspaceId; readonly cursor: number }
  /** A page of a bootstrap is in the store, or could not be put there: it stands where the store says. */
  | {
      readonly kind: 'bootstrapped'
      readonly workspace: WorkspaceId
      readonly position: BootstrapPosition | undefined
      readonly unsent: number
    }
  | { readonly kind: 'resent'; readonly workspace: WorkspaceId; readonly unsent: number }
  /** The store has noted that another part is visible. */
  | { readonly kind: 'review-begun'; readonly workspace: WorkspaceId }
  /** A page of the difference is in the store; undefined: it could not be put there. */
  | {
      readonly kind: 'difference-stored'
      readonly workspace: WorkspaceId
      readonly page: DifferencePage | undefined
      readonly unsent: number
    }
  | { readonly kind: 'loaded'; readonly workspace: WorkspaceId; readonly batch: OutboxBatch }
  | {
      readonly kind: 'settled'
      readonly workspace: WorkspaceId
      readonly unsent: number
      readonly isPatient: boolean
      /** The store's cursor has been set back to here. */
      readonly rereadFrom?: number
    }
  | { readonly kind: 'rested'; readonly workspace: WorkspaceId }
  /** The time that the server asked for is over. */
  | { readonly kind: 'again'; readonly workspace: WorkspaceId }
  /** The outbox of a workspace holds this many now. */
  | { readonly kind: 'unsent'; readonly workspace: WorkspaceId; readonly unsent: number }

export type SyncEffect =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'send'; readonly message: ClientMessage }
  | { readonly kind: 'retry'; readonly attempt: number; readonly atLeastMs: number }
  | { readonly kind: 'store'; readonly workspace: WorkspaceId; readonly page: Page }
  | { readonly kind: 'store-snapshots'; readonly page: SnapshotPage; readonly from: BootstrapPosition | undefined }
  | { readonly kind: 'load'; readonly workspace: WorkspaceId }
  | {
      readonly kind: 'settle'
      readonly workspace: WorkspaceId
      readonly ns: readonly number[]
      readonly results: readonly PushResult[]
    }
  | { readonly kind: 'rest'; readonly workspace: WorkspaceId }
  /** `history`: the one in which it is read anew. */
  | { readonly kind: 'resend'; readonly workspace: WorkspaceId; readonly history?: string }
  | { readonly kind: 'history'; readonly workspace: WorkspaceId; readonly history: string }
  | {
      readonly kind: 'role'
      readonly workspace: WorkspaceId
      readonly role: ReaderRole
      readonly exceptions: readonly ReplicaId[]
    }
  /** There is no access any more: the copy goes, and what was not sent into the tray. */
  | { readonly kind: 'forget'; readonly workspace: WorkspaceId }
  /** Another part of it is visible than before. */
  | {
      readonly kind: 'review'
      readonly workspace: WorkspaceId
      readonly view: string
      /** difference: it is asked for · everything: it is read anew, and what is not told again goes. */
      readonly by: 'difference' | 'everything'
    }
  | { readonly kind: 'store-difference'; readonly page: DifferencePage; readonly view: string }
  /** There was nothing before. */
  | { readonly kind: 'view'; readonly workspace: WorkspaceId; readonly view: string }
  /** An `again`, after a while that grows with the number of times. */
  | { readonly kind: 'later'; readonly workspace: WorkspaceId; readonly times: number }
  /** What the server says of itself and its clock. */
  | { readonly kind: 'greeted'; readonly timeMs: number; readonly history: string; readonly leaseMs: number }
  | { readonly kind: 'presence'; readonly message: Extract<ServerMessage, { kind: 'presence' }> }
  /** The connection is there or gone: presence begins anew. */
  | { readonly kind: 'linked' | 'unlinked' }
  | { readonly kind: 'signed-out' }

export type Page = Extract<ServerMessage, { kind: 'changes' }>
export type DifferencePage = Extract<ServerMessage, { kind: 'difference' }>
export type SnapshotPage = Extract<ServerMessage, { kind: 'snapshots' }>

export interface Step {
  readonly state: SyncState
  readonly effects: readonly SyncEffect[]
}

export const startState: SyncState = {
  link: 'idle',
  attempt: 0,
  silence: 0,
  limits: defaultLimits,
  nextPush: 1,
  workspaces: new Map(),
}

/**
 * How far a workspace has been read. `cursor`: what the store holds.
 * asked: a page is on its way · storing: pages up to `to` are on their way into the store, `waiting` join up behind them · live: at the head
 * · bootstrapping: the state is fetched instead of the history.
 */
export type Reading =
  | { readonly step: 'none' | 'asked'; readonly cursor: number }
  | { readonly step: 'bootstrapping'; readonly cursor: number; readonly isStoring: boolean }
  | { readonly step: 'live'; readonly cursor: number; readonly head: number }
  | {
      readonly step: 'storing'
      readonly cursor: number
      readonly to: number
      readonly head: number
      readonly waiting: readonly Page[]
      /** Set back meanwhile: where to go on from once what is under way is stored. */
      readonly rereadFrom?: number
    }

export interface Change {
  readonly workspace: WorkspaceSync
  readonly effects: readonly SyncEffect[]
}

/** The moment at which both sides have the same, if this is one. */
export function synced({ syncedAt, ...workspace }: WorkspaceSync, nowMs: number): WorkspaceSync {
  const isSynced = workspace.reading.step === 'live' && workspace.unsent === 0
  if (isSynced) return { ...workspace, syncedAt: nowMs }
  return syncedAt === undefined ? workspace : { ...workspace, syncedAt }
}
