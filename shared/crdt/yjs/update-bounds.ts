import { done, refused, type Outcome } from '../../kit/outcome.ts'
import { ByteScanner, unsound } from '../byte-scanner.ts'

/** The outline of a Yjs update: whose structs it brings, and what they build on. */
export interface UpdateBounds {
  /** In the order of the bytes: higher clients first, clocks rising; a client comes again where something of it is left out. */
  readonly ranges: readonly ClockRange[]
  /** By client, the clock up to which its structs have to be there before this one can be applied. Those of `ranges` are included. */
  readonly needs: ReadonlyMap<number, number>
  readonly structs: number
  readonly deletes: number
}

/** The structs of one client from `from` up to, not including, `to`. */
export interface ClockRange {
  readonly client: number
  readonly from: number
  readonly to: number
}

/** What an update says, item by item, in the order of the bytes. */
interface UpdateListener {
  /** Its clocks begin at `clock`. What it stands beside, or, where it stands beside nothing, the name of the root and of the entry that it is in. */
  item(client: number, clock: number, length: number, place: ItemPlace): void
  deleted(client: number, clock: number, length: number): void
}

/** One object for all items of a walk: to be read at once. */
export interface ItemPlace {
  /** -1: none. */
  readonly leftClient: number
  readonly leftClock: number
  readonly rightClient: number
  readonly rightClock: number
  /** In UTF-8; undefined: in no root of the document, or beside something. */
  readonly root: Uint8Array | undefined
  readonly entry: Uint8Array | undefined
}

/** Others keep clocks in 32 bits, and nobody types so much under one name. */
const maxClock = 2 ** 31
/** A document that has been edited in twenty thousand sittings is whole; what names more writers than that is not one. */
const maxClientsFromOutside = 20_000

/**
 * Walks over an update (V1) once, without building anything of it: every count and length against the bytes that are left, every text
 * as UTF-8, every JSON as JSON. Stricter than the library, which believes what it reads: clients fall, delete ranges rise and do not overlap, no
 * struct is empty or builds on a later one of its own client, and the bytes end with the update. What the library writes is always taken; of
 * what is taken, the library can read all. Documents within documents are refused: nothing here has them.
 * Source: Yjs 13.6, utils/encoding.js, utils/updates.js and structs/.
 */
export function updateBounds(
  bytes: Uint8Array,
  maxClients = maxClientsFromOutside,
): Outcome<'malformed', UpdateBounds> {
  try {
    return done(new Walk(bytes, maxClients).bounds())
  } catch (error) {
    if (error !== unsound) throw error
    return refused('malformed')
  }
}

/** Tells of each item of an update that was found sound; of one that is not, of those before the place that is not. */
export function listenToUpdate(bytes: Uint8Array, listener: UpdateListener): void {
  try {
    new Walk(bytes, Number.POSITIVE_INFINITY, listener).bounds()
  } catch (error) {
    if (error !== unsound) throw error
  }
}

const bit = { origin: 0x80, rightOrigin: 0x40, parentSub: 0x20, content: 0x1f } as const
const content = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  text: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  skip: 10,
} as const
/** XmlElement and XmlHook carry a name, the other types (array, map, text, fragment, XML text) nothing. */
const typesWithName: ReadonlySet<number> = new Set([3, 5])
const lastType = 6

const none: Uint8Array | undefined = undefined

class Walk {
  readonly #scan: ByteScanner
  readonly #maxClients: number
  readonly #listener: UpdateListener | undefined
  readonly #place = { leftClient: -1, leftClock: 0, rightClient: -1, rightClock: 0, root: none, entry: none }
  readonly #ranges: ClockRange[] = []
  readonly #needs = new Map<number, number>()
  #structs = 0
  #deletes = 0
  #referred = 0

  constructor(bytes: Uint8Array, maxClients: number, listener?: UpdateListener) {
    this.#scan = new ByteScanner(bytes)
    this.#maxClients = maxClients
    this.#listener = listener
  }

