import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { type UpdateBounds, updateBounds } from '#shared/crdt/yjs/update-bounds.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { ActorBook, ReplicaPlace } from './actor-book.ts'
import { usesIn } from './actor-uses.ts'
import type { ChangeCheck, Taken, Verdict, Writer } from './change-check.ts'
import { folderOf, type Move, type Moves } from './moves.ts'
import type { PlaceChain } from './place-chain.ts'
import type { PushRates } from './push-rates.ts'
import type { ActorUse, Judged, ReplicaActors, Reservation } from './replica-actors.ts'
import type { TrialRefusals } from './trial-refusals.ts'
import { emptyUpdate } from './update-diff.ts'
import type { WorkerPool } from './worker/worker-pool.ts'

export interface CheckPorts {
  readonly book: ActorBook
  readonly pool: WorkerPool
  readonly rates: PushRates
  readonly moves: Moves
  readonly refusals: TrialRefusals
}

/** What is larger, or written by several, is tried out before it is believed. */
const light = { maxBytes: 128 * 1024, maxStructs: 4_000, maxDeletes: 4_000 } as const

/**
 * Yjs updates. Decided from the bytes and the book of actors, without a promise, as long as the replica is at hand, the update is small and
 * new, and one client has written it.
 */
export function openUpdateCheck(ports: CheckPorts): ChangeCheck {
  return (change, writer) => {
    const bounds = updateBounds(change.bytes)
    if (!bounds.ok) return bounds
    const { workspace } = writer
    const place: ReplicaPlace = { workspace, replica: change.replica, kind: 'yjs' }
    const review = new UpdateReview(ports, change, { bounds: bounds.value, writer, place })
    const actors = review.isLight ? ports.book.ready(place) : undefined
    return (actors && review.atOnce(actors)) ?? ports.book.inTurn(place, (known, store) => review.closely(known, store))
  }
}

interface Circumstances {
  readonly bounds: UpdateBounds
  readonly writer: Writer
  readonly place: ReplicaPlace
}

class UpdateReview {
  readonly #ports: CheckPorts
  readonly #bytes: Uint8Array
  readonly #bounds: UpdateBounds
  readonly #writer: Writer
  readonly #place: ReplicaPlace
  readonly #uses: readonly ActorUse[]

  constructor(ports: CheckPorts, { bytes }: OutgoingChange, { bounds, writer, place }: Circumstances) {
    this.#ports = ports
    this.#bytes = bytes
    this.#bounds = bounds
    this.#writer = writer
    this.#place = place
    this.#uses = bounds.ranges.map(({ client, from, to }) => ({ actor: client, from, to }))
  }

  get isLight(): boolean {
    const { structs, deletes, ranges } = this.#bounds
    return (
      this.#bytes.length <= light.maxBytes &&
      structs <= light.maxStructs &&
      deletes <= light.maxDeletes &&
      ranges.length <= 1
    )
  }

