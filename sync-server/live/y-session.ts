import { createHash } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import * as Y from 'yjs'
import { updateBounds } from '#shared/crdt/yjs/update-bounds.ts'
import { unreachable } from '#shared/kit/assert.ts'
import type { DeviceId, PrincipalId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { closeCodes, defaultLimits, refusals, type RefusalCode } from '#shared/protocol/codes.ts'
import type { PushResult } from '#shared/protocol/messages.ts'
import type { Credential } from '#server/identity/credentials.ts'
import { push, type PushPorts } from '#server/log/push.ts'
import { emptyUpdate } from '#server/log/update-diff.ts'
import { noteRefusal, type RefusalPorts } from './note-refusal.ts'
import type { Place } from './channels.ts'
import type { Connection } from './connection.ts'
import { Inbox } from './inbox.ts'
import { packetOf } from './packet.ts'
import { yCloseCodes } from './y-close-codes.ts'
import { type AwarenessEntry, decodeYMessage, type YMessage, yMessages } from './y-messages.ts'
import type { YMember, YRooms } from './y-rooms.ts'
import type { YStates } from './y-states.ts'

export interface YSessionPorts extends PushPorts, RefusalPorts {
  readonly rooms: YRooms
  readonly states: YStates
  readonly clock: Clock
  report(fault: unknown): void
}

export interface YSessionOptions {
  readonly socket: WebSocket
  readonly connection: Connection
  readonly number: number
  readonly credential: Credential
  readonly place: Place
}

type Task = YMessage | { readonly kind: 'open' | 'catch-up' | 'ask' }

const maxReasonBytes = 120
/** Some fifty thousand writers. */
const maxStateVectorBytes = 512 * 1024

/**
 * One stock client on one replica (SPEC.md, SY70–SY79). What it writes goes the way of every push; what it lacks is computed from
 * stored updates. The protocol has no word for "refused", so the first refusal ends the socket, with the sentence as its reason.
 */
export class YSession implements YMember {
  readonly number: number
  readonly place: Place
  readonly connection: Connection
  readonly #ports: YSessionPorts
  readonly #device: DeviceId
  readonly #inbox: Inbox<Task>
  #credential: Credential
  /** What the client had when it last asked; what it has been sent since is sent again where it fell behind. */
  #stateVector: Uint8Array = Uint8Array.of(0)
  /** It knows what we have, and sends what we lack. */
  #isAsked = false
  /** Questions of ours that it has not answered yet. An answer holds whatever the client has sent before it. */
  #answersDue = 0
  #isBehind = false
  #couldWrite = false
  #revision = Number.NaN
  #isClosed = false
  #pushes = 0
  #tellSettled: (() => void) | undefined
  /** Since the keep-alive last looked. */
  wasHeard = true

  constructor({ socket, connection, number, credential, place }: YSessionOptions, ports: YSessionPorts) {
    this.number = number
    this.place = place
    this.connection = connection
    this.#ports = ports
    this.#credential = credential
    this.#device = deviceOf(credential)
    this.#inbox = new Inbox<Task>({
      maxWaitingBytes: 2 * defaultLimits.maxFrameBytes,
      handle: (task) => this.#handleSafely(task),
      pause: (isPaused) => (isPaused ? socket.pause() : socket.resume()),
    })
    this.#inbox.take({ kind: 'open' }, 0)
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
    socket.on('pong', () => (this.wasHeard = true))
  }

  get credential(): Credential {
    return this.#credential
  }

  get principal(): PrincipalId {
    return this.#credential.principal
  }

  /** A later look at the same credential: undefined when it has ended, and then so does the socket. */
  lookedAt(credential: Credential | undefined): void {
    if (credential) this.#credential = credential
    else this.close(yCloseCodes.tokenEnded, 'The token has ended. Connect with a new one.')
  }

  /** Of the rights in the workspace, when those of this client were last asked for. */
  get revision(): number {
    return this.#revision
  }

  get isCurrent(): boolean {
    return this.#revision === this.#ports.access.revisionOf(this.place.workspace)
  }

  /** Somebody's rights have changed, perhaps those of this client. It does not wait for what is being handled. */
  accessChanged(): void {
    this.#lookAgain().catch((fault: unknown) => this.#failed(fault))
  }

  /** Stock clients leave a server that says nothing for half a minute. */
  sayNothing(): void {
    this.#send(yMessages.awareness([]))
  }

  fellBehind(): void {
    if (this.#isBehind) return
    this.#isBehind = true
    void this.connection.drained().then(() => {
      this.#isBehind = false
      if (!this.#isClosed) this.#inbox.take({ kind: 'catch-up' }, 0)
    })
  }

  /** When everything that was taken has been handled and every push is on the disk. */
  async settled(): Promise<void> {
    await this.#inbox.settled()
    if (this.#pushes > 0) await new Promise<void>((resolve) => (this.#tellSettled = resolve))
  }

  close(code: number, reason = ''): void {
    this.#isClosed = true
    this.connection.close(code, Buffer.from(reason).subarray(0, maxReasonBytes).toString())
  }

  /** The socket is gone. */
  closed(): void {
    this.#isClosed = true
    this.connection.closed()
    this.#ports.rooms.leave(this.place, this)
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#isClosed) return
    this.wasHeard = true
    const message = isBinary && data instanceof Uint8Array ? decodeYMessage(data) : undefined
    if (!message?.ok) return this.close(closeCodes.malformed)
    this.#inbox.take(message.value, (data as Uint8Array).length)
  }

  #handleSafely(task: Task): Promise<void> | undefined {
    if (this.#isClosed) return undefined
    try {
      return this.#handle(task)?.catch((fault: unknown) => this.#failed(fault))
    } catch (fault) {
      this.#failed(fault)
      return undefined
    }
  }

  /** Nothing was acknowledged, so the client brings it again when it comes back. */
  #failed(fault: unknown): void {
    this.#ports.report(fault)
    this.close(closeCodes.overloaded)
  }

  #handle(task: Task): Promise<void> | undefined {
    switch (task.kind) {
      case 'open':
        return this.#open()
      case 'step-1':
        return this.#answer(task.stateVector)
      case 'step-2':
        return this.#takeMissing(task.update)
      case 'update':
        return this.#write(task.update, 'update')
      case 'awareness':
        return this.#ifMayRead(() => this.#say(task.entries))
      case 'query-awareness':
        return this.#ifMayRead(() => this.#ports.rooms.repeat(this.place, this))
      case 'catch-up':
        return this.#catchUp()
      case 'ask':
        return this.#ask()
      case 'other':
        return undefined
      default:
        return unreachable(task)
    }
  }

  async #open(): Promise<void> {
    await this.#lookAgain()
    await this.#ports.rooms.join(this.place, this)
    if (this.#isClosed) this.#ports.rooms.leave(this.place, this)
  }

  async #answer(stateVector: Uint8Array): Promise<void> {
    if (!isStateVector(stateVector)) return this.close(closeCodes.malformed)
    if (!(await this.#may('read'))) return this.#refuse('no-access')
    // Whoever asks without reading the answers waits for the first before there is a second.
    await this.connection.drained()
    this.#stateVector = stateVector
    const updates = await this.#ports.states.missing(this.place, stateVector)
    for (const update of updates.slice(0, -1)) this.#send(yMessages.update(update))
    this.#send(yMessages.step2(updates.at(-1) ?? emptyUpdate))
    if (!this.#isAsked) await this.#ask()
  }

  /** The end of the right to read ends the socket; a right to write that is new is followed by our question. */
  async #lookAgain(): Promise<void> {
    const revision = this.#ports.access.revisionOf(this.place.workspace)
    const mayRead = await this.#may('read')
    const mayWrite = mayRead && (await this.#may('write'))
    if (this.#isClosed) return
    if (!mayRead) return this.#refuse('no-access')
    this.#revision = revision
    if (mayWrite && !this.#couldWrite && this.#isAsked) this.#inbox.take({ kind: 'ask' }, 0)
    this.#couldWrite = mayWrite
  }

  /** Only of those who may write: others would send what can only be refused. */
  async #ask(): Promise<void> {
    this.#isAsked = true
    if (!(await this.#may('write'))) return
    this.#answersDue += 1
    this.#send(yMessages.step1(await this.#ports.states.stateVector(this.place)))
  }

  async #catchUp(): Promise<void> {
    await this.#lookAgain()
    if (this.#isClosed) return
    for (const update of await this.#ports.states.missing(this.place, this.#stateVector))
      this.#send(yMessages.update(update))
  }

  /** The answer to our question holds all of the client's deletions, and at times what others have sent meanwhile: only news is pushed. */
  async #takeMissing(update: Uint8Array): Promise<void> {
    this.#answersDue = Math.max(0, this.#answersDue - 1)
    // The right first: bytes of someone who may not write are never decoded. It was no attempt to write, so nothing ends.
    if (!(await this.#may('write'))) return
    if (!updateBounds(update).ok) return this.#refuse('malformed')
    const novelty = await this.#ports.states.novelty(this.place, update)
    if (novelty) await this.#write(novelty, 'step-2')
  }

  #write(update: Uint8Array, kind: 'update' | 'step-2'): Promise<void> | undefined {
    if (this.#credential.expiresAt <= this.#ports.clock.now()) {
      this.lookedAt(undefined)
      return undefined
    }
    this.#pushes += 1
    const { workspace, replica } = this.place
    const changes = [{ replica, kind: 'yjs' as const, bytes: update }]
    const request = { workspace, author: this.principal, device: this.#device, changes, origin: this.number }
    const underway = push(this.#ports, request, {
      settled: (results) => {
        this.#pushed()
        this.#told(results, kind)
      },
      failed: (fault) => {
        this.#pushed()
        this.#failed(fault)
      },
    })
    return underway?.catch((fault: unknown) => {
      this.#pushed()
      throw fault
    })
  }

  #pushed(): void {
    this.#pushes -= 1
    if (this.#pushes === 0) this.#tellSettled?.()
  }

  #told([result]: readonly PushResult[], kind: 'update' | 'step-2'): void {
    if (!result || 'seq' in result || this.#isClosed) return
    // Written before its answer to our question has arrived, which brings what this builds on, and this too.
    if (result.refused === 'missing-changes' && kind === 'update') {
      if (this.#answersDue === 0) this.#inbox.take({ kind: 'ask' }, 0)
      return
    }
    this.#refuse(result.refused)
  }

  #refuse(code: RefusalCode): void {
    const { sentence } = refusals[code]
    const { workspace } = this.place
    noteRefusal(this.#ports, { door: '/y/', principal: this.principal, workspace, code })
    if (code === 'read-only' || code === 'no-access') this.#send(yMessages.denied(sentence))
    this.close(closeCodeOf[code] ?? yCloseCodes.refused, sentence)
  }

  #say(entries: readonly AwarenessEntry[]): void {
    this.#ports.rooms.say(this.place, this, entries)
  }

  #ifMayRead(act: () => void): Promise<void> | undefined {
    const { workspace, replica } = this.place
    const known = this.#ports.access.known(this.principal, 'read', workspace, replica)
    if (known?.ok) act()
    return known ? undefined : this.#may('read').then((may) => void (may && act()))
  }

  async #may(action: 'read' | 'write'): Promise<boolean> {
    const { workspace, replica } = this.place
    return (await this.#ports.access.check(this.principal, action, workspace, replica)).ok
  }

  #send(bytes: Uint8Array): void {
    this.connection.sendPacket(packetOf(bytes))
  }
}

/** Codes with a close code of their own; the others are final refusals. */
const closeCodeOf: Partial<Record<RefusalCode, number>> = {
  malformed: closeCodes.malformed,
  'too-many': closeCodes.overloaded,
  'quota-exceeded': closeCodes.overloaded,
}

/**
 * One for all stock clients of a principal. The log lets nobody but its first user write under a Yjs client id, and a client keeps that
 * id when it comes back with another token.
 */
function deviceOf({ principal }: Credential): DeviceId {
  const digest = createHash('sha256').update(`stock ${principal}`).digest('hex')
  return `device_${digest.slice(0, 26)}` as DeviceId
}

function isStateVector(bytes: Uint8Array): boolean {
  if (bytes.length > maxStateVectorBytes) return false
  try {
    Y.decodeStateVector(bytes)
    return true
  } catch {
    return false
  }
}
