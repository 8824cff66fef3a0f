import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '../kit/ids.ts'
import type { ReplicaKind } from '../crdt/replica.ts'
import type { Role } from '../access/roles.ts'
import type { RefusalCode } from './codes.ts'

/** A change on its way to the log. */
export interface OutgoingChange {
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly bytes: Uint8Array
}

/** A change as the log holds it: `seq` is dense and increasing per workspace; author, device and time are the server's word. */
export interface LogChange extends OutgoingChange {
  readonly seq: number
  readonly author: PrincipalId
  readonly device: DeviceId
  /** Milliseconds since 1970, UTC, by the server's clock. */
  readonly timeMs: number
}

/** Client → server. The numbers of rules (SY…) refer to SPEC.md. */
export type ClientMessage =
  | { readonly kind: 'hello'; readonly version: number; readonly device: DeviceId }
  /** From now on live changes after `cursor`; the answer is the first page. */
  | { readonly kind: 'subscribe'; readonly workspace: WorkspaceId; readonly cursor: number }
  | { readonly kind: 'unsubscribe'; readonly workspace: WorkspaceId }
  /** The next page, asked for once the last one is stored. */
  | { readonly kind: 'pull'; readonly workspace: WorkspaceId; readonly cursor: number }
  | {
      readonly kind: 'push'
      readonly workspace: WorkspaceId
      readonly push: number
      readonly changes: readonly OutgoingChange[]
    }
  | { readonly kind: 'watch'; readonly workspace: WorkspaceId; readonly replica: ReplicaId }
  | { readonly kind: 'unwatch'; readonly workspace: WorkspaceId; readonly replica: ReplicaId }
  /** Awareness bytes of y-protocols; relayed, never stored. */
  | {
      readonly kind: 'presence'
      readonly workspace: WorkspaceId
      readonly replica: ReplicaId
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'ping' }

/** Server → client. */
export type ServerMessage =
  | {
      readonly kind: 'welcome'
      readonly version: number
      readonly principal: PrincipalId
      readonly timeMs: number
      readonly limits: Limits
    }
  /**
   * Moves a reader from cursor `from` to cursor `to`: every change in between that the session may read, and that it did not push
   * over this very socket. `head` is the workspace's last seq: `to < head` means that there is more to pull.
   */
  | {
      readonly kind: 'changes'
      readonly workspace: WorkspaceId
      readonly from: number
      readonly to: number
      readonly head: number
      readonly changes: readonly LogChange[]
    }
  /** One result a change of the push, in order: its seq once it is durable, or why it was refused. */
  | {
      readonly kind: 'settled'
      readonly workspace: WorkspaceId
      readonly push: number
      readonly results: readonly PushResult[]
    }
  | {
      readonly kind: 'presence'
      readonly workspace: WorkspaceId
      readonly replica: ReplicaId
      /** The sending session, so that its carets go when it does. */
      readonly session: number
      /** Whose: the server's word, not the bytes'. */
      readonly principal: PrincipalId
      /** Empty when the session has left. */
      readonly bytes: Uint8Array
    }
  /** The session's role in a workspace, at subscription and at every change of it; 'none' ends the subscription. */
  | { readonly kind: 'access'; readonly workspace: WorkspaceId; readonly role: Role | 'none' }
  /** A request (not a push) that was refused. */
  | { readonly kind: 'refused'; readonly workspace: WorkspaceId; readonly code: RefusalCode }
  | { readonly kind: 'pong' }

export type PushResult = { readonly seq: number } | { readonly refused: RefusalCode }

export interface Limits {
  readonly maxFrameBytes: number
  readonly maxChangeBytes: number
  readonly maxPushChanges: number
}

export type MessageKind = (ClientMessage | ServerMessage)['kind']
