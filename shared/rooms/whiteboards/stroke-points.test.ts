import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeStroke, encodeStroke } from './stroke-points.ts'

const hundredths = fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 100)
const point = fc.record({
  x: hundredths,
  y: hundredths,
  z: fc.integer({ min: 0, max: 100 }).map((value) => value / 100),
})
const segment = fc.record({
  type: fc.constantFrom('free' as const, 'straight' as const),
  points: fc.array(point, { minLength: 1, maxLength: 40 }),
})

it('a stroke reads back as it was written', () => {
  fc.assert(
    fc.property(fc.array(segment), (segments) => {
      expect(decodeStroke(encodeStroke(segments))).toEqual(segments)
    }),
  )
})

it('any text gives finite points and no throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'fs;AzZ9+/g!é'), maxLength: 400 }), (text) => {
      const numbers = decodeStroke(text).flatMap(({ points }) => points.flatMap(({ x, y, z }) => [x, y, z]))
      expect(numbers.every(Number.isFinite)).toBe(true)
    }),
  )
})

it('a stroke of 500 points takes less than a quarter of its JSON', () => {
  const points = Array.from({ length: 500 }, (_, index) => ({
    x: Math.round(Math.sin(index / 30) * 40_000) / 100,
    y: Math.round(Math.cos(index / 21) * 30_000) / 100,
    z: 0.5,
  }))
  expect(encodeStroke([{ type: 'free', points }]).length).toBeLessThan(JSON.stringify(points).length / 4)
})

it('numbers that are none count as the origin', () => {
  expect(decodeStroke(encodeStroke([{ type: 'free', points: [{ x: Number.NaN, y: Infinity, z: 1 }] }]))).toEqual([
    { type: 'free', points: [{ x: 0, y: 0, z: 1 }] },
  ])
})
