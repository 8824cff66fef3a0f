import { unreachable } from '../../kit/assert.ts'
import type { ObjectRef, SubjectRef, Tuple } from '../tuples.ts'
import { type Model, type Relation, type Rule, splitSubject, typeOfRef } from './model.ts'
import type { TupleReader } from './tuple-reader.ts'

/** Why somebody is `relation` of `object`: the tuple that says so, or leads on, and what had to be so before. */
export interface Proof {
  readonly object: ObjectRef
  readonly relation: string
  readonly tuple?: Tuple
  readonly because: readonly Proof[]
}

/** Answers that hold for one subject as long as no tuple changes. */
export type Answers = Map<string, Proof | undefined>

interface CheckerPorts {
  readonly model: Model
  readonly reader: TupleReader
  readonly subject: SubjectRef
  /** Shared by the questions of one subject; a new one when left out. */
  readonly answers?: Answers
  /** Every relation in which no tuple was found. */
  onMissing?(object: ObjectRef, relation: string): void
}

/** Questions within questions; deeper is a "no", which is not remembered. Folders lie in folders, but not in hundreds. */
const maxDepth = 200

/**
 * Whether one subject is in a relation. To ask what is being asked already (a cycle) is a "no" for the moment, and a "no" that rests on
 * such a one holds only as long as the questions above it are open or end with "no". So:
 *
 * 1. a "yes" is kept in `answers`, and so is a "no" for which nothing was assumed;
 * 2. any other "no" is `#assumed`: it may be used until it is forgotten or kept;
 * 3. when a question ends with "yes", every "no" that was assumed while it was open is forgotten;
 * 4. when the first question ends with "no", everything that is still assumed is right, and kept.
 *
 * So no question is walked more than once for each "yes" above it. What `but not` excludes is asked as a first question of its own; should
 * it rest on what is asked above (no model ought to), it counts as excluded.
 */
export class Checker {
  readonly #ports: CheckerPorts
  readonly #wildcard: SubjectRef | undefined
  readonly #answers: Answers
  readonly #open: Set<string>
  /** How many are open above the first question. */
  readonly #base: number
  readonly #assumed = new Set<string>()
  readonly #assumedInOrder: string[] = []
  /** The latest "no" rests on another. */
  #isAssuming = false
  /** Something was too deep, or rests on what is asked above the first question: no "no" is worth remembering. */
  #isUndecided = false

  constructor(ports: CheckerPorts, above: ReadonlySet<string> = new Set()) {
    this.#ports = ports
    const { subject, answers } = ports
    const isPlain = !subject.includes('#') && !subject.endsWith(':*')
    this.#wildcard = isPlain ? `${typeOfRef(subject)}:*` : undefined
    this.#answers = answers ?? new Map()
    this.#open = new Set(above)
    this.#base = above.size
  }

  check(object: ObjectRef, relation: string): Proof | undefined {
    this.#isAssuming = false
    this.#isUndecided = false
    return this.#ask(object, relation)
  }

