import { expect, it } from 'vitest'
import type { ObjectRef, Tuple } from '../tuples.ts'
import { Checker } from './check.ts'
import { explain } from './explain.ts'
import { type Model, readModel } from './model.ts'
import { TupleSet, type TupleReader } from './tuple-reader.ts'

const direct = { this: {} }
const computed = (relation: string) => ({ computedUserset: { relation } })

function modelOf(
  relations: Record<string, object>,
  subjects: Record<string, { type: string; relation?: string }[]>,
): Model {
  const metadata = {
    relations: Object.fromEntries(
      Object.entries(subjects).map(([name, list]) => [name, { directly_related_user_types: list }]),
    ),
  }
  const read = readModel({ type_definitions: [{ type: 'user' }, { type: 'group', relations, metadata }] })
  if (!read.ok) throw new Error(read.detail)
  return read.value
}

const groups = modelOf({ member: direct }, { member: [{ type: 'user' }, { type: 'group', relation: 'member' }] })
const inGroup = (group: number, subject: Tuple['subject']): Tuple => ({
  object: `group:${group}`,
  relation: 'member',
  subject,
})

it('a "no" that was found in a cycle is not taken for the answer of who is asked later', () => {
  // 1 asks 2, which asks 1 again and has to assume "no"; then 1 finds ann by way of 3, and so 2 has her too.
  const tuples = [
    inGroup(1, 'group:2#member'),
    inGroup(1, 'group:3#member'),
    inGroup(2, 'group:1#member'),
    inGroup(3, 'user:ann'),
  ]
  const checker = new Checker({ model: groups, reader: new TupleSet(tuples), subject: 'user:ann' })
  expect(checker.check('group:1', 'member')).toBeDefined()
  expect(checker.check('group:2', 'member')).toBeDefined()
})

it('a question is walked once, however many ways lead to it', () => {
  // Each group holds both groups of the next level, so there are 2^30 ways, and a way back to the first.
  const tuples: Tuple[] = []
  for (let level = 0; level < 60; level += 2)
    for (const one of [level, level + 1])
      for (const next of [level + 2, level + 3, 0]) tuples.push(inGroup(one, `group:${next}#member`))
  let reads = 0
  const set = new TupleSet(tuples)
  const reader: TupleReader = {
    has: (...asked) => set.has(...asked),
    subjects: (...asked) => set.subjects(...asked),
    usersets: (...asked) => {
      reads += 1
      return set.usersets(...asked)
    },
  }
  expect(new Checker({ model: groups, reader, subject: 'user:ann' }).check('group:0', 'member')).toBeUndefined()
  expect(reads).toBeLessThan(100)
})

it('ends where it is too deep, with a "no" that nothing else rests on', () => {
  const chain = (length: number) => [
    ...Array.from({ length }, (_, at) => inGroup(at, `group:${at + 1}#member`)),
    inGroup(length, 'user:ann'),
  ]
  const deep = new Checker({ model: groups, reader: new TupleSet(chain(150)), subject: 'user:ann' })
  expect(deep.check('group:0', 'member')).toBeDefined()
  const tooDeep = new Checker({ model: groups, reader: new TupleSet(chain(1_000)), subject: 'user:ann' })
  expect(tooDeep.check('group:0', 'member')).toBeUndefined()
  expect(tooDeep.check('group:900', 'member')).toBeDefined()
  expect(tooDeep.check('group:500', 'member')).toBeUndefined()
  expect(tooDeep.check('group:850', 'member')).toBeDefined()
})

it('who is excluded by way of not being excluded is out', () => {
  const model = modelOf(
    {
      member: direct,
      banned: direct,
      welcome: { difference: { base: computed('member'), subtract: computed('banned') } },
    },
    { member: [{ type: 'user' }], banned: [{ type: 'group', relation: 'welcome' }] },
  )
  const self: ObjectRef = 'group:1'
  const tuples: Tuple[] = [inGroup(1, 'user:ann'), { object: self, relation: 'banned', subject: `${self}#welcome` }]
  const checker = new Checker({ model, reader: new TupleSet(tuples), subject: 'user:ann' })
  expect(checker.check(self, 'welcome')).toBeUndefined()
  expect(checker.check(self, 'member')).toBeDefined()
})

it('explains a yes from the subject on, and a no by what was looked for', () => {
  const tuples = [inGroup(1, 'group:2#member'), inGroup(2, 'user:ann')]
  const ports = { model: groups, reader: new TupleSet(tuples) }
  expect(explain(ports, { subject: 'user:ann', object: 'group:1', relation: 'member' })).toEqual({
    isAllowed: true,
    tuples: tuples.toReversed(),
  })
  expect(explain(ports, { subject: 'user:bob', object: 'group:1', relation: 'member' })).toEqual({
    isAllowed: false,
    missing: [
      { object: 'group:2', relation: 'member' },
      { object: 'group:1', relation: 'member' },
    ],
  })
})
