import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import type { Role } from '#shared/access/roles.ts'
import { type AccountId, type OrganisationId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import type { Account, SessionAnswer, WorkspaceSummary } from '#shared/protocol/rest.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { openChannels } from '#server/live/channels.ts'
import { type Feeds, openFeeds } from '#server/live/feeds.ts'
import { Session } from '#server/live/session.ts'
import type { Http, OpenSocket, SocketEvents } from '#client/platform/ports.ts'
import type { FakeTime } from '#client/platform/testing/fake-edges.ts'

/** One connection, both ways, whose frames travel only when they are told to. */
export class Wire {
  readonly toServer: Uint8Array[] = []
  readonly toClient: Uint8Array[] = []
  readonly #client: SocketEvents
  readonly #server: FakeWebSocket
  #isCut = false

  constructor(client: SocketEvents, server: FakeWebSocket) {
    this.#client = client
    this.#server = server
    server.wire = this
  }

  get isCut(): boolean {
    return this.#isCut
  }

  /** Answers whether anything travelled. */
  deliver(most = Number.POSITIVE_INFINITY): boolean {
    const up = this.toServer.splice(0, most)
    const down = this.toClient.splice(0, most)
    for (const frame of up) this.#server.tell('message', frame, true)
    for (const frame of down) if (!this.#isCut) this.#client.received(frame)
    return up.length + down.length > 0
  }

  /** What was on the way is gone. */
  cut(code = 1006): void {
    if (this.#isCut) return
    this.#isCut = true
    this.toServer.length = 0
    this.toClient.length = 0
    this.#server.tell('close')
    this.#client.closed(code)
  }

  /** The server has closed: what it sent before still arrives. */
  end(code: number): void {
    for (const frame of this.toClient.splice(0)) this.#client.received(frame)
    this.cut(code)
  }
}

/** As much of a `ws` socket as a session uses. */
class FakeWebSocket {
  readonly OPEN = 1
  readonly readyState = 1
  readonly bufferedAmount = 0
  readonly isPaused = false
  wire: Wire | undefined
  readonly #listeners = new Map<string, ((...details: unknown[]) => void)[]>()

  on(event: string, listener: (...details: unknown[]) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  }

  tell(event: string, ...details: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...details)
  }

  send(frame: Uint8Array, sent?: () => void): void {
    if (!this.wire?.isCut) this.wire?.toClient.push(frame.slice())
    sent?.()
  }

  close(code: number): void {
    this.wire?.end(code)
  }

  terminate(): void {
    this.wire?.cut()
  }

  pause(): void {}
  resume(): void {}
}

/** The real log, access and sessions of the server over a folder of its own, behind wires and a REST door of a few lines. */
export class SimServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nexus-sim-'))
  readonly #time: FakeTime
  readonly #wires = new Set<Wire>()
  readonly #accounts = new Map<AccountId, Account>()
  readonly faults: unknown[] = []
  #core!: Core
  #feeds!: Feeds
  #channels = openChannels()
  #isUp = false
  #seed = 1_000
  #lastSession = 0

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
    this.#core = await openCore({ dataFolder: this.#folder, clock: this.#time.clock, random, passwordCost })
    this.#feeds = openFeeds(this.#core.log)
    this.#channels = openChannels()
    this.#isUp = true
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
    // As the live server does at its door.
    for (const [wire, session] of this.#sessions) {
      if (wire.isCut || session.principal !== subject || !session.isReady) continue
      if (!role) session.leave(workspace)
      session.connection.send({ kind: 'access', workspace, role: role ?? 'none' })
    }
  }

  readonly #sessions = new Map<Wire, Session>()

  socketFor(account: Account, onWire: (wire: Wire) => void): OpenSocket {
    return (events) => {
      const socket = new FakeWebSocket()
      const wire = new Wire(events, socket)
      queueMicrotask(() => (this.#isUp ? this.#connect(account, { wire, socket, events, onWire }) : wire.cut()))
      return {
        send: (frame) => {
          if (!wire.isCut) wire.toServer.push(frame.slice())
        },
        close: () => wire.cut(),
      }
    }
  }

  #connect(
    account: Account,
    {
      wire,
      socket,
      events,
      onWire,
    }: { wire: Wire; socket: FakeWebSocket; events: SocketEvents; onWire: (wire: Wire) => void },
  ): void {
    if (wire.isCut) return
    this.#wires.add(wire)
    const { access, log, checkChange } = this.#core
    const session = new Session(
      {
        socket: socket as unknown as WebSocket,
        number: (this.#lastSession += 1),
        signedIn: { account, session: `session-${this.#lastSession}`, expiresAt: Number.MAX_SAFE_INTEGER },
      },
      {
        access,
        log,
        checkChange,
        feeds: this.#feeds,
        channels: this.#channels,
        clock: this.#time.clock,
        report: (fault) => this.#isUp && this.faults.push(fault),
      },
    )
    this.#sessions.set(wire, session)
    socket.on('close', () => {
      session.closed()
      this.#sessions.delete(wire)
    })
    onWire(wire)
    events.opened()
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
      return answer(404, { code: 'not-found' })
    }
  }

  async log(workspace: WorkspaceId): Promise<readonly LogChange[]> {
    const limits = { maxBytes: Number.MAX_SAFE_INTEGER, maxChanges: 1_000_000 }
    return (await this.#core.log.page(workspace, { after: 0, ...limits })).changes
  }

  async #session(account: Account): Promise<SessionAnswer> {
    const roles = await Promise.all(
      [...this.#workspaces].map(
        async (id) => [id, (await this.#core.access.rolesIn(id)).get(userPrincipal(account.id))] as const,
      ),
    )
    const workspaces = roles.flatMap(([id, role]): WorkspaceSummary[] =>
      role ? [{ id, name: 'Ours', organisation: 'org' as OrganisationId, role }] : [],
    )
    return { account, workspaces, isNew: false, needsSetupWord: false, openSignUp: true }
  }

  readonly #workspaces = new Set<WorkspaceId>()

  /** Listed for those who have a role in it. */
  know(workspace: WorkspaceId): void {
    this.#workspaces.add(workspace)
  }
}
