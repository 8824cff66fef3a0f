import type { ObjectRef, SubjectRef, Tuple } from '../tuples.ts'
import { splitSubject } from './model.ts'

/**
 * What the engine asks of stored tuples, at once: a decision takes tens of lookups of some microseconds. A store that is far away has to
 * bring near what a question needs before it is asked.
 */
export interface TupleReader {
  has(object: ObjectRef, relation: string, subject: SubjectRef): boolean
  /** `team:one#member` and the like. */
  usersets(object: ObjectRef, relation: string): readonly SubjectRef[]
  /** Plain subjects, which are things in relations that lead on. */
  subjects(object: ObjectRef, relation: string): readonly SubjectRef[]
}

/** The same with more tuples, which count for one question only. */
export function withTuples(reader: TupleReader, tuples: readonly Tuple[]): TupleReader {
  if (tuples.length === 0) return reader
  const more = new TupleSet(tuples)
  return {
    has: (object, relation, subject) => more.has(object, relation, subject) || reader.has(object, relation, subject),
    usersets: (object, relation) => [
      ...new Set([...reader.usersets(object, relation), ...more.usersets(object, relation)]),
    ],
    subjects: (object, relation) => [
      ...new Set([...reader.subjects(object, relation), ...more.subjects(object, relation)]),
    ],
  }
}

/** Tuples in memory. */
export class TupleSet implements TupleReader {
  readonly #byRelation = new Map<string, Set<SubjectRef>>()
  readonly #things = new Set<ObjectRef>()

  constructor(tuples: Iterable<Tuple>) {
    for (const { object, relation, subject } of tuples) {
      const key = `${object}#${relation}`
      const known = this.#byRelation.get(key)
      if (known) known.add(subject)
      else this.#byRelation.set(key, new Set([subject]))
      this.#things.add(object)
      this.#things.add(splitSubject(subject)[0])
    }
  }

  has(object: ObjectRef, relation: string, subject: SubjectRef): boolean {
    return this.#byRelation.get(`${object}#${relation}`)?.has(subject) ?? false
  }

  usersets(object: ObjectRef, relation: string): readonly SubjectRef[] {
    return [...(this.#byRelation.get(`${object}#${relation}`) ?? [])].filter((subject) => subject.includes('#'))
  }

  subjects(object: ObjectRef, relation: string): readonly SubjectRef[] {
    return [...(this.#byRelation.get(`${object}#${relation}`) ?? [])].filter((subject) => !subject.includes('#'))
  }

  /** Whatever is named, as object or as subject. */
  things(type: string): readonly ObjectRef[] {
    return [...this.#things].filter((thing) => thing.startsWith(`${type}:`) && !thing.endsWith(':*'))
  }
}
