import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Random } from '#shared/kit/ports.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { projectRow } from '#shared/rooms/project-row.ts'
import type { ReplicaType, Row, Rows } from '#shared/rooms/room.ts'
import { decodeSnapshotRow } from '#shared/rooms/snapshot-row.ts'
import { loadReplica } from '#server/log/load-replica.ts'
import type { Log } from '#server/log/log.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { KeptRow } from '#server/storage/state-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'

/** What stands in workspaces, as rows in memory: for whoever asks by name, list or page. Nobody's rights are asked here. */
export interface Catalogue {
  /** As of now: what was acknowledged before is in it. undefined: there is no such workspace. */
  of(workspace: WorkspaceId): Promise<Shelf | undefined>
  /** The same at once, when nothing has changed since it was last asked. */
  known(workspace: WorkspaceId): Shelf | undefined
  close(): void
}

/** A workspace's rows. The object stays; what it holds goes with the log. */
export interface Shelf extends Rows {
  readonly rows: ReadonlyMap<ReplicaId, CatalogueRow>
  /** Another number whenever something came, went, or is called or lies otherwise. */
  readonly placeRevision: number
  /** Of the history that the seqs count in. */
  readonly epoch: string
}

export interface CatalogueRow extends Row {
  /** Of its latest change. */
  readonly lastSeq: number
}

interface CataloguePorts {
  readonly storage: Storage
  readonly log: Log
  readonly random: Random
  report(fault: unknown): void
}

/** Beyond so many rows together the workspaces that were asked longest ago are let go. */
const maxRows = 300_000
const pageOfRows = 500
/** A replica of more bytes than this is not projected by a reader: its row comes from the background, a moment later. */
const maxProjectedBytes = 512 * 1024
/** Between two breaths of the event loop. */
const projectedAtOnce = 10

export function openCatalogue(ports: CataloguePorts): Catalogue {
  const shelves = new Map<WorkspaceId, OpenShelf>()
  const stop = ports.log.onCommitted(({ workspace, changes }) => {
    const shelf = shelves.get(workspace)
    if (shelf) for (const { replica } of changes) shelf.stale.add(replica)
  })
  const used = (workspace: WorkspaceId, shelf: OpenShelf) => {
    shelves.delete(workspace)
    shelves.set(workspace, shelf)
    let rows = 0
    for (const each of shelves.values()) rows += each.rows.size
    for (const [oldest, each] of shelves) {
      if (rows <= maxRows || oldest === workspace) break
      rows -= each.rows.size
      shelves.delete(oldest)
    }
  }
  return {
    known: (workspace) => {
      const shelf = shelves.get(workspace)
      return shelf?.isCurrent ? shelf : undefined
    },
    of: async (workspace) => {
      const home = await homeOfWorkspace(ports.storage, workspace)
      if (!home) return undefined
      const store = home.store.log
      const epoch = await ports.log.nameOfHistory(workspace)
      let shelf = shelves.get(workspace)
      if (!shelf || shelf.epoch !== epoch) {
        shelf = new OpenShelf(workspace, epoch)
        shelves.set(workspace, shelf)
      }
      try {
        await shelf.bringUpToDate({ ...ports, store })
      } catch (fault) {
        shelves.delete(workspace)
        throw fault
      }
      used(workspace, shelf)
      return shelf
    },
    close: stop,
  }
}

interface ShelfPorts extends CataloguePorts {
  readonly store: LogStore
}

class OpenShelf implements Shelf {
  readonly rows = new Map<ReplicaId, CatalogueRow>()
  /** Changed since their rows were made. */
  readonly stale = new Set<ReplicaId>()
  /** Too large to be projected here; their rows are those of before. */
  readonly #lagging = new Set<ReplicaId>()
  readonly epoch: string
  readonly #workspace: WorkspaceId
  readonly #byType = new Map<string, readonly CatalogueRow[]>()
  placeRevision = 0
  #isLoaded = false
  #underway: Promise<void> | undefined

  constructor(workspace: WorkspaceId, epoch: string) {
    this.#workspace = workspace
    this.epoch = epoch
  }

  get isCurrent(): boolean {
    return this.#isLoaded && this.stale.size + this.#lagging.size === 0 && !this.#underway
  }

