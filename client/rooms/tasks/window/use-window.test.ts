import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexAt } from './use-window.ts'

it('finds the item that covers a height, whatever the heights', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 }), fc.nat(), (heights, at) => {
      const offsets = [0]
      for (const height of heights) offsets.push((offsets.at(-1) ?? 0) + height)
      const px = at % (offsets.at(-1) ?? 1)
      const index = indexAt(offsets, px)
      expect(offsets[index]! <= px && px < offsets[index + 1]!).toBe(true)
    }),
  )
})

it('stays inside the list', () => {
  expect(indexAt([0, 40, 80], -500)).toBe(0)
  expect(indexAt([0, 40, 80], 9_000)).toBe(1)
  expect(indexAt([0], 10)).toBe(0)
})
