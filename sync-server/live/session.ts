import type { RawData, WebSocket } from 'ws'
import { unreachable } from '#shared/kit/assert.ts'
import { type DeviceId, type PrincipalId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { decodeClientMessage, type FrameRefusal } from '#shared/protocol/codec.ts'
import { closeCodes, defaultLimits, protocolVersion, type RefusalCode } from '#shared/protocol/codes.ts'
import type { ClientMessage } from '#shared/protocol/messages.ts'
import type { SignedIn } from '#server/identity/identity.ts'
import { push, type PushPorts } from '#server/log/push.ts'
import type { Channels, Place } from './channels.ts'
import { Connection } from './connection.ts'
import type { Feeds } from './feeds.ts'

export interface SessionPorts extends PushPorts {
  readonly feeds: Feeds
  readonly channels: Channels
  readonly clock: Clock
  report(fault: unknown): void
}

export interface SessionOptions {
  readonly socket: WebSocket
  readonly number: number
  readonly signedIn: SignedIn
}

/** Taken in and not yet handled: above this the socket is not read. */
const maxWaitingBytes = 2 * defaultLimits.maxFrameBytes

const closeCodeOf: Readonly<Record<FrameRefusal, number>> = {
  malformed: closeCodes.malformed,
  'too-large': closeCodes.malformed,
  'version-too-old': closeCodes.versionTooOld,
  'version-too-new': closeCodes.versionTooNew,
}

/**
 * One socket of one device (SPEC.md, SY10–SY62). Messages are handled one after another, in order; while the other side does not
 * read what it asked for, it is not heard.
 */
export class Session {
  readonly number: number
  readonly signedIn: SignedIn
  readonly principal: PrincipalId
  readonly connection: Connection
  readonly #socket: WebSocket
  readonly #ports: SessionPorts
  readonly #subscribed = new Set<WorkspaceId>()
  #device: DeviceId | undefined
  #waitingBytes = 0
  #turn: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor({ socket, number, signedIn }: SessionOptions, ports: SessionPorts) {
    this.number = number
    this.signedIn = signedIn
    this.principal = userPrincipal(signedIn.account.id)
    this.connection = new Connection(socket)
    this.#socket = socket
    this.#ports = ports
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
  }

  get isReady(): boolean {
    return this.#device !== undefined
  }

  /** After the last message that was taken has been handled. */
  settled(): Promise<void> {
    return this.#turn
  }

  close(code: number): void {
    this.#isClosed = true
    this.connection.close(code)
  }

  /** The socket is gone. */
  closed(): void {
    this.#isClosed = true
    this.connection.closed()
    this.#ports.channels.leave(this.number)
    for (const workspace of this.#subscribed) this.#ports.feeds.unsubscribe(workspace, this.number)
    this.#subscribed.clear()
  }

  /** Ends everything of one workspace; the socket stays. */
  leave(workspace: WorkspaceId): void {
    this.#subscribed.delete(workspace)
    this.#ports.feeds.unsubscribe(workspace, this.number)
    this.#ports.channels.leave(this.number, workspace)
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#isClosed) return
    const message = isBinary && data instanceof Uint8Array ? decodeClientMessage(data) : undefined
    if (!message?.ok) return this.close(message ? closeCodeOf[message.reason] : closeCodes.malformed)
    const bytes = (data as Uint8Array).length
    this.#waitingBytes += bytes
    if (this.#waitingBytes > maxWaitingBytes) this.#socket.pause()
    this.#turn = this.#turn.then(async () => {
      await this.#handleSafely(message.value)
      this.#waitingBytes -= bytes
      if (this.#socket.isPaused && this.#waitingBytes <= maxWaitingBytes) this.#socket.resume()
    })
  }

  async #handleSafely(message: ClientMessage): Promise<void> {
    try {
      await this.connection.drained()
      if (!this.#isClosed) await this.#handle(message)
    } catch (fault) {
      // A disk that is full, for one. Nothing was acknowledged, so the device sends it again later.
      this.#ports.report(fault)
      this.close(closeCodes.overloaded)
    }
  }

  async #handle(message: ClientMessage): Promise<void> {
    if (!this.#device) return this.#greet(message)
    switch (message.kind) {
      case 'hello':
      case 'renew':
      case 'bootstrap':
        return this.close(closeCodes.malformed)
      case 'ping':
        return this.connection.send({ kind: 'pong' })
      case 'push':
        return this.#push(message, this.#device)
      case 'subscribe':
        return this.#subscribe(message)
      case 'pull':
        return this.#pull(message)
      case 'unsubscribe':
        return this.leave(message.workspace)
      case 'watch':
        return this.#watch(message)
      case 'unwatch':
        return this.#ports.channels.unwatch(message, this.number)
      case 'presence':
        return this.#tell(message, message.bytes)
      default:
        return unreachable(message)
    }
  }

  #greet(message: ClientMessage): void {
    if (message.kind !== 'hello') return this.close(closeCodes.malformed)
    if (message.version !== protocolVersion) {
      return this.close(message.version < protocolVersion ? closeCodes.versionTooOld : closeCodes.versionTooNew)
    }
    this.#device = message.device
    const timeMs = this.#ports.clock.now()
    this.connection.send({
      kind: 'welcome',
      version: protocolVersion,
      principal: this.principal,
      timeMs,
      expiresAtMs: this.signedIn.expiresAt,
      limits: defaultLimits,
    })
  }

  async #push({ workspace, push: number, changes }: Extract<ClientMessage, { kind: 'push' }>, device: DeviceId) {
    const request = { workspace, author: this.principal, device, changes, origin: this.number }
    const results = await push(this.#ports, request)
    this.connection.send({ kind: 'settled', workspace, push: number, results })
  }

  async #subscribe({ workspace, cursor }: Extract<ClientMessage, { kind: 'subscribe' }>): Promise<void> {
    const allowed = await this.#ports.access.check(this.principal, 'read', workspace)
    if (!allowed.ok) return this.#refuse(workspace, 'no-access')
    this.#subscribed.add(workspace)
    this.connection.send({ kind: 'access', workspace, role: allowed.value })
    await this.#ports.feeds.subscribe({ workspace, session: this.number, connection: this.connection }, cursor)
  }

  async #pull({ workspace, cursor }: Extract<ClientMessage, { kind: 'pull' }>): Promise<void> {
    const allowed = await this.#ports.access.check(this.principal, 'read', workspace)
    const reader = { workspace, session: this.number, connection: this.connection }
    if (!allowed.ok || !(await this.#ports.feeds.pull(reader, cursor))) this.#refuse(workspace, 'no-access')
  }

  async #watch(place: Place): Promise<void> {
    const allowed = await this.#ports.access.check(this.principal, 'read', place.workspace, place.replica)
    if (!allowed.ok) return this.#refuse(place.workspace, 'no-access')
    const watcher = { session: this.number, principal: this.principal, connection: this.connection }
    if (!this.#ports.channels.watch(place, watcher)) this.#refuse(place.workspace, 'too-many')
  }

  async #tell(place: Place, bytes: Uint8Array): Promise<void> {
    const allowed = await this.#ports.access.check(this.principal, 'read', place.workspace, place.replica)
    if (allowed.ok) this.#ports.channels.tell(place, { session: this.number, bytes })
  }

  #refuse(workspace: WorkspaceId, code: RefusalCode): void {
    this.connection.send({ kind: 'refused', workspace, code })
  }
}
