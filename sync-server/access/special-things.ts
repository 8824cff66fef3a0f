import { bit } from '#shared/access/bits.ts'
import type { Checker } from '#shared/access/engine/check.ts'
import { type TupleReader, TupleSet } from '#shared/access/engine/tuple-reader.ts'
import { replicaObject, type SubjectRef } from '#shared/access/tuples.ts'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ResourceRow, TupleView } from '#server/storage/tuple-store.ts'
import { bitsOf, thingBits } from './standing.ts'
import { inheriting, isThing, parentsOf } from './workspace-reader.ts'

/**
 * The things of one workspace that differ for somebody, as they were at one moment. Things that lie in the same place and were granted to the
 * same teams are alike for everybody whom none of their tuples names, so one of each kind is decided for all: what a thing was granted to
 * others makes no difference.
 */
export class SpecialThings {
  readonly count: number
  readonly #tuples: TupleSet
  readonly #rows: ReadonlyMap<ReplicaId, ResourceRow>
  readonly #alike = new Map<string, ReplicaId[]>()
  readonly #named = new Map<string, ReplicaId[]>()
  readonly #workspace: WorkspaceId

  constructor(tuples: TupleView, workspace: WorkspaceId) {
    const rows = tuples.specialsIn(workspace)
    const onThem = rows.length > 0 ? tuples.tuplesOfSpecials(workspace) : []
    this.count = rows.length
    this.#workspace = workspace
    this.#rows = new Map(rows.map((row) => [row.replica, row]))
    this.#tuples = new TupleSet(onThem)
    const shared = new Map<string, string>()
    for (const { object, relation, subject } of onThem) {
      const replica = object.slice(object.indexOf(':') + 1)
      if (isOne(subject)) push(this.#named, subject, replica as ReplicaId)
      else shared.set(replica, `${shared.get(replica) ?? ''} ${relation} ${subject}`)
    }
    for (const row of rows) {
      const place = this.#parentsOf(row.replica).join()
      push(this.#alike, `${row.replica.split('_')[0]} ${place}${shared.get(row.replica) ?? ''}`, row.replica)
    }
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
  exceptions(checker: Checker, { principal, usual }: { principal: PrincipalId; usual: number }) {
    const found = new Map<ReplicaId, number>()
    const named = new Set(this.#named.get(principal))
    const decide = (replica: ReplicaId) => bitsOf(checker, replicaObject(replica), thingBits)
    const expected = usual & (bit.read | bit.write)
    for (const replicas of this.#alike.values()) {
      const one = replicas.find((replica) => !named.has(replica))
      const bits = one === undefined ? expected : decide(one)
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

function isOne(subject: SubjectRef): boolean {
  return !subject.includes('#') && !subject.endsWith(':*')
}

function push(lists: Map<string, ReplicaId[]>, key: string, replica: ReplicaId): void {
  const list = lists.get(key)
  if (list) list.push(replica)
  else lists.set(key, [replica])
}
