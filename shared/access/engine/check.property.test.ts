import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuzzRuns } from '../../kit/testing/fuzz-runs.ts'
import type { ObjectRef, SubjectRef, Tuple } from '../tuples.ts'
import { Checker } from './check.ts'
import { explain } from './explain.ts'
import { listObjects, listSubjects } from './list.ts'
import { type AllowedSubject, type Model, refusalOf, type Relation, type Rule, splitSubject } from './model.ts'
import { expandAll, factOf } from './testing/slow-oracle.ts'
import { TupleSet, withTuples } from './tuple-reader.ts'

/**
 * Arbitrary models: two types of things over users. A relation `r3_1` may rest on relations of tier 0 and 1 in any way, cycles included, and
 * exclude those of tier 0 only: nothing is excluded by way of itself.
 */
const types = ['folder', 'group'] as const
const names = ['a_0', 'b_0', 'c_1', 'd_2'] as const
const tierOf = (name: string) => Number(name.at(-1))
const upTo = (tier: number) => names.filter((name) => tierOf(name) <= tier)
const tuplesets = ['parent_0', 'next_0'] as const

/** What is excluded names no tuples of its own relation: those may lead back to it. */
function anyRule(tier: number, { depth = 2, isExcluded = false } = {}): fc.Arbitrary<Rule> {
  const direct: Rule = { kind: 'direct' }
  const leaf: fc.Arbitrary<Rule>[] = [
    fc.constantFrom(...upTo(tier)).map((relation) => ({ kind: 'computed', relation })),
    fc.record({
      kind: fc.constant('from' as const),
      relation: fc.constantFrom(...upTo(tier)),
      tupleset: fc.constantFrom(...tuplesets),
    }),
    ...(isExcluded ? [] : [fc.constant(direct), fc.constant(direct)]),
  ]
  if (depth === 0) return fc.oneof(...leaf)
  const below = anyRule(tier, { depth: depth - 1, isExcluded })
  const rules = fc.array(below, { minLength: 1, maxLength: 3 })
  const combined: fc.Arbitrary<Rule>[] = [
    rules.map((each) => ({ kind: 'any', rules: isExcluded ? each : [direct, ...each] })),
    rules.map((each) => ({ kind: 'any', rules: each })),
    rules.map((each) => ({ kind: 'all', rules: each })),
  ]
  if (tier > 0) {
    const excluded = anyRule(tier - 1, { depth: depth - 1, isExcluded: true })
    combined.push(fc.record({ kind: fc.constant('except' as const), base: below, excluded }))
  }
  return fc.oneof(...leaf, ...combined, ...combined)
}

function anySubjects(tier: number): fc.Arbitrary<readonly AllowedSubject[]> {
  const usersets = types.flatMap((type) => upTo(tier).map((relation) => ({ type, relation, isWildcard: false })))
  const plain: AllowedSubject[] = [
    { type: 'user', isWildcard: false },
    { type: 'user', isWildcard: true },
  ]
  return fc.subarray([...plain, ...usersets], { minLength: 2, maxLength: 6 })
}

const anyRelation = (name: string): fc.Arbitrary<readonly [string, Relation]> =>
  fc
    .record({ rule: anyRule(tierOf(name)), subjects: anySubjects(tierOf(name)) })
    .map((relation) => [name, relation] as const)

const things: AllowedSubject[] = types.map((type) => ({ type, isWildcard: false }))
const anyType = fc
  .tuple(...names.map(anyRelation))
  .map(
    (relations) =>
      new Map([
        ...relations,
        ...tuplesets.map((name) => [name, { rule: { kind: 'direct' }, subjects: things }] as const),
      ]),
  )

const anyModel: fc.Arbitrary<Model> = fc.tuple(anyType, anyType).map(([folder, group]) => ({
  types: new Map([
    ['user', new Map()],
    ['folder', folder],
    ['group', group],
  ]),
}))

const users = ['user:1', 'user:2'] as const
const objects = types.flatMap((type) => [1, 2].map((number): ObjectRef => `${type}:${number}`))

