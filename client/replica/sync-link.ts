import type { WorkspaceId } from '#shared/kit/ids.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import type { StoredWorkspace } from '#client/platform/store.ts'
import type { BlobUploads } from './blob-uploads.ts'
import type { Core } from './core.ts'
import { cell, type Live } from './live.ts'
import type { Outbox, Settled, Settlement } from './outbox.ts'
import type { PresenceHub } from './presence-hub.ts'
import type { LinkAccess } from './link-access.ts'
import { LinkStore, restMs } from './link-store.ts'
import { LinkSocket } from './link-socket.ts'
import { type Retry, retryDelayMs } from './retry-delay.ts'
import { reportOf } from './sync-report.ts'
import { next } from './sync-machine.ts'
import { startState, unknownView, type SyncEffect, type SyncEvent, type SyncState } from './sync-state.ts'
import type { LinkReport } from './sync-status.ts'
import type { Withdrawals } from './withdrawals.ts'

export interface SyncLinkPorts {
  readonly outbox: Outbox
  readonly uploads: BlobUploads
  readonly hub: PresenceHub
  readonly access: LinkAccess
  readonly withdrawals: Withdrawals
  onSignedOut(): void
  /** Connected, or told of a workspace that is not known here: the list of workspaces may be old. */
  onLinked(): void
}

const tickMs = 10_000
const maxRestMs = 5 * 60_000
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
  readonly #stored: LinkStore

  constructor(core: Core, ports: SyncLinkPorts) {
    this.#core = core
    this.#ports = ports
    this.#socket = new LinkSocket(core.edges.openSocket, {
      opened: () => this.#dispatch({ kind: 'opened', hello: this.#hello() }),
      received: (message) => this.#dispatch({ kind: 'received', message }),
      closed: (code, retryAfterMs) => this.#closed(code, retryAfterMs),
    })
    this.#stored = new LinkStore(core, {
      ...ports,
      dispatch: (event) => this.#dispatch(event),
      after: (delayMs, event) => this.#after(delayMs, event),
      isKnown: (workspace) => this.#state.workspaces.has(workspace),
      lookAgain: () => this.#want(),
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
    const { account } = this.#core
    // Those of another account are that one's business; where access was lost and the copy is still here, the server is asked again.
    const synced = this.#core.workspaces
      .all()
      .filter(({ origin, account: owner }) => origin === 'synced' && (!owner || owner === account))
      .filter((each) => (each.role !== 'none' || each.cursor > 0) && !this.#ports.access.isLeaving(each.id))
    const workspaces = this.#isSignedIn
      ? synced.map((each) => ({ ...readingOf(each), id: each.id, unsent: counts?.get(each.id)?.chunks ?? 0 }))
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
        return this.#stored.take(effect.page)
      case 'store-snapshots':
        return this.#stored.takeSnapshots(effect.page, effect.from)
      case 'load':
        return void this.#load(effect.workspace)
      case 'settle':
        return void this.#settle(effect)
      case 'rest':
        return this.#after(restMs, { kind: 'rested', workspace: effect.workspace })
      case 'resend':
        return void this.#stored.resend(effect.workspace, effect.history)
      case 'history':
        return void this.#stored.nameHistory(effect.workspace, effect.history).catch(() => undefined)
      case 'role':
        return void this.#stored.grant(effect)
      case 'forget':
        return void this.#stored.forget(effect.workspace)
      case 'review':
        return void this.#stored.review(effect)
      case 'store-difference':
        return this.#stored.takeDifference(effect)
      case 'view':
        return void this.#stored.keepView(effect.workspace, effect.view)
      case 'later':
        return this.#after(laterMs(effect.times), { kind: 'again', workspace: effect.workspace })
      case 'greeted':
        return this.#ports.access.greeted(effect)
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
      if (this.#state.link === 'open')
        for (const [id, { role }] of this.#state.workspaces)
          if (role && role !== 'none') void this.#ports.access.confirm(id)
      this.#tick()
    })
  }

  #tell(): void {
    if (!this.#isLeader) return
    const report = reportOf(this.#state, {
      isSignedIn: this.#isSignedIn,
      uploads: this.#ports.uploads,
      stored: this.#core.workspaces.all(),
      isErasing: (workspace) => this.#ports.access.isErasing(workspace),
      n: this.#core.journal.lastN,
    })
    if (JSON.stringify(report) === JSON.stringify(this.#report.get())) return
    this.#report.set(report)
    this.#core.tabs.tell({ kind: 'link', report })
  }
}

/** What the machine has to know of a workspace that is stored. */
function readingOf({ cursor, bootstrap, history, view, isInReview }: StoredWorkspace) {
  // What was under way when the last tab went begins anew.
  return { cursor, bootstrap, history, view: isInReview ? unknownView : view }
}

/** What has been refused for a while is asked for less and less often. */
function laterMs(times: number): number {
  return Math.min(restMs * 2 ** (times - 1), maxRestMs)
}
