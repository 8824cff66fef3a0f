import type { SubjectRef } from '#shared/access/tuples.ts'
import { type PrincipalId, type ReplicaId, typeOf } from '#shared/kit/ids.ts'

/** What is granted to whom, one object for all the things that it is granted on. */
export interface Grant {
  readonly number: number
  readonly relation: string
  readonly subject: SubjectRef
  /** To somebody, not to everybody in something. */
  readonly isToOne: boolean
}

/** Things of one type that lie in the same place and were granted to the same teams. */
export interface Alike {
  readonly replicas: ReadonlySet<ReplicaId>
  readonly place: string
  /** What was granted to whom, of those that are many. */
  readonly shared: readonly Grant[]
}

interface Filed {
  readonly replica: ReplicaId
  /** Where it lies: the same text, the same rights from above. */
  readonly above: string
  /** In one order for all. */
  readonly grants: readonly Grant[]
}

interface Kind extends Alike {
  readonly replicas: Set<ReplicaId>
  /** With one grant more. */
  readonly next: Map<Grant, Kind>
}

/** Things put together by what makes them alike for everybody whom none of their tuples names. */
export class AlikeThings {
  readonly #kinds: Kind[] = []
  readonly #places = new Map<string, Kind>()
  readonly #named = new Map<string, Set<ReplicaId>>()

  get all(): readonly Alike[] {
    return this.#kinds
  }

  /** Of which tuples name the principal. */
  naming(principal: PrincipalId): ReadonlySet<ReplicaId> {
    return this.#named.get(principal) ?? none
  }

  put({ replica, above, grants }: Filed): void {
    const place = `${typeOf(replica)} ${above}`
    let kind = this.#places.get(place)
    if (!kind) this.#places.set(place, (kind = this.#kindOf(place, [])))
    for (const grant of grants) {
      if (grant.isToOne) this.#name(grant.subject, replica)
      else kind = this.#withGrant(kind, grant)
    }
    kind.replicas.add(replica)
  }

  take({ replica, above, grants }: Filed): void {
    let kind = this.#places.get(`${typeOf(replica)} ${above}`)
    for (const grant of grants) {
      if (grant.isToOne) this.#named.get(grant.subject)?.delete(replica)
      else kind = kind?.next.get(grant)
    }
    kind?.replicas.delete(replica)
  }

  #withGrant(kind: Kind, grant: Grant): Kind {
    const known = kind.next.get(grant)
    if (known) return known
    const made = this.#kindOf(kind.place, [...kind.shared, grant])
    kind.next.set(grant, made)
    return made
  }

  #kindOf(place: string, shared: readonly Grant[]): Kind {
    const kind: Kind = { place, shared, replicas: new Set(), next: new Map() }
    this.#kinds.push(kind)
    return kind
  }

  #name(subject: SubjectRef, replica: ReplicaId): void {
    const known = this.#named.get(subject)
    if (known) known.add(replica)
    else this.#named.set(subject, new Set([replica]))
  }
}

const none: ReadonlySet<ReplicaId> = new Set()
