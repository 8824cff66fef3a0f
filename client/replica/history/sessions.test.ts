import { expect, it } from 'vitest'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { sessionsOf } from './sessions.ts'

const minute = 60_000
const change = (who: string, minutes: number) => ({ author: `user:${who}` as PrincipalId, at: minutes * minute })
const shapeOf = (changes: Parameters<typeof sessionsOf>[0]) => sessionsOf(changes).map(({ length }) => length)

it('a pause of more than ten minutes begins a new version', () => {
  expect(shapeOf([change('ana', 0), change('ana', 10), change('ana', 20.1)])).toEqual([2, 1])
})

it('another author begins a new version, unless both write at the same time', () => {
  expect(shapeOf([change('ana', 0), change('ben', 2)])).toEqual([1, 1])
  expect(shapeOf([change('ana', 0), change('ben', 0.5), change('ana', 1.2), change('ana', 5)])).toEqual([4])
})

it('who writes without a pause gets a version an hour, also where the hour has been put together already', () => {
  const day = Array.from({ length: 120 }, (_, index) => change('ana', index))
  expect(shapeOf(day)).toEqual([61, 59])
  const together = { ...change('ana', 60), since: 0 }
  expect(shapeOf([together, change('ana', 61), change('ana', 62)])).toEqual([1, 2])
})

it('changes of which nobody knows when they were made stand together', () => {
  expect(shapeOf([{}, {}, change('ana', 1), {}])).toEqual([2, 1, 1])
})

it('a clock that is set back ends a version like a pause', () => {
  expect(shapeOf([change('ana', 60), change('ana', 5), change('ana', 6)])).toEqual([1, 2])
})
