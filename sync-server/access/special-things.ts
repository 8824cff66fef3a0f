import { bit } from '#shared/access/bits.ts'
import type { Checker } from '#shared/access/engine/check.ts'
import type { TupleReader } from '#shared/access/engine/tuple-reader.ts'
import { type ObjectRef, replicaObject, type SubjectRef } from '#shared/access/tuples.ts'
import { type PrincipalId, type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import type { ResourceRow, StoredAccessChange, TupleView } from '#server/storage/tuple-store.ts'
import { AlikeThings, type Grant } from './alike-things.ts'
import type { MayBeIn } from './memberships.ts'
import { bitsOf, thingBits } from './standing.ts'
import { inheriting, isThing, parentsOf } from './workspace-reader.ts'

interface Special extends ResourceRow {
  /** Few each, which are quicker looked through than put in order. */
  readonly grants: Grant[]
}

/** To follow more changes than these one by one takes longer than to read everything again. */
const maxFollowed = 200

/**
 * The things of one workspace that differ for somebody, as they were at one moment (`follow` brings them up to another). Things that lie in
 * the same place and were granted to the same teams are alike for everybody whom none of their tuples names, and so are those granted to
 * other teams, if the principal is in none of them: one of each kind is decided for all.
 */
export class SpecialThings {
  readonly #workspace: WorkspaceId
  readonly #things = new Map<ReplicaId, Special>()
  readonly #grants = new Map<SubjectRef, Map<string, Grant>>()
  #grantCount = 0
  #revision: number
  /** Made when it is first asked for. */
  #alike: AlikeThings | undefined

  constructor(tuples: TupleView, workspace: WorkspaceId) {
    this.#workspace = workspace
    this.#revision = tuples.revision
    let last: Special | undefined
    for (const [replica, inherits, parent, relation, subject] of tuples.specialsIn(workspace)) {
      if (last?.replica !== replica) {
        last = { replica, workspace, inherits: inherits === 1, parent: parent ?? undefined, grants: [] }
        this.#things.set(replica, last)
      }
      if (relation !== null && subject !== null) last.grants.push(this.#grantOf(relation, subject))
    }
    for (const row of tuples.belowSpecials(workspace))
      if (!this.#things.has(row.replica)) this.#things.set(row.replica, { ...row, grants: [] })
  }

  get count(): number {
    return this.#things.size
  }

  /**
   * Reads again what the tuples say has changed since: of a thousand things one, which takes no time, where reading all takes some
   * milliseconds. false: too much has changed, or nobody can tell what.
   */
  follow(tuples: TupleView): boolean {
    const { revision } = tuples
    if (revision === this.#revision) return true
    const changes = tuples.changesSince(this.#revision, maxFollowed)
    const stale = changes && this.#staleBy(changes)
    if (!stale) return false
    for (const replica of stale) this.#readAgain(tuples, replica)
    this.#revision = revision
    return true
  }

  /** The things that are concerned; undefined: it can not be said of each. */
  #staleBy(changes: readonly StoredAccessChange[]): ReadonlySet<ReplicaId> | undefined {
    const stale = new Set<ReplicaId>()
    for (const { workspace, replica, subject } of changes) {
      if (workspace && workspace !== this.#workspace) continue
      // What is granted on a folder counts for whatever lies in it; nothing lies in anything else.
      if (replica && typeOf(replica) === 'folder') return undefined
      if (replica) stale.add(replica)
      else if (!subject || this.#isShared(subject)) return undefined
      // Whoever is taken out loses what was granted on things as well.
      else for (const each of this.#sorted().naming(subject)) stale.add(each)
    }
    return stale
  }

  /** Something was granted to everybody in a relation to it. */
  #isShared(subject: PrincipalId): boolean {
    for (const each of this.#grants.keys()) if (each.startsWith(`${subject}#`)) return true
    return false
  }

  #readAgain(tuples: TupleView, replica: ReplicaId): void {
    const row = tuples.resource(replica)
    const grants = tuples
      .tuplesOn(replicaObject(replica))
      .map(({ relation, subject }) => this.#grantOf(relation, subject))
    const isBelow = row?.parent !== undefined && this.#things.has(row.parent)
    const isSpecial = row?.workspace === this.#workspace && (!row.inherits || grants.length > 0 || isBelow)
    const alike = this.#sorted()
    const before = this.#things.get(replica)
    if (before) alike.take(this.#filed(before))
    this.#things.delete(replica)
    if (!isSpecial) return
    const thing: Special = { ...row, grants }
    this.#things.set(replica, thing)
    alike.put(this.#filed(thing))
  }

  #grantOf(relation: string, subject: SubjectRef): Grant {
    let bySubject = this.#grants.get(subject)
    if (!bySubject) this.#grants.set(subject, (bySubject = new Map()))
    const known = bySubject.get(relation)
    if (known) return known
    const isToOne = !subject.includes('#') && !subject.endsWith(':*')
    const grant: Grant = { number: (this.#grantCount += 1), relation, subject, isToOne }
    bySubject.set(relation, grant)
    return grant
  }

  #sorted(): AlikeThings {
    if (this.#alike) return this.#alike
    const alike = new AlikeThings()
    for (const thing of this.#things.values()) alike.put(this.#filed(thing))
    return (this.#alike = alike)
  }

  /** Without a folder it lies where the others do: so do most things, and nothing is looked up for them. */
  #filed({ replica, parent, inherits, grants }: Special) {
    const above = parent === undefined ? String(inherits) : this.#parentsOf(replica).join()
    return { replica, above, grants }
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
    const grantsOn = (object: ObjectRef) =>
      this.#things.get(object.slice(object.indexOf(':') + 1) as ReplicaId)?.grants ?? []
    const on = (object: ObjectRef, relation: string) =>
      grantsOn(object)
        .filter((each) => each.relation === relation)
        .map(({ subject }) => subject)
    return {
      has: (object, relation, subject) =>
        grantsOn(object).some((each) => each.relation === relation && each.subject === subject),
      usersets: (object, relation) => on(object, relation).filter((subject) => subject.includes('#')),
      subjects: (object, relation) => on(object, relation).filter((subject) => !subject.includes('#')),
    }
  }

  #parentsOf(replica: ReplicaId): readonly SubjectRef[] {
    return parentsOf(replica, this.#workspace, (each) => this.#things.get(each))
  }

  /** Those of which the principal may read or write something else than `usual`. */
  exceptions(checker: Checker, { principal, usual, mayBeIn }: AskedExceptions) {
    const found = new Map<ReplicaId, number>()
    const alike = this.#sorted()
    const named = alike.naming(principal)
    const decide = (replica: ReplicaId) => bitsOf(checker, replicaObject(replica), thingBits)
    const expected = usual & (bit.read | bit.write)
    const decided = new Map<string, number>()
    for (const { replicas, place, shared } of alike.all) {
      const one = firstBut(replicas, named)
      if (one === undefined) continue
      let kind = place
      for (const { subject, number } of shared) if (subject.endsWith(':*') || mayBeIn(subject)) kind += ` ${number}`
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

function firstBut(replicas: ReadonlySet<ReplicaId>, named: ReadonlySet<ReplicaId>): ReplicaId | undefined {
  for (const replica of replicas) if (!named.has(replica)) return replica
  return undefined
}

interface AskedExceptions {
  readonly principal: PrincipalId
  /** Of things that differ for nobody. */
  readonly usual: number
  readonly mayBeIn: MayBeIn
}
