import { In, Out } from './bytes.ts'
import type { Histogram } from './histogram.ts'
import type { Line, Listener, Protocol, Seat } from './protocol.ts'
import { RawSocket } from './raw-socket.ts'
import {
  keystrokeLength,
  openingClocks,
  openingUpdate,
  scanUpdate,
  type StructSink,
  writeKeystroke,
} from './updates.ts'

/** What all clients of a crowd count together. */
export interface Tally {
  sent: number
  /** Edits × the clients that should see each. */
  expected: number
  delivered: number
  acknowledged: number
  /** Edits that a client saw before the one in front of them. */
  gaps: number
  closed: number
  /** Of the latest that was closed. */
  closeCode: number
  readonly latencies: Histogram
  readonly acknowledgements: Histogram
  /** The time of the read that is being handled. */
  now: number
}

export interface RoomState {
  readonly clients: Client[]
  readonly writers: Writer[]
}

/** One who types: a client id and clocks of its own, and when each was sent. */
interface Writer {
  readonly clientId: number
  readonly room: RoomState
  readonly slot: number
  clock: number
  readonly sentAt: Float64Array
}

/** A writer's edits that may be under way at once; older send times are overwritten. */
const remembered = 1 << 14
const firstClientId = 0x40000000
const firstPresenceId = 0x50000000
const input = new In()
const out = new Out()
const update = new Out()

export interface ClientOptions {
  readonly protocol: Protocol
  readonly port: number
  readonly seat: Seat
  readonly room: RoomState
  readonly tally: Tally
  /** Its own among all clients of the crowd. */
  readonly number: number
  /** All writers of the crowd: the place is the client id. */
  readonly writers: Writer[]
  readonly from?: string | undefined
}

/** A client at the level of the wire: it knows which clocks of each writer it has seen, and nothing of what they say. */
export class Client implements Line, Listener, StructSink {
  readonly seat: Seat
  readonly presenceId: number
  cursor = 0
  unasked = 0
  pushes = 0
  isSynced = false
  /** Clocks that it has received, of writers and of what was there before. */
  received = 0
  onSynced: (() => void) | undefined
  onReceived: (() => void) | undefined
  onClosed: (() => void) | undefined
  /** Copies of the updates it gets, when it is to keep them. */
  kept: Uint8Array[] | undefined
  readonly #options: ClientOptions
  readonly #socket: RawSocket
  /** The next clock of each writer of the room. */
  readonly #seen: number[] = []
  #writer: Writer | undefined
  #acknowledged = 0

  constructor(options: ClientOptions) {
    this.#options = options
    this.seat = options.seat
    this.presenceId = firstPresenceId + options.number
    const { protocol, port, seat, from, tally } = options
    this.#socket = new RawSocket(
      { port, from, ...protocol.upgrade(seat) },
      {
        onOpen: () => protocol.opened(this),
        onFrame: (bytes, start, end) => {
          tally.now = performance.now()
          protocol.take(this, input.over(bytes, start, end), this)
        },
        onClose: (code) => {
          tally.closed += 1
          tally.closeCode = code
          this.onClosed?.()
        },
      },
    )
  }

  send(frame: Out): void {
    this.#socket.send(frame.bytes, frame.length)
  }

  /** Sends the first update of a writer, which others wait for. */
  beginToWrite(): void {
    const { room, writers } = this.#options
    const clientId = firstClientId + writers.length
    const sentAt = new Float64Array(remembered).fill(Number.NaN)
    this.#writer = { clientId, room, slot: room.writers.length, clock: openingClocks, sentAt }
    room.writers.push(this.#writer)
    writers.push(this.#writer)
    this.sendUpdate(openingUpdate(clientId))
    this.#count(openingClocks)
  }

  sendUpdate(bytes: Uint8Array): void {
    this.#options.protocol.writeEdit(out.clear(), this, bytes.length)
    this.send(out.raw(bytes))
  }

  type(): void {
    const writer = this.#writer as Writer
    const { clientId, clock } = writer
    this.#options.protocol.writeEdit(out.clear(), this, keystrokeLength(clientId, clock))
    writeKeystroke(update.clear(), clientId, clock)
    out.raw(update.bytes.subarray(0, update.length))
    writer.sentAt[clock & (remembered - 1)] = performance.now()
    writer.clock += 1
    this.#count(1)
    this.send(out)
  }

  synced(): void {
    this.isSynced = true
    this.onSynced?.()
  }

  acknowledged(): void {
    const { tally } = this.#options
    tally.acknowledged += 1
    this.#acknowledged += 1
    // The first acknowledgement is that of the opening.
    const clock = openingClocks + this.#acknowledged - 2
    const sentAt = this.#writer?.sentAt[clock & (remembered - 1)]
    if (sentAt !== undefined && clock >= openingClocks) tally.acknowledgements.add(tally.now - sentAt)
  }

  update(frame: In, length: number): void {
    const end = frame.at + length
    // A Buffer's slice would be a view of what is read into again.
    this.kept?.push(new Uint8Array(frame.bytes.subarray(frame.at, end)))
    scanUpdate(frame, this)
    frame.at = end
    this.onReceived?.()
  }

  structs(clientId: number, clock: number, length: number): void {
    this.received += length
    const { writers, room, tally } = this.#options
    const writer = writers[clientId - firstClientId]
    if (!writer || writer.room !== room || writer === this.#writer) return
    const next = this.#seen[writer.slot] ?? 0
    if (clock > next) tally.gaps += 1
    for (let at = Math.max(clock, next); at < clock + length; at += 1) {
      const sentAt = writer.sentAt[at & (remembered - 1)] as number
      if (at >= openingClocks) tally.latencies.add(tally.now - sentAt)
      tally.delivered += 1
    }
    this.#seen[writer.slot] = Math.max(next, clock + length)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #count(clocks: number): void {
    const { tally, room } = this.#options
    tally.sent += 1
    tally.expected += clocks * (room.clients.length - 1)
  }
}
