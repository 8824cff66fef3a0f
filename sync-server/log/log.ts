import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { LogChange, OutgoingChange } from '#shared/protocol/messages.ts'
import type { HistoryOptions, HistoryStretch, Page, PageOptions, StoredReplica } from '#server/storage/log-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type BootstrapPage, bootstrapPage, type BootstrapRequest } from './bootstrap.ts'
import { openCommitGroup, type CommitGroup } from './commit-group.ts'
import { Sorting } from './sorting.ts'

/** The append-only log of every workspace: what arrives here has been checked (see push.ts). */
export interface Log {
  /** Fulfilled with one seq a change once they are on the disk. Throws when they could not be stored; then none is. */
  append(request: AppendRequest): Promise<readonly number[]>
  /** The same for the hot path. undefined: it has its place in the order already; else when it will have. */
  enqueue(request: AppendRequest, end: AppendEnd): Promise<void> | undefined
  page(workspace: WorkspaceId, options: PageOptions): Promise<Page>
  /** What a replica is loaded from; undefined: nobody has written to it. */
  ofReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<StoredReplica | undefined>
  /** The newest single changes of a replica that are still kept. */
  historyOf(workspace: WorkspaceId, replica: ReplicaId, options: HistoryOptions): Promise<HistoryStretch>
  /** A page of the state, for readers that do not want the history. */
  bootstrap(request: BootstrapRequest): Promise<BootstrapPage>
  /** What the seqs of a workspace count in: another name than before says that the server was restored (SY26). */
  nameOfHistory(workspace: WorkspaceId): Promise<string>
  /** Tells each commit, per workspace and in the order of seqs. Returns the unsubscriber. */
  onCommitted(listener: (commit: Commit) => void): () => void
  /** Tells workspaces whose changes those who work in the background can read by now. Returns the unsubscriber. */
  onSorted(listener: (workspace: WorkspaceId) => void): () => void
  /** Fulfilled when all commits before have been told so. */
  sorted(): Promise<void>
  /** Fulfilled when everything that was taken is on the disk; nothing is taken afterwards. */
  close(): Promise<void>
}

export interface AppendRequest {
  readonly workspace: WorkspaceId
  readonly author: PrincipalId
  readonly device: DeviceId
  /** The run of an agent that made them. */
  readonly agentRun?: string | undefined
  /** Whose wish an agent or a key acted on. */
  readonly onBehalfOf?: PrincipalId | undefined
  readonly changes: readonly AppendChange[]
  /** The session over which they came, which is not told of them again. */
  readonly origin?: number | undefined
}

export interface AppendChange extends OutgoingChange {
  /** The log can not hold it already: it need not be looked for. */
  readonly isNews?: boolean
  /** The log holds its numbers already. */
  readonly isRepeat?: boolean
}

/** What becomes of an append: exactly one of the two is called, once. */
export interface AppendEnd {
  /** On the disk: one seq a change. */
  stored(seqs: readonly number[]): void
  /** Nothing of it is stored. */
  failed(fault: unknown): void
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

/** Beyond this the way to their stores is looked up anew: memory stays bounded. */
const maxKnownWorkspaces = 10_000

export function openLog({ storage, clock }: { storage: Storage; clock: Clock }): Log {
  const listeners = new Set<(commit: Commit) => void>()
  const sortings = new Map<OrganisationId, Sorting>()
  const sortedListeners = new Set<(workspace: WorkspaceId) => void>()
  const groups = new Map<OrganisationId, CommitGroup>()
  /** They are named anew only while nobody has the storage open. */
  const histories = new Map<OrganisationId, string>()
  const groupOf = new Map<WorkspaceId, CommitGroup>()
  let closed = false
  const tell = (commit: Commit) => {
    for (const listener of listeners) listener(commit)
  }
  const tellSorted = (workspace: WorkspaceId) => {
    for (const listener of sortedListeners) listener(workspace)
  }
  const storeOf = async (workspace: WorkspaceId) => {
    const home = await homeOfWorkspace(storage, workspace)
    if (!home) throw new Error(`bug: the log was asked for ${workspace}, which nobody made`)
    return home
  }
  const findGroup = async (workspace: WorkspaceId) => {
    const { organisation, store } = await storeOf(workspace)
    const sorting = sortings.get(organisation) ?? new Sorting(store.log, tellSorted)
    sortings.set(organisation, sorting)
    const tellBoth = (commit: Commit) => {
      tell(commit)
      sorting.note(commit.workspace)
    }
    const group = groups.get(organisation) ?? openCommitGroup({ store: store.log, clock, tell: tellBoth })
    groups.set(organisation, group)
    if (groupOf.size >= maxKnownWorkspaces) groupOf.clear()
    groupOf.set(workspace, group)
    return group
  }
  const enqueue = (request: AppendRequest, end: AppendEnd): Promise<void> | undefined => {
    if (closed) {
      end.failed(new Error('The log is closed.'))
      return undefined
    }
    const known = groupOf.get(request.workspace)
    if (!known) return findGroup(request.workspace).then((group) => group.append(request, end), end.failed)
    known.append(request, end)
    return undefined
  }

  return {
    enqueue,
    append: (request) => new Promise((stored, failed) => void enqueue(request, { stored, failed })),
    page: async (workspace, options) => (await storeOf(workspace)).store.log.page(workspace, options),
    ofReplica: async (workspace, replica) => (await storeOf(workspace)).store.log.ofReplica(workspace, replica),
    historyOf: async (workspace, replica, options) =>
      (await storeOf(workspace)).store.log.historyOf(workspace, replica, options),
    bootstrap: async (request) => bootstrapPage((await storeOf(request.workspace)).store.log, request),
    nameOfHistory: async (workspace) => {
      const { organisation, store } = await storeOf(workspace)
      const name = histories.get(organisation) ?? (await store.log.epoch())
      histories.set(organisation, name)
      return name
    },
    onCommitted: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onSorted: (listener) => {
      sortedListeners.add(listener)
      return () => sortedListeners.delete(listener)
    },
    sorted: async () => {
      await Promise.all([...sortings.values()].map((sorting) => sorting.settled()))
    },
    close: async () => {
      closed = true
      await Promise.all([...groups.values()].map((group) => group.settled()))
    },
  }
}
