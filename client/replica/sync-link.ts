import type { Role } from '#shared/access/roles.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import { afterBootstrap, type BootstrapPosition, type StoredWorkspace } from '#client/platform/store.ts'
import type { BlobUploads } from './blob-uploads.ts'
import type { Core } from './core.ts'
import { cell, type Live } from './live.ts'
import type { Outbox, Settled, Settlement } from './outbox.ts'
import type { PresenceHub } from './presence-hub.ts'
import { LinkSocket } from './link-socket.ts'
import { type Retry, retryDelayMs } from './retry-delay.ts'
import { reportOf } from './sync-report.ts'
import { next } from './sync-machine.ts'
import {
  type Page,
  type SnapshotPage,
  startState,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
} from './sync-state.ts'
import type { LinkReport } from './sync-status.ts'
import { takeSnapshots } from './take-snapshots.ts'
import { takePage } from './take-page.ts'

export interface SyncLinkPorts {
  readonly outbox: Outbox
  readonly uploads: BlobUploads
  readonly hub: PresenceHub
  onSignedOut(): void
  /** Connected, or told of a workspace that is not known here: the list of workspaces may be old. */
  onLinked(): void
}

const tickMs = 10_000
const restMs = 5_000
const lockName = 'nexus-sync'

/** Does what the machine says. Only the tab that holds the lock connects; the others show what it reports. */
export class SyncLink {
  readonly #core: Core
  readonly #ports: SyncLinkPorts
  readonly #report = cell<LinkReport>({ link: 'connecting', n: 0, workspaces: {} })
  #state: SyncState = startState
  readonly #socket: LinkSocket
  #isLeader = false
  #isSignedIn = false
  #isClosed = false
  #release = () => {}
  #cancelTick = () => {}
  #cancelRetry = () => {}
  readonly #stops: (() => void)[] = []

