import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from './data-folder.ts'
import { chronoTimes } from './support/chrono-times.ts'
import { type DateLine, scoreDates } from './support/date-score.ts'
import type { Figure } from './support/figure.ts'

export const name = 'Dates and times in English (Microsoft Recognizers-Text specifications)'

export function run(): readonly Figure[] {
  const lines = readFileSync(join(dataFolder(), 'dates.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DateLine)
  const score = scoreDates(lines)
  const theirs = scoreDates(lines, chronoTimes)
  if (process.env.NEXUS_EVAL_SHOW) for (const miss of score.misses) console.log(`  ${miss}`)
  return [
    { what: 'expressions found with an expected value', value: score.hit / score.expected, floor: 0.7 },
    { what: 'of what was found, share that is right', value: score.foundRight / score.found },
    { what: 'lines without a time in which none is found', value: score.silentRight / score.silent },
    { what: 'for comparison: expressions that chrono-node reads', value: theirs.hit / theirs.expected },
  ]
}
