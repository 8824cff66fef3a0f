import { localPrincipal, type PrincipalId, type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { type AccountId, type DeviceId, typeOf } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import { conversationType } from '#shared/rooms/assistant/index.ts'
import type { Row } from '#shared/rooms/room.ts'
import type { Edges } from '#client/platform/ports.ts'
import type { StoreFault } from '#client/platform/store.ts'
import type { RowWrite, Store, StoredChunk, StoredWorkspace } from '#client/platform/store.ts'
import { ActorBook } from './actor-book.ts'
import { CommandRunner } from './command-runner.ts'
import { ContentUndoBook } from './content-undo-book.ts'
import { Journal, type Stored } from './journal.ts'
import { type DirtyRow, type JournalPart, laterOf, markDirty } from './journal-part.ts'
import { LiveQueries } from './live-queries.ts'
import { cell } from './live.ts'
import type { LoadAutomerge } from './load-automerge.ts'
import { projectRow, type RowMeta } from '#shared/rooms/project-row.ts'
import { type Handle, keyOf, type Place, ReplicaRegistry } from './replica-registry.ts'
import { RowTable } from './row-table.ts'
import { ShownRows } from './shown-rows.ts'
import { type StoredNote, type TabMessage, Tabs } from './tabs.ts'
import { UndoStack } from './undo-stack.ts'
import { canWriteIn, WorkspaceBook } from './workspace-book.ts'

export interface CoreOptions {
  readonly edges: Edges
  readonly store: Store
  readonly loadAutomerge: LoadAutomerge
  readonly device: DeviceId
  readonly lastN: number
  readonly workspaces: readonly StoredWorkspace[]
  readonly current: StoredWorkspace
  readonly rows: readonly Row[]
}

/** Above this the bytes of a flush are not told to other tabs, who read them from the store if they need them. */
const maxToldBytes = 256 * 1024

/** What works without a server: replicas, rows, commands, the journal that stores them, and the other tabs of this device. */
export class Core {
  readonly edges: Edges
  readonly store: Store
  readonly loadAutomerge: LoadAutomerge
  readonly device: DeviceId
  readonly actors: ActorBook
  readonly workspaces: WorkspaceBook
  readonly tabs: Tabs
  readonly undo = new UndoStack()
  readonly table = new RowTable()
  readonly queries = new LiveQueries(this.table)
  readonly registry: ReplicaRegistry
  readonly journal: Journal
  readonly runner: CommandRunner
  readonly contents: ContentUndoBook
  readonly shown: ShownRows
  readonly trouble = cell<StoreFault | undefined>(undefined)
  /** Changes of this tab are on their way into the store. */
  readonly isStoring = cell(false)
  readonly #storedListeners = new Set<(stored: Stored) => void>()
  #account: AccountId | undefined
  #actor: string | undefined

  constructor(options: CoreOptions) {
    const { edges, store } = options
    this.edges = edges
    this.store = store
    this.loadAutomerge = options.loadAutomerge
    this.device = options.device
    this.actors = new ActorBook(store)
    this.workspaces = new WorkspaceBook(options.workspaces, options.current)
    this.tabs = new Tabs(edges.channel)
    this.registry = new ReplicaRegistry({
      store,
      loadAutomerge: options.loadAutomerge,
      actor: () => this.actor,
      isWithheld: (workspace) => this.workspaces.isWithheld(workspace),
      pendingOf: (place) => this.journal.pendingOf(place),
      onLocalChange: (handle, bytes) => this.#changed(handle, bytes),
      mayClose: (handle) => !this.trouble.get() || this.journal.pendingOf(handle).length === 0,
      onClosing: (handle) => this.journal.keepRow(handle),
    })
    this.journal = new Journal(this.#journalPorts(), options.lastN)
    this.contents = new ContentUndoBook({
      stack: this.undo,
      registry: this.registry,
      tookOver: (place, step) => this.runner.takeOver(place, step),
      after: edges.timers.after,
    })
    this.runner = new CommandRunner({
      registry: this.registry,
      journal: this.journal,
      contents: this.contents,
      clock: edges.clock,
      random: edges.random,
      undo: this.undo,
      renewActor: () => this.renewActor(),
      here: () => {
        const { id, canWrite, canAsk, exceptions } = this.workspaces.current.get()
        const mayWrite = (replica: ReplicaId) =>
          this.workspaces.canWriteTo(id, replica) || (canAsk && this.#isOwnConversation(id, replica))
        const mayWriteSome = canWrite || canAsk || exceptions.length > 0
        return { workspace: id, principal: this.principal, canWrite: mayWriteSome, mayWrite }
      },
    })
    this.shown = new ShownRows({
      store,
      table: this.table,
      workspaces: this.workspaces,
      timers: edges.timers,
      lastN: () => this.journal.lastN,
    })
    this.table.replaceAll(options.rows)
    this.undo.show(options.current.id)
    this.tabs.onMessage((message) => this.#heard(message))
  }

  /** Who acts on this device now. */
  get principal(): PrincipalId {
    // In a synced workspace its own account, also while that is signed out.
    const account = this.workspaces.find(this.currentId)?.account ?? this.#account
    return account ? userPrincipal(account) : localPrincipal
  }

  get account(): AccountId | undefined {
    return this.#account
  }

  get currentId(): WorkspaceId {
    return this.workspaces.current.get().id
  }

  /** Minted for this tab, never persisted. */
  get actor(): string {
    this.#actor ??= hex(this.edges.random.bytes(16))
    return this.#actor
  }

  /** Its last changes may never have been: nobody may go on under it. */
  renewActor(): void {
    this.#actor = undefined
  }

  setAccount(account: AccountId | undefined): void {
    this.#account = account
    this.workspaces.setAccount(account)
  }

  onStored(listener: (stored: Stored) => void): void {
    this.#storedListeners.add(listener)
  }

  /** false: there is no such workspace here. */
  async open(id: WorkspaceId): Promise<boolean> {
    if (!this.workspaces.find(id)) return false
    if (id === this.currentId && !this.shown.isLoading) return true
    if (!(await this.shown.open(id))) return true
    this.undo.show(id)
    this.journal.note((part) => part.extra.push({ settings: { lastWorkspace: id } }))
    return true
  }

  /** Rows as they are in the store since chunk `n`; only those of the open workspace are held in memory. */
  applyRows(writes: readonly RowWrite[], n: number): void {
    this.shown.apply(writes, n)
  }

  /** Reads rows again from the store. */
  refreshRows(workspace: WorkspaceId, ids: readonly ReplicaId[]): Promise<void> {
    return this.shown.refresh(workspace, ids)
  }

  /** Whether changes of the workspace go to a server, and may be made. */
  canWrite(workspace: WorkspaceId): boolean {
    return canWriteIn(this.workspaces.find(workspace)) && !this.workspaces.isWithheld(workspace)
  }

  /** Whoever may ask writes those that they begin, whatever else they may; the server makes it an exception as soon as it is there. */
  #isOwnConversation(workspace: WorkspaceId, replica: ReplicaId): boolean {
    if (typeOf(replica) !== conversationType.name || workspace !== this.currentId) return false
    const row = this.table.find(conversationType.name, replica)
    return row === undefined || ('createdBy' in row.value && row.value.createdBy === this.principal)
  }

  close(): void {
    this.journal.close()
    this.registry.close()
    this.tabs.close()
    this.store.close()
  }

  #journalPorts() {
    return {
      store: this.store,
      timers: this.edges.timers,
      project: (row: DirtyRow) => this.#project(row),
      projectOpen: (row: DirtyRow) => this.#projectOpen(row),
      busyPart: (place: Place) => this.runner.partOf(place),
      onStored: (stored: Stored) => this.#stored(stored),
      onMissed: (chunks: readonly StoredChunk[], again: ReadonlySet<string>) => this.#missed(chunks, again),
      onTrouble: (fault: StoreFault | undefined) => {
        this.trouble.set(fault)
        this.isStoring.set(!this.journal.isEmpty)
      },
    }
  }

  #changed(handle: Handle, bytes: Uint8Array): void {
    const { workspace, id, type } = handle
    const meta = { changedAt: this.edges.clock.now(), changedBy: this.principal }
    const note = (part: JournalPart) => {
      const origin = { author: meta.changedBy, at: meta.changedAt }
      part.chunks.push({ workspace, replica: id, kind: type.kind, bytes, from: 'here', ...origin })
      markDirty(part, { workspace, id, type, meta })
      if (type.kind === 'automerge') this.#learnOwnActor(part, workspace)
    }
    const part = this.runner.partOf(handle)
    if (part) note(part)
    else this.journal.note(note)
    this.isStoring.set(true)
  }

  #learnOwnActor(part: JournalPart, workspace: WorkspaceId): void {
    const { actor, principal } = this
    if (this.actors.learn(workspace, actor, principal)) part.extra.push({ actors: [{ workspace, actor, principal }] })
  }

  async #project(row: DirtyRow): Promise<RowWrite | undefined> {
    await this.actors.ready(row.workspace)
    if (this.registry.find(row)) return this.#projectOpen(row)
    const { workspace, id } = row
    const known = row.meta ? this.#rowInMemory(workspace, id) : await this.#knownRow(row)
    if (row.staged) return { workspace, id, row: { ...row.staged, ...this.#laterOf(metaOf(known), row.meta) } }
    const held = await this.registry.acquire(row.type, row)
    if (!held) return undefined
    const projected = this.#projectOpen(row, known)
    held.release()
    return projected
  }

  #projectOpen(
    { type, workspace, id, meta }: DirtyRow,
    known = this.#rowInMemory(workspace, id),
  ): RowWrite | undefined {
    const handle = this.registry.find({ workspace, id })
    if (!handle) return undefined
    const row = projectRow({
      type,
      replica: handle.replica,
      meta: this.#laterOf(metaOf(known), meta) ?? { changedAt: 0, changedBy: localPrincipal },
      principalOf: (actor) => this.actors.principalOf(workspace, actor),
      onBug: (bug) => console.error(`The projection of ${type.name} failed`, bug),
    })
    return row && { workspace, id, row }
  }

  #laterOf(one: RowMeta | undefined, other: RowMeta | undefined): RowMeta | undefined {
    return laterOf(one, other, this.edges.clock.now())
  }

  async #knownRow({ workspace, id }: Place): Promise<Row | undefined> {
    if (workspace === this.currentId) return this.#rowInMemory(workspace, id)
    const [row] = await this.store.rowsOf(workspace, [id])
    return row
  }

  #rowInMemory(workspace: WorkspaceId, id: ReplicaId): Row | undefined {
    return workspace === this.currentId ? this.table.find(typeOfReplica(id)?.name ?? '', id) : undefined
  }

  #stored(stored: Stored): void {
    this.applyRows(stored.rows, stored.n)
    if (stored.chunks.length > 0 || stored.rows.length > 0) {
      const chunks = notesOf(stored)
      this.tabs.tell({ kind: 'stored', chunks, rows: stored.rows, n: stored.n })
    }
    // First what counts the outbox, so that nothing looks finished in between.
    for (const listener of this.#storedListeners) listener(stored)
    this.isStoring.set(!this.journal.isEmpty)
  }

  #missed(chunks: readonly StoredChunk[], again: ReadonlySet<string>): void {
    const stale = new Map<WorkspaceId, ReplicaId[]>()
    for (const { workspace, replica, bytes } of chunks) {
      const place = { workspace, id: replica }
      this.registry.offer(place, [bytes])
      if (workspace !== this.currentId || again.has(keyOf(place))) continue
      stale.set(workspace, [...(stale.get(workspace) ?? []), replica])
    }
    for (const [workspace, ids] of stale) void this.refreshRows(workspace, ids).catch(() => {})
  }

  #heard(message: TabMessage): void {
    if (message.kind === 'stored') {
      this.journal.heard(message.n)
      for (const note of message.chunks) void this.#offer(note)
      this.applyRows(message.rows, message.n)
    }
    if (message.kind === 'workspaces') {
      this.workspaces.put(message.changed)
      for (const id of message.removed) this.workspaces.remove(id)
    }
  }

  async #offer({ workspace, replica, bytes }: StoredNote): Promise<void> {
    const place = { workspace, id: replica }
    if (bytes) this.registry.offer(place, [bytes])
    else if (this.registry.find(place)) {
      const chunks = await this.store.chunksOf(workspace, replica)
      this.registry.offer(
        place,
        chunks.map((chunk) => chunk.bytes),
      )
    }
  }
}

function metaOf(row: Row | undefined): RowMeta | undefined {
  return row && { changedAt: row.changedAt, changedBy: row.changedBy }
}

function notesOf({ chunks, unsent }: Stored): readonly StoredNote[] {
  const total = chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)
  return chunks.map(({ workspace, replica, kind, n, from, bytes }) => ({
    workspace,
    replica,
    kind,
    n,
    isUnsent: from === 'here' && unsent.has(workspace),
    ...(total <= maxToldBytes && { bytes }),
  }))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