  /** undefined: it takes a closer look. */
  atOnce(actors: ReplicaActors): Verdict | undefined {
    const judgement = actors.judge(this.#judged())
    if (judgement === 'overlaps' || (judgement === 'sound' && actors.chain?.isTouchedBy(this.#bytes))) return undefined
    return judgement === 'sound' ? this.#news(actors) : refused(judgement)
  }

  async closely(actors: ReplicaActors, store: LogStore): Promise<Verdict> {
    const judgement = actors.judge(this.#judged())
    if (judgement === 'actor-taken' || judgement === 'missing-changes') return refused(judgement)
    const chain = actors.chain?.isTouchedBy(this.#bytes) ? actors.chain : undefined
    if (judgement === 'sound' && this.isLight && !chain) return this.#news(actors)
    if (!this.#ports.rates.mayTry(this.#writer)) return refused('too-many')
    // Looked at before the log is: what is stored in between is in both, which makes no difference.
    const underway = [...(actors.chain?.underway ?? [])]
    const { workspace, replica } = this.#place
    const stored = (await store.ofReplica(workspace, replica))?.chunks ?? []
    if (judgement === 'overlaps') return this.#second(actors, { stored, store, underway })
    if (!this.isLight) {
      const found = await this.#ports.pool.run('tryUpdate', { stored, update: this.#bytes })
      if (!found.ok) return refused(this.#ports.refusals.codeFor(found.reason, this.#bytes, this.#writer))
      if (found.value !== 'sound') return refused(found.value)
    }
    if (!chain) return this.#news(actors)
    const move = await this.#move(this.#bytes, { chain, stored: [...stored, ...underway], isNew: actors.isEmpty })
    return move.ok ? this.#news(actors, move.value) : move
  }

  /** What the update, which says something of the folder, makes of it. */
  async #move(
    update: Uint8Array,
    { chain, stored, isNew }: MoveContext,
  ): Promise<Outcome<RefusalCode, Move | undefined>> {
    const found = await this.#ports.pool.run('placeAfter', { stored, update })
    if (!found.ok) return refused(this.#ports.refusals.codeFor(found.reason, this.#bytes, this.#writer))
    const { workspace, replica } = this.#place
    const { principal } = this.#writer
    const judged = await this.#ports.moves.judge({ workspace, replica, principal, isNew, to: folderOf(found.value) })
    if (judged.ok) chain.learn(update)
    return judged
  }

  /** Some of it is there already. The same again is fine; other words under the same numbers are somebody else's, or a cloned tab's. */
  async #second(
    actors: ReplicaActors,
    { stored, store, underway }: { stored: readonly Uint8Array[]; store: LogStore; underway: readonly Uint8Array[] },
  ): Promise<Verdict> {
    if (stored.some((chunk) => Buffer.compare(chunk, this.#bytes) === 0)) return this.#repeat(actors)
    const found = await this.#ports.pool.run('compareOverlap', { stored, update: this.#bytes })
    if (!found.ok) return refused(this.#ports.refusals.codeFor(found.reason, this.#bytes, this.#writer))
    const { differs, emptied, novelty } = found.value
    const isErased = emptied.some((client) => !actors.mayWriteAs(client, this.#writer))
    if (differs || isErased) return refused('actor-taken')
    // Somebody else's words that are under way, and not in the store to be compared with yet.
    if (novelty && !this.#mayBring(actors, novelty)) return refused('too-many')
    const { chain } = actors
    if (!novelty || !chain?.isTouchedBy(novelty))
      return this.#repeat(actors, novelty ?? (await this.#nothingNew(store)))
    const move = await this.#move(novelty, { chain, stored: [...stored, ...underway], isNew: false })
    return move.ok ? this.#repeat(actors, novelty, move.value) : move
  }

  #mayBring(actors: ReplicaActors, novelty: Uint8Array): boolean {
    return usesIn('yjs', novelty).every(({ actor }) => actors.mayWriteAs(actor, this.#writer))
  }

  /** The log knows its own changes again and settles them with the seq that they have. */
  async #nothingNew(store: LogStore): Promise<Uint8Array> {
    const { workspace, replica } = this.#place
    const bounds = { before: Number.MAX_SAFE_INTEGER, maxChanges: 1, maxBytes: 1 }
    return (await store.historyOf(workspace, replica, bounds)).changes[0]?.bytes ?? emptyUpdate
  }

  #news(actors: ReplicaActors, move?: Move): Verdict {
    // Deletions alone have no numbers, and may come a second time.
    return done(new News(this.#reserve(actors, this.#bytes), { isNews: this.#uses.length > 0, move }))
  }

  #repeat(actors: ReplicaActors, bytes = this.#bytes, move?: Move): Verdict {
    const reserved = this.#reserve(actors, bytes)
    const settle = (isStored: boolean) => {
      reserved.settle(isStored)
      move?.settle(isStored)
    }
    const taken: Taken = { bytes, isRepeat: true, move, settle }
    return done(taken)
  }

  #reserve(actors: ReplicaActors, bytes: Uint8Array): Reservation {
    const reserved = actors.reserve(this.#uses, this.#writer)
    const { chain } = actors
    if (!chain) return reserved
    chain.underway.add(bytes)
    return new Underway(reserved, chain, bytes)
  }

  #judged(): Judged {
    return { uses: this.#uses, needs: this.#bounds.needs, writer: this.#writer }
  }
}

interface MoveContext {
  readonly chain: PlaceChain
  /** What the log holds or is about to. */
  readonly stored: readonly Uint8Array[]
  readonly isNew: boolean
}

class News implements Taken {
  readonly isNews: boolean
  readonly move: Move | undefined
  readonly #reserved: Reservation

  constructor(reserved: Reservation, { isNews, move }: { isNews: boolean; move: Move | undefined }) {
    this.#reserved = reserved
    this.isNews = isNews
    this.move = move
  }

  settle(isStored: boolean): void {
    this.#reserved.settle(isStored)
    this.move?.settle(isStored)
  }
}

/** On its way into the log of a thing that lies in folders. */
class Underway implements Reservation {
  readonly #reserved: Reservation
  readonly #chain: PlaceChain
  readonly #bytes: Uint8Array

  constructor(reserved: Reservation, chain: PlaceChain, bytes: Uint8Array) {
    this.#reserved = reserved
    this.#chain = chain
    this.#bytes = bytes
  }

  settle(isStored: boolean): void {
    this.#chain.underway.delete(this.#bytes)
    this.#reserved.settle(isStored)
  }
}
