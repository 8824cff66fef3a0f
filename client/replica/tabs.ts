import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { Channel } from '#client/platform/ports.ts'
import type { RowWrite, StoredWorkspace } from '#client/platform/store.ts'
import type { LinkReport } from './sync-status.ts'
import type { ServerTime } from './lease.ts'

/** What the tabs of one device tell each other. All run the same build: another one has another channel name (see `open`). */
export type TabMessage =
  /** A flush is in the store. Chunks without bytes are to be read there. */
  | {
      readonly kind: 'stored'
      readonly chunks: readonly StoredNote[]
      readonly rows: readonly RowWrite[]
      readonly n: number
    }
  | {
      readonly kind: 'workspaces'
      readonly changed: readonly StoredWorkspace[]
      readonly removed: readonly WorkspaceId[]
    }
  /** The state of a replica without what was refused: handles on it are to be opened again. */
  | { readonly kind: 'rebuilt'; readonly workspace: WorkspaceId; readonly replica: ReplicaId }
  /** What the server has said of its clock: leases are counted by it in every tab. */
  | { readonly kind: 'server-time'; readonly time: ServerTime }
  /** The copy of a workspace is gone: access to it was lost. */
  | { readonly kind: 'erased'; readonly workspace: WorkspaceId }
  | { readonly kind: 'refusals' }
  | { readonly kind: 'blob'; readonly workspace: WorkspaceId }
  /** The tab that holds the connection tells; others may ask. */
  | { readonly kind: 'link'; readonly report: LinkReport }
  | { readonly kind: 'link?' }
  /** Somebody signed in or out, or wants the connection tried at once. */
  | { readonly kind: 'session' }
  /** The state of one tab in one replica. */
  | {
      readonly kind: 'presence'
      readonly tab: string
      readonly workspace: WorkspaceId
      readonly replica: ReplicaId
      readonly bytes: Uint8Array
      readonly hasLeft: boolean
    }
  /** From the server, by way of the tab that holds the connection. */
  | {
      readonly kind: 'remote-presence'
      readonly workspace: WorkspaceId
      readonly replica: ReplicaId
      readonly session: number
      readonly principal: PrincipalId
      readonly bytes: Uint8Array
    }
  /** Everybody else has left: the connection is gone. */
  | { readonly kind: 'presence-lost' }
  /** A tab that has just opened a replica, or just got the connection, asks for the presence of all. */
  | { readonly kind: 'presence?' }

export interface StoredNote {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly n: number
  readonly isUnsent: boolean
  readonly bytes?: Uint8Array
}

export class Tabs {
  readonly #channel: Channel
  readonly #listeners = new Set<(message: TabMessage) => void>()

  constructor(channel: Channel) {
    this.#channel = channel
    channel.onMessage((message) => {
      for (const listener of this.#listeners) listener(message as TabMessage)
    })
  }

  tell(message: TabMessage): void {
    this.#channel.post(message)
  }

  onMessage(listener: (message: TabMessage) => void): void {
    this.#listeners.add(listener)
  }

  close(): void {
    this.#listeners.clear()
    this.#channel.close()
  }
}
