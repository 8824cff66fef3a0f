import { expect, it } from 'vitest'
import { grantOf, levelOf, levels, levelsFor } from './levels.ts'

it('reads back what it has granted', () => {
  expect(levels.map((level) => levelOf(grantOf(level)))).toEqual(levels)
})

it('offers to ask where agents work, and not of a single thing', () => {
  expect(levelsFor('workspace')).toEqual(levels)
  expect(levelsFor('thing')).toEqual(['view', 'edit', 'full'])
})

it.each([
  ['rwx', false, 'edit'],
  ['r-x', false, 'run'],
  ['---', false, 'none'],
  ['---', true, 'full'],
] as const)('calls %s with sharing %s %s', (bits, canShare, level) => {
  expect(levelOf({ bits, canShare })).toBe(level)
})
