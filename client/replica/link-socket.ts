import { decodeServerMessage, encodeClientMessage, type FrameRefusal } from '#shared/protocol/codec.ts'
import { closeCodes } from '#shared/protocol/codes.ts'
import type { ClientMessage, ServerMessage } from '#shared/protocol/messages.ts'
import type { OpenSocket, Socket } from '#client/platform/ports.ts'
import { retryAfterMs } from './retry-delay.ts'

export interface LinkSocketEvents {
  opened(): void
  received(message: ServerMessage): void
  closed(code: number, retryAfterMs: number): void
}

const codeOf: Readonly<Record<FrameRefusal, number>> = {
  malformed: closeCodes.malformed,
  'too-large': closeCodes.malformed,
  'version-too-old': closeCodes.versionTooNew,
  'version-too-new': closeCodes.versionTooOld,
}

/** One socket at most, in messages instead of frames. Says `closed` once for each that was opened, also when we closed it. */
export class LinkSocket {
  readonly #openSocket: OpenSocket
  readonly #events: LinkSocketEvents
  #socket: Socket | undefined

  constructor(openSocket: OpenSocket, events: LinkSocketEvents) {
    this.#openSocket = openSocket
    this.#events = events
  }

  open(): void {
    this.drop()
    const isCurrent = () => this.#socket === socket
    const socket = this.#openSocket({
      opened: () => isCurrent() && this.#events.opened(),
      received: (frame) => {
        if (!isCurrent()) return
        const message = decodeServerMessage(frame)
        if (message.ok) return this.#events.received(message.value)
        this.drop()
        this.#events.closed(codeOf[message.reason], 0)
      },
      closed: (code, reason) => {
        if (!isCurrent()) return
        this.#socket = undefined
        this.#events.closed(code, retryAfterMs(reason))
      },
    })
    this.#socket = socket
  }

  send(message: ClientMessage): void {
    this.#socket?.send(encodeClientMessage(message))
  }

  /** Nobody else will say that it is closed. */
  close(): void {
    if (!this.#socket) return
    this.drop()
    queueMicrotask(() => !this.#socket && this.#events.closed(1006, 0))
  }

  /** Without a word to anybody. */
  drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
  }
}