  constructor(core: Core, ports: SyncLinkPorts) {
    this.#core = core
    this.#ports = ports
    this.#socket = new LinkSocket(core.edges.openSocket, {
      opened: () => this.#dispatch({ kind: 'opened', hello: this.#hello() }),
      received: (message) => this.#dispatch({ kind: 'received', message }),
      closed: (code, retryAfterMs) => this.#closed(code, retryAfterMs),
    })
    core.onStored(({ unsent, n }) => {
      for (const [workspace, count] of unsent) this.#added(workspace, count)
      if (this.#isLeader && n > this.#report.get().n) this.#tell()
    })
    core.workspaces.entries.subscribe(() => void this.#want())
    core.tabs.onMessage((message) => {
      if (message.kind === 'link' && !this.#isLeader && !this.#isClosed) this.#report.set(message.report)
      if (message.kind === 'link?' && this.#isLeader) core.tabs.tell({ kind: 'link', report: this.#report.get() })
      if (message.kind === 'stored')
        for (const { workspace, isUnsent } of message.chunks) if (isUnsent) this.#added(workspace, 1)
      if (message.kind === 'blob') void this.#upload(message.workspace)
      if (message.kind === 'stored' && this.#isLeader) this.#tell()
    })
    ports.uploads.onChange = () => this.#tell()
  }

  get report(): Live<LinkReport> {
    return this.#report
  }

  start(): void {
    this.#release = this.#core.edges.locks.acquire(lockName, () => void this.#lead())
    this.#core.tabs.tell({ kind: 'link?' })
    const { network } = this.#core.edges
    this.#stops.push(network.onChange(() => this.wake()))
    this.#stops.push(network.onLife((moment) => moment === 'return' && this.wake()))
  }

  /** Whether somebody is signed in; without, nothing connects. */
  setSignedIn(isSignedIn: boolean): void {
    this.#isSignedIn = isSignedIn
    void this.#want().then(() => isSignedIn && this.#state.link === 'ended' && this.wake())
  }

  wake(): void {
    if (this.#isLeader && this.#core.edges.network.isOnline()) this.#dispatch({ kind: 'wake' })
    else if (this.#isLeader) this.#tell()
  }

  /** The outbox has been changed beside the journal: adoption, a file, a refusal taken back. */
  recount(): Promise<void> {
    return this.#want()
  }

  fileWaits(workspace: WorkspaceId): void {
    void this.#upload(workspace)
  }

  /** For good: another tab is to have the connection. This one says why it has none. */
  letGo(sentence: string): void {
    if (this.#isClosed) return
    this.close()
    this.#isLeader = false
    this.#report.set({ ...this.#report.get(), link: 'failed', sentence })
  }

  close(): void {
    this.#isClosed = true
    this.#cancelTick()
    this.#cancelRetry()
    for (const stop of this.#stops) stop()
    this.#socket.drop()
    this.#release()
  }

  async #lead(): Promise<void> {
    if (this.#isClosed) return
    // The tab that connected before has read on.
    const stored = await this.#core.store.load().catch(() => undefined)
    if (this.#isClosed) return
    this.#core.workspaces.refresh(stored?.workspaces ?? [])
    this.#isLeader = true
    this.#tick()
    await this.#want()
  }

  async #want(): Promise<void> {
    if (!this.#isLeader || this.#isClosed) return
    const counts = await this.#ports.outbox.counts().catch(() => undefined)
    const synced = this.#core.workspaces.all().filter(({ origin, role }) => origin === 'synced' && role !== 'none')
    const workspaces = this.#isSignedIn
      ? synced.map(({ id, ...read }) => ({ ...readingOf(read), id, unsent: counts?.get(id)?.chunks ?? 0 }))
      : []
    this.#ports.uploads.recount(counts)
    this.#dispatch({ kind: 'want', workspaces })
    for (const { id, unsent } of workspaces) {
      if (unsent === 0 && counts) this.#ports.outbox.emptied(id)
      this.#dispatch({ kind: 'unsent', workspace: id, unsent })
    }
  }

  #added(workspace: WorkspaceId, count: number): void {
    const known = this.#state.workspaces.get(workspace)
    if (this.#isLeader && known) this.#dispatch({ kind: 'unsent', workspace, unsent: known.unsent + count })
  }

  #dispatch(event: SyncEvent): void {
    if (this.#isClosed) return
    const { state, effects } = next(this.#state, event, this.#core.edges.clock.now())
    this.#state = state
    for (const effect of effects) this.#do(effect)
    this.#tell()
  }

  #do(effect: SyncEffect): void {
    switch (effect.kind) {
      case 'open':
        return this.#socket.open()
      case 'close':
        return this.#socket.close()
      case 'send':
        return this.#socket.send(effect.message)
      case 'retry':
        return this.#retryLater(effect)
      case 'store':
        return void this.#store(effect.workspace, effect.page)
      case 'store-snapshots':
        return void this.#storeSnapshots(effect.page, effect.from)
      case 'load':
        return void this.#load(effect.workspace)
      case 'settle':
        return void this.#settle(effect)
      case 'rest':
        return this.#after(restMs, { kind: 'rested', workspace: effect.workspace })
      case 'resend':
        return void this.#resend(effect.workspace, effect.history)
      case 'history':
        return void this.#nameHistory(effect.workspace, effect.history).catch(() => undefined)
      case 'role':
        return void this.#setRole(effect.workspace, effect.role)
      case 'presence':
        return this.#ports.hub.fromServer(effect.message)
      case 'linked':
        return this.#linked()
      case 'unlinked':
        return this.#ports.hub.unlinked()
      case 'signed-out':
        return this.#ports.onSignedOut()
    }
  }

  #hello(): Extract<SyncEvent, { kind: 'opened' }>['hello'] {
    return { kind: 'hello', version: protocolVersion, device: this.#core.device, token: '' }
  }

  #closed(code: number, retryAfterMs: number): void {
    // Closed by us after the end: the reason for the end stands.
    if (code === 1006 && this.#state.link === 'ended') return
    this.#dispatch({ kind: 'closed', code, retryAfterMs })
  }

  #retryLater(retry: Retry): void {
    const { random, timers } = this.#core.edges
    this.#cancelRetry()
    this.#cancelRetry = timers.after(retryDelayMs(retry, random), () => this.wake())
  }

  async #store(workspace: WorkspaceId, page: Page): Promise<void> {
    try {
      await takePage(this.#core, page)
      const { cursor } = this.#core.workspaces.find(workspace) ?? { cursor: 0 }
      if (cursor >= page.from) this.#core.workspaces.patch(workspace, { cursor: page.to })
      this.#dispatch({ kind: 'stored', workspace, cursor: page.to })
    } catch (fault) {
      console.error('Changes of the server could not be taken in', fault)
      const cursor = this.#core.workspaces.find(workspace)?.cursor ?? 0
      this.#after(restMs, { kind: 'stored', workspace, cursor })
    }
  }

  async #storeSnapshots(page: SnapshotPage, from: BootstrapPosition | undefined): Promise<void> {
    const { workspace, asOf, next, done, total } = page
    const position = { asOf, next, done, total }
    try {
      await takeSnapshots(this.#core, { page, step: { workspace, from, to: position } })
      const stored = afterBootstrap(this.#core.workspaces.find(workspace), { workspace, from, to: position })
      if (stored) this.#core.workspaces.patch(workspace, stored)
      this.#dispatch({ kind: 'bootstrapped', workspace, position, unsent: await this.#unsentIn(workspace) })
    } catch (fault) {
      console.error('A page of the workspace could not be taken in', fault)
      this.#after(restMs, { kind: 'bootstrapped', workspace, position: from, unsent: await this.#unsentIn(workspace) })
    }
  }

  /** As far as the store says. */
  #unsentIn(workspace: WorkspaceId): Promise<number> {
    const known = this.#state.workspaces.get(workspace)?.unsent ?? 0
    return this.#ports.outbox.chunksIn(workspace).catch(() => known)
  }

  async #load(workspace: WorkspaceId): Promise<void> {
    const batch = await this.#ports.outbox.next(workspace, this.#state.limits).catch(() => ({ ns: [], changes: [] }))
    this.#dispatch({ kind: 'loaded', workspace, batch })
    if (batch.ns.length === 0) await this.#countAgain(workspace)
  }

  async #settle(settlement: Settlement): Promise<void> {
    const { workspace } = settlement
    const settled: Settled = await this.#ports.outbox.settle(settlement).catch(() => ({ mustWait: true }))
    const unsent = await this.#ports.outbox.chunksIn(workspace).catch(() => 1)
    if (unsent === 0) this.#ports.outbox.emptied(workspace)
    const { mustWait, rereadFrom } = settled
    const back = rereadFrom !== undefined && { rereadFrom }
    this.#dispatch({ kind: 'settled', workspace, unsent, isPatient: mustWait, ...back })
  }

  async #countAgain(workspace: WorkspaceId): Promise<void> {
    const unsent = await this.#ports.outbox.chunksIn(workspace).catch(() => undefined)
    if (unsent === undefined || unsent > 0) this.#after(restMs, { kind: 'rested', workspace })
    if (unsent === 0) this.#dispatch({ kind: 'unsent', workspace, unsent })
  }

  async #resend(workspace: WorkspaceId, history?: string): Promise<void> {
    try {
      await this.#core.store.resend(workspace)
      // After it: until then the other history would be taken for the one that has been read.
      if (history !== undefined) await this.#nameHistory(workspace, history)
      this.#core.workspaces.patch(workspace, { cursor: 0, bootstrap: undefined })
      this.#dispatch({ kind: 'resent', workspace, unsent: await this.#unsentIn(workspace) })
    } catch {
      this.#core.edges.timers.after(restMs, () => void this.#resend(workspace, history))
    }
  }

  async #nameHistory(id: WorkspaceId, history: string): Promise<void> {
    this.#core.workspaces.patch(id, { history })
    await this.#core.store.write({ workspacePatches: [{ id, history }] })
  }

  async #setRole(id: WorkspaceId, role: Role | 'none'): Promise<void> {
    const workspace = this.#core.workspaces.find(id)
    if (!workspace) return this.#ports.onLinked()
    if (workspace.role === role) return
    this.#core.workspaces.patch(id, { role })
    this.#core.tabs.tell({ kind: 'workspaces', changed: [{ ...workspace, role }], removed: [] })
    await this.#core.store.write({ workspacePatches: [{ id, role }] }).catch(() => undefined)
  }

  #linked(): void {
    this.#ports.onLinked()
    this.#ports.hub.linked((message) => this.#do({ kind: 'send', message }))
    for (const workspace of this.#state.workspaces.keys()) void this.#upload(workspace)
  }

  async #upload(workspace: WorkspaceId): Promise<void> {
    if (this.#isLeader && this.#state.link === 'open') await this.#ports.uploads.run(workspace)
    else this.#ports.uploads.recount(await this.#ports.outbox.counts().catch(() => undefined))
    this.#tell()
  }

  #after(delayMs: number, event: SyncEvent): void {
    this.#core.edges.timers.after(delayMs, () => this.#dispatch(event))
  }

  #tick(): void {
    this.#cancelTick = this.#core.edges.timers.after(tickMs, () => {
      this.#dispatch({ kind: 'tick' })
      this.#tick()
    })
  }

  #tell(): void {
    if (!this.#isLeader) return
    const report = reportOf(this.#state, {
      isSignedIn: this.#isSignedIn,
      uploads: this.#ports.uploads,
      stored: this.#core.workspaces.all(),
      n: this.#core.journal.lastN,
    })
    if (JSON.stringify(report) === JSON.stringify(this.#report.get())) return
    this.#report.set(report)
    this.#core.tabs.tell({ kind: 'link', report })
  }
}

/** What the machine has to know of a workspace that is stored. */
function readingOf({ cursor, bootstrap, history }: Pick<StoredWorkspace, 'cursor' | 'bootstrap' | 'history'>) {
  return { cursor, bootstrap, history }
}
