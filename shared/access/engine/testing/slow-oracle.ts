import type { ObjectRef, SubjectRef, Tuple } from '../../tuples.ts'
import type { Model, Rule } from '../model.ts'

/**
 * The same question answered the slow way, to compare with: every relation of every thing for every subject, computed over and over until
 * nothing is added, and one layer of `but not` after the other. No cycles, no depth, nothing remembered. For models in which nothing is
 * excluded by way of itself.
 */
export function expandAll(
  model: Model,
  tuples: readonly Tuple[],
  subjects: readonly SubjectRef[],
): ReadonlySet<string> {
  const things = [
    ...new Set(tuples.flatMap(({ object, subject }) => [object, thingOf(subject)]).concat(subjects.map(thingOf))),
  ]
  const facts = new Set<string>()
  const relations = [...model.types].flatMap(([type, all]) =>
    [...all].map(([name, { rule }]) => ({ type, name, rule })),
  )
  const layers = layersOf(relations)
  for (let layer = 0; layer <= Math.max(0, ...layers.values()); layer += 1) {
    let before = -1
    while (before !== facts.size) {
      before = facts.size
      for (const { type, name, rule } of relations) {
        if ((layers.get(`${type}#${name}`) ?? 0) !== layer) continue
        for (const object of things.filter((thing) => thing.startsWith(`${type}:`)))
          for (const subject of subjects)
            if (holds({ model, tuples, facts }, rule, { object, relation: name, subject }))
              facts.add(factOf({ object, relation: name, subject }))
      }
    }
  }
  return facts
}

export function factOf({ object, relation, subject }: Tuple): string {
  return `${object}#${relation}@${subject}`
}

interface World {
  readonly model: Model
  readonly tuples: readonly Tuple[]
  readonly facts: ReadonlySet<string>
}

function holds(world: World, rule: Rule, asked: Tuple): boolean {
  const { object, relation, subject } = asked
  if (subject === `${object}#${relation}`) return true
  if (rule.kind === 'any') return rule.rules.some((each) => holds(world, each, asked))
  if (rule.kind === 'all') return rule.rules.every((each) => holds(world, each, asked))
  if (rule.kind === 'except') return holds(world, rule.base, asked) && !holds(world, rule.excluded, asked)
  const isFact = (of: ObjectRef, name: string) =>
    subject === `${of}#${name}` || world.facts.has(factOf({ object: of, relation: name, subject }))
  if (rule.kind === 'computed') return isFact(object, rule.relation)
  const own = (name: string) => world.tuples.filter((tuple) => tuple.object === object && tuple.relation === name)
  if (rule.kind === 'from')
    return own(rule.tupleset).some((tuple) => !tuple.subject.includes('#') && isFact(tuple.subject, rule.relation))
  return own(relation).some((tuple) => {
    if (tuple.subject === subject) return true
    if (!subject.includes('#') && tuple.subject === `${subject.slice(0, subject.indexOf(':'))}:*`) return true
    const [of = '', name] = tuple.subject.split('#')
    return name !== undefined && isFact(of as ObjectRef, name)
  })
}

function thingOf(subject: SubjectRef): ObjectRef {
  return (subject.split('#')[0] ?? '') as ObjectRef
}

interface NamedRule {
  readonly type: string
  readonly name: string
  readonly rule: Rule
}

/** How often something has to be excluded before a relation can be told; `tier` in a name says it, as the arbitrary models name them. */
function layersOf(relations: readonly NamedRule[]): ReadonlyMap<string, number> {
  return new Map(relations.map(({ type, name }) => [`${type}#${name}`, Number(/_(\d+)$/.exec(name)?.[1] ?? 0)]))
}