  of<Projected extends object>(type: ReplicaType<Projected>): readonly Row<Projected>[] {
    let found = this.#byType.get(type.name)
    if (!found) {
      found = [...this.rows.values()].filter((row) => row.type === type.name)
      this.#byType.set(type.name, found)
    }
    return found as readonly Row<object>[] as readonly Row<Projected>[]
  }

  get<Projected extends object>(type: ReplicaType<Projected>, id: ReplicaId): Row<Projected> | undefined {
    const row = this.rows.get(id)
    return row?.type === type.name ? (row as Row<object> as Row<Projected>) : undefined
  }

  /** One run at a time; who comes meanwhile waits for it and looks again, for it may have begun before their change. */
  async bringUpToDate(ports: ShelfPorts): Promise<void> {
    while (this.#underway) await this.#underway
    if (this.isCurrent) return
    this.#underway = this.#work(ports).finally(() => (this.#underway = undefined))
    await this.#underway
  }

  async #work(ports: ShelfPorts): Promise<void> {
    if (!this.#isLoaded) await this.#load(ports.store)
    this.#isLoaded = true
    let count = 0
    for (const replica of this.#lagging) this.stale.add(replica)
    this.#lagging.clear()
    for (const replica of this.stale) {
      // Cleared before the reading: a change that arrives meanwhile makes it stale again.
      this.stale.delete(replica)
      await this.#renew(ports, replica)
      count += 1
      if (count % projectedAtOnce === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async #load(store: LogStore): Promise<void> {
    let before = Number.MAX_SAFE_INTEGER
    while (true) {
      const page = await store.rowsInUse(this.#workspace, { before, max: pageOfRows })
      for (const kept of page) {
        const row = rowOfNow(kept)
        if (row) this.#put(row)
        else this.stale.add(kept.replica)
      }
      const last = page.at(-1)
      if (!last) return
      before = last.lastSeq
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async #renew({ store, random, report }: ShelfPorts, replica: ReplicaId): Promise<void> {
    const type = typeOfReplica(replica)
    const kept = type && (await store.keptRow(this.#workspace, replica))
    if (!type || !kept) return
    const current = rowOfNow(kept)
    if (current) return this.#put(current)
    const stored = await store.ofReplica(this.#workspace, replica)
    if (!stored) return
    const { chunks, lastSeq, changedAt, changedBy } = stored
    const meta = { changedAt, changedBy }
    if (chunks.reduce((sum, chunk) => sum + chunk.length, 0) > maxProjectedBytes) {
      const before = this.rows.get(replica)?.value ?? kept.row?.bytes
      const value = before instanceof Uint8Array ? decodeSnapshotRow(before)?.value : before
      this.#lagging.add(replica)
      return this.#put({ id: replica, type: type.name, value: value ?? {}, ...meta, lastSeq })
    }
    const loaded = await loadReplica(type, { id: replica, random, chunks })
    try {
      const row = projectRow({ type, replica: loaded, meta, principalOf: () => undefined, onBug: report })
      if (row) this.#put({ ...row, lastSeq })
    } finally {
      loaded.close()
    }
  }

  #put(row: CatalogueRow): void {
    const before = this.rows.get(row.id)
    this.rows.set(row.id, row)
    this.#byType.delete(row.type)
    if (!before || !isSamePlace(before.value, row.value)) this.placeRevision += 1
  }
}

function rowOfNow({ replica, lastSeq, changedAt, changedBy, row }: KeptRow): CatalogueRow | undefined {
  const type = typeOfReplica(replica)
  if (!type || row?.lastSeq !== lastSeq || row.version !== type.version) return undefined
  const decoded = decodeSnapshotRow(row.bytes)
  return decoded && { id: replica, type: type.name, ...decoded, changedAt, changedBy, lastSeq }
}

/** What a name or a place in a list can hang on. */
const placing = ['title', 'text', 'parent', 'position', 'trashedAt', 'createdAt'] as const

function isSamePlace(before: object, now: object): boolean {
  const [a, b] = [before as Record<string, unknown>, now as Record<string, unknown>]
  return placing.every((name) => a[name] === b[name])
}
