import type { WebSocket } from 'ws'
import { closeCodes } from '#shared/protocol/codes.ts'
import { encodeServerMessage } from '#shared/protocol/codec.ts'
import type { ServerMessage } from '#shared/protocol/messages.ts'

/** From here presence is dropped and liveness ends (SY25, SY43). */
const highWaterBytes = 2 * 1024 * 1024
const lowWaterBytes = 256 * 1024
const patienceMs = 60_000

/** The sending half of a socket, with its back-pressure. */
export class Connection {
  readonly #socket: WebSocket
  #drained: Promise<void> | undefined
  #tellDrained: (() => void) | undefined
  #patience: NodeJS.Timeout | undefined

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  get isBackedUp(): boolean {
    return this.#drained !== undefined
  }

  send(message: ServerMessage): void {
    this.sendFrame(encodeServerMessage(message))
  }

  /** For frames that go to many: encoded once. */
  sendFrame(frame: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(frame, () => this.#written())
    if (this.#socket.bufferedAmount > highWaterBytes && !this.#drained) this.#backUp()
  }

  /** Fulfilled when there is room again; at once when there is. */
  async drained(): Promise<void> {
    await this.#drained
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason)
  }

  /** To be called when the socket has closed, so that nobody waits for room on it. */
  closed(): void {
    clearTimeout(this.#patience)
    this.#tellDrained?.()
    this.#drained = undefined
  }

  #backUp(): void {
    this.#drained = new Promise((resolve) => (this.#tellDrained = resolve))
    this.#patience = setTimeout(() => {
      this.#socket.close(closeCodes.slowReader)
      this.#socket.terminate()
    }, patienceMs)
  }

  #written(): void {
    if (this.#drained && this.#socket.bufferedAmount < lowWaterBytes) this.closed()
  }
}
