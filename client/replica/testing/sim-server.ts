import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Role } from '#shared/access/roles.ts'
import {
  type AccountId,
  type OrganisationId,
  type ReplicaId,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { ClientMessage, LogChange, ServerMessage } from '#shared/protocol/messages.ts'
import { encodeHistoryPage } from '#shared/protocol/history-page.ts'
import type { Account, SessionAnswer, WorkspaceSummary } from '#shared/protocol/rest.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { replicaHistory } from '#server/log/replica-history.ts'
import type { Credential } from '#server/identity/credentials.ts'
import { type Channels, openChannels } from '#server/live/channels.ts'
import { Connection, Flushes } from '#server/live/connection.ts'
import { type Feeds, openFeeds } from '#server/live/feeds.ts'
import { Gate } from '#server/live/gate.ts'
import { ViewBook } from '#server/live/view-book.ts'
import { Session } from '#server/live/session.ts'
import type { Http, OpenSocket, SocketEvents } from '#client/platform/ports.ts'
import type { FakeTime } from '#client/platform/testing/fake-edges.ts'
import { answerBootstrap } from './sim-bootstrap.ts'
import { FakeSocket, Wire } from './sim-wire.ts'

type OnWire = (wire: Wire) => void

/** The real log, access and sessions of the server over a folder of its own, behind wires and a REST door of a few lines. */
export class SimServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nexus-sim-'))
  readonly #time: FakeTime
  readonly #wires = new Set<Wire>()
  readonly #accounts = new Map<AccountId, Account>()
  readonly faults: unknown[] = []
  /** How far its clock is from everybody's. */
  skewMs = 0
  /** by the simplest one: few replicas a page, and all that a server may say of a row. */
  bootstraps: 'as sessions do' | 'by the simplest one' = 'as sessions do'
  /** Workspaces whose data can not be used, as when their organisation's file is damaged. */
  readonly unavailable = new Set<WorkspaceId>()
  /** The positions at which pages of bootstraps were asked for. */
  readonly asked: string[] = []
  /** The views since which differences were asked for. */
  readonly differences: string[] = []
  readonly #clock = { now: () => this.#time.clock.now() + this.skewMs }
  #core!: Core
  #feeds!: Feeds
  #channels!: Channels
  #views!: ViewBook
  #isUp = false
  #seed = 1_000
  #lastSession = 0
  readonly #flushes = new Flushes()
  readonly #refusals: RefusalCode[] = []
  readonly #historyFrom = new Map<WorkspaceId, number>()

  private constructor(time: FakeTime) {
    this.#time = time
  }

  static async start(time: FakeTime): Promise<SimServer> {
    const server = new SimServer(time)
    await server.up()
    return server
  }

  async up(): Promise<void> {
    const random = seededRandom((this.#seed += 1))
    const passwordCost = { n: 2, r: 1, p: 1 }
    this.#core = await openCore({ dataFolder: this.#folder, clock: this.#clock, random, passwordCost })
    this.#feeds = openFeeds(this.#core)
    this.#views = new ViewBook()
    this.#channels = openChannels({ ...this.#core, clock: this.#clock })
    // As the live server does at its door.
    this.#core.access.onChanged((change) => {
      for (const [wire, session] of this.#sessions) if (!wire.isCut) session.accessChanged(change)
    })
    this.#isUp = true
  }

  /** For what is granted by hand. */
  get core(): Core {
    return this.#core
  }

  /** For who puts other files there while it is down. */
  get folder(): string {
    return this.#folder
  }

  /** Every connection ends without a word; what was being committed may or may not be. */
  async down(): Promise<void> {
    this.#isUp = false
    for (const wire of this.#wires) wire.cut()
    this.#wires.clear()
    this.#feeds.close()
    await this.#core.close()
  }

  async close(): Promise<void> {
    if (this.#isUp) await this.down()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** When nothing is under way in the server: what it commits takes time of the real world. */
  async settled(): Promise<void> {
    for (const [wire, session] of this.#sessions) {
      await wire.handled
      if (this.#sessions.has(wire)) await session.settled()
    }
  }

  async account(name: string): Promise<Account> {
    const email = `${name}@example.org`
    const made = await this.#core.identity.signUp({ email, name, password: 'correct horse battery', asFirst: false })
    if (!made.ok) throw new Error(made.reason)
    this.#accounts.set(made.value.id, made.value)
    return made.value
  }

  async admit(workspace: WorkspaceId, account: AccountId, role: Role | undefined): Promise<void> {
    const subject = userPrincipal(account)
    await this.#core.access.setRole({ workspace, subject, role })
  }

  readonly #sessions = new Map<Wire, Session>()

  socketFor(account: Account, onWire: OnWire): OpenSocket {
    return (events) => {
      const socket = new FakeSocket()
      const wire = new Wire(events, { socket, answer: (message) => this.#answer(account, message) })
      queueMicrotask(() => (this.#isUp ? this.#connect(account, { wire, socket, events, onWire }) : wire.cut()))
      return {
        send: (frame) => {
          if (!wire.isCut) wire.toServer.push(frame.slice())
        },
        close: () => wire.cut(),
      }
    }
  }

  /** The next push of anybody is refused with this code, as a whole. */
  refuseNextPush(code: RefusalCode, times = 1): void {
    this.#refusals.push(...Array.from({ length: times }, () => code))
  }

  /** Cursors before this seq are told that the history is gone, as after a compaction. */
  forgetHistory(workspace: WorkspaceId, upTo: number): void {
    this.#historyFrom.set(workspace, upTo)
  }

  /** What the sessions of the server do not answer by themselves. undefined: theirs to handle. */
  async #answer(account: Account, message: ClientMessage): Promise<ServerMessage | undefined> {
    if ('workspace' in message && this.unavailable.has(message.workspace)) return unavailable(message)
    if (message.kind === 'subscribe' || message.kind === 'pull') {
      const { workspace, cursor } = message
      const isGone = cursor < (this.#historyFrom.get(workspace) ?? 0)
      return isGone ? { kind: 'refused', workspace, replica: '', code: 'history-gone' } : undefined
    }
    const code = message.kind === 'push' ? this.#refusals.shift() : undefined
    if (message.kind === 'push' && code) {
      const { workspace, push, changes } = message
      return { kind: 'settled', workspace, push, results: changes.map(() => ({ refused: code })) }
    }
    if (message.kind === 'difference') this.differences.push(message.since)
    if (message.kind !== 'bootstrap') return undefined
    this.asked.push(message.after)
    if (this.bootstraps === 'as sessions do') return undefined
    const allowed = await this.#core.access.check(userPrincipal(account.id), 'read', message.workspace)
    if (!allowed.ok) return { kind: 'refused', workspace: message.workspace, replica: '', code: 'no-access' }
    return answerBootstrap(await this.log(message.workspace), message)
  }

  #connect(
    account: Account,
    { wire, socket, events, onWire }: { wire: Wire; socket: FakeSocket; events: SocketEvents; onWire: OnWire },
  ): void {
    if (wire.isCut) return
    this.#wires.add(wire)
    const session = this.#sessionOn(socket, account)
    this.#sessions.set(wire, session)
    socket.on('close', () => {
      session.closed()
      this.#sessions.delete(wire)
    })
    onWire(wire)
    events.opened()
  }

  #sessionOn(socket: FakeSocket, account: Account): Session {
    const { access, log, checkChange, credentials, audit, quotas } = this.#core
    const asWebSocket = socket as unknown as WebSocket
    const connection = new Connection(asWebSocket, socket.raw as unknown as Socket, this.#flushes)
    const number = (this.#lastSession += 1)
    const credential: Credential = {
      principal: userPrincipal(account.id),
      account,
      expiresAt: Number.MAX_SAFE_INTEGER,
      kind: 'session',
      id: `session-${number}`,
    }
    return new Session(
      { socket: asWebSocket, connection, number, credential },
      {
        access,
        log,
        checkChange,
        credentials,
        audit,
        quotas,
        pages: new Gate(8),
        views: this.#views,
        feeds: this.#feeds,
        channels: this.#channels,
        clock: this.#clock,
        history: this.#core.history,
        report: (fault) => void (this.#isUp && this.faults.push(fault)),
      },
    )
  }

  httpFor(account: Account): Http {
    const answer = (status: number, body: unknown) => ({
      status,
      contentType: 'application/json',
      text: async () => JSON.stringify(body),
      bytes: async () => new Uint8Array(),
    })
    return async ({ method, path, body }) => {
      if (!this.#isUp) return undefined
      if (path === '/api/session') return answer(200, await this.#session(account))
      if (path === '/api/workspaces' && method === 'POST') {
        const asked = JSON.parse(String(body)) as { id: WorkspaceId; name: string }
        const made = await this.#core.tenancy.createWorkspace({ ...asked, account: account.id })
        return made.ok ? answer(201, made.value.workspace) : answer(409, { code: made.reason })
      }
      const asked = /^\/api\/workspaces\/(\w+)\/replicas\/(\w+)\/changes(?:\?before=(\d+))?$/.exec(path)
      if (asked) return this.#history(account, asked)
      return answer(404, { code: 'not-found' })
    }
  }

  /** Pages of two, so that every test turns some. */
  async #history(account: Account, [, workspace, replica, before]: readonly (string | undefined)[]) {
    const question = { workspace: workspace as WorkspaceId, replica: replica as ReplicaId, limit: 2 }
    const allowed = await this.#core.access.check(userPrincipal(account.id), 'read', question.workspace)
    const page = await replicaHistory(this.#core.log, { ...question, before: before ? Number(before) : undefined })
    const contentType = 'application/octet-stream'
    return {
      status: allowed.ok ? 200 : 404,
      contentType,
      text: async () => '',
      bytes: async () => encodeHistoryPage(page),
    }
  }

  async log(workspace: WorkspaceId): Promise<readonly LogChange[]> {
    const limits = { maxBytes: Number.MAX_SAFE_INTEGER, maxChanges: 1_000_000 }
    return (await this.#core.log.page(workspace, { after: 0, ...limits })).changes
  }

  async #session(account: Account): Promise<SessionAnswer> {
    const views = await Promise.all(
      [...this.#workspaces].map(
        async (id) => [id, await this.#core.access.viewOf(userPrincipal(account.id), id)] as const,
      ),
    )
    const askable = await Promise.all(
      views.map(async ([id]) => (await this.#core.access.check(userPrincipal(account.id), 'execute', id)).ok),
    )
    const workspaces = views.flatMap(([id, view], at): WorkspaceSummary[] =>
      view
        ? [
            {
              id,
              name: 'Ours',
              organisation: 'org' as OrganisationId,
              role: view.role ?? 'viewer',
              isGuest: !view.role,
              canAsk: askable[at] ?? false,
            },
          ]
        : [],
    )
    return { account, workspaces, isNew: false, needsSetupWord: false, openSignUp: true }
  }

  readonly #workspaces = new Set<WorkspaceId>()

  /** Listed for those who have a role in it. */
  know(workspace: WorkspaceId): void {
    this.#workspaces.add(workspace)
  }
}

/** As the session says it (SY65). */
function unavailable(message: Extract<ClientMessage, { workspace: WorkspaceId }>): ServerMessage | undefined {
  const { kind, workspace } = message
  if (kind === 'push')
    return {
      kind: 'settled',
      workspace,
      push: message.push,
      results: message.changes.map(() => ({ refused: 'unavailable' })),
    }
  if (kind === 'watch') return { kind: 'refused', workspace, replica: message.replica, code: 'unavailable' }
  const isAsked = kind === 'subscribe' || kind === 'pull' || kind === 'bootstrap'
  return isAsked ? { kind: 'refused', workspace, replica: '', code: 'unavailable' } : undefined
}
