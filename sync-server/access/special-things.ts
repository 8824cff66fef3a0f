import { bit } from '#shared/access/bits.ts'
import type { Checker } from '#shared/access/engine/check.ts'
import { type TupleReader, TupleSet } from '#shared/access/engine/tuple-reader.ts'
import { replicaObject, type SubjectRef, type Tuple } from '#shared/access/tuples.ts'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
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
  readonly #tuples: TupleSet
  readonly #rows: ReadonlyMap<ReplicaId, ResourceRow>
  readonly #alike = new Map<string, Alike>()
  readonly #named = new Map<string, ReplicaId[]>()
  readonly #workspace: WorkspaceId

  constructor(tuples: TupleView, workspace: WorkspaceId) {
    const rows = tuples.specialsIn(workspace)
    const onThem = rows.length > 0 ? tuples.tuplesOfSpecials(workspace) : []
    this.count = rows.length
    this.#workspace = workspace
    this.#rows = new Map(rows.map((row) => [row.replica, row]))
    this.#tuples = new TupleSet(onThem)
    const shared = new Map<string, Tuple[]>()
    for (const tuple of onThem) {
      const replica = tuple.object.slice(tuple.object.indexOf(':') + 1)
      if (isOne(tuple.subject)) push(this.#named, tuple.subject, replica as ReplicaId)
      else push(shared, replica, tuple)
    }
    for (const { replica } of rows) this.#sort(replica, shared.get(replica) ?? [])
  }

  #sort(replica: ReplicaId, shared: readonly Tuple[]): void {
    const place = `${replica.split('_')[0]} ${this.#parentsOf(replica).join()}`
    const name = place + shared.map(wordsOf).join('')
    const known = this.#alike.get(name)
    if (known) known.replicas.push(replica)
    else this.#alike.set(name, { replicas: [replica], place, shared })
  }

  /** Everything on them from memory, the rest from `others`. */
  reader(others: TupleReader): TupleReader {
    const memory = inheriting(this.#tuples, (replica) => this.#parentsOf(replica))
    return {
      has: (object, relation, subject) => (isThing(object) ? memory : others).has(object, relation, subject),
      usersets: (object, relation) => (isThing(object) ? memory : others).usersets(object, relation),
      subjects: (object, relation) => (isThing(object) ? memory : others).subjects(object, relation),
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
