import { bit } from '#shared/access/bits.ts'
import type { Checker } from '#shared/access/engine/check.ts'
import type { TupleReader } from '#shared/access/engine/tuple-reader.ts'
import { type ObjectRef, replicaObject, type SubjectRef, type Tuple } from '#shared/access/tuples.ts'
import { type PrincipalId, type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import type { ResourceRow, TupleView } from '#server/storage/tuple-store.ts'
import type { MayBeIn } from './memberships.ts'
import { bitsOf, thingBits } from './standing.ts'
import { inheriting, isThing, parentsOf } from './workspace-reader.ts'

/** Things of one type that lie in the same place and were granted to the same teams. */
interface Alike {
  readonly replicas: ReplicaId[]
  readonly place: string
  /** What was granted to whom, of those that are many. */
  readonly shared: readonly Pick<Tuple, 'relation' | 'subject'>[]
}

/**
 * The things of one workspace that differ for somebody, as they were at one moment. Things that lie in the same place and were granted to the
 * same teams are alike for everybody whom none of their tuples names, and so are those granted to other teams, if the principal is in
 * none of them: one of each kind is decided for all.
 */
export class SpecialThings {
  readonly count: number
  /** By object: few each, which are quicker looked through than put in order. */
  readonly #tuples = new Map<string, Tuple[]>()
  readonly #rows: ReadonlyMap<ReplicaId, ResourceRow>
  readonly #alike = new Map<string, Alike>()
  readonly #named = new Map<string, ReplicaId[]>()
  readonly #workspace: WorkspaceId

  constructor(tuples: TupleView, workspace: WorkspaceId) {
    const rows = tuples.specialsIn(workspace)
    this.count = rows.length
    this.#workspace = workspace
    this.#rows = new Map(rows.map((row) => [row.replica, row]))
    if (rows.length > 0) for (const tuple of tuples.tuplesOfSpecials(workspace)) push(this.#tuples, tuple.object, tuple)
    for (const { replica } of rows) this.#sort(replica)
  }

  #sort(replica: ReplicaId): void {
    const place = `${typeOf(replica)} ${this.#parentsOf(replica).join()}`
    let name = place
    const shared: Tuple[] = []
    for (const tuple of this.#tuples.get(replicaObject(replica)) ?? []) {
      if (isOne(tuple.subject)) push(this.#named, tuple.subject, replica)
      else {
        shared.push(tuple)
        name += wordsOf(tuple)
      }
    }
    const known = this.#alike.get(name)
    if (known) known.replicas.push(replica)
    else this.#alike.set(name, { replicas: [replica], place, shared })
  }

  /** Everything on them from memory, the rest from `others`. */
  reader(others: TupleReader): TupleReader {
    const memory = inheriting(this.#written, (replica) => this.#parentsOf(replica))
    return {
      has: (object, relation, subject) => (isThing(object) ? memory : others).has(object, relation, subject),
      usersets: (object, relation) => (isThing(object) ? memory : others).usersets(object, relation),
      subjects: (object, relation) => (isThing(object) ? memory : others).subjects(object, relation),
    }
  }

  get #written(): TupleReader {
    const on = (object: ObjectRef, relation: string) =>
      (this.#tuples.get(object) ?? []).filter((each) => each.relation === relation).map(({ subject }) => subject)
    return {
      has: (object, relation, subject) =>
        this.#tuples.get(object)?.some((each) => each.relation === relation && each.subject === subject) ?? false,
      usersets: (object, relation) => on(object, relation).filter((subject) => subject.includes('#')),
      subjects: (object, relation) => on(object, relation).filter((subject) => !subject.includes('#')),
    }
  }

  #parentsOf(replica: ReplicaId): readonly SubjectRef[] {
    return parentsOf(replica, this.#workspace, (each) => this.#rows.get(each))
  }

  /** Those of which the principal may read or write something else than `usual`. */
  exceptions(checker: Checker, { principal, usual, mayBeIn }: AskedExceptions) {
    const found = new Map<ReplicaId, number>()
    const named = new Set(this.#named.get(principal))
    const decide = (replica: ReplicaId) => bitsOf(checker, replicaObject(replica), thingBits)
    const expected = usual & (bit.read | bit.write)
    const decided = new Map<string, number>()
    for (const { replicas, place, shared } of this.#alike.values()) {
      const one = replicas.find((replica) => !named.has(replica))
      if (one === undefined) continue
      let kind = place
      for (const each of shared) if (each.subject.endsWith(':*') || mayBeIn(each.subject)) kind += wordsOf(each)
      const bits = decided.get(kind) ?? decide(one)
      decided.set(kind, bits)
      if (bits === expected) continue
      for (const replica of replicas) if (!named.has(replica)) found.set(replica, bits)
    }
    for (const replica of named) {
      const bits = decide(replica)
      if (bits !== expected) found.set(replica, bits)
    }
    return found
  }
}

interface AskedExceptions {
  readonly principal: PrincipalId
  /** Of things that differ for nobody. */
  readonly usual: number
  readonly mayBeIn: MayBeIn
}

function wordsOf({ relation, subject }: Pick<Tuple, 'relation' | 'subject'>): string {
  return ` ${relation} ${subject}`
}

function isOne(subject: SubjectRef): boolean {
  return !subject.includes('#') && !subject.endsWith(':*')
}

function push<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}
