import type { DeviceId, PrincipalId } from '#shared/kit/ids.ts'
import type { PlaceChain } from './place-chain.ts'

/** A client id of Yjs or, in hexadecimal, an actor of Automerge. */
export type ActorKey = number | string

/** A stretch of what an actor has said: clocks or sequence numbers from `from` up to, not including, `to`. */
export interface ActorUse {
  readonly actor: ActorKey
  readonly from: number
  readonly to: number
}

export interface ActorOwner {
  readonly principal: PrincipalId
  readonly device: DeviceId
}

export interface KnownActor {
  /** undefined: nobody knows any more; whoever goes on under it owns it. */
  owner: ActorOwner | undefined
  next: number
}

/** overlaps: some of it is there already, so it may be a second sending, or another's words under the same numbers. */
export type Judgement = 'sound' | 'overlaps' | 'actor-taken' | 'missing-changes'

export interface Judged {
  readonly uses: readonly ActorUse[]
  /** How far others have to be there; what `uses` brings counts. */
  readonly needs?: ReadonlyMap<ActorKey, number>
  readonly writer: ActorOwner
}

export interface ActorRules {
  /** The number that an actor begins with. */
  readonly first: number
  /** Others' changes may be brought back, too: the server has lost some (see restored.ts). */
  isRestoring(): boolean
  /** Of a text that lies in folders. */
  readonly chain?: PlaceChain | undefined
  /** After each settlement. */
  told(): void
}

export interface Reservation {
  /** To be called once. */
  settle(isStored: boolean): void
}

/**
 * Who writes under which names in one replica, and how far they have come. What is on its way to the disk counts as there.
 *
 * Invariants: an actor has one owner, the first that used it; its numbers are told without a gap; `underway` is the number of
 * reservations that are not settled.
 */
export class ReplicaActors {
  readonly actors: Map<ActorKey, KnownActor>
  /** Claimed since this was last asked for. */
  readonly #claimed = new Set<ActorKey>()
  readonly #rules: ActorRules
  #underway = 0
  #isStale = false

  constructor(actors: Map<ActorKey, KnownActor>, rules: ActorRules) {
    this.actors = actors
    this.#rules = rules
  }

  get chain(): PlaceChain | undefined {
    return this.#rules.chain
  }

  /** What could not be stored was taken back; once nothing is under way, what the log holds is to be asked again. */
  get isStale(): boolean {
    return this.#isStale && this.#underway === 0
  }

  /** Nobody has written to it. */
  get isEmpty(): boolean {
    return this.actors.size === 0
  }

  get isIdle(): boolean {
    return this.#underway === 0
  }

  judge({ uses, needs, writer }: Judged): Judgement {
    const reached = uses.length > 1 ? new Map<ActorKey, number>() : undefined
    let overlaps = false
    for (const { actor, from, to } of uses) {
      const known = this.actors.get(actor)
      const next = reached?.get(actor) ?? known?.next ?? this.#rules.first
      if (from > next) return 'missing-changes'
      if (to > next && known && !this.#mayGoOn(known, writer)) return 'actor-taken'
      if (from < next) overlaps = true
      reached?.set(actor, Math.max(next, to))
    }
    for (const [actor, need] of needs ?? []) {
      const own = reached ? reached.get(actor) : uses[0]?.actor === actor ? uses[0].to : undefined
      if (need > (own ?? this.#rules.first) && need > (this.actors.get(actor)?.next ?? this.#rules.first))
        return 'missing-changes'
    }
    return overlaps ? 'overlaps' : 'sound'
  }

  reserve(uses: readonly ActorUse[], writer: ActorOwner): Reservation {
    this.#underway += 1
    const before: number[] = []
    for (const { actor, to } of uses) {
      const known = this.actors.get(actor)
      before.push(known?.next ?? this.#rules.first)
      if (known?.owner) {
        if (to > known.next) known.next = to
        continue
      }
      this.actors.set(actor, { owner: writer, next: Math.max(to, known?.next ?? this.#rules.first) })
      this.#claimed.add(actor)
    }
    return { settle: (isStored) => this.#settle(isStored ? undefined : { uses, before }) }
  }

  #settle(back: { uses: readonly ActorUse[]; before: readonly number[] } | undefined): void {
    this.#underway -= 1
    for (const [index, { actor }] of back?.uses.entries() ?? []) {
      const known = this.actors.get(actor)
      if (known) known.next = Math.min(known.next, back?.before[index] ?? known.next)
    }
    if (back) this.#isStale = true
    this.#rules.told()
  }

  mayWriteAs(actor: ActorKey, writer: ActorOwner): boolean {
    const known = this.actors.get(actor)
    return !known || this.#mayGoOn(known, writer)
  }

  #mayGoOn({ owner }: KnownActor, writer: ActorOwner): boolean {
    return !owner || isSame(owner, writer) || this.#rules.isRestoring()
  }

  get hasClaims(): boolean {
    return this.#claimed.size > 0
  }

  takeClaims(): readonly (readonly [ActorKey, ActorOwner, number])[] {
    const claims = [...this.#claimed].flatMap((actor) => {
      const known = this.actors.get(actor)
      return known?.owner ? [[actor, known.owner, known.next] as const] : []
    })
    this.#claimed.clear()
    return claims
  }
}

function isSame(one: ActorOwner, other: ActorOwner): boolean {
  return one.principal === other.principal && one.device === other.device
}
