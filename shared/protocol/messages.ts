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

/** A guest has no role in the workspace, and sees what was shared of it. */
export type ReaderRole = Role | 'guest'

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
  /** `token`: for callers without the session cookie; '' = none. */
  | { readonly kind: 'hello'; readonly version: number; readonly device: DeviceId; readonly token: string }
  /** A fresh credential of the same principal, so that the socket outlives the old one. */
  | { readonly kind: 'renew'; readonly token: string }
  /**
   * The state of a workspace instead of its history, newest-used first (SY28). `asOf` 0 and `after` '' begin; later pages repeat the
   * `asOf` and the `next` of the last answer, also on another socket.
   */
  | { readonly kind: 'bootstrap'; readonly workspace: WorkspaceId; readonly asOf: number; readonly after: string }
  /**
   * What is visible now and was not in the view `since`, and what of that is not any more (SY57). `asOf` and `after` as in `bootstrap`.
   */
  | {
      readonly kind: 'difference'
      readonly workspace: WorkspaceId
      readonly since: string
      readonly asOf: number
      readonly after: string
    }
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
      /** When the credential ends unless it is renewed. */
      readonly expiresAtMs: number
      /** The name of the server's own history: another one than last time, and it was restored from a backup. */
      readonly history: string
      readonly limits: Limits
    }
  | { readonly kind: 'renewed'; readonly expiresAtMs: number }
  /**
   * One page of a bootstrap. Whoever has all pages has every change up to `asOf`, and reads on from there. `next` '' = the last page.
   * `done` of `total` replicas are told, for a progress bar.
   */
  | {
      readonly kind: 'snapshots'
      readonly workspace: WorkspaceId
      readonly asOf: number
      readonly next: string
      readonly done: number
      readonly total: number
      readonly snapshots: readonly ReplicaSnapshot[]
    }
  /** One page of what has become visible, as in `snapshots`; with the last one what has gone. */
  | {
      readonly kind: 'difference'
      readonly workspace: WorkspaceId
      readonly since: string
      readonly asOf: number
      readonly next: string
      readonly snapshots: readonly ReplicaSnapshot[]
      /** `nameOfLost` of each: who did not have it learns nothing of it. */
      readonly lost: readonly Uint8Array[]
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
  /**
   * What the session may do in a workspace, at subscription and at every change of it; 'none' ends the subscription. `history` names what
   * seqs and cursors of the workspace belong to; '' says nothing of it. Another name than last time: the server was restored, and has lost
   * what the reader has beyond (SY26). `view` names what of it is visible (SY53).
   */
  | {
      readonly kind: 'access'
      readonly workspace: WorkspaceId
      readonly role: ReaderRole | 'none'
      readonly history: string
      readonly view: string
      /** Readable ones whose right to write is another than the role's: a guest's is to read (SY54). */
      readonly exceptions: readonly ReplicaId[]
    }
  /** A request (not a push) that was refused. `replica`: of one thing; '' = of the workspace. */
  | {
      readonly kind: 'refused'
      readonly workspace: WorkspaceId
      readonly replica: ReplicaId | ''
      readonly code: RefusalCode
    }
  | { readonly kind: 'pong' }

/** A replica's state, with its row, so that nothing has to be decoded to show it. One too large for a frame comes in several. */
export interface ReplicaSnapshot {
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  /** Of its latest change. */
  readonly changedAt: number
  readonly changedBy: PrincipalId
  /** `SnapshotRow` as JSON in UTF-8; empty when the server could not project it. */
  readonly row: Uint8Array
  readonly chunks: readonly Uint8Array[]
  /** Who is behind the actors of an Automerge replica. */
  readonly actors: readonly { readonly actor: Uint8Array; readonly principal: PrincipalId }[]
}

export type PushResult = { readonly seq: number } | { readonly refused: RefusalCode }

export interface Limits {
  readonly maxFrameBytes: number
  readonly maxChangeBytes: number
  readonly maxPushChanges: number
  readonly maxPresenceBytes: number
  /** Replicas that one session may watch. */
  readonly maxWatches: number
  /** The server ends sockets from which it has heard nothing for so long. */
  readonly idleMs: number
  /** How long a device may show what it holds without hearing from the server; 0 = for ever. */
  readonly leaseMs: number
}

export type MessageKind = (ClientMessage | ServerMessage)['kind']
