import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type DateLine, scoreDates } from './support/date-score.ts'

/** The floors of `npm run eval` on what the repository holds itself, so that every test run guards them. */
function linesOf<Line>(fixture: string): readonly Line[] {
  return readFileSync(new URL(`./fixtures/${fixture}`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
}

it('reads at least four of five dates and times of a public set', () => {
  const lines = linesOf<DateLine>('dates.jsonl')
  const score = scoreDates(lines)
  expect(score.expected).toBeGreaterThan(80)
  expect(score.hit / score.expected).toBeGreaterThan(0.8)
  expect(score.foundRight / score.found).toBeGreaterThan(0.8)
})

it('a finder that finds nothing, or says the same of everything, scores low', () => {
  const lines = linesOf<DateLine>('dates.jsonl')
  expect(scoreDates(lines, () => []).hit).toBe(0)
  const always = scoreDates(lines, ({ text }) => [
    { start: 0, end: text.length, kind: 'moment', from: { date: '2016-11-07' } },
  ])
  expect(always.hit / always.expected).toBeLessThan(0.05)
})
