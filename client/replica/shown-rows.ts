import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Timers } from '#client/platform/ports.ts'
import { packFrom, type RowWrite, type Store } from '#client/platform/store.ts'
import type { RowTable } from './row-table.ts'
import type { WorkspaceBook } from './workspace-book.ts'

export interface ShownRowsPorts {
  readonly store: Store
  readonly table: RowTable
  readonly workspaces: WorkspaceBook
  readonly timers: Timers
  /** The highest chunk number that this tab knows of. */
  lastN(): number
}

interface Loading {
  readonly workspace: WorkspaceId
  readonly missed: { readonly writes: readonly RowWrite[]; readonly n: number }[]
}

/** Keeps the rows of the open workspace in memory as the store has them, unless nothing of it may be shown. */
export class ShownRows {
  readonly #ports: ShownRowsPorts
  /** The chunk number as of which a row in memory is; older news of it are no news. */
  readonly #ages = new Map<string, number>()
  #loading: Loading | undefined
  #sinceFold = 0

  constructor(ports: ShownRowsPorts) {
    this.#ports = ports
  }

  get isLoading(): boolean {
    return this.#loading !== undefined
  }

  /** false: overtaken by another call. */
  async open(id: WorkspaceId): Promise<boolean> {
    const loading: Loading = { workspace: id, missed: [] }
    this.#loading = loading
    const { store, table, workspaces } = this.#ports
    const rows = await store.rows(id)
    if (this.#loading !== loading) return false
    this.#loading = undefined
    this.#ages.clear()
    workspaces.open(id)
    table.replaceAll(workspaces.isWithheld(id) ? [] : rows)
    for (const { writes, n } of loading.missed) this.apply(writes, n)
    return true
  }

  /** Rows as they are in the store since chunk `n`. */
  apply(writes: readonly RowWrite[], n: number): void {
    const { workspaces, table } = this.#ports
    if (this.#loading && writes.some(({ workspace }) => workspace === this.#loading?.workspace)) {
      this.#loading.missed.push({ writes, n })
    }
    const current = this.#currentId
    this.#foldWhenIdle(writes)
    if (workspaces.isWithheld(current)) return
    const news = writes.filter(({ workspace, id }) => workspace === current && (this.#ages.get(id) ?? 0) <= n)
    for (const { id } of news) this.#ages.set(id, n)
    table.change(news.map(({ id, row }) => ({ id, row, type: row?.type ?? typeOfReplica(id)?.name ?? '' })))
  }

  /** Reads rows again from the store. */
  async refresh(workspace: WorkspaceId, ids: readonly ReplicaId[]): Promise<void> {
    const n = this.#ports.lastN()
    const rows = new Map((await this.#ports.store.rowsOf(workspace, ids)).map((row) => [row.id, row]))
    this.apply(
      ids.map((id) => ({ workspace, id, row: rows.get(id) })),
      n,
    )
  }

  /** From now on these workspaces are not shown, and others are again. */
  withhold(ids: ReadonlySet<WorkspaceId>): void {
    const { workspaces } = this.#ports
    const before = workspaces.isWithheld(this.#currentId)
    workspaces.withhold(ids)
    const isWithheld = ids.has(this.#currentId)
    if (before === isWithheld) return
    if (isWithheld) this.clear(this.#currentId)
    else void this.open(this.#currentId).catch(() => {})
  }

  clear(workspace: WorkspaceId): void {
    if (workspace !== this.#currentId) return
    this.#ages.clear()
    this.#ports.table.replaceAll([])
  }

  get #currentId(): WorkspaceId {
    return this.#ports.workspaces.current.get().id
  }

  #foldWhenIdle(writes: readonly RowWrite[]): void {
    if (writes.length >= packFrom) return
    this.#sinceFold += writes.length
    if (this.#sinceFold < 5 * packFrom) return
    this.#sinceFold = 0
    const workspace = this.#currentId
    this.#ports.timers.whenIdle(() => void this.#ports.store.foldRows(workspace).catch(() => {}))
  }
}
