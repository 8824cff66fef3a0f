import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noteTool, testCall } from '../testing/engine-call.ts'
import { openModelEngine } from './model-engine.ts'

/** Against a server of others that plays the endpoints there are. */
const mock = new LLMock({ port: 0, host: '127.0.0.1' })
beforeAll(async () => void (await mock.start()))
afterAll(() => mock.stop())
beforeEach(() => void mock.clearFixtures())

const engine = () => openModelEngine({ endpoint: `${mock.url}/v1`, model: 'gpt-4o', key: 'mock', allowPrivate: true })

describe('a server of others', () => {
  it('is understood as it streams', async () => {
    const text = 'Three tasks are overdue. Begin with the one for Ana.'
    mock.onMessage('overdue', { content: text }, { chunkSize: 7 })
    const call = testCall({ question: 'What is overdue?' })
    const outcome = await engine().run(call)
    expect(outcome).toMatchObject({ ok: true, value: { text, steps: 1 } })
    expect(call.pieces.length).toBeGreaterThan(3)
    expect(call.pieces.join('')).toBe(text)
  })

  it('calls tools, several in a step, and goes on with what came of them', async () => {
    mock.on(
      { userMessage: 'shopping', hasToolResult: false },
      {
        toolCalls: [
          { name: 'notes_add', arguments: '{"title":"Milk"}' },
          { name: 'notes_add', arguments: '{"title":"Eggs"}' },
        ],
      },
    )
    mock.on({ userMessage: 'shopping', hasToolResult: true }, { content: 'Both are noted.' })
    const call = testCall({ question: 'shopping: milk and eggs', specs: [noteTool] })
    expect(await engine().run(call)).toMatchObject({ ok: true, value: { text: 'Both are noted.', steps: 2 } })
    expect(call.calls.map(({ input }) => input)).toEqual([{ title: 'Milk' }, { title: 'Eggs' }])
  })

  it.each([
    [401, 'key'],
    [404, 'model'],
    [500, 'failed'],
  ])('that answers %i is told in a sentence', async (status, word) => {
    mock.onMessage('anything', { error: { message: 'no', type: 'invalid_request_error' }, status })
    const outcome = await engine().run(testCall({ question: 'anything' }))
    expect(outcome).toMatchObject({ ok: false, reason: 'refused', detail: expect.stringContaining(word) })
  })

  it('that goes away in the middle has not answered', async () => {
    mock.onMessage(
      'long',
      { content: 'A long story. '.repeat(50) },
      { chunkSize: 10, truncateAfterChunks: 5, latency: 5 },
    )
    const outcome = await engine().run(testCall({ question: 'a long one' }))
    expect(outcome).toMatchObject({ ok: false, reason: 'stalled' })
  })

  it('that takes no tools is asked for JSON', async () => {
    const error = { message: 'gpt-4o does not support tools', type: 'api_error' }
    mock.on({ predicate: ({ tools }) => tools !== undefined }, { error, status: 400 })
    mock.on({ userMessage: 'Result of the tool' }, { content: '{"answer":"It is noted."}' }, { chunkSize: 5 })
    mock.on({ userMessage: 'shopping' }, { content: '{"tool":"notes_add","input":{"title":"Milk"}}' }, { chunkSize: 5 })
    const call = testCall({ question: 'shopping: milk', specs: [noteTool] })
    expect(await engine().run(call)).toMatchObject({ ok: true, value: { text: 'It is noted.', steps: 2 } })
    expect(call.calls).toMatchObject([{ name: 'notes_add', input: { title: 'Milk' } }])
    expect(call.pieces.length).toBeGreaterThan(1)
  })
})
