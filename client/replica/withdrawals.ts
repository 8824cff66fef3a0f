import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { rebuild } from './apart.ts'
import type { Core } from './core.ts'
import type { OpenReplicas } from './open-replicas.ts'
import type { RefusedTray } from './refused-tray.ts'
import type { DifferencePage, SnapshotPage } from './sync-state.ts'

interface WithdrawalPorts {
  readonly open: OpenReplicas
  readonly tray: RefusedTray
}

/**
 * Takes from this device what its person may not see any more. What was not sent goes into the tray of refused changes first, where it can
 * be read and copied.
 */
export class Withdrawals {
  readonly #core: Core
  readonly #ports: WithdrawalPorts
  /** Of workspaces that are read anew, what was here before and has not been told again yet. */
  readonly #untold = new Map<WorkspaceId, Set<ReplicaId>>()

  constructor(core: Core, ports: WithdrawalPorts) {
    this.#core = core
    this.#ports = ports
    core.tabs.onMessage((message) => {
      if (message.kind === 'erased') void this.#letGo(message.workspace, () => Promise.resolve())
    })
  }

  /** Removes the copy of a workspace. Throws when the store does; then it is to be tried again. */
  async erase(workspace: WorkspaceId): Promise<void> {
    const { store, tabs } = this.#core
    this.#untold.delete(workspace)
    await this.#letGo(workspace, async () => {
      for (const id of await this.#unsentIn(workspace)) await this.#ports.tray.keep({ workspace, id }, 'no-access')
      await store.erase(workspace)
    })
    this.#core.workspaces.begunAnew(workspace)
    tabs.tell({ kind: 'erased', workspace })
    await this.#ports.tray.changed()
  }

  /** From now on everything is told again. What is here without ever having been sent is not in question: the server decides when it comes. */
  async beginReview(workspace: WorkspaceId, view: string): Promise<void> {
    const { store, workspaces, journal } = this.#core
    await journal.flushed()
    const { sent } = await store.replicasIn(workspace)
    const patch = { view, isInReview: true, cursor: 0, bootstrap: undefined }
    await store.write({ workspacePatches: [{ id: workspace, ...patch }] })
    workspaces.patch(workspace, patch)
    this.#untold.set(workspace, new Set(sent))
  }

  /** A page of what is visible is in the store. After the last one what was not told has to go. */
  async told({ workspace, snapshots, next }: SnapshotPage): Promise<void> {
    const untold = this.#untold.get(workspace)
    if (!untold) return
    for (const { replica } of snapshots) untold.delete(replica)
    if (next !== '') return
    for (const id of untold) {
      await this.#eraseReplica(workspace, id)
      untold.delete(id)
    }
    await this.#patch(workspace, { isInReview: false })
    this.#untold.delete(workspace)
  }

  /** Until its end what is here is in line with no view: after a start in between everything is told again. */
  async beginDifference(workspace: WorkspaceId): Promise<void> {
    await this.#core.journal.flushed()
    await this.#patch(workspace, { isInReview: true })
  }

  /** What has become visible is in the store; what is not any more has to go. */
  async endDifference({ workspace, lost }: DifferencePage, view: string): Promise<void> {
    for (const id of await this.#named(workspace, lost)) await this.#eraseReplica(workspace, id)
    await this.#patch(workspace, { isInReview: false, view })
  }

  /** Those that are here and were sent, by the names that the server has for them. */
  async #named(workspace: WorkspaceId, names: readonly Uint8Array[]): Promise<readonly ReplicaId[]> {
    if (names.length === 0) return []
    const { nameOfLost } = await import('#shared/protocol/name-of-lost.ts')
    const wanted = new Set(names.map((name) => name.join()))
    const { sent } = await this.#core.store.replicasIn(workspace)
    return sent.filter((id) => wanted.has(nameOfLost(id).join()))
  }

  async #patch(workspace: WorkspaceId, patch: { readonly isInReview: boolean; readonly view?: string }): Promise<void> {
    await this.#core.store.write({ workspacePatches: [{ id: workspace, ...patch }] })
    this.#core.workspaces.patch(workspace, patch)
  }

  /** Workspaces without access of which nothing is left, not even in the tray, are forgotten. Not the open one: it says why it is empty. */
  async tidy(): Promise<void> {
    const { store, workspaces, tabs, currentId } = this.#core
    const without = workspaces
      .all()
      .filter(({ id, origin, role }) => origin === 'synced' && role === 'none' && id !== currentId)
    for (const { id } of without) {
      const { all } = await store.replicasIn(id)
      const files = await store.unsentBlobs(id)
      if (all.length + files.length + this.#ports.tray.countIn(id) > 0) continue
      await store.removeWorkspace(id)
      workspaces.remove(id)
      tabs.tell({ kind: 'workspaces', changed: [], removed: [id] })
    }
  }

  async #eraseReplica(workspace: WorkspaceId, id: ReplicaId): Promise<void> {
    const { store, journal, tabs } = this.#core
    const place = { workspace, id }
    const act = async () => {
      await this.#ports.tray.keep(place, 'no-access')
      const removedChunks = (await store.chunksOf(workspace, id)).map(({ n }) => n)
      const rows = [{ workspace, id, row: undefined }]
      await store.write({ removedChunks, rows })
      this.#core.applyRows(rows, journal.lastN)
      tabs.tell({ kind: 'stored', chunks: [], rows, n: journal.lastN })
      return true
    }
    if (!(await rebuild(this.#core, this.#ports.open, { place, act }))) throw new Error('The store took nothing.')
    await this.#ports.tray.changed()
  }

  async #unsentIn(workspace: WorkspaceId): Promise<readonly ReplicaId[]> {
    const limits = { maxChunks: 1_000_000, maxBytes: Number.MAX_SAFE_INTEGER }
    const chunks = await this.#core.store.unsentChunks(workspace, limits)
    return [...new Set(chunks.map(({ replica }) => replica))]
  }

  /** Nobody holds anything of the workspace while `act` runs; whoever had something open finds it missing. */
  #letGo(workspace: WorkspaceId, act: () => Promise<void>): Promise<void> {
    const { runner, registry, journal } = this.#core
    return runner.exclusive(async () => {
      const open = this.#ports.open.places().filter((place) => place.workspace === workspace)
      const detach = () => {
        for (const place of [...open, ...registry.all().filter((each) => each.workspace === workspace)])
          this.#ports.open.detach({ workspace, id: place.id })
      }
      detach()
      if (!(await journal.flushed())) throw new Error('The store took nothing.')
      await act()
      detach()
      this.#core.shown.clear(workspace)
      for (const place of open) this.#ports.open.attach(place)
    })
  }
}
