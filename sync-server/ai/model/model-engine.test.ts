import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EngineCall } from '../contract.ts'
import {
  begin,
  type Behaviour,
  delta,
  event,
  type HostileEndpoint,
  sayCalls,
  sayProblem,
  sayText,
  startHostileEndpoint,
  usage,
} from '../testing/hostile-endpoint.ts'
import { noteTool, testCall, type TestCallOptions } from '../testing/engine-call.ts'
import { openModelEngine } from './model-engine.ts'
import type { ModelProvider } from './provider.ts'

const key = 'sk-very-secret-0123456789'
const short = { firstMs: 5_000, idleMs: 5_000, totalMs: 10_000, maxBytes: 1_000_000 }
let server: HostileEndpoint | undefined
beforeEach(() => {
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, name)
})
afterEach(async () => {
  await server?.close()
  // Neither we nor the library tell anybody anything.
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) expect(console[name]).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

async function engineFor(behaviour: Behaviour, provider: Partial<ModelProvider> = {}) {
  server = await startHostileEndpoint(behaviour)
  const { endpoint } = server
  return openModelEngine({ endpoint, model: 'tiny', key, allowPrivate: true, limits: short, ...provider })
}

async function ask(behaviour: Behaviour, options: TestCallOptions & { provider?: Partial<ModelProvider> } = {}) {
  const { provider, ...rest } = options
  const call = testCall(rest)
  const engine = await engineFor(behaviour, provider)
  const outcome = await engine.run(call)
  expect(JSON.stringify(outcome)).not.toContain(key)
  expect(call.settled).toHaveLength(call.reserved.length)
  for (const [at, used] of call.settled.entries())
    expect(used.input + used.output).toBeLessThanOrEqual(call.reserved[at] ?? 0)
  return { call, outcome, asked: server?.asked ?? [] }
}

describe('an answer', () => {
  it('is told as it arrives, and is what was told', async () => {
    const { call, outcome, asked } = await ask((response) => {
      begin(response)
      response.end(
        delta({ role: 'assistant', content: 'Go ' }) + delta({ content: 'home.' }) + delta({}, 'stop') + usage(40, 4),
      )
    })
    expect(outcome).toEqual({ ok: true, value: { text: 'Go home.', used: { input: 40, output: 4 }, steps: 1 } })
    expect(call.pieces).toEqual(['Go ', 'home.'])
    expect(call.settled).toEqual([{ input: 40, output: 4 }])
    expect(asked[0]?.path).toBe('/v1/chat/completions')
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${key}`)
    expect(asked[0]?.body).toMatchObject({
      model: 'tiny',
      stream: true,
      max_tokens: 1_000,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'What now?' },
      ],
    })
    expect(asked[0]?.body).not.toHaveProperty('tool_choice')
    expect(asked[0]?.body).not.toHaveProperty('tools')
  })

  it('sends no header but ours', async () => {
    const { asked } = await ask((response) => sayText(response, 'Yes.'))
    expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual(
      ['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'user-agent'].sort(),
    )
  })

  it('needs no role, and survives CRLF, comments and characters cut in the middle', async () => {
    const { outcome, call } = await ask(async (response) => {
      begin(response)
      const text = `: hello\r\n\r\n${delta({ content: 'Grüße 🌍 漢字' })}${delta({}, 'stop')}`.replaceAll(
        '\n\n',
        '\r\n\r\n',
      )
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += 1) {
        response.write(bytes.subarray(at, at + 1))
        if (at % 40 === 0) await new Promise(setImmediate)
      }
      response.end()
    })
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Grüße 🌍 漢字' } })
    expect(call.pieces.join('')).toBe('Grüße 🌍 漢字')
  })

  it('may come whole, from a server that does not stream', async () => {
    const { outcome } = await ask((response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
      response.end(
        JSON.stringify({
          choices: [{ message: { role: 'assistant', content: 'All at once.' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 30, completion_tokens: 4 },
        }),
      )
    })
    expect(outcome).toMatchObject({ ok: true, value: { text: 'All at once.', used: { input: 30, output: 4 } } })
  })
})

describe('an answer that is none', () => {
  const cases: [string, Behaviour, string][] = [
    [
      'ends without a word that it ends',
      (response) => (begin(response), response.end(delta({ content: 'Half of' }))),
      'stalled',
    ],
    [
      'ends with [DONE] and no reason',
      (response) => (begin(response), response.end(delta({ content: 'Half of' }) + event('[DONE]'))),
      'stalled',
    ],
    [
      'is torn off',
      (response) => {
        begin(response)
        response.write(delta({ content: 'Half of' }), () => response.destroy())
      },
      'stalled',
    ],
    ['is empty', (response) => (begin(response), response.end(delta({ content: '' }, 'stop'))), 'malformed'],
    ['is blank', (response) => (begin(response), response.end(delta({ content: ' \n ' }, 'stop'))), 'malformed'],
    ['is no stream at all', (response) => (begin(response), response.end()), 'malformed'],
    ['is broken JSON', (response) => (begin(response), response.end('data: {"choices": [{"delta\n\n')), 'malformed'],
    ['is JSON of another kind', (response) => (begin(response), response.end(event('"hello"'))), 'malformed'],
    ['is a list', (response) => (begin(response), response.end(event('[1,2]'))), 'malformed'],
    [
      'has calls that are none',
      (response) => (begin(response), response.end(delta({ tool_calls: 'all' }))),
      'malformed',
    ],
    [
      'is a web page',
      (response) => (response.writeHead(200, { 'content-type': 'text/html' }), response.end('<h1>Welcome</h1>')),
      'malformed',
    ],
    [
      'is an error under 200',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: { message: `wrong key ${key}` } }))
      },
      'refused',
    ],
    [
      'is an error in the stream',
      (response) => (begin(response), response.end(delta({ content: 'So' }) + event({ error: { message: key } }))),
      'refused',
    ],
    ['is all length', (response) => (begin(response), response.end(delta({}, 'length'))), 'too-long'],
    [
      'is filtered',
      (response) => (begin(response), response.end(delta({ content: 'So' }, 'content_filter'))),
      'refused',
    ],
    ['is packed', (response) => (begin(response, { 'content-encoding': 'gzip' }), response.end('abc')), 'malformed'],
    ['is a refused key', (response) => sayProblem(response, 401), 'refused'],
    ['is an unknown model', (response) => sayProblem(response, 404), 'refused'],
    ['is a failure', (response) => sayProblem(response, 500), 'refused'],
    ['is nobody there', (response) => response.destroy(), 'unreachable'],
  ]
  it.each(cases)('%s', async (_name, behaviour, reason) => {
    const { outcome } = await ask(behaviour)
    expect(outcome).toMatchObject({ ok: false, reason })
    expect(outcome.ok ? '' : outcome.detail).toMatch(/^[A-Z].+\.$/)
  })

  it('stops when nothing comes any more', async () => {
    const { outcome, call } = await ask(
      (response) => (begin(response), response.write(delta({ content: 'And then' }))),
      {
        provider: { limits: { ...short, idleMs: 30 } },
      },
    )
    expect(outcome).toMatchObject({ ok: false, reason: 'stalled' })
    expect(call.settled[0]?.output).toBeGreaterThan(0)
  })

  it('is unreachable when it takes the request and never answers', async () => {
    const { outcome } = await ask(() => undefined, { provider: { limits: { ...short, firstMs: 30 } } })
    expect(outcome).toMatchObject({ ok: false, reason: 'unreachable' })
  })

  it('stops when it drips for longer than anybody waits, comments or not', async () => {
    const { outcome } = await ask(
      (response) => {
        begin(response)
        const drip = setInterval(() => response.write(': still here\n\n'), 5)
        response.once('close', () => clearInterval(drip))
      },
      { provider: { limits: { ...short, idleMs: 5_000, totalMs: 80 } } },
    )
    expect(outcome).toMatchObject({ ok: false, reason: 'stalled' })
  })

  it('is cancelled by the signal, in the middle, and is not taken for whole', async () => {
    const controller = new AbortController()
    const { outcome } = await ask((response) => (begin(response), response.write(delta({ content: 'And so' }))), {
      signal: controller.signal,
      told: () => controller.abort(),
    })
    expect(outcome).toEqual({ ok: false, reason: 'cancelled' })
  })

  it.each([
    ['one line', 'x'.repeat(70_000)],
    ['many pieces', delta({ content: 'x'.repeat(60_000) })],
  ])('without an end is bounded, and let go of: %s', async (_name, piece) => {
    const gone = Promise.withResolvers<void>()
    const { outcome } = await ask((response) => {
      response.once('close', gone.resolve)
      begin(response)
      const more = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(outcome).toMatchObject({ ok: false, reason: 'too-long' })
    await gone.promise
  })

  it('goes beyond what it was allowed', async () => {
    const { outcome, call } = await ask((response) => sayText(response, 'x'.repeat(1_000)), {
      limits: { maxSteps: 1, maxTokens: 20 },
    })
    expect(outcome).toMatchObject({ ok: false, reason: 'too-long' })
    expect(call.settled[0]?.output).toBe(20)
  })
})

describe('an endpoint', () => {
  it('that sends elsewhere is not followed', async () => {
    const other = await startHostileEndpoint((response) => sayText(response, 'Gotcha.'))
    const { outcome } = await ask((response) => {
      response.writeHead(307, { location: `${other.endpoint}/chat/completions` }).end()
    })
    expect(outcome).toMatchObject({ ok: false, reason: 'refused' })
    expect(other.asked).toEqual([])
    await other.close()
  })

  it.each(['http://127.0.0.1:1/v1', 'http://2130706433:1/v1', 'http://0x7f.1:1/v1', 'http://[::ffff:127.0.0.1]:1/v1'])(
    'of the own network is not reached without leave: %s',
    async (endpoint) => {
      const { outcome, asked } = await ask((response) => sayText(response, 'Gotcha.'), {
        provider: { endpoint, allowPrivate: false },
      })
      expect(outcome).toMatchObject({ ok: false, reason: 'refused' })
      expect(asked).toEqual([])
    },
  )

  it('is decided on by what its name resolves to at that moment', async () => {
    let turn = 0
    const engine = await engineFor((response) => sayText(response, 'Gotcha.'), {
      allowPrivate: false,
      lookup: ((_name: string, _options: unknown, answer: (error: null, found: unknown) => void) => {
        turn += 1
        answer(null, [{ address: turn === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }])
      }) as unknown as ModelProvider['lookup'],
      endpoint: `http://models.example.org:${new URL(server?.endpoint ?? 'http://x').port}/v1`,
    })
    expect(await engine.run(testCall())).toMatchObject({ ok: false, reason: 'refused' })
    expect(await engine.run(testCall())).toMatchObject({ ok: false, reason: 'refused' })
    expect(turn).toBe(2)
    expect(server?.asked).toEqual([])
  })

  it('never reaches a metadata service, not with leave either', async () => {
    const { outcome } = await ask((response) => sayText(response, 'Gotcha.'), {
      provider: { endpoint: 'http://169.254.169.254/v1', allowPrivate: true },
    })
    expect(outcome).toMatchObject({ ok: false, reason: 'refused' })
  })

  it('takes no word from the environment', async () => {
    const names = ['OPENAI_CUSTOM_HEADERS', 'OPENAI_ORG_ID', 'HTTP_PROXY', 'NODE_USE_ENV_PROXY'] as const
    const before = names.map((name) => process.env[name])
    Object.assign(process.env, {
      OPENAI_CUSTOM_HEADERS: 'x-leak: yes',
      OPENAI_ORG_ID: 'org-leak',
      HTTP_PROXY: 'http://127.0.0.1:1',
      NODE_USE_ENV_PROXY: '1',
    })
    const { outcome, asked } = await ask((response) => sayText(response, 'Yes.'))
    for (const [at, name] of names.entries())
      if (before[at] === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before[at]
    expect(outcome.ok).toBe(true)
    expect(JSON.stringify(asked[0]?.headers)).not.toContain('leak')
  })

  it('that wants to be left alone is, and is asked again', async () => {
    const rests: number[] = []
    const { outcome, call } = await ask(
      (response, _asked, number) =>
        number === 0 ? sayProblem(response, 429, { 'retry-after': '3' }) : sayText(response, 'Now.'),
      { provider: { pause: async (ms) => void rests.push(ms) } },
    )
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Now.' } })
    expect(rests).toEqual([3_000])
    expect(call.reserved).toHaveLength(1)
  })

  it('that wants to be left alone for long, or always, is not asked again', async () => {
    const long = await ask((response) => sayProblem(response, 429, { 'retry-after': '3600' }))
    expect(long.outcome).toMatchObject({ ok: false, reason: 'busy' })
    expect(long.asked).toHaveLength(1)
    await server?.close()
    const always = await ask((response) => sayProblem(response, 503, { 'retry-after-ms': '5' }), {
      provider: { pause: async () => undefined },
    })
    expect(always.outcome).toMatchObject({ ok: false, reason: 'refused' })
    expect(always.asked).toHaveLength(3)
    expect(always.call.settled).toEqual([{ input: 0, output: 0 }])
  })

  it('that fails after the first piece is not asked again', async () => {
    const { asked } = await ask((response) => {
      begin(response)
      response.end(delta({ content: 'So' }) + event({ error: { message: 'rate limit', code: 429 } }))
    })
    expect(asked).toHaveLength(1)
  })

  it('that does not take our words is asked more plainly, from then on at once', async () => {
    const behaviour: Behaviour = (response, { body }) =>
      'max_tokens' in body ? sayProblem(response, 400) : sayText(response, 'Fine.')
    const engine = await engineFor(behaviour)
    const limits: EngineCall['limits'] = { maxSteps: 3, maxTokens: 50, temperature: 0.2 }
    expect((await engine.run(testCall({ limits }))).ok).toBe(true)
    expect((await engine.run(testCall({ limits }))).ok).toBe(true)
    expect(server?.asked).toHaveLength(3)
    expect(server?.asked[2]?.body).toMatchObject({ max_completion_tokens: 50 })
    for (const name of ['max_tokens', 'temperature', 'stream_options'])
      expect(server?.asked[2]?.body).not.toHaveProperty(name)
  })
})

