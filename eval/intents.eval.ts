import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadIntents } from '../shared/language/intents.ts'
import { dataFolder } from './data-folder.ts'
import type { Figure } from './support/figure.ts'
import { type IntentLine, isHeldOut, scoreIntents } from './support/intent-lines.ts'

export const name = 'Intents of short requests (CLINC150, the fifth that was not trained on)'

export async function run(): Promise<readonly Figure[]> {
  const lines = readFileSync(join(dataFolder(), 'intents.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as IntentLine)
  const read = await loadIntents()
  const score = scoreIntents(lines.filter(isHeldOut), (text) => read(text).intent)
  return [
    { what: 'right, `other` included', value: score.accuracy, floor: 0.9 },
    { what: 'of what was called `other`, share that is', value: score.otherPrecision },
    { what: 'of what is `other`, share that was refused', value: score.otherRecall, floor: 0.9 },
  ]
}
