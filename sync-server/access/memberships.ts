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
export function membershipsOf(tuples: Pick<TupleView, 'relatedTo'>, principal: PrincipalId): MayBeIn {
  let known: ReadonlySet<SubjectRef> | undefined
  return (userset) => {
    const [object, relation = ''] = splitSubject(userset)
    if (!simple.get(typeOfRef(object))?.has(relation)) return true
    known ??= usersetsOf(tuples, principal)
    return known.has(userset)
  }
}

function usersetsOf(tuples: Pick<TupleView, 'relatedTo'>, principal: PrincipalId): ReadonlySet<SubjectRef> {
  const found = new Set<SubjectRef>()
  const subject = principal as SubjectRef
  const open: SubjectRef[] = [subject, `${typeOfRef(subject)}:*`]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [source, namesByType] of following) {
      for (const object of tuples.relatedTo(next, source)) {
        for (const name of namesByType.get(typeOfRef(object)) ?? []) {
          const userset: SubjectRef = `${object}#${name}`
          if (found.has(userset)) continue
          found.add(userset)
          open.push(userset)
        }
      }
    }
  }
  return found
}

/** By relation and type, what follows from it within the same thing, itself among them: of what something can be granted to. */
const following = new Map<string, Map<string, string[]>>()
/** By type, relations to which something can be granted, and which follow from nothing but tuples of the very thing. */
const simple = new Map<string, Set<string>>()

for (const { type, relation: name } of grantable()) {
  const sources = sourcesOf(name, (each) => nexusModel.types.get(type)?.get(each)?.rule)
  if (!sources) continue
  simple.set(type, (simple.get(type) ?? new Set()).add(name))
  for (const source of sources) {
    const byType = following.get(source) ?? new Map<string, string[]>()
    following.set(source, byType.set(type, [...(byType.get(type) ?? []), name]))
  }
}

/** Everything that the model lets stand as a subject in the form `team:…#member`. */
function grantable(): readonly { readonly type: string; readonly relation: string }[] {
  const found = new Map<string, { type: string; relation: string }>()
  for (const relations of nexusModel.types.values())
    for (const { subjects } of relations.values())
      for (const { type, relation } of subjects) if (relation) found.set(`${type}#${relation}`, { type, relation })
  return [...found.values()]
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
