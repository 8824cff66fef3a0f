import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { testCall } from '../testing/engine-call.ts'
import {
  type Behaviour,
  type HostileEndpoint,
  sayProblem,
  sayText,
  startHostileEndpoint,
} from '../testing/hostile-endpoint.ts'
import { askStructured } from './structured-answer.ts'

const schema = z.strictObject({ title: z.string().min(1), minutes: z.number().int().positive() })
const right = '{"title":"Call Ana","minutes":15}'
let server: HostileEndpoint | undefined
afterEach(async () => server?.close())

async function ask(behaviour: Behaviour) {
  server = await startHostileEndpoint(behaviour)
  const call = { ...testCall(), question: 'What next?', maxTokens: 300 }
  const provider = { endpoint: server.endpoint, model: 'tiny', key: undefined, allowPrivate: true }
  const outcome = await askStructured(provider, schema, call)
  expect(call.settled).toHaveLength(call.reserved.length)
  return { outcome, asked: server.asked }
}

describe('an answer of a given shape', () => {
  it('is asked for by its schema', async () => {
    const { outcome, asked } = await ask((response) => sayText(response, right))
    expect(outcome).toEqual({ ok: true, value: { title: 'Call Ana', minutes: 15 } })
    expect(asked[0]?.body.response_format).toMatchObject({ type: 'json_schema', json_schema: { name: 'answer' } })
    expect(asked[0]?.body.messages[0].content).toContain('"minutes"')
  })

  it('is asked for in words where the server knows no schemas', async () => {
    const { outcome, asked } = await ask((response, { body }) =>
      'response_format' in body
        ? sayProblem(response, 400)
        : sayText(response, `Here you are:\n\`\`\`json\n${right}\n\`\`\``),
    )
    expect(outcome.ok).toBe(true)
    expect(asked).toHaveLength(2)
  })

  it('is asked for once more, with what was wrong', async () => {
    const { outcome, asked } = await ask((response, _asked, number) =>
      sayText(response, number === 0 ? '{"title":"","minutes":"many"}' : right),
    )
    expect(outcome.ok).toBe(true)
    expect(asked[1]?.body.messages.at(-1).content).toContain('minutes')
  })

  it.each(['I would rather not.', '{"title":"Call Ana"}', '{"title":"x","minutes":1,"run":"rm"}', '[]', '{{{'])(
    'is none when it never comes: %s',
    async (text) => {
      const { outcome, asked } = await ask((response) => sayText(response, text))
      expect(outcome).toMatchObject({ ok: false, reason: 'malformed' })
      expect(asked).toHaveLength(2)
    },
  )
})
