import type { WorkspaceId } from '#shared/kit/ids.ts'
import { afterBootstrap, type BootstrapPosition } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import type { LinkAccess } from './link-access.ts'
import type { Outbox } from './outbox.ts'
import type { DifferencePage, Page, SnapshotPage, SyncEffect, SyncEvent } from './sync-state.ts'
import { takePage } from './take-page.ts'
import { takeSnapshots } from './take-snapshots.ts'
import type { Withdrawals } from './withdrawals.ts'

/** Before the store is asked again for what it would not do. */
export const restMs = 5_000

export interface LinkStorePorts {
  readonly outbox: Outbox
  readonly access: LinkAccess
  readonly withdrawals: Withdrawals
  dispatch(event: SyncEvent): void
  after(delayMs: number, event: SyncEvent): void
  /** Whether the machine keeps the workspace in step. */
  isKnown(workspace: WorkspaceId): boolean
  /** Other workspaces than before are to be kept in step. */
  lookAgain(): Promise<void>
  onLinked(): void
}

/** What the machine wants of the store, each answered with the event that says so. */
export class LinkStore {
  readonly #core: Core
  readonly #ports: LinkStorePorts
  readonly #storing = new Map<WorkspaceId, Promise<void>>()

  constructor(core: Core, ports: LinkStorePorts) {
    this.#core = core
    this.#ports = ports
  }

  take(page: Page): void {
    this.#inStore(page.workspace, this.#page(page))
  }

  takeSnapshots(page: SnapshotPage, from: BootstrapPosition | undefined): void {
    this.#inStore(page.workspace, this.#snapshots(page, from))
  }

  async #page(page: Page): Promise<void> {
    const { workspace } = page
    try {
      await takePage(this.#core, page)
      const { cursor } = this.#core.workspaces.find(workspace) ?? { cursor: 0 }
      if (cursor >= page.from) this.#core.workspaces.patch(workspace, { cursor: page.to })
      this.#ports.dispatch({ kind: 'stored', workspace, cursor: page.to })
    } catch (fault) {
      console.error('Changes of the server could not be taken in', fault)
      const cursor = this.#core.workspaces.find(workspace)?.cursor ?? 0
      this.#ports.after(restMs, { kind: 'stored', workspace, cursor })
    }
  }

  async #snapshots(page: SnapshotPage, from: BootstrapPosition | undefined): Promise<void> {
    const { workspace, asOf, next, done, total } = page
    const position = { asOf, next, done, total }
    try {
      await takeSnapshots(this.#core, { page, step: { workspace, from, to: position } })
      const stored = afterBootstrap(this.#core.workspaces.find(workspace), { workspace, from, to: position })
      if (stored) this.#core.workspaces.patch(workspace, stored)
      await this.#ports.withdrawals.told(page)
      this.#ports.dispatch({ kind: 'bootstrapped', workspace, position, unsent: await this.#unsentIn(workspace) })
    } catch (fault) {
      console.error('A page of the workspace could not be taken in', fault)
      this.#ports.after(restMs, {
        kind: 'bootstrapped',
        workspace,
        position: from,
        unsent: await this.#unsentIn(workspace),
      })
    }
  }

  /** As far as the store says; where it says nothing there may be something. */
  #unsentIn(workspace: WorkspaceId): Promise<number> {
    return this.#ports.outbox.chunksIn(workspace).catch(() => 1)
  }

  async resend(workspace: WorkspaceId, history?: string): Promise<void> {
    try {
      await this.#core.store.resend(workspace)
      // After it: until then the other history would be taken for the one that has been read.
      if (history !== undefined) await this.nameHistory(workspace, history)
      this.#core.workspaces.patch(workspace, { cursor: 0, bootstrap: undefined })
      this.#ports.dispatch({ kind: 'resent', workspace, unsent: await this.#unsentIn(workspace) })
    } catch {
      this.#core.edges.timers.after(restMs, () => void this.resend(workspace, history))
    }
  }

  async nameHistory(id: WorkspaceId, history: string): Promise<void> {
    this.#core.workspaces.patch(id, { history })
    await this.#core.store.write({ workspacePatches: [{ id, history }] })
  }

  async grant({ workspace, ...told }: Extract<SyncEffect, { kind: 'role' }>): Promise<void> {
    if (!(await this.#ports.access.grant(workspace, told))) this.#ports.onLinked()
    else if (!this.#ports.isKnown(workspace)) await this.#ports.lookAgain()
  }

  /** Once the store is done with what came before. */
  async forget(workspace: WorkspaceId): Promise<void> {
    try {
      await this.#ports.access.lose(workspace, this.#storing.get(workspace))
    } catch (fault) {
      console.error('The copy of a workspace could not be removed yet', fault)
      this.#core.edges.timers.after(restMs, () => void this.forget(workspace))
    }
    await this.#ports.lookAgain()
  }

  async review(effect: Extract<SyncEffect, { kind: 'review' }>): Promise<void> {
    const { workspace, view, by } = effect
    const { dispatch, withdrawals } = this.#ports
    try {
      if (by === 'difference') {
        await withdrawals.beginDifference(workspace)
        return dispatch({ kind: 'review-begun', workspace })
      }
      await withdrawals.beginReview(workspace, view)
      dispatch({ kind: 'resent', workspace, unsent: await this.#unsentIn(workspace) })
    } catch {
      this.#core.edges.timers.after(restMs, () => void this.review(effect))
    }
  }

  takeDifference({ page, view }: Extract<SyncEffect, { kind: 'store-difference' }>): void {
    this.#inStore(page.workspace, this.#difference(page, view))
  }

  async #difference(page: DifferencePage, view: string): Promise<void> {
    const { workspace } = page
    const told = { kind: 'difference-stored', workspace } as const
    try {
      await takeSnapshots(this.#core, { page })
      if (page.next === '') await this.#ports.withdrawals.endDifference(page, view)
      this.#ports.dispatch({ ...told, page, unsent: await this.#unsentIn(workspace) })
    } catch (fault) {
      console.error('What has become visible could not be taken in', fault)
      this.#ports.after(restMs, { ...told, page: undefined, unsent: await this.#unsentIn(workspace) })
    }
  }

  async keepView(id: WorkspaceId, view: string): Promise<void> {
    this.#core.workspaces.patch(id, { view })
    await this.#core.store.write({ workspacePatches: [{ id, view }] }).catch(() => undefined)
  }

  #inStore(workspace: WorkspaceId, work: Promise<void>): void {
    const done: Promise<void> = work.finally(() => {
      if (this.#storing.get(workspace) === done) this.#storing.delete(workspace)
    })
    this.#storing.set(workspace, done)
  }
}
