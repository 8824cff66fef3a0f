import { longConversation } from './support/long-conversation.ts'
import { streamedTokens } from './support/streamed-tokens.ts'
import { reply } from '#shared/assistant/engine/engine.ts'
import { questions } from '../shared/assistant/records/testing/questions.ts'
import { seededDirectory, seededMoment, seededWorkspace } from '../shared/assistant/records/testing/seeded-workspace.ts'
import { findTimes } from '#shared/language/times.ts'
import { type Measure, percentiles } from './support/measure.ts'

const records = 6_000
/** Of an answer that is to feel immediate. */
const limitMs = 100

export const name = `Assistant: the built-in engine over ${records.toLocaleString('en-US')} records`

/** From the words to the reply that is shown, as it runs on a device; who and what is there is gathered for each, as in the panel. */
export async function run(): Promise<Measure[]> {
  const rows = seededWorkspace({ size: records })
  const ask = (text: string) =>
    reply(text, { rows, directory: seededDirectory(rows), moment: seededMoment, findTimes, here: undefined })
  const asked = [...questions.map(([text]) => text), 'What should I do next?', 'Brief me', 'What needs attention?']
  const begun = performance.now()
  ask('What is overdue this week?')
  const firstMs = performance.now() - begun
  const times = Array.from({ length: 3 }, () => asked.map((text) => timeOf(() => ask(text)))).flat()
  const { p50, p95, max } = percentiles(times)
  return [
    { what: 'the first answer', value: firstMs, unit: 'ms', limit: limitMs },
    { what: `${asked.length} questions three times, p50`, value: p50, unit: 'ms' },
    { what: 'the same, p95', value: p95, unit: 'ms', limit: limitMs },
    { what: 'the same, worst', value: max, unit: 'ms' },
    ...(await streamedTokens()),
    ...(await longConversation()),
  ]
}

function timeOf(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
