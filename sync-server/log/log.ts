import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { LogChange, OutgoingChange } from '#shared/protocol/messages.ts'
import type { Page, PageOptions } from '#server/storage/log-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { openCommitGroup, type CommitGroup } from './commit-group.ts'

/** The append-only log of every workspace: what arrives here has been checked (see push.ts). */
export interface Log {
  /** Fulfilled with one seq a change once they are on the disk. Throws when they could not be stored; then none is. */
  append(request: AppendRequest): Promise<readonly number[]>
  page(workspace: WorkspaceId, options: PageOptions): Promise<Page>
  ofReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<readonly LogChange[]>
  /** Tells each commit, per workspace and in the order of seqs. Returns the unsubscriber. */
  onCommitted(listener: (commit: Commit) => void): () => void
  /** Fulfilled when everything that was taken is on the disk; nothing is taken afterwards. */
  close(): Promise<void>
}

export interface AppendRequest {
  readonly workspace: WorkspaceId
  readonly author: PrincipalId
  readonly device: DeviceId
  readonly changes: readonly OutgoingChange[]
  /** The session over which they came, which is not told of them again. */
  readonly origin?: number | undefined
}

/** The new changes of one workspace in one transaction: those with seqs `from + 1` to `to`. */
export interface Commit {
  readonly workspace: WorkspaceId
  readonly from: number
  readonly to: number
  readonly changes: readonly CommittedChange[]
}

export interface CommittedChange extends LogChange {
  readonly origin: number | undefined
}

export function openLog({ storage, clock }: { storage: Storage; clock: Clock }): Log {
  const listeners = new Set<(commit: Commit) => void>()
  const groups = new Map<string, CommitGroup>()
  let closed = false
  const tell = (commit: Commit) => {
    for (const listener of listeners) listener(commit)
  }
  const storeOf = async (workspace: WorkspaceId) => {
    const home = await homeOfWorkspace(storage, workspace)
    if (!home) throw new Error(`bug: the log was asked for ${workspace}, which nobody made`)
    return home
  }

  return {
    append: async (request) => {
      if (closed) throw new Error('The log is closed.')
      const { organisation, store } = await storeOf(request.workspace)
      const group = groups.get(organisation) ?? openCommitGroup({ store: store.log, clock, tell })
      groups.set(organisation, group)
      return group.append(request)
    },
    page: async (workspace, options) => (await storeOf(workspace)).store.log.page(workspace, options),
    ofReplica: async (workspace, replica) => (await storeOf(workspace)).store.log.ofReplica(workspace, replica),
    onCommitted: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      closed = true
      await Promise.all([...groups.values()].map((group) => group.settled()))
    },
  }
}
