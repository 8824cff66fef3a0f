import { type Rule, splitSubject, typeOfRef } from '#shared/access/engine/model.ts'
import { nexusModel } from '#shared/access/nexus-model.ts'
import type { SubjectRef } from '#shared/access/tuples.ts'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { TupleView } from '#server/storage/tuple-store.ts'

/** false: the subject is surely not in that set of subjects (`team:…#member`), so that nothing follows from what was granted to it. */
export type MayBeIn = (userset: SubjectRef) => boolean

/**
 * Looked for from the subject upwards, which takes a few lookups, where to ask each team about the subject takes some for every team.
 * A relation that does not simply follow from others counts as one that the subject may be in.
 */
export function membershipsOf(tuples: Pick<TupleView, 'tuplesOf'>, principal: PrincipalId): MayBeIn {
  let known: ReadonlySet<SubjectRef> | undefined
  return (userset) => {
    const [object, relation = ''] = splitSubject(userset)
    if (!simple.get(typeOfRef(object))?.has(relation)) return true
    known ??= usersetsOf(tuples, principal)
    return known.has(userset)
  }
}

function usersetsOf(tuples: Pick<TupleView, 'tuplesOf'>, principal: PrincipalId): ReadonlySet<SubjectRef> {
  const found = new Set<SubjectRef>()
  const subject = principal as SubjectRef
  const open: SubjectRef[] = [subject, `${typeOfRef(subject)}:*`]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { object, relation } of tuples.tuplesOf(next)) {
      for (const each of following.get(typeOfRef(object))?.get(relation) ?? []) {
        const userset: SubjectRef = `${object}#${each}`
        if (found.has(userset)) continue
        found.add(userset)
        open.push(userset)
      }
    }
  }
  return found
}

/** By type and relation, the relations that follow from it within the same thing, itself among them. */
const following = new Map<string, Map<string, string[]>>()
/** By type, the relations that follow from nothing else. */
const simple = new Map<string, Set<string>>()

for (const [type, relations] of nexusModel.types) {
  const ownFollowing = new Map<string, string[]>()
  const ownSimple = new Set<string>()
  for (const name of relations.keys()) {
    const sources = sourcesOf(name, (each) => relations.get(each)?.rule)
    if (sources) ownSimple.add(name)
    for (const source of sources ?? []) ownFollowing.set(source, [...(ownFollowing.get(source) ?? []), name])
  }
  following.set(type, ownFollowing)
  simple.set(type, ownSimple)
}

/** The relations of which a tuple makes one of `name`; undefined: it also follows from tuples of other things, or from what is not there. */
function sourcesOf(name: string, ruleOf: (name: string) => Rule | undefined): ReadonlySet<string> | undefined {
  const sources = new Set<string>()
  const seen = new Set<string>()
  const isSimple = (relation: string): boolean => {
    if (seen.has(relation)) return true
    seen.add(relation)
    const rule = ruleOf(relation)
    return rule !== undefined && isSimpleRule(rule, relation)
  }
  const isSimpleRule = (rule: Rule, relation: string): boolean => {
    if (rule.kind === 'direct') sources.add(relation)
    if (rule.kind === 'computed') return isSimple(rule.relation)
    if (rule.kind === 'any') return rule.rules.every((each) => isSimpleRule(each, relation))
    return rule.kind === 'direct'
  }
  return isSimple(name) ? sources : undefined
}
