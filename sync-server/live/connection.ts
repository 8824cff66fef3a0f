import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { closeCodes } from '#shared/protocol/codes.ts'
import { encodeServerMessage } from '#shared/protocol/codec.ts'
import type { ServerMessage } from '#shared/protocol/messages.ts'
import type { Packet } from './packet.ts'
import { packetOf } from './packet.ts'

/** From here presence is dropped and liveness ends (SY25, SY43). */
const highWaterBytes = 2 * 1024 * 1024
const patienceMs = 60_000

/**
 * The sending half of a socket, with its back-pressure. Half of a sync server's time is system calls that write, so what is sent in one
 * turn of the event loop goes in one write, in order.
 */
export class Connection {
  readonly #socket: WebSocket
  /** Below the WebSocket: packets that go to many are framed once, and written here. */
  readonly #raw: Socket
  readonly #flushes: Flushes
  #waiting: Packet[] = []
  #drained: Promise<void> | undefined
  #tellDrained: (() => void) | undefined
  #patience: NodeJS.Timeout | undefined

  constructor(socket: WebSocket, raw: Socket, flushes: Flushes) {
    this.#socket = socket
    this.#raw = raw
    this.#flushes = flushes
  }

  get isBackedUp(): boolean {
    return this.#drained !== undefined
  }

  send(message: ServerMessage): void {
    this.sendPacket(packetOf(encodeServerMessage(message)))
  }

  sendPacket(packet: Packet): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#waiting.push(packet) === 1) this.#flushes.add(this)
  }

  /** Writes what waits. Called at the end of the turn. */
  flush(): void {
    const packets = this.#waiting
    const [first] = packets
    if (!first) return
    this.#waiting = []
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#raw.write(packets.length === 1 ? first : Buffer.concat(packets))
    if (this.#raw.writableLength > highWaterBytes && !this.#drained) this.#backUp()
  }

  /** Fulfilled when there is room again; at once when there is. */
  async drained(): Promise<void> {
    await this.#drained
  }

  close(code: number, reason = ''): void {
    this.flush()
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
    this.#raw.once('drain', () => this.closed())
    this.#patience = setTimeout(() => {
      this.#socket.close(closeCodes.slowReader)
      this.#socket.terminate()
    }, patienceMs)
  }
}

/** The connections that have something to write at the end of this turn of the event loop. */
export class Flushes {
  #waiting: Connection[] = []

  add(connection: Connection): void {
    if (this.#waiting.push(connection) === 1) queueMicrotask(() => this.#run())
  }

  #run(): void {
    const connections = this.#waiting
    this.#waiting = []
    for (const connection of connections) connection.flush()
  }
}
