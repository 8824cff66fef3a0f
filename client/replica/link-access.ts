import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ReaderRole } from '#shared/protocol/messages.ts'
import type { StoredWorkspace } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import { LeaseClock, type ServerTime } from './lease.ts'
import type { Withdrawals } from './withdrawals.ts'

/** So often, at most, what the server confirms all the time is written down. */
const confirmedEveryMs = 60 * 60_000
const lookEveryMs = 60_000

/** What the server says of access, kept with the workspaces: roles, when they were confirmed, and what is lost. */
export class LinkAccess {
  readonly #core: Core
  readonly #withdrawals: Withdrawals
  readonly #lease: LeaseClock
  /** Of the server that is connected. */
  #history = ''
  #cancel = () => {}
  /** Workspaces whose copy is being removed, and those that the store is busy with. */
  readonly #leaving = new Set<WorkspaceId>()

  constructor(core: Core, withdrawals: Withdrawals, settings: ReadonlyMap<string, unknown>) {
    this.#core = core
    this.#withdrawals = withdrawals
    this.#lease = new LeaseClock(core.edges.clock, settings.get('serverTime') as ServerTime | undefined)
    core.tabs.onMessage((message) => {
      if (message.kind !== 'server-time') return
      this.#lease.adopt(message.time)
      this.look()
    })
    this.look()
  }

  start(): void {
    this.#cancel = this.#core.edges.timers.after(lookEveryMs, () => {
      this.look()
      this.start()
    })
  }

  close(): void {
    this.#cancel()
  }

  /** Nothing of it is read meanwhile. */
  isLeaving(workspace: WorkspaceId): boolean {
    return this.#leaving.has(workspace)
  }

  /** Its copy is on its way out, and will not stay for a server that may not know what it has lost. */
  isErasing(id: WorkspaceId): boolean {
    const workspace = this.#leaving.has(id) ? this.#core.workspaces.find(id) : undefined
    return workspace !== undefined && this.#isSameServer(workspace)
  }

  greeted({ timeMs, history, leaseMs }: { timeMs: number; history: string; leaseMs: number }): void {
    this.#history = history
    this.#lease.heard(timeMs, leaseMs)
    if (this.#lease.known) this.#core.tabs.tell({ kind: 'server-time', time: this.#lease.known })
    this.#keepTime()
  }

  /** Shows and hides what may be shown by now. To be called now and then. */
  look(): void {
    const before = this.#lease.known?.latestMs ?? 0
    const over = this.#core.workspaces.all().filter((workspace) => this.#lease.isOver(workspace))
    this.#show(new Set(over.map(({ id }) => id)))
    if ((this.#lease.known?.latestMs ?? 0) - before > 0) this.#noteTime()
  }

  /** false: it is not known here. */
  async grant(id: WorkspaceId, { role, exceptions }: { role: ReaderRole; exceptions: readonly ReplicaId[] }) {
    const workspace = this.#core.workspaces.find(id)
    if (!workspace) return false
    const news = { role, exceptions, ...this.#confirmation(workspace) }
    await this.#keep(workspace, news)
    this.look()
    return true
  }

  #show(withheld: ReadonlySet<WorkspaceId>): void {
    const { shown, registry } = this.#core
    shown.withhold(withheld)
    for (const handle of registry.all()) if (withheld.has(handle.workspace)) registry.drop(handle)
  }

  /** It is still connected, and nobody has said otherwise. */
  async confirm(id: WorkspaceId): Promise<void> {
    const workspace = this.#core.workspaces.find(id)
    if (workspace) await this.#keep(workspace, this.#confirmation(workspace))
  }

  /** Fulfilled when the copy is gone, or stays because the server may not know what it has lost. */
  async lose(id: WorkspaceId, before: Promise<void> = Promise.resolve()): Promise<void> {
    const workspace = this.#core.workspaces.find(id)
    if (!workspace || workspace.origin === 'local' || this.#leaving.has(id)) return
    this.#leaving.add(id)
    try {
      await this.#keep(workspace, { role: 'none' })
      await before.catch(() => undefined)
      if (this.#isSameServer(workspace)) await this.#withdrawals.erase(id)
    } finally {
      this.#leaving.delete(id)
    }
  }

  /** A server that was restored from a backup knows nothing of what was made since: this copy may be the only one. */
  #isSameServer({ server }: StoredWorkspace): boolean {
    return server === undefined || this.#history === '' || server === this.#history
  }

  #confirmation({ confirmedAt = 0, server }: StoredWorkspace): Partial<StoredWorkspace> {
    const now = this.#lease.now()
    const isNews = now !== undefined && (now - confirmedAt > confirmedEveryMs || now < confirmedAt)
    return {
      ...(isNews && { confirmedAt: now }),
      ...(this.#history !== '' && server !== this.#history && { server: this.#history }),
    }
  }

  async #keep(workspace: StoredWorkspace, news: Partial<StoredWorkspace>): Promise<void> {
    const changed = Object.entries(news).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(workspace[name as keyof StoredWorkspace]),
    )
    if (changed.length === 0) return
    const patch = Object.fromEntries(changed) as Partial<StoredWorkspace>
    this.#core.workspaces.patch(workspace.id, patch)
    this.#core.tabs.tell({ kind: 'workspaces', changed: [{ ...workspace, ...patch }], removed: [] })
    await this.#core.store.write({ workspacePatches: [{ id: workspace.id, ...patch }] }).catch(() => undefined)
  }

  #notedAtMs = 0

  #noteTime(): void {
    const { latestMs = 0 } = this.#lease.known ?? {}
    if (latestMs - this.#notedAtMs > confirmedEveryMs) this.#keepTime()
  }

  #keepTime(): void {
    const { known } = this.#lease
    if (!known) return
    this.#notedAtMs = known.latestMs
    this.#core.store.write({ settings: { serverTime: known } }).catch(() => undefined)
  }
}
