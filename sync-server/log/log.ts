import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { LogChange, OutgoingChange } from '#shared/protocol/messages.ts'
import type {
  HistoryOptions,
  HistoryStretch,
  LogStore,
  Page,
  PageOptions,
  StoredReplica,
} from '#server/storage/log-store.ts'
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

export function openLog(ports: LogPorts): Log {
  return new StoredLog(ports)
}

interface LogPorts {
  readonly storage: Storage
  readonly clock: Clock
}

interface Group {
  readonly commits: CommitGroup
  readonly sorting: Sorting
}

class StoredLog implements Log {
  readonly #ports: LogPorts
  readonly #listeners = new Set<(commit: Commit) => void>()
  readonly #sortedListeners = new Set<(workspace: WorkspaceId) => void>()
  readonly #groups = new Map<OrganisationId, Group>()
  readonly #groupOf = new Map<WorkspaceId, CommitGroup>()
  /** They are named anew only while nobody has the storage open. */
  readonly #histories = new Map<OrganisationId, string>()
  #isClosed = false

  constructor(ports: LogPorts) {
    this.#ports = ports
  }

  enqueue(request: AppendRequest, end: AppendEnd): Promise<void> | undefined {
    if (this.#isClosed) {
      end.failed(new Error('The log is closed.'))
      return undefined
    }
    const known = this.#groupOf.get(request.workspace)
    if (!known) return this.#findGroup(request.workspace).then((group) => group.append(request, end), end.failed)
    known.append(request, end)
    return undefined
  }

  append(request: AppendRequest): Promise<readonly number[]> {
    return new Promise((stored, failed) => void this.enqueue(request, { stored, failed }))
  }

  async page(workspace: WorkspaceId, options: PageOptions): Promise<Page> {
    return (await this.#storeOf(workspace)).page(workspace, options)
  }

  async ofReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<StoredReplica | undefined> {
    return (await this.#storeOf(workspace)).ofReplica(workspace, replica)
  }

  async historyOf(workspace: WorkspaceId, replica: ReplicaId, options: HistoryOptions): Promise<HistoryStretch> {
    return (await this.#storeOf(workspace)).historyOf(workspace, replica, options)
  }

  async bootstrap(request: BootstrapRequest): Promise<BootstrapPage> {
    return bootstrapPage(await this.#storeOf(request.workspace), request)
  }

  async nameOfHistory(workspace: WorkspaceId): Promise<string> {
    const { organisation, store } = await this.#homeOf(workspace)
    const name = this.#histories.get(organisation) ?? (await store.log.epoch())
    this.#histories.set(organisation, name)
    return name
  }

  onCommitted(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onSorted(listener: (workspace: WorkspaceId) => void): () => void {
    this.#sortedListeners.add(listener)
    return () => this.#sortedListeners.delete(listener)
  }

  async sorted(): Promise<void> {
    await Promise.all([...this.#groups.values()].map(({ sorting }) => sorting.settled()))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#groups.values()].map(({ commits }) => commits.settled()))
  }

  async #homeOf(workspace: WorkspaceId) {
    const home = await homeOfWorkspace(this.#ports.storage, workspace)
    if (!home) throw new Error(`bug: the log was asked for ${workspace}, which nobody made`)
    return home
  }

  async #storeOf(workspace: WorkspaceId) {
    return (await this.#homeOf(workspace)).store.log
  }

  async #findGroup(workspace: WorkspaceId): Promise<CommitGroup> {
    const { organisation, store } = await this.#homeOf(workspace)
    const { commits } = this.#groups.get(organisation) ?? this.#openGroup(organisation, store.log)
    if (this.#groupOf.size >= maxKnownWorkspaces) this.#groupOf.clear()
    this.#groupOf.set(workspace, commits)
    return commits
  }

  #openGroup(organisation: OrganisationId, store: LogStore): Group {
    const sorting = new Sorting(store, (workspace) => this.#tellSorted(workspace))
    const tell = (commit: Commit) => {
      for (const listener of this.#listeners) listener(commit)
      sorting.note(commit.workspace)
    }
    const group = { sorting, commits: openCommitGroup({ store, clock: this.#ports.clock, tell }) }
    this.#groups.set(organisation, group)
    return group
  }

  #tellSorted(workspace: WorkspaceId): void {
    for (const listener of this.#sortedListeners) listener(workspace)
  }
}
