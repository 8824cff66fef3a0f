import { setTimeout as delay } from 'node:timers/promises'
import { Client, type RoomState, type Tally } from './client.ts'
import { Histogram } from './histogram.ts'
import type { Protocol, Seat } from './protocol.ts'

/** Loopback has a whole network of addresses; each has some 28,000 ports of its own. */
const socketsPerAddress = 5_000
const againAfterMs = 500

export interface CrowdOptions {
  readonly protocol: Protocol
  readonly port: number
}

/** Many wire-level clients in rooms, some of whom write. */
export class Crowd {
  readonly rooms: RoomState[] = []
  readonly clients: Client[] = []
  readonly writers: Client[] = []
  readonly tally: Tally = {
    sent: 0,
    expected: 0,
    delivered: 0,
    acknowledged: 0,
    gaps: 0,
    closed: 0,
    closeCode: 0,
    latencies: new Histogram(),
    acknowledgements: new Histogram(),
    now: 0,
  }
  /** How often the server closed a socket before its client was synced. */
  turnedAway = 0
  readonly #options: CrowdOptions
  readonly #all: ConstructorParameters<typeof Client>[0]['writers'] = []
  #isClosed = false
  #opened = 0

  constructor(options: CrowdOptions) {
    this.#options = options
  }

  /**
   * Opens a client for each seat of each room, at most `atOnce` of them not yet synced, and waits until all are. With `comesAgain` who
   * is turned away by the server comes again a little later; without, that is an error.
   */
  async enter(
    rooms: readonly (readonly Seat[])[],
    { atOnce = 200, comesAgain = false, limitMs = 120_000 } = {},
  ): Promise<void> {
    const waiting = rooms.flatMap((seats) => {
      const room: RoomState = { clients: [], writers: [] }
      this.rooms.push(room)
      return seats.map((seat) => ({ room, seat }))
    })
    let next = 0
    const enterNext = async (): Promise<void> => {
      for (let at = next++; at < waiting.length; at = next++) {
        const { room, seat } = waiting[at] as (typeof waiting)[number]
        await this.#enter(room, seat, comesAgain)
      }
    }
    await within(limitMs, 'all clients are synced', Promise.all(Array.from({ length: atOnce }, enterNext)))
  }

  /** The first clients of each room, or of the first rooms, begin to write; waits until all others have seen their paragraphs. */
  async beginToWrite(writersPerRoom: number, rooms = this.rooms.length): Promise<void> {
    for (let slot = 0; slot < writersPerRoom; slot += 1) {
      for (const { clients } of this.rooms.slice(0, rooms)) {
        const client = clients[slot]
        if (!client) continue
        client.beginToWrite()
        this.writers.push(client)
      }
    }
    await this.untilDelivered()
  }

  get outstanding(): number {
    return this.tally.expected - this.tally.delivered
  }

  /** Throws when an edit was lost, was overtaken, or does not arrive within the time. */
  async untilDelivered(limitMs = 20_000): Promise<void> {
    const end = performance.now() + limitMs
    while (this.outstanding > 0) {
      this.check()
      if (performance.now() > end) throw new Error(`${this.outstanding} edits were not delivered.`)
      await delay(5)
    }
    if (this.tally.gaps > 0) throw new Error(`${this.tally.gaps} edits overtook another one.`)
    this.check()
  }

  /** For servers that acknowledge. */
  async untilAcknowledged(limitMs = 20_000): Promise<void> {
    const end = performance.now() + limitMs
    while (this.tally.acknowledged < this.tally.sent) {
      if (performance.now() > end)
        throw new Error(`Of ${this.tally.sent} edits ${this.tally.acknowledged} were acknowledged.`)
      await delay(5)
    }
    this.check()
  }

  /** Throws when the server has closed a socket. */
  check(): void {
    if (!this.#isClosed && this.tally.closed > 0)
      throw new Error(`The server closed ${this.tally.closed} sockets, one with ${this.tally.closeCode}.`)
  }

  close(): void {
    this.#isClosed = true
    for (const client of this.clients) client.destroy()
  }

  #enter(room: RoomState, seat: Seat, comesAgain: boolean): Promise<void> {
    const from = `127.0.0.${2 + Math.floor(this.clients.length / socketsPerAddress)}`
    return new Promise((resolve, reject) => {
      this.#opened += 1
      const client = new Client({
        ...this.#options,
        seat,
        room,
        from,
        tally: this.tally,
        number: this.#opened,
        writers: this.#all,
      })
      client.onClosed = () => {
        client.onClosed = undefined
        if (!comesAgain) return reject(new Error(`The server turned a client away with ${this.tally.closeCode}.`))
        this.clients.splice(this.clients.indexOf(client), 1)
        room.clients.splice(room.clients.indexOf(client), 1)
        this.tally.closed -= 1
        this.turnedAway += 1
        delay(againAfterMs * (0.5 + (this.turnedAway % 16) / 16))
          .then(() => this.#enter(room, seat, true))
          .then(resolve, reject)
      }
      client.onSynced = () => {
        client.onSynced = undefined
        client.onClosed = undefined
        resolve()
      }
      room.clients.push(client)
      this.clients.push(client)
    })
  }
}

export async function within<Value>(limitMs: number, what: string, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not within ${limitMs / 1000} s: ${what}.`)), limitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
