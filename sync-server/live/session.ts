import type { RawData, WebSocket } from 'ws'
import { unreachable } from '#shared/kit/assert.ts'
import type { DeviceId, PrincipalId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { decodeClientMessage, type FrameRefusal } from '#shared/protocol/codec.ts'
import { closeCodes, defaultLimits, protocolVersion } from '#shared/protocol/codes.ts'
import type { ClientMessage } from '#shared/protocol/messages.ts'
import type { Credential, Credentials } from '#server/identity/credentials.ts'
import { isUnlimited } from '#server/identity/key-limits.ts'
import { push, type PushPorts } from '#server/log/push.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import type { Connection } from './connection.ts'
import { noteRefusal } from './note-refusal.ts'
import { type Changed, type ReadingPorts, SessionReading } from './session-reading.ts'

export interface SessionPorts extends PushPorts, ReadingPorts {
  readonly credentials: Credentials
  readonly clock: Clock
  /** The name of the server's own history (SY26). */
  readonly history: string
  report(fault: unknown): void
}

export interface SessionOptions {
  readonly socket: WebSocket
  readonly connection: Connection
  readonly number: number
  /** Of the cookie; without one, the token in `hello` has to stand for somebody. */
  readonly credential: Credential | undefined
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
 * read what it asked for, it is not heard. What can be handled at once is, without a promise; pushes wait for their place in the log
 * and not for the disk, so that those of one session share commits.
 */
export class Session {
  readonly number: number
  readonly connection: Connection
  readonly #socket: WebSocket
  readonly #ports: SessionPorts
  readonly #reading: SessionReading
  readonly #queue: Queued[] = []
  #credential: Credential | undefined
  #device: DeviceId | undefined
  #waitingBytes = 0
  /** The message that is being handled, while that takes more than a moment. */
  #turn: Promise<void> | undefined
  /** Pushes whose commit is awaited. */
  #pushes = 0
  #tellSettled: (() => void) | undefined
  #isClosed = false
  /** Since the keep-alive last looked. */
  wasHeard = true

  constructor({ socket, connection, number, credential }: SessionOptions, ports: SessionPorts) {
    this.number = number
    this.#credential = credential
    this.connection = connection
    this.#socket = socket
    this.#ports = ports
    this.#reading = new SessionReading(this, ports)
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
    socket.on('pong', () => (this.wasHeard = true))
  }

  get isReady(): boolean {
    return this.#device !== undefined
  }

  get credential(): Credential | undefined {
    return this.#credential
  }

  get principal(): PrincipalId {
    if (!this.#credential) throw new Error('bug: a session acts before it is known whose it is')
    return this.#credential.principal
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** A later look at the same credential: undefined when it has ended, and then so does the socket. */
  lookedAt(credential: Credential | undefined): void {
    if (!credential) return this.close(closeCodes.signedOut)
    this.#credential = credential
  }

  /** When everything that was taken has been handled and every push answered. */
  async settled(): Promise<void> {
    while (this.#turn) await this.#turn
    if (this.#pushes > 0) await new Promise<void>((resolve) => (this.#tellSettled = resolve))
  }

  close(code: number, reason?: string): void {
    this.#isClosed = true
    this.connection.close(code, reason)
  }

  /** The socket is gone. */
  closed(): void {
    this.#isClosed = true
    this.connection.closed()
    this.#reading.closed()
  }

  /** Somebody's rights have changed; perhaps those of this session. */
  accessChanged(change: Changed): void {
    if (this.isReady && !this.#isClosed) this.#reading.accessChanged(change)
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#isClosed) return
    this.wasHeard = true
    const message = isBinary && data instanceof Uint8Array ? decodeClientMessage(data) : undefined
    if (!message?.ok) return this.close(message ? closeCodeOf[message.reason] : closeCodes.malformed)
    const bytes = (data as Uint8Array).length
    this.#waitingBytes += bytes
    if (this.#waitingBytes > maxWaitingBytes) this.#socket.pause()
    this.#queue.push({ message: message.value, bytes })
    if (!this.#turn) this.#work()
  }

  /** Handles what waits, until something takes more than a moment. */
  #work(): void {
    while (!this.#turn) {
      const next = this.#queue.shift()
      if (!next) return
      const underway = this.#handleSafely(next)
      if (!underway) continue
      this.#turn = underway.then(() => {
        this.#turn = undefined
        this.#work()
      })
    }
  }

  #handleSafely({ message, bytes }: Queued): Promise<void> | undefined {
    if (this.#isClosed) return undefined
    if (this.connection.isBackedUp) {
      return this.connection.drained().then(() => this.#handleSafely({ message, bytes }))
    }
    try {
      const underway = this.#handle(message, bytes)
      if (underway) return underway.catch((fault: unknown) => this.failed(fault, message))
    } catch (fault) {
      this.failed(fault, message)
    }
    return undefined
  }

  /**
   * Nothing was acknowledged, so the device sends it again later. Data of one organisation that can not be used, or a disk that takes
   * nothing, ends no more than what was asked (SY65); a fault that nobody knows ends the socket.
   */
  failed(fault: unknown, message?: ClientMessage): void {
    this.#ports.report(fault)
    const code = fault instanceof StorageFault ? refusalOf[fault.code] : undefined
    if (!code || !message || !('workspace' in message)) return this.close(closeCodes.overloaded)
    const { workspace } = message
    const isWrite = message.kind === 'push'
    // What is only not written can be read all the same.
    if (!isWrite || (fault instanceof StorageFault && fault.code === 'damaged')) this.#reading.leave(workspace)
    const replica = message.kind === 'watch' ? message.replica : ''
    if (!isWrite) return this.#reading.refuse(workspace, 'unavailable', replica)
    const results = message.changes.map(() => ({ refused: code }))
    this.connection.send({ kind: 'settled', workspace, push: message.push, results })
  }

  /** The bytes of a message no longer wait for anything. */
  #done(bytes: number): void {
    this.#waitingBytes -= bytes
    if (this.#socket.isPaused && this.#waitingBytes <= maxWaitingBytes && !this.#isClosed) this.#socket.resume()
  }

  #handle(message: ClientMessage, bytes: number): Promise<void> | undefined {
    if (this.#device && message.kind === 'push') {
      const { workspace } = message
      const own = { device: this.#device, bytes }
      if (!this.#isOver()) {
        if (this.#reading.isCurrent(workspace)) return this.#push(message, own)
        return this.#reading.renew(workspace).then(() => this.#push(message, own))
      }
      this.close(closeCodes.signedOut)
      return undefined
    }
    const underway = this.#answer(message)
    if (underway) return underway.finally(() => this.#done(bytes))
    this.#done(bytes)
    return undefined
  }

  #answer(message: ClientMessage): Promise<void> | undefined {
    if (!this.#device) return this.#greet(message)
    switch (message.kind) {
      case 'renew':
        return this.#renew(message.token)
      case 'bootstrap':
        return this.#reading.bootstrap(message)
      case 'difference':
        return this.#reading.difference(message)
      case 'hello':
      case 'push':
        this.close(closeCodes.malformed)
        return undefined
      case 'ping':
        this.connection.send({ kind: 'pong' })
        return undefined
      case 'subscribe':
        return this.#reading.subscribe(message)
      case 'pull':
        return this.#reading.pull(message)
      case 'unsubscribe':
        this.#reading.leave(message.workspace)
        return undefined
      case 'watch':
        return this.#reading.watch(message)
      case 'unwatch':
        this.#reading.unwatch(message)
        return undefined
      case 'presence':
        return this.#reading.tell(message, message.bytes)
      default:
        return unreachable(message)
    }
  }

  #greet(message: ClientMessage): Promise<void> | undefined {
    const refusal = greetingRefusal(message)
    if (message.kind !== 'hello' || refusal) {
      this.close(refusal ?? closeCodes.malformed)
      return undefined
    }
    if (message.token === '') {
      this.#welcome(message.device, this.#credential)
      return undefined
    }
    const { credentials } = this.#ports
    return credentials.principalOf(message.token).then((credential) => this.#welcome(message.device, credential))
  }

  #welcome(device: DeviceId, credential: Credential | undefined): void {
    if (!credential) return this.close(closeCodes.signedOut)
    // Here anything can be asked of anything: a key that is good for less opens REST and stock clients' rooms.
    if (!isUnlimited(credential)) return this.close(closeCodes.limitedKey, limitedKeySentence)
    this.#credential = credential
    this.#device = device
    this.connection.send({
      kind: 'welcome',
      version: protocolVersion,
      principal: credential.principal,
      timeMs: this.#ports.clock.now(),
      expiresAtMs: credential.expiresAt,
      history: this.#ports.history,
      limits: defaultLimits,
    })
  }

  async #renew(token: string): Promise<void> {
    const credential = await this.#ports.credentials.principalOf(token)
    if (credential?.principal !== this.principal) return this.close(closeCodes.signedOut)
    if (!isUnlimited(credential)) return this.close(closeCodes.limitedKey, limitedKeySentence)
    this.#credential = credential
    this.connection.send({ kind: 'renewed', expiresAtMs: credential.expiresAt })
  }

  /** A credential that has ended and was not renewed (SY13). */
  #isOver(): boolean {
    return !this.#credential || this.#credential.expiresAt <= this.#ports.clock.now()
  }

  #push(message: Push, { device, bytes }: { device: DeviceId; bytes: number }) {
    const { workspace, push: number, changes } = message
    this.#pushes += 1
    const ended = () => {
      this.#pushes -= 1
      this.#done(bytes)
      if (this.#pushes === 0) this.#tellSettled?.()
    }
    const request = { workspace, author: this.principal, device, changes, origin: this.number }
    const underway = push(this.#ports, request, {
      settled: (results) => {
        this.connection.send({ kind: 'settled', workspace, push: number, results })
        const refused = results.find((result) => 'refused' in result)?.refused ?? ''
        noteRefusal(this.#ports, { door: '/sync', principal: this.principal, workspace, code: refused })
        ended()
      },
      failed: (fault) => {
        this.failed(fault, message)
        ended()
      },
    })
    return underway?.catch((fault: unknown) => {
      ended()
      throw fault
    })
  }
}

/** A close reason holds 123 bytes. */
const limitedKeySentence =
  'This key is good for less than all that its owner may, so it opens REST and not this socket.'

/** By the code of the fault, what a push is told. */
const refusalOf: Partial<Record<StorageFault['code'], 'unavailable' | 'disk-full'>> = {
  damaged: 'unavailable',
  'disk-fails': 'unavailable',
  'disk-full': 'disk-full',
}

type Push = Extract<ClientMessage, { kind: 'push' }>

interface Queued {
  readonly message: ClientMessage
  readonly bytes: number
}

/** The close code for a first message that is no welcome one. */
function greetingRefusal(message: ClientMessage): number | undefined {
  if (message.kind !== 'hello') return closeCodes.malformed
  if (message.version === protocolVersion) return undefined
  return message.version < protocolVersion ? closeCodes.versionTooOld : closeCodes.versionTooNew
}
