import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seededRandom } from '../../kit/testing/fake-ports.ts'
import { byPlace } from './order.ts'
import { placeBetween, placeByTime } from './place.ts'

it('gives a place strictly between any two neighbours, open ends included', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), (seed, slots) => {
      const random = seededRandom(seed)
      const list: string[] = []
      for (const slot of slots) {
        const at = slot % (list.length + 1)
        const [before, after] = [list[at - 1], list[at]]
        const place = placeBetween(random, before, after)
        if (before !== undefined) expect(place > before).toBe(true)
        if (after !== undefined) expect(place < after).toBe(true)
        list.splice(at, 0, place)
      }
      expect(list.toSorted()).toEqual(list)
    }),
  )
})

it('leaves room between what two devices drop into one gap', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (left, right) => {
      fc.pre(left !== right)
      const [low, high] = ['h00000001', 'h00000002']
      const places = [
        placeBetween(seededRandom(left), low, high),
        placeBetween(seededRandom(right), low, high),
      ].toSorted()
      fc.pre(places[0] !== places[1])
      const between = placeBetween(seededRandom(1), places[0], places[1])
      expect(places[0]! < between && between < places[1]!).toBe(true)
    }),
  )
})

it('stays usable where neighbours share a place', () => {
  expect(placeBetween(seededRandom(7), 'h00000001', 'h00000001') > 'h00000001').toBe(true)
})

it('sorts things by the time they were made, and tells apart what was made at once', () => {
  const random = seededRandom(3)
  const early = Array.from({ length: 50 }, () => placeByTime(random, 1_000))
  const late = placeByTime(random, 1_001)
  expect(new Set(early).size).toBe(early.length)
  expect(early.every((place) => place < late)).toBe(true)
  expect(placeBetween(random, early[0], late) > early[0]!).toBe(true)
})

it('is a total order by place, then id', () => {
  const placed = fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    value: fc.record({ position: fc.constantFrom('a0', 'a1', 'a1V') }),
  })
  fc.assert(
    fc.property(fc.uniqueArray(placed, { selector: (row) => row.id }), (rows) => {
      const sorted = rows.toSorted(byPlace)
      expect(rows.toReversed().toSorted(byPlace)).toEqual(sorted)
      sorted.slice(1).forEach((row, index) => expect(byPlace(sorted[index]!, row)).toBe(-1))
    }),
  )
})
