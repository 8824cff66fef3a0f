import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from './data-folder.ts'
import type { DateLine } from './support/date-score.ts'
import type { Figure } from './support/figure.ts'
import { scoreQuickAdd } from './support/quick-score.ts'

export const name =
  'Quick add: titles of ours with days of a public set (Microsoft Recognizers-Text) and signs behind them'

export function run(): readonly Figure[] {
  const lines = readFileSync(join(dataFolder(), 'dates.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DateLine)
  const score = scoreQuickAdd(lines)
  if (process.env.NEXUS_EVAL_SHOW) for (const miss of score.misses) console.log(`  ${miss}`)
  return [
    { what: `lines read right, whole (${score.asked})`, value: score.whole / score.asked, floor: 0.8 },
    { what: 'the day and the time', value: score.day / score.asked },
    { what: 'label, priority and person', value: score.signs / score.asked, floor: 0.95 },
    {
      what: `sentences without a time kept word for word (${score.silent})`,
      value: score.kept / score.silent,
      floor: 0.9,
    },
  ]
}
