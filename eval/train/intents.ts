// node eval/train/intents.ts: makes shared/language/intent-weights.ts from intents.jsonl (then biome formats it). The same data give the same file.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { featureCount, featuresOf } from '../../shared/language/intent-features.ts'
import { decide, intents } from '../../shared/language/intents.ts'
import { dataFolder } from '../data-folder.ts'
import { type IntentLine, isHeldOut, scoreIntents, wantedIntent } from '../support/intent-lines.ts'

const lines = readFileSync(join(dataFolder(), 'intents.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as IntentLine)
const samples = lines
  .filter((line) => !isHeldOut(line))
  .map((line) => ({ features: featuresOf(line.text), wanted: intents.indexOf(wantedIntent(line)) }))

const [epochs, rate, decay] = [40, 0.15, 1e-6]
const weights = intents.map(() => new Float64Array(featureCount))
const bias = intents.map(() => 0)
const seen = intents.map(() => new Float64Array(featureCount).fill(0.1))

function scoresOf(features: readonly number[]): number[] {
  return weights.map((row, index) => features.reduce((sum, feature) => sum + row[feature]!, bias[index]!))
}

/** One step of a softmax regression, each weight at a pace of its own (Adagrad, Duchi et al., 2011). */
function learn({ features, wanted }: (typeof samples)[number]): void {
  const scores = scoresOf(features)
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const sum = powers.reduce((all, power) => all + power, 0)
  for (const [index, power] of powers.entries()) {
    const error = power / sum - (index === wanted ? 1 : 0)
    bias[index]! -= 0.02 * error
    for (const feature of features) {
      const slope = error + decay * samples.length * weights[index]![feature]!
      seen[index]![feature]! += slope * slope
      weights[index]![feature]! -= (rate * slope) / Math.sqrt(seen[index]![feature]!)
    }
  }
}

/** An order that is another one each time and the same in every run. */
function shuffled(epoch: number): readonly number[] {
  const order = samples.map((_, index) => index)
  let state = epoch + 1
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = state % (at + 1)
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  return order
}

for (let epoch = 0; epoch < epochs; epoch += 1) for (const index of shuffled(epoch)) learn(samples[index]!)

const largest = Math.max(...weights.map((row) => row.reduce((max, value) => Math.max(max, Math.abs(value)), 0)))
const scale = largest / 127
const bytes = Buffer.from(
  Int8Array.from(weights.flatMap((row) => [...row].map((value) => Math.round(value / scale)))).buffer,
)
const file = fileURLToPath(new URL('../../shared/language/intent-weights.ts', import.meta.url))
writeFileSync(
  file,
  `// Made by eval/train/intents.ts from CLINC150 (Larson et al., 2019, CC BY 3.0); not edited by hand.
export const scale = ${scale.toPrecision(6)}
export const bias: readonly number[] = [${bias.map((value) => value.toFixed(4)).join(', ')}]
/** One signed byte for each intent and feature, row by row, in base 64. */
export const weights =
  '${bytes.toString('base64')}'
`,
)
for (const least of [0.3, 0.4, 0.5, 0.6]) {
  const score = scoreIntents(lines.filter(isHeldOut), (text) => decide(scoresOf(featuresOf(text)), least).intent)
  console.log(least, score)
}