/** Tuples that the model allows, from numbers: few things and many usersets, so that there are cycles of all kinds. */
const anyPick = fc.record({ object: fc.nat(), relation: fc.nat(), kind: fc.nat(), subject: fc.nat() })
type Pick = { readonly object: number; readonly relation: number; readonly kind: number; readonly subject: number }

function tupleOf(model: Model, { object: o, relation: r, kind: k, subject: s }: Pick): Tuple {
  const object = pick(objects, o)
  const [relation, { subjects: allowed }] = pick([...(model.types.get(object.split(':')[0] ?? '') ?? [])], r)
  const { type, relation: userset, isWildcard } = pick(allowed, k)
  const thing: ObjectRef = isWildcard ? `${type}:*` : `${type}:${1 + (s % 2)}`
  return { object, relation, subject: userset ? `${thing}#${userset}` : thing }
}

function pick<Each>(list: readonly Each[], at: number): Each {
  return list[at % list.length] as Each
}

const anyWorld = fc
  .record({
    model: anyModel,
    picks: fc.array(anyPick, { minLength: 4, maxLength: 40, size: 'max' }),
    split: fc.nat(40),
  })
  .map(({ model, picks, split }) => ({ model, split, tuples: picks.map((each) => tupleOf(model, each)) }))
const subjects: SubjectRef[] = [...users, 'user:*', 'folder:1#a_0', 'group:2#c_1']

describe('the engine says what the slow oracle says', () => {
  it('check, one question alone and all questions of one subject with answers that are kept', () => {
    fc.assert(
      fc.property(anyWorld, ({ model, tuples, split }) => {
        for (const tuple of tuples) expect(refusalOf(model, tuple)).toBeUndefined()
        const facts = expandAll(model, tuples, subjects)
        const reader = withTuples(new TupleSet(tuples.slice(split)), tuples.slice(0, split))
        for (const subject of subjects) {
          const keeping = new Checker({ model, reader, subject })
          for (const object of objects) {
            for (const relation of names) {
              const expected = facts.has(factOf({ object, relation, subject }))
              const alone = new Checker({ model, reader, subject }).check(object, relation)
              const asked = `${subject} is ${relation} of ${object}`
              expect([asked, alone !== undefined]).toEqual([asked, expected])
              expect([asked, keeping.check(object, relation) !== undefined]).toEqual([asked, expected])
            }
          }
        }
      }),
      { numRuns: fuzzRuns(150) },
    )
  })

  it('lists hold what check says yes to, and a yes is explained by tuples that are there', () => {
    fc.assert(
      fc.property(anyWorld, ({ model, tuples }) => {
        const facts = expandAll(model, tuples, subjects)
        const reader = new TupleSet(tuples)
        const known = new Set(tuples.map(factOf))
        for (const relation of names) {
          for (const subject of subjects) {
            const expected = objects.filter((object) => facts.has(factOf({ object, relation, subject })))
            expect(listObjects({ model, reader }, { subject, relation, candidates: objects })).toEqual(expected)
          }
          for (const object of objects) {
            const listed = listSubjects({ model, reader }, { object, relation, type: 'user' })
            for (const subject of listed)
              expect(facts.has(factOf({ object, relation, subject })) || !subjects.includes(subject)).toBe(true)
            for (const subject of users) {
              const isIn = facts.has(factOf({ object, relation, subject }))
              const isCovered = listed.includes(subject) || listed.includes('user:*')
              if (isIn) expect(isCovered || hasWildcard(tuples)).toBe(true)
              const reasons = explain({ model, reader }, { subject, object, relation })
              expect(reasons.isAllowed).toBe(isIn)
              if (reasons.isAllowed) for (const tuple of reasons.tuples) expect(known).toContain(factOf(tuple))
            }
          }
        }
      }),
      { numRuns: fuzzRuns(60) },
    )
  })
})

/** Someone may be in by `user:*` in one half of an `and` and be named in no tuple that leads there. */
function hasWildcard(tuples: readonly Tuple[]): boolean {
  return tuples.some(({ subject }) => splitSubject(subject)[0] === 'user:*')
}
