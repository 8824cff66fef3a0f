import type { ObjectRef, SubjectRef } from '../tuples.ts'
import { Checker } from './check.ts'
import { type Model, type Relation, type Rule, splitSubject, typeOfRef } from './model.ts'
import type { TupleReader } from './tuple-reader.ts'

interface ObjectsQuestion {
  readonly subject: SubjectRef
  readonly relation: string
  /** Those that come into question, each looked at once. */
  readonly candidates: Iterable<ObjectRef>
}

interface Ports {
  readonly model: Model
  readonly reader: TupleReader
}

/** Of the candidates those to which the subject is in the relation. */
export function listObjects(ports: Ports, { subject, relation, candidates }: ObjectsQuestion): readonly ObjectRef[] {
  const checker = new Checker({ ...ports, subject })
  const found: ObjectRef[] = []
  for (const object of candidates) if (checker.check(object, relation)) found.push(object)
  return found
}

interface SubjectsQuestion {
  readonly object: ObjectRef
  readonly relation: string
  readonly type: string
  /** Not things of the type, but everybody in this relation to one. */
  readonly userset?: string | undefined
}

/**
 * Who is in the relation: things of a type, `type:*` among them when everyone is, or usersets. Those whom only a wildcard covers are not
 * listed one by one, for they may not be known.
 */
export function listSubjects(
  ports: Ports,
  { object, relation, type, userset }: SubjectsQuestion,
): readonly SubjectRef[] {
  const found: SubjectRef[] = []
  for (const subject of new Reach(ports).of(object, relation)) {
    const [thing, of] = splitSubject(subject)
    if (typeOfRef(thing) !== type || of !== userset) continue
    if (new Checker({ ...ports, subject }).check(object, relation)) found.push(subject)
  }
  return found
}

/** Whoever may be in a relation for all that tuples say in favour: what is excluded is found out by a check. */
class Reach {
  readonly #ports: Ports
  readonly #seen = new Set<string>()
  readonly #subjects = new Set<SubjectRef>()

  constructor(ports: Ports) {
    this.#ports = ports
  }

  of(object: ObjectRef, relation: string): ReadonlySet<SubjectRef> {
    const waiting: (readonly [ObjectRef, string])[] = [[object, relation]]
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const key = `${next[0]}#${next[1]}` as SubjectRef
      const found = this.#ports.model.types.get(typeOfRef(next[0]))?.get(next[1])
      if (!found || this.#seen.has(key)) continue
      this.#seen.add(key)
      this.#subjects.add(key)
      waiting.push(...this.#steps(found.rule, found, next))
    }
    return this.#subjects
  }

  #steps(
    rule: Rule,
    found: Relation,
    [object, relation]: readonly [ObjectRef, string],
  ): (readonly [ObjectRef, string])[] {
    const { reader } = this.#ports
    if (rule.kind === 'computed') return [[object, rule.relation]]
    if (rule.kind === 'from') return reader.subjects(object, rule.tupleset).map((thing) => [thing, rule.relation])
    if (rule.kind === 'except') return this.#steps(rule.base, found, [object, relation])
    if (rule.kind !== 'direct') return rule.rules.flatMap((each) => this.#steps(each, found, [object, relation]))
    for (const subject of reader.subjects(object, relation)) this.#subjects.add(subject)
    return reader.usersets(object, relation).map((subject) => {
      this.#subjects.add(subject)
      const [thing, of = ''] = splitSubject(subject)
      return [thing, of]
    })
  }
}
