import type { ObjectRef, SubjectRef, Tuple } from '../tuples.ts'
import { Checker, type Proof } from './check.ts'
import type { Model } from './model.ts'
import type { TupleReader } from './tuple-reader.ts'

/** Why yes: the tuples that lead from the subject to the object. Why no: the relations in which a tuple was looked for, and none found. */
export type Reasons =
  | { readonly isAllowed: true; readonly tuples: readonly Tuple[] }
  | { readonly isAllowed: false; readonly missing: readonly MissingRelation[] }

export interface MissingRelation {
  readonly object: ObjectRef
  readonly relation: string
}

interface Question {
  readonly subject: SubjectRef
  readonly object: ObjectRef
  readonly relation: string
}

export function explain(
  ports: { model: Model; reader: TupleReader },
  { subject, object, relation }: Question,
): Reasons {
  const missing = new Map<string, MissingRelation>()
  const checker = new Checker({
    ...ports,
    subject,
    onMissing: (place, of) => missing.set(`${place}#${of}`, { object: place, relation: of }),
  })
  const proof = checker.check(object, relation)
  return proof ? { isAllowed: true, tuples: tuplesOf(proof) } : { isAllowed: false, missing: [...missing.values()] }
}

/** From the subject to the object, each once. */
export function tuplesOf(proof: Proof): readonly Tuple[] {
  const found = new Set<Tuple>()
  const seen = new Set<Proof>()
  const walk = (each: Proof) => {
    if (seen.has(each)) return
    seen.add(each)
    each.because.forEach(walk)
    if (each.tuple) found.add(each.tuple)
  }
  walk(proof)
  return [...found]
}