  bounds(): UpdateBounds {
    let above = Number.POSITIVE_INFINITY
    const clients = this.#scan.count()
    if (clients > this.#maxClients) throw unsound
    for (let index = 0; index < clients; index += 1) above = this.#clientStructs(above)
    this.#deleteSet()
    if (this.#scan.left > 0) throw unsound
    return { ranges: this.#ranges, needs: this.#needs, structs: this.#structs, deletes: this.#deletes }
  }

  #clientStructs(above: number): number {
    const scan = this.#scan
    const structs = scan.count()
    const client = scan.number()
    if (client >= above || structs === 0) throw unsound
    let clock = scan.number()
    let from = clock
    for (let index = 0; index < structs; index += 1) {
      const info = scan.byte()
      const length = info === content.skip || info === content.gc ? scan.number() : this.#item(info, client, clock)
      if (length === 0 || clock + length > maxClock) throw unsound
      if (info === content.skip) {
        this.#addRange(client, from, clock)
        from = clock + length
      }
      clock += length
    }
    this.#addRange(client, from, clock)
    this.#structs += structs
    return client
  }

  #addRange(client: number, from: number, to: number): void {
    if (from === to) return
    this.#ranges.push({ client, from, to })
    this.#need(client, to)
  }

  /** Answers the item's length in clocks. */
  #item(info: number, client: number, clock: number): number {
    const hasOrigin = (info & bit.origin) !== 0
    const hasRightOrigin = (info & bit.rightOrigin) !== 0
    const place = this.#place
    place.leftClient = hasOrigin ? this.#reference(client, clock) : -1
    place.leftClock = this.#referred
    place.rightClient = hasRightOrigin ? this.#reference(client, clock) : -1
    place.rightClock = this.#referred
    place.root = none
    place.entry = none
    if (!hasOrigin && !hasRightOrigin) this.#parent(info, client, clock)
    const length = this.#content(info & bit.content)
    this.#listener?.item(client, clock, length, place)
    return length
  }

  #parent(info: number, client: number, clock: number): void {
    const isNamed = this.#scan.number()
    if (isNamed > 1) throw unsound
    if (isNamed === 1) this.#place.root = this.#name()
    else this.#reference(client, clock)
    if ((info & bit.parentSub) !== 0) this.#place.entry = this.#name()
  }

  /** Bytes of it only for who listens. */
  #name(): Uint8Array | undefined {
    const scan = this.#scan
    const start = scan.at
    scan.text()
    if (!this.#listener) return none
    const end = scan.at
    scan.at = start
    scan.number()
    const name = scan.bytes.subarray(scan.at, end)
    scan.at = end
    return name
  }

  /** Answers the client; the clock is in `#referred`. */
  #reference(ownClient: number, ownClock: number): number {
    const client = this.#scan.number()
    const clock = this.#scan.number()
    this.#referred = clock
    if (clock >= (client === ownClient ? ownClock : maxClock)) throw unsound
    if (client !== ownClient) this.#need(client, clock + 1)
    return client
  }

  #content(kind: number): number {
    const scan = this.#scan
    switch (kind) {
      case content.deleted:
        return scan.number()
      case content.json: {
        const length = scan.count()
        for (let index = 0; index < length; index += 1) scan.json(true)
        return length
      }
      case content.binary:
        scan.skip(scan.number())
        return 1
      case content.text:
        return scan.text()
      case content.embed:
        scan.json()
        return 1
      case content.format:
        scan.text()
        scan.json()
        return 1
      case content.type:
        return this.#type()
      case content.any: {
        const length = scan.count()
        for (let index = 0; index < length; index += 1) scan.any()
        return length
      }
      default:
        throw unsound
    }
  }

  #type(): number {
    const type = this.#scan.number()
    if (type > lastType) throw unsound
    if (typesWithName.has(type)) this.#scan.text()
    return 1
  }

  #deleteSet(): void {
    const scan = this.#scan
    const clients = scan.count()
    if (clients > this.#maxClients) throw unsound
    const seen = clients > 1 ? new Set<number>() : undefined
    for (let index = 0; index < clients; index += 1) {
      const client = scan.number()
      if (seen?.has(client)) throw unsound
      seen?.add(client)
      const end = this.#deleteRanges(client)
      if (end > 0) this.#need(client, end)
    }
  }

  /** Ranges that overlap would be walked over again and again by everyone who applies them. */
  #deleteRanges(client: number): number {
    const scan = this.#scan
    let end = 0
    const count = scan.count()
    for (let index = 0; index < count; index += 1) {
      const clock = scan.number()
      const length = scan.number()
      if (clock < end || length === 0 || clock + length > maxClock) throw unsound
      end = clock + length
      this.#listener?.deleted(client, clock, length)
    }
    this.#deletes += count
    return end
  }

  #need(client: number, clock: number): void {
    if (clock > (this.#needs.get(client) ?? 0)) this.#needs.set(client, clock)
  }
}
