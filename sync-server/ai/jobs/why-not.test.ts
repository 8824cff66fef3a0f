import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Asking, startAsking } from '../testing/asking.ts'
import {
  type Behaviour,
  type HostileEndpoint,
  sayProblem,
  sayWords,
  startHostileEndpoint,
} from '../testing/hostile-endpoint.ts'

let model: HostileEndpoint
let asking: Asking
let behaviour: Behaviour
beforeAll(async () => {
  model = await startHostileEndpoint((...asked) => behaviour(...asked))
  asking = await startAsking({ endpoint: model.endpoint })
})
afterAll(async () => {
  await asking.close()
  await model.close()
})

const secret = 'The key sk-123 is wrong.'
const ways: readonly [why: string, Behaviour, problem: string][] = [
  [
    'does not accept the key',
    (response) => sayWords(response, 401, JSON.stringify({ error: { message: secret } })),
    'The endpoint does not accept the key. An administrator can look at the settings of the model.',
  ],
  [
    'knows no such model',
    (response) => sayProblem(response, 404),
    'The endpoint knows no such model, or this is not its address. An administrator can look at the settings of the model.',
  ],
  [
    'has had too many requests',
    (response) => sayProblem(response, 429, { 'retry-after': '3600' }),
    'The model has had too many requests, or what may be used of it is used up. Ask again later.',
  ],
  [
    'can not take in the question',
    (response) =>
      sayWords(response, 400, '{"error":{"message":"This model\'s maximum context length is 4096 tokens."}}'),
    'What was asked, with all that was read for it, is longer than this model can take in. Ask about less at once; an administrator can set up a model that takes more.',
  ],
]

it.each(ways)('who asks a model that %s is told so, and what to do', async (_why, does, problem) => {
  behaviour = does
  const asked = await asking.ask(asking.bob, 'What now?')
  const question = await asking.questionOf(asking.bob, asked)
  expect(question).toMatchObject({ state: 'failed', problem })
  expect(JSON.stringify(question)).not.toContain('sk-123')
})
