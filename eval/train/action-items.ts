// node eval/train/action-items.ts [--write]: fits the weights by which sentences are told to be action items, prints what cross-validation and
// the part that was held out say of them, and with --write puts them into the sources. Logistic regression with L2, AdaGrad, a fixed order.
import { writeFileSync } from 'node:fs'
import { actionFeatures, tableSize } from '../../shared/assistant/reading/action-features.ts'
import { type Example, foldOf, isHeldOut, readExamples } from './action-examples.ts'
import { f1Of, meanAndSpread } from './figures.ts'

const folds = 5
const settings = { epochs: 8, rate: 0.25, decay: 2e-3 }

interface Weights {
  readonly table: Float64Array
  readonly bias: number
}

interface Prepared {
  readonly features: readonly number[]
  readonly isAction: boolean
  readonly fold: number
}

if (import.meta.main) main()

function main(): void {
  const examples = readExamples()
  if (!examples) throw new Error('the data is not there: set NEXUS_EVAL_DATA')
  const known = examples.filter((each) => !isHeldOut(each)).map(prepare)
  const heldOut = examples.filter(isHeldOut).map(prepare)
  const { threshold, mean, spread } = crossValidated(examples)
  console.log(`cross-validation, F1 at ${threshold}: ${mean.toFixed(3)} ± ${spread.toFixed(3)}`)
  const weights = fit(known)
  console.log(`held out (${heldOut.length} sentences): F1 ${f1At(heldOut, weights, threshold).toFixed(3)}`)
  console.log(`held out, as bytes: F1 ${f1At(heldOut, rounded(weights), threshold).toFixed(3)}`)
  if (process.argv.includes('--write')) write(weights, threshold)
}

/** F1 over the folds of what is not held out, at the threshold that is best for all of them together. */
export function crossValidated(examples: readonly Example[]) {
  const known = examples.filter((each) => !isHeldOut(each)).map(prepare)
  const trials = Array.from({ length: folds }, (_, fold) => {
    const weights = fit(known.filter((each) => each.fold !== fold))
    return { tests: known.filter((each) => each.fold === fold), weights }
  })
  const scores = trials.flatMap(({ tests, weights }) =>
    tests.map(({ features, isAction }) => ({ probability: probabilityOf(features, weights), isAction })),
  )
  const threshold = bestThreshold(scores)
  return { threshold, ...meanAndSpread(trials.map(({ tests, weights }) => f1At(tests, weights, threshold))) }
}

function prepare(example: Example): Prepared {
  return { features: actionFeatures(example.sentence), isAction: example.isAction, fold: foldOf(example, folds) }
}

/** The order of the examples is shuffled by a generator of its own, so that the same data gives the same weights. */
function fit(examples: readonly Prepared[]): Weights {
  const table = new Float64Array(tableSize)
  const squares = new Float64Array(tableSize).fill(1)
  let bias = 0
  let state = 1
  const order = examples.map((_, at) => at)
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      const other = state % (at + 1)
      ;[order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0]
    }
    for (const at of order) {
      const example = examples[at]
      if (!example) continue
      const { features, isAction } = example
      const scale = 1 / Math.sqrt(features.length || 1)
      const error = probabilityOf(features, { table, bias }) - (isAction ? 1 : 0)
      bias -= 0.02 * error
      for (const place of features) {
        const slope = error * scale + settings.decay * (table[place] ?? 0)
        squares[place] = (squares[place] ?? 0) + slope * slope
        table[place] = (table[place] ?? 0) - (settings.rate * slope) / Math.sqrt(squares[place] ?? 1)
      }
    }
  }
  return { table, bias }
}

function probabilityOf(features: readonly number[], { table, bias }: Weights): number {
  let sum = 0
  for (const place of features) sum += table[place] ?? 0
  return 1 / (1 + Math.exp(-(bias + sum / Math.sqrt(features.length || 1))))
}

function f1At(tests: readonly Prepared[], weights: Weights, threshold: number): number {
  return f1Of(
    tests.map(({ features, isAction }) => ({ isAction, isFound: probabilityOf(features, weights) >= threshold })),
  )
}

function bestThreshold(scores: readonly { probability: number; isAction: boolean }[]): number {
  let best = { threshold: 0.5, f1: 0 }
  for (let threshold = 0.3; threshold <= 0.7; threshold += 0.01) {
    const f1 = f1Of(scores.map(({ probability, isAction }) => ({ isAction, isFound: probability >= threshold })))
    if (f1 > best.f1) best = { threshold: Math.round(threshold * 100) / 100, f1 }
  }
  return best.threshold
}

/** A byte each: the largest weight is 127. */
function rounded({ table, bias }: Weights): Weights {
  const unit = unitOf(table)
  return { table: table.map((weight) => Math.round(weight / unit) * unit), bias }
}

function unitOf(table: Float64Array): number {
  return table.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127
}

function write({ table, bias }: Weights, threshold: number): void {
  const unit = unitOf(table)
  const bytes = Int8Array.from(table, (weight) => Math.round(weight / unit))
  const text = Buffer.from(bytes.buffer).toString('base64')
  const target = new URL('../../shared/assistant/reading/action-weights.ts', import.meta.url)
  writeFileSync(
    target,
    `// Made by eval/train/action-items.ts from the EmailIntentDataSet of ParakweetLabs (Apache-2.0). One signed byte a place, base64.
export const actionWeights = {
  unit: ${unit.toPrecision(6)},
  bias: ${bias.toPrecision(6)},
  threshold: ${threshold},
  table:
    '${text}',
} as const
`,
  )
}
