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
  readonly #tuples: readonly Tuple[]
  readonly #byRelation = new Map<string, SubjectRef[]>()

  constructor(tuples: readonly Tuple[]) {
    this.#tuples = tuples
    for (const { object, relation, subject } of tuples) {
      const key = `${object}#${relation}`
      const known = this.#byRelation.get(key)
      if (known) known.push(subject)
      else this.#byRelation.set(key, [subject])
    }
  }

  has(object: ObjectRef, relation: string, subject: SubjectRef): boolean {
    return this.#byRelation.get(`${object}#${relation}`)?.includes(subject) ?? false
  }

  usersets(object: ObjectRef, relation: string): readonly SubjectRef[] {
    return (this.#byRelation.get(`${object}#${relation}`) ?? []).filter((subject) => subject.includes('#'))
  }

  subjects(object: ObjectRef, relation: string): readonly SubjectRef[] {
    return (this.#byRelation.get(`${object}#${relation}`) ?? []).filter((subject) => !subject.includes('#'))
  }

  /** Whatever is named, as object or as subject. */
  things(type: string): readonly ObjectRef[] {
    const named = this.#tuples.flatMap(({ object, subject }) => [object, splitSubject(subject)[0]])
    return [...new Set(named)].filter((thing) => thing.startsWith(`${type}:`) && !thing.endsWith(':*'))
  }
}
