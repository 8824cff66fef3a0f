import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diffLists } from './diff-lists.ts'

const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
const isSame = (one: string, other: string) => one === other

/** Length of the longest common subsequence, the slow way. */
function common(one: readonly string[], other: readonly string[]): number {
  const rows = one.map(() => other.map(() => 0))
  let best = 0
  one.forEach((letter, row) =>
    other.forEach((each, column) => {
      const [diagonal, above, left] = [rows[row - 1]?.[column - 1], rows[row - 1]?.[column], rows[row]?.[column - 1]]
      const length = letter === each ? (diagonal ?? 0) + 1 : Math.max(above ?? 0, left ?? 0)
      ;(rows[row] as number[])[column] = length
      best = Math.max(best, length)
    }),
  )
  return best
}

it('leads from one list to the other, and no shorter way does', () => {
  fc.assert(
    fc.property(letters, letters, (before, after) => {
      const runs = diffLists(before, after, { isSame, maxEdits: 100 }) ?? []
      const of = (...kinds: string[]) => runs.filter(({ kind }) => kinds.includes(kind))
      expect(of('same', 'removed').flatMap((run) => before.slice(run.before, run.before + run.length))).toEqual(before)
      expect(of('same', 'added').flatMap((run) => after.slice(run.after, run.after + run.length))).toEqual(after)
      for (const { before: at, after: to, length } of of('same'))
        expect(before.slice(at, at + length)).toEqual(after.slice(to, to + length))
      expect(of('same').reduce((sum, { length }) => sum + length, 0)).toBe(common(before, after))
    }),
    { numRuns: 300 },
  )
})

it('gives up where the lists have little in common', () => {
  const [before, after] = [Array.from({ length: 50 }, () => 'a'), Array.from({ length: 50 }, () => 'b')]
  expect(diffLists(before, after, { isSame, maxEdits: 99 })).toBeUndefined()
  expect(diffLists(before, after, { isSame, maxEdits: 100 })).toHaveLength(2)
})
