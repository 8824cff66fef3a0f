import { expect, it } from 'vitest'
import { grantOf, levelOf, levels } from './levels.ts'

it('reads back what it has granted', () => {
  expect(levels.map((level) => levelOf(grantOf(level)))).toEqual(levels)
})

it.each([
  ['rwx', false, 'edit'],
  ['r-x', false, 'run'],
  ['---', false, 'none'],
  ['---', true, 'full'],
] as const)('calls %s with sharing %s %s', (bits, canShare, level) => {
  expect(levelOf({ bits, canShare })).toBe(level)
})
