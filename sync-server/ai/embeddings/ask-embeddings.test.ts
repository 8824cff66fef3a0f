import type { ServerResponse } from 'node:http'
import { LLMock } from '@copilotkit/aimock'
import { afterEach, describe, expect, it } from 'vitest'
import { sayEmbeddings, startEmbeddingEndpoint } from '../testing/embedding-endpoint.ts'
import { type HostileEndpoint, sayProblem } from '../testing/hostile-endpoint.ts'
import { askEmbeddings } from './ask-embeddings.ts'

let server: HostileEndpoint | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const inputs = ['A boat in the harbour', 'The budget of next year']
const limits = { firstMs: 300, idleMs: 200, totalMs: 2_000 }
const { signal } = new AbortController()
const ask = (endpoint: string) =>
  askEmbeddings({ endpoint, model: 'tiny', key: 'sk', allowPrivate: true }, { inputs, signal, limits })
const askOf = async (say: (response: ServerResponse) => void) => {
  server = await startEmbeddingEndpoint((response) => {
    say(response)
    return true
  })
  return ask(server.endpoint)
}

describe('embeddings', () => {
  it('come for each text in one request, with what they have cost', async () => {
    server = await startEmbeddingEndpoint()
    const { outcome, used } = await ask(server.endpoint)
    expect(outcome.ok && outcome.value.map((vector) => vector.length)).toEqual([96, 96])
    expect(used).toBe(10)
    expect(server.asked).toMatchObject([
      { path: '/v1/embeddings', body: { model: 'tiny', input: inputs, encoding_format: 'float' } },
    ])
    expect(server.asked[0]?.headers.authorization).toBe('Bearer sk')
  })

  it('are put in order by their index, and fill a byte each', async () => {
    const { outcome } = await askOf((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          data: [
            { index: 1, embedding: [0, -4] },
            { index: 0, embedding: [0.001, 0.0005] },
          ],
        }),
      )
    })
    expect(outcome.ok && outcome.value.map((vector) => [...vector])).toEqual([
      [127, 64],
      [0, -127],
    ])
  })

  it('of a server of others', async () => {
    const mock = new LLMock({ port: 0, host: '127.0.0.1' })
    await mock.start()
    try {
      const { outcome } = await ask(`${mock.url}/v1`)
      expect(outcome.ok && new Set(outcome.value.map((vector) => vector.length)).size).toBe(1)
    } finally {
      await mock.stop()
    }
  })
})

const vector = [1, 2, 3]
describe('what is no answer is taken for none', () => {
  it.each<[string, unknown[]]>([
    ['too few', [vector]],
    ['too many', [vector, vector, vector]],
    ['none', []],
    ['different lengths', [vector, [1, 2]]],
    ['no numbers', [vector, ['1', '2', '3']]],
    ['null', [vector, [1, null, 3]]],
    ['nothing in it', [[], []]],
    ['a single number', [[1], [1]]],
    ['only zeros', [vector, [0, 0, 0]]],
    ['base64', [vector, 'AACAPwAAAEA=']],
    ['too long', [vector, Array.from({ length: 8_193 }, () => 1)]],
  ])('%s', async (_what, vectors) => {
    const { outcome, used } = await askOf((response) => sayEmbeddings(response, vectors))
    expect(outcome).toMatchObject({ ok: false, reason: 'malformed' })
    // It was answered, and who says nothing of what it has cost is not cheaper for it.
    expect(used).toBeGreaterThan(0)
  })

  it.each([
    ['numbers beyond all bounds', '{"data":[{"embedding":[1,1e999]},{"embedding":[1,2]}]}'],
    ['NaN', '{"data":[{"embedding":[1,NaN]},{"embedding":[1,2]}]}'],
    ['an index twice', '{"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[1,2]}]}'],
    ['an index of nothing', '{"data":[{"index":-1,"embedding":[1,2]},{"index":7,"embedding":[1,2]}]}'],
    ['another thing', '{"error":null}'],
    ['half of it', '{"data":[{"embedding":[1,'],
    ['nothing', 'null'],
  ])('%s', async (_what, text) => {
    const { outcome } = await askOf((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(text)
    })
    expect(outcome).toMatchObject({ ok: false, reason: 'malformed' })
  })

  it('a flood, a stall, silence and refusals', async () => {
    const flood = await askOf((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(`{"data":[${'1,'.repeat(800_000)}1]}`)
    })
    expect(flood.outcome).toMatchObject({ ok: false, reason: 'too-long' })
    await server?.close()
    const stall = await askOf((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"data":[')
    })
    expect(stall.outcome).toMatchObject({ ok: false, reason: 'stalled' })
    expect(stall.used).toBeGreaterThan(0)
    await server?.close()
    const silent = await askOf(() => undefined)
    expect(silent).toMatchObject({ outcome: { ok: false, reason: 'unreachable' }, used: 0 })
    await server?.close()
    const refusal = await askOf((response) => sayProblem(response, 400))
    expect(refusal).toMatchObject({ outcome: { ok: false, reason: 'refused' }, used: 0, isNotTaken: true })
    await server?.close()
    const key = await askOf((response) => sayProblem(response, 401))
    expect(key).toMatchObject({ outcome: { detail: 'The endpoint does not accept the key.' }, isNotTaken: false })
  })
})