  #ask(object: ObjectRef, relation: string): Proof | undefined {
    const key = `${object}#${relation}`
    if (key === this.#ports.subject) return { object, relation, because: [] }
    const known = this.#answers.get(key)
    if (known !== undefined || this.#answers.has(key)) return known
    const found = this.#ports.model.types.get(typeOfRef(object))?.get(relation)
    if (!found) return undefined
    const isOpen = this.#open.has(key)
    if (isOpen || this.#assumed.has(key) || this.#open.size >= maxDepth) return this.#assumeNo(key, isOpen)
    const wasAssuming = this.#isAssuming
    const before = this.#assumedInOrder.length
    this.#isAssuming = false
    this.#open.add(key)
    const proof = this.#by(found.rule, found, { object, relation })
    this.#open.delete(key)
    this.#settle(key, proof, before)
    this.#isAssuming ||= wasAssuming
    return proof
  }

  #assumeNo(key: string, isOpen: boolean): undefined {
    this.#isAssuming = true
    const isOwn = this.#assumed.has(key) || (isOpen && [...this.#open].indexOf(key) >= this.#base)
    if (!isOwn) this.#isUndecided = true
  }

  #settle(key: string, proof: Proof | undefined, before: number): void {
    const isFirst = this.#open.size === this.#base
    if (proof || isFirst) {
      for (const each of this.#assumedInOrder.splice(before)) {
        this.#assumed.delete(each)
        if (!proof && !this.#isUndecided) this.#answers.set(each, undefined)
      }
    }
    if (proof || !this.#isAssuming || (isFirst && !this.#isUndecided)) {
      this.#isAssuming = false
      this.#answers.set(key, proof)
    } else if (!isFirst) {
      this.#assumed.add(key)
      this.#assumedInOrder.push(key)
    }
  }

  #by(rule: Rule, found: Relation, at: Place): Proof | undefined {
    switch (rule.kind) {
      case 'direct':
        return this.#direct(found, at)
      case 'computed':
        return because(at, this.#ask(at.object, rule.relation))
      case 'from':
        return this.#from(rule, at)
      case 'any':
        for (const each of rule.rules) {
          const proof = this.#by(each, found, at)
          if (proof) return proof
        }
        return undefined
      case 'all':
        return this.#all(rule.rules, found, at)
      case 'except':
        return this.#except(rule, found, at)
      default:
        return unreachable(rule)
    }
  }

  #direct(found: Relation, { object, relation }: Place): Proof | undefined {
    const { reader, subject, onMissing } = this.#ports
    if (reader.has(object, relation, subject)) return told({ object, relation, subject }, [])
    const wildcard = this.#wildcard
    if (wildcard && found.subjects.some((each) => each.isWildcard) && reader.has(object, relation, wildcard))
      return told({ object, relation, subject: wildcard }, [])
    if (found.subjects.some((each) => each.relation !== undefined)) {
      for (const userset of reader.usersets(object, relation)) {
        const [thing, of = ''] = splitSubject(userset)
        const proof = this.#ask(thing, of)
        if (proof) return told({ object, relation, subject: userset }, [proof])
      }
    }
    onMissing?.(object, relation)
    return undefined
  }

  #from(
    { relation: asked, tupleset }: Extract<Rule, { kind: 'from' }>,
    { object, relation }: Place,
  ): Proof | undefined {
    for (const thing of this.#ports.reader.subjects(object, tupleset)) {
      const proof = this.#ask(thing, asked)
      if (!proof) continue
      return { object, relation, tuple: { object, relation: tupleset, subject: thing }, because: [proof] }
    }
    return undefined
  }

  #all(rules: readonly Rule[], found: Relation, at: Place): Proof | undefined {
    const proofs: Proof[] = []
    for (const each of rules) {
      const proof = this.#by(each, found, at)
      if (!proof) return undefined
      proofs.push(proof)
    }
    return { ...at, because: proofs }
  }

  #except({ base, excluded }: Extract<Rule, { kind: 'except' }>, found: Relation, at: Place): Proof | undefined {
    const proof = this.#by(base, found, at)
    if (!proof) return undefined
    const below = new Checker({ ...this.#ports, answers: this.#answers }, this.#open)
    const isExcluded = below.#by(excluded, found, at) !== undefined
    if (!isExcluded && !below.#isUndecided) return because(at, proof)
    if (!isExcluded) {
      this.#isAssuming = true
      this.#isUndecided = true
    }
    return undefined
  }
}

interface Place {
  readonly object: ObjectRef
  readonly relation: string
}

function told(tuple: Tuple, reasons: readonly Proof[]): Proof {
  return { object: tuple.object, relation: tuple.relation, tuple, because: reasons }
}

function because({ object, relation }: Place, proof: Proof | undefined): Proof | undefined {
  return proof && { object, relation, because: [proof] }
}