describe('tokens', () => {
  it.each([
    ['nothing', ''],
    ['none', usage(0, 0)],
    ['fewer than none', usage(-5, -5)],
    ['words', usage('few', null)],
    ['fractions', usage(0.5, 0.5)],
  ])('are estimated, not below the truth, where the endpoint says %s', async (_name, said) => {
    const text = 'Wörter über Wörter '.repeat(40)
    const { call, outcome } = await ask((response) => {
      begin(response)
      response.end(delta({ content: text }) + delta({}, 'stop') + said)
    })
    expect(outcome.ok).toBe(true)
    expect(call.settled[0]?.output).toBe(Buffer.byteLength(text))
    expect(call.settled[0]?.input).toBeGreaterThan(60)
  })

  it('are never more than was reserved, whatever it says', async () => {
    const { call } = await ask((response) => {
      begin(response)
      response.end(delta({ content: 'Yes.' }) + delta({}, 'stop') + usage(9e12, 9e12))
    })
    expect(call.settled[0]?.output).toBe(1_000)
  })

  it('that are used up end the answer, which says so', async () => {
    const { outcome } = await ask((response) => (begin(response), response.end(delta({ content: 'So' }, 'length'))))
    expect(outcome).toMatchObject({ ok: true, value: { text: 'So', cut: 'tokens', steps: 1 } })
  })

  it('that nobody grants are not asked for', async () => {
    const { outcome, asked } = await ask((response) => sayText(response, 'Yes.'), { reserve: async () => false })
    expect(outcome).toMatchObject({ ok: false, reason: 'too-long' })
    expect(asked).toEqual([])
  })

  it('are for the whole run', async () => {
    const { asked, call } = await ask(
      (response, _asked, number) =>
        number === 0
          ? sayCalls(response, [{ name: 'notes_add', input: { title: 'x'.repeat(300) } }])
          : sayText(response, 'Done.'),
      { specs: [noteTool] },
    )
    const [first] = call.settled
    expect(asked[1]?.body.max_tokens).toBe(1_000 - (first?.output ?? 0))
  })
})
