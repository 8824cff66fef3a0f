import { done, refused, type Outcome } from '../../kit/outcome.ts'
import type { ObjectRef, SubjectRef, Tuple } from '../tuples.ts'

/** An authorisation model in the form in which questions are asked of it: the relations of each type. */
export interface Model {
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Relation>>
}

export interface Relation {
  readonly rule: Rule
  /** What a tuple of it may name; empty: it only follows from others. */
  readonly subjects: readonly AllowedSubject[]
}

/** `relation` undefined: a thing of that type itself; `isWildcard`: everyone of it. */
export interface AllowedSubject {
  readonly type: string
  readonly relation?: string
  readonly isWildcard: boolean
}

/** `from`: who is `relation` of what `tupleset` names. */
export type Rule =
  | { readonly kind: 'direct' }
  | { readonly kind: 'computed'; readonly relation: string }
  | { readonly kind: 'from'; readonly relation: string; readonly tupleset: string }
  | { readonly kind: 'any' | 'all'; readonly rules: readonly Rule[] }
  | { readonly kind: 'except'; readonly base: Rule; readonly excluded: Rule }

/** The model as OpenFGA writes it in JSON; only what is read here. */
export interface ModelJson {
  readonly type_definitions?: readonly TypeJson[] | undefined
  readonly conditions?: Readonly<Record<string, unknown>> | undefined
}

interface TypeJson {
  readonly type: string
  readonly relations?: Readonly<Record<string, RuleJson>> | undefined
  readonly metadata?: MetadataJson | null | undefined
}

interface MetadataJson {
  readonly relations?: Readonly<Record<string, { readonly directly_related_user_types?: readonly SubjectJson[] }>>
}

interface SubjectJson {
  readonly type: string
  readonly relation?: string
  readonly wildcard?: object
  readonly condition?: string
}

interface RuleJson {
  readonly this?: object
  readonly computedUserset?: { readonly relation?: string }
  readonly tupleToUserset?: {
    readonly tupleset: { readonly relation?: string }
    readonly computedUserset: { readonly relation?: string }
  }
  readonly union?: { readonly child: readonly RuleJson[] }
  readonly intersection?: { readonly child: readonly RuleJson[] }
  readonly difference?: { readonly base: RuleJson; readonly subtract: RuleJson }
}

/** Conditions would have to be computed with what a caller says of itself; here relations alone decide, so they are refused by name. */
export function readModel(json: ModelJson): Outcome<'condition' | 'malformed', Model> {
  const condition = conditionIn(json)
  if (condition !== undefined) return refused('condition', conditionSentence(condition))
  const types = new Map((json.type_definitions ?? []).map((type) => [type.type, relationsOf(type)]))
  const wrong = firstWrongName(types)
  return wrong === undefined ? done({ types }) : refused('malformed', wrong)
}

export function conditionSentence(name: string): string {
  return `The condition "${name}" can not be evaluated: conditions are not supported, only relations are.`
}

function conditionIn({ conditions, type_definitions = [] }: ModelJson): string | undefined {
  const [declared] = Object.keys(conditions ?? {})
  const allowed = type_definitions.flatMap(({ metadata }) =>
    Object.values(metadata?.relations ?? {}).flatMap((each) => each.directly_related_user_types ?? []),
  )
  return declared ?? allowed.find(({ condition }) => condition)?.condition
}

function relationsOf({ relations = {}, metadata }: TypeJson): ReadonlyMap<string, Relation> {
  return new Map(
    Object.entries(relations).map(([name, rule]) => {
      const subjects = metadata?.relations?.[name]?.directly_related_user_types ?? []
      return [name, { rule: ruleOf(rule), subjects: subjects.map(allowedSubject) }]
    }),
  )
}

function allowedSubject({ type, relation, wildcard }: SubjectJson): AllowedSubject {
  return { type, ...(relation && { relation }), isWildcard: wildcard !== undefined }
}

function ruleOf(json: RuleJson): Rule {
  if (json.union) return { kind: 'any', rules: json.union.child.map(ruleOf) }
  if (json.intersection) return { kind: 'all', rules: json.intersection.child.map(ruleOf) }
  if (json.difference)
    return { kind: 'except', base: ruleOf(json.difference.base), excluded: ruleOf(json.difference.subtract) }
  if (json.computedUserset) return { kind: 'computed', relation: json.computedUserset.relation ?? '' }
  if (json.tupleToUserset) {
    const { tupleset, computedUserset } = json.tupleToUserset
    return { kind: 'from', relation: computedUserset.relation ?? '', tupleset: tupleset.relation ?? '' }
  }
  return { kind: 'direct' }
}

/** A sentence on the first name that stands for nothing. */
function firstWrongName(types: Model['types']): string | undefined {
  for (const [type, relations] of types) {
    for (const [name, { rule, subjects }] of relations) {
      for (const { type: other, relation } of subjects) {
        if (!types.has(other)) return `${type}#${name} names the type "${other}", which is not there.`
        if (relation !== undefined && !types.get(other)?.has(relation))
          return `${type}#${name} names "${other}#${relation}", which is not there.`
      }
      const missing = namesIn(rule).find((relation) => !relations.has(relation))
      if (missing !== undefined) return `${type}#${name} names the relation "${missing}", which ${type} does not have.`
    }
  }
  return undefined
}

/** Relations of the same type. */
function namesIn(rule: Rule): readonly string[] {
  if (rule.kind === 'computed') return [rule.relation]
  if (rule.kind === 'from') return [rule.tupleset]
  if (rule.kind === 'except') return [...namesIn(rule.base), ...namesIn(rule.excluded)]
  return rule.kind === 'direct' ? [] : rule.rules.flatMap(namesIn)
}

/** The sentence why the model does not allow the tuple; undefined: it does. */
export function refusalOf(model: Model, { object, relation, subject }: Tuple): string | undefined {
  const relations = model.types.get(typeOfRef(object))
  if (!relations) return `There is no type "${typeOfRef(object)}" in the model.`
  const found = relations.get(relation)
  if (!found) return `A ${typeOfRef(object)} has no relation "${relation}".`
  const [thing, userset] = splitSubject(subject)
  const type = typeOfRef(thing)
  const isWildcard = thing === `${type}:*`
  const isAllowed = found.subjects.some(
    (each) => each.type === type && each.relation === userset && each.isWildcard === isWildcard,
  )
  if (isAllowed) return undefined
  const kind = isWildcard ? `${type}:*` : userset === undefined ? type : `${type}#${userset}`
  if (found.subjects.length === 0)
    return `"${relation}" of a ${typeOfRef(object)} follows from other relations; it can not be given.`
  return `A ${kind} can not be "${relation}" of a ${typeOfRef(object)}; only ${found.subjects.map(nameOf).join(', ')} can.`
}

function nameOf({ type, relation, isWildcard }: AllowedSubject): string {
  if (isWildcard) return `${type}:*`
  return relation === undefined ? type : `${type}#${relation}`
}

/** `team:one#member` → `team:one` and `member`; a plain subject has no second part. */
export function splitSubject(subject: SubjectRef): readonly [ObjectRef, string | undefined] {
  const at = subject.indexOf('#')
  return at < 0 ? [subject, undefined] : [subject.slice(0, at) as ObjectRef, subject.slice(at + 1)]
}

export function typeOfRef(ref: ObjectRef): string {
  return ref.slice(0, ref.indexOf(':'))
}
