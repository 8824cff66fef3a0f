import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { FoundThing } from './answer.ts'
import { fuse } from './fuse.ts'
import { saidIn } from './meant.ts'

const thing = (name: string): FoundThing => ({
  id: `document_${name}` as ReplicaId,
  type: 'document',
  title: name,
  titleMarks: [],
  snippet: { text: '', marks: [] },
  changedAt: 1,
  score: 1,
})
const things = (names: string) => [...names].map(thing)
const titles = (fused: readonly FoundThing[]) => fused.map(({ title }) => title).join('')

it('what is in both lists comes first, and of equals what holds the words', () => {
  const fused = fuse(things('abc'), things('cxa'), 9)
  expect(titles(fused)).toBe('acbx')
  expect(fused.map(({ byMeaning }) => byMeaning)).toEqual([undefined, undefined, undefined, true])
  expect(titles(fuse(things('abc'), things('cxa'), 2))).toBe('ac')
})

it('one list alone keeps its order, and nothing is there twice or lost', () => {
  const names = fc.uniqueArray(fc.constantFrom(...'abcdefgh')).map((list) => list.join(''))
  fc.assert(
    fc.property(names, names, (words, meanings) => {
      const fused = titles(fuse(things(words), things(meanings), 99))
      expect([...fused].toSorted()).toEqual([...new Set(words + meanings)].toSorted())
      expect(titles(fuse(things(words), [], 99))).toBe(words)
      expect(titles(fuse([], things(meanings), 99))).toBe(meanings)
    }),
  )
})

it.each([
  ['harbour "two words" -boat type:task in:"Team plans"', 'harbour two words'],
  ['type:task', ''],
  ['-"the boat" e-mail', 'e-mail'],
  ['  plan\tof  2026 ', 'plan of 2026'],
])('of %j what is said is %j', (typed, said) => expect(saidIn(typed)).toBe(said))
