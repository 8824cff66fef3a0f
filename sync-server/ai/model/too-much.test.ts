import type { ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { noteTool, testCall } from '../testing/engine-call.ts'
import {
  type AskedOf,
  type Behaviour,
  type HostileEndpoint,
  sayCalls,
  sayText,
  sayWords,
  startHostileEndpoint,
} from '../testing/hostile-endpoint.ts'
import { openModelEngine } from './model-engine.ts'

let server: HostileEndpoint | undefined
afterEach(async () => server?.close())

/** A long conversation, asked of a model that does this. */
async function ask(behaviour: Behaviour) {
  server = await startHostileEndpoint(behaviour)
  const messages = Array.from({ length: 39 }, (_, at) => ({
    from: at % 2 === 0 ? ('person' as const) : ('assistant' as const),
    text: `${at}`,
  }))
  const call = testCall({ messages, specs: [noteTool] })
  const provider = { endpoint: server.endpoint, model: 'tiny', key: undefined, allowPrivate: true }
  const outcome = await openModelEngine(provider).run(call)
  return { call, outcome, told: server.asked.map(messagesIn) }
}

/** Of the conversation: what tools are told of, and say, is not counted. */
function messagesIn({ body }: AskedOf): number {
  return body.messages.filter(({ content }: { content: string }) => /^\d+$/.test(content)).length
}

const tooMuch = (response: ServerResponse) =>
  sayWords(response, 400, '{"error":{"message":"the request exceeds the available context size"}}')

it('a model that can not take in all that was said before is told less of it, for the rest of the run', async () => {
  const { outcome, call, told } = await ask((response, asked) => {
    if (messagesIn(asked) > 10) return tooMuch(response)
    const isFirst = !asked.body.messages.some(({ role }: { role: string }) => role === 'tool')
    return isFirst ? sayCalls(response, [{ name: 'notes_add', input: { title: 'Milk' } }]) : sayText(response, 'Yes.')
  })
  expect(outcome).toMatchObject({ ok: true, value: { text: 'Yes.', steps: 2 } })
  expect(call.calls).toHaveLength(1)
  expect(told).toEqual([39, 9, 9])
  // Some models take no conversation that begins with their own words.
  const [system, first] = server?.asked.at(-1)?.body.messages ?? []
  expect([system, first]).toMatchObject([{ role: 'system' }, { role: 'user', content: '30' }])
})

it('one that can not take in the question alone is given up, and nothing is paid', async () => {
  const { outcome, call, told } = await ask(tooMuch)
  expect(outcome).toMatchObject({ ok: false, reason: 'too-much' })
  expect(told).toEqual([39, 9, 1])
  expect(call.settled.map(({ input, output }) => input + output)).toEqual([0, 0, 0])
})
