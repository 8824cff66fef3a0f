import type { Role } from '#shared/access/roles.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { decodeServerMessage, encodeClientMessage, type FrameRefusal } from '#shared/protocol/codec.ts'
import { closeCodes, protocolVersion } from '#shared/protocol/codes.ts'
import type { Socket } from '#client/platform/ports.ts'
import type { BlobUploads } from './blob-uploads.ts'
import type { Core } from './core.ts'
import { cell, type Live } from './live.ts'
import type { Outbox, Settled, Settlement } from './outbox.ts'
import type { PresenceHub } from './presence-hub.ts'
import { closeSentence, noAccessSentence } from './sentences.ts'
import { next } from './sync-machine.ts'
import {
  type Page,
  startState,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  type WorkspaceSync,
} from './sync-state.ts'
import type { LinkReport, WorkspaceReport } from './sync-status.ts'
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
const ceilingMs = 30_000
const lockName = 'nexus-sync'

const codeOf: Readonly<Record<FrameRefusal, number>> = {
  malformed: closeCodes.malformed,
  'too-large': closeCodes.malformed,
  'version-too-old': closeCodes.versionTooNew,
  'version-too-new': closeCodes.versionTooOld,
}

/** Does what the machine says. Only the tab that holds the lock connects; the others show what it reports. */
export class SyncLink {
  readonly #core: Core
  readonly #ports: SyncLinkPorts
  readonly #report = cell<LinkReport>({ link: 'connecting', n: 0, workspaces: {} })
  #state: SyncState = startState
  #socket: Socket | undefined
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
    core.onStored(({ unsent, n }) => {
      for (const [workspace, count] of unsent) this.#added(workspace, count)
      if (this.#isLeader && n > this.#report.get().n) this.#tell()
    })
    core.workspaces.entries.subscribe(() => void this.#want())
    core.tabs.onMessage((message) => {
      if (message.kind === 'link' && !this.#isLeader) this.#report.set(message.report)
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

  close(): void {
    this.#isClosed = true
    this.#cancelTick()
    this.#cancelRetry()
    for (const stop of this.#stops) stop()
    this.#closeSocket()
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
      ? synced.map(({ id, cursor }) => ({ id, cursor, unsent: counts?.get(id)?.chunks ?? 0 }))
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
        return this.#openSocket()
      case 'close':
        return this.#closeSocket()
      case 'send':
        return this.#socket?.send(encodeClientMessage(effect.message))
      case 'retry':
        return this.#retryLater(effect.attempt)
      case 'store':
        return void this.#store(effect.workspace, effect.page)
      case 'load':
        return void this.#load(effect.workspace)
      case 'settle':
        return void this.#settle(effect)
      case 'rest':
        return this.#after(restMs, { kind: 'rested', workspace: effect.workspace })
      case 'resend':
        return void this.#resend(effect.workspace)
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

  #openSocket(): void {
    this.#closeSocket()
    const isCurrent = () => this.#socket === socket && !this.#isClosed
    const socket = this.#core.edges.openSocket({
      opened: () => {
        if (!isCurrent()) return
        const { device } = this.#core
        this.#dispatch({ kind: 'opened', hello: { kind: 'hello', version: protocolVersion, device, token: '' } })
      },
      received: (frame) => {
        if (!isCurrent()) return
        const message = decodeServerMessage(frame)
        if (message.ok) return this.#dispatch({ kind: 'received', message: message.value })
        this.#closeSocket()
        this.#dispatch({ kind: 'closed', code: codeOf[message.reason] })
      },
      closed: (code) => {
        if (!isCurrent()) return
        this.#socket = undefined
        this.#dispatch({ kind: 'closed', code })
      },
    })
    this.#socket = socket
  }

  /** Closed by us: nobody else will say so. */
  #closeSocket(): void {
    const socket = this.#socket
    if (!socket) return
    this.#socket = undefined
    socket.close()
    queueMicrotask(
      () => !this.#socket && this.#state.link !== 'ended' && this.#dispatch({ kind: 'closed', code: 1006 }),
    )
  }

  #retryLater(attempt: number): void {
    const { random, timers } = this.#core.edges
    const chance = (random.bytes(1)[0] ?? 0) / 255
    const delayMs = attempt === 0 ? 100 + 400 * chance : Math.min(ceilingMs, 500 * 2 ** attempt) * (0.5 + chance / 2)
    this.#cancelRetry()
    this.#cancelRetry = timers.after(delayMs, () => this.wake())
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

  async #resend(workspace: WorkspaceId): Promise<void> {
    await this.#core.store.resend(workspace)
    this.#core.workspaces.patch(workspace, { cursor: 0 })
    this.#dispatch({ kind: 'resent', workspace, unsent: await this.#ports.outbox.chunksIn(workspace) })
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
    const report = this.#reportNow()
    if (JSON.stringify(report) === JSON.stringify(this.#report.get())) return
    this.#report.set(report)
    this.#core.tabs.tell({ kind: 'link', report })
  }

  #reportNow(): LinkReport {
    const { link, sentence } = this.#linkNow()
    const workspaces: Record<WorkspaceId, WorkspaceReport> = {}
    for (const [id, workspace] of this.#state.workspaces) workspaces[id] = this.#workspaceNow(id, workspace)
    for (const { id, role } of this.#core.workspaces.all()) {
      const isOut = role === 'none' && !this.#state.workspaces.has(id)
      if (isOut) workspaces[id] = { unsent: this.#ports.uploads.waiting(id), sentence: noAccessSentence }
    }
    const n = this.#core.journal.lastN
    return { link, n, workspaces, ...(sentence !== undefined && { sentence }) }
  }

  #linkNow(): { link: LinkReport['link']; sentence?: string } {
    const { link, endCode, attempt } = this.#state
    if (!this.#isSignedIn || endCode === closeCodes.signedOut) return { link: 'signed-out' }
    if (link === 'ended') return { link: 'failed', sentence: closeSentence(endCode ?? 0) }
    if (link === 'open') return { link: 'open' }
    const isTrying = link === 'opening' || link === 'greeting'
    return { link: link === 'idle' || (isTrying && attempt < 2) ? 'connecting' : 'offline' }
  }

  #workspaceNow(id: WorkspaceId, { unsent, syncedAt, role, reading }: WorkspaceSync): WorkspaceReport {
    const files = this.#ports.uploads.waiting(id)
    const sentence = role === 'none' ? noAccessSentence : this.#ports.uploads.problem(id)
    const isCaughtUp = syncedAt !== undefined && (reading.step === 'live' || reading.step === 'storing')
    return {
      unsent: unsent + files,
      ...(isCaughtUp && { caughtUpAt: syncedAt }),
      ...(sentence !== undefined && { sentence }),
    }
  }
}
