import { afterEach, describe, expect, it } from 'vitest'
import { noteTool, testCall, type TestCallOptions } from '../testing/engine-call.ts'
import {
  begin,
  type Behaviour,
  delta,
  type HostileEndpoint,
  sayCalls,
  sayProblem,
  sayText,
  sayWords,
  startHostileEndpoint,
} from '../testing/hostile-endpoint.ts'
import { freshManner } from './chat-manner.ts'
import { openModelEngine } from './model-engine.ts'

const noTools = '{"error":"tiny does not support tools"}'
const add = '{"tool":"notes_add","input":{"title":"Milk"}}'
const answer = '{"answer":"Milk is noted."}'
let server: HostileEndpoint | undefined
afterEach(async () => server?.close())

/** An endpoint that takes no tools, and says these one after the other. */
function says(...replies: readonly (string | Behaviour)[]): Behaviour {
  let at = 0
  return (response, asked, number) => {
    if (asked.body.tools) return sayWords(response, 400, noTools)
    const reply = replies[Math.min(at++, replies.length - 1)] ?? ''
    return typeof reply === 'string' ? sayText(response, reply) : reply(response, asked, number)
  }
}

async function ask(behaviour: Behaviour, options: TestCallOptions = {}) {
  server = await startHostileEndpoint(behaviour)
  const refused: unknown[] = []
  const call = testCall({ specs: [noteTool], ...options })
  const tools = { ...call.tools, refuse: async (...each: unknown[]) => void refused.push(each) }
  const manner = freshManner()
  const provider = { endpoint: server.endpoint, model: 'tiny', key: undefined, allowPrivate: true }
  const outcome = await openModelEngine(provider, manner).run({ ...call, tools })
  expect(call.settled).toHaveLength(call.reserved.length)
  for (const [at, used] of call.settled.entries())
    expect(used.input + used.output).toBeLessThanOrEqual(call.reserved[at] ?? 0)
  if (outcome.ok) expect(call.pieces.join('')).toBe(outcome.value.text)
  return { call, outcome, manner, refused, asked: server.asked.map(({ body }) => body) }
}

describe('a model that can call no tools', () => {
  it('acts, is told what came of it, and answers', async () => {
    const { call, outcome, manner, asked } = await ask(says(add, answer))
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Milk is noted.', steps: 2 } })
    expect(call.calls).toEqual([{ step: 0, index: 0, name: 'notes_add', input: { title: 'Milk' } }])
    expect(manner).toEqual({ ...freshManner(), tools: 'refused' })
    const [first, second, third] = asked
    expect(first.tools).toHaveLength(1)
    for (const body of [second, third]) {
      expect(body).not.toHaveProperty('tools')
      expect(body.messages.every(({ role }: { role: string }) => role !== 'tool')).toBe(true)
    }
    expect(second.response_format).toMatchObject({ type: 'json_schema', json_schema: { name: 'step' } })
    expect(second.response_format.json_schema.schema.anyOf).toEqual([
      {
        type: 'object',
        properties: { answer: { type: 'string' } },
        required: ['answer'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: { tool: { type: 'string', enum: ['notes_add'] }, input: noteTool.input },
        required: ['tool', 'input'],
        additionalProperties: false,
      },
    ])
    expect(second.messages[0].content).toMatch(/^Be brief\.\n\n.*notes_add \{title: string\}: Adds a note\./s)
    expect(third.messages.slice(2)).toEqual([
      { role: 'assistant', content: add },
      { role: 'user', content: expect.stringContaining('{"done":true}') },
    ])
  })

  it('is known from then on: only the first request pays', async () => {
    const { manner, asked } = await ask(says(answer))
    expect(asked).toHaveLength(2)
    const again = await openModelEngine(
      { endpoint: server?.endpoint ?? '', model: 'tiny', key: undefined, allowPrivate: true },
      manner,
    ).run(testCall({ specs: [noteTool] }))
    expect(again.ok).toBe(true)
    expect(server?.asked).toHaveLength(3)
  })

  it('is shown as it writes', async () => {
    const { call, outcome } = await ask(
      says((response) => {
        begin(response)
        for (const piece of ['{"ans', 'wer":"Go ', 'home', '."}']) response.write(delta({ content: piece }))
        response.end(delta({}, 'stop'))
      }),
    )
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Go home.' } })
    expect(call.pieces).toEqual(['Go ', 'home', '.'])
  })

  it('without tools to call is asked like any other', async () => {
    const { outcome, asked } = await ask(says('Plain words.'), { specs: [] })
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Plain words.' } })
    expect(asked[0]).not.toHaveProperty('response_format')
  })

  it('may find out in the middle of a run', async () => {
    const { call, outcome, asked } = await ask((response, { body }, number) => {
      if (number === 0) return sayCalls(response, [{ name: 'notes_add', input: { title: 'Eggs' } }])
      return body.tools ? sayWords(response, 400, noTools) : sayText(response, answer)
    })
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Milk is noted.', steps: 2 } })
    expect(call.calls).toHaveLength(1)
    expect(asked[2].messages[2]).toEqual({
      role: 'assistant',
      content: '{"tool":"notes_add","input":{"title":"Eggs"}}',
    })
  })

  it('has no more steps and tokens than others', async () => {
    const steps = await ask(says(add), { limits: { maxSteps: 3, maxTokens: 5_000 } })
    expect(steps.outcome).toMatchObject({ ok: false, reason: 'too-long' })
    expect(steps.call.calls.map(({ step }) => step)).toEqual([0, 1, 2])
    await server?.close()
    const none = await ask(says(answer), { reserve: async () => false })
    expect(none.outcome).toMatchObject({ ok: false, reason: 'too-long' })
    await server?.close()
    const cut = await ask(
      says((response) => (begin(response), response.end(delta({ content: '{"answer":"Half of' }, 'length')))),
    )
    expect(cut.outcome).toMatchObject({ ok: true, value: { text: 'Half of', cut: 'tokens' } })
  })
})

describe('who takes no schema', () => {
  const takes =
    (form: string | undefined): Behaviour =>
    (response, { body }) => {
      if (body.tools) return sayWords(response, 400, noTools)
      if (body.response_format?.type !== form) return sayWords(response, 400, '{"error":"this response_format, no"}')
      return sayText(response, body.messages.length === 2 ? `Sure!\n\`\`\`json\n${add}\n\`\`\`` : answer)
    }

  it.each([
    ['is asked for some JSON', 'json_object', 'object'],
    ['is asked in words', undefined, 'words'],
  ])('%s', async (_name, form, format) => {
    const { call, outcome, manner, asked } = await ask(takes(form))
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Milk is noted.', steps: 2 } })
    expect(call.calls).toHaveLength(1)
    expect(manner).toEqual({ ...freshManner(), tools: 'refused', format })
    // Once: the second step knows.
    expect(asked.filter(({ response_format: of }) => of?.type === 'json_schema')).toHaveLength(1)
  })
})

describe('what is not of the form', () => {
  it('is asked for once more, with what was wrong', async () => {
    const { outcome, asked } = await ask(says('{"tool": notes_add', answer))
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Milk is noted.', steps: 1 } })
    expect(asked[2].messages.slice(-2)).toEqual([
      { role: 'assistant', content: '{"tool": notes_add' },
      { role: 'user', content: expect.stringMatching(/no JSON object.*JSON object alone/) },
    ])
  })

  it.each([
    'I would rather not.',
    '',
    '{"tool":"notes_add","answer":"Both."}',
    '{"answer":""}',
    '[]',
    '{{{',
    '{"say":1}',
  ])('is told, when it never comes: %s', async (text) => {
    const { call, outcome, asked } = await ask(says(text))
    const detail = 'The model did not answer in the form that was asked for.'
    expect(outcome).toEqual({ ok: false, reason: 'malformed', detail })
    expect(asked).toHaveLength(3)
    expect(call.calls).toEqual([])
  })

  it.each([
    ['a sentence', `I will use {braces}. ${add} Is that right?`],
    ['thinking', `Hm {"tool":"notes_drop"}…</think>${add}`],
    ['an input in a text', JSON.stringify({ tool: 'notes_add', input: '{"title":"Milk"}' })],
    ['a null', JSON.stringify({ tool: 'notes_add', input: { title: 'Milk' }, answer: null })],
    ['one call after the other', `${add}\n{"tool":"notes_add","input":{"title":"Eggs"}}`],
  ])('but for %s is understood', async (_name, text) => {
    const { call } = await ask(says(text, answer))
    expect(call.calls).toEqual([{ step: 0, index: 0, name: 'notes_add', input: { title: 'Milk' } }])
  })

  it('and is an answer all the same is told whole', async () => {
    const { outcome } = await ask(says('Of course: {"answer":"Here."}'))
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Here.' } })
  })
})

describe('a tool that was not offered', () => {
  it('is refused, noted, and told to the model', async () => {
    const { call, refused, asked } = await ask(says('{"tool":"shell_run","input":{"command":"env"}}', answer))
    expect(call.calls).toEqual([])
    expect(refused).toEqual([[{ step: 0, index: 0, name: 'shell_run' }, 'no-such-tool']])
    expect(asked[2].messages.at(-1).content).toContain('There is no tool called "shell_run".')
  })

  it('is refused as a call of the protocol, too', async () => {
    const { call, refused } = await ask(
      says((response) => sayCalls(response, [{ name: 'shell_run', input: {} }]), answer),
    )
    expect(call.calls).toEqual([])
    expect(refused).toEqual([[{ step: 0, index: 0, name: 'shell_run' }, 'no-such-tool']])
  })

  it('with an input that is none is refused', async () => {
    const { call, refused } = await ask(says('{"tool":"notes_add","input":"milk"}', answer))
    expect(call.calls).toEqual([])
    expect(refused).toEqual([[{ step: 0, index: 0, name: 'notes_add' }, 'not-json']])
  })
})

describe('who does not say why', () => {
  it('is asked for JSON when it has never taken tools, and that is kept when it answers', async () => {
    const { outcome, manner } = await ask((response, { body }) =>
      body.tools ? sayProblem(response, 400) : sayText(response, answer),
    )
    expect(outcome.ok).toBe(true)
    expect(manner.tools).toBe('refused')
  })

  it('nothing is learnt from, when nothing is taken', async () => {
    const { outcome, manner, asked } = await ask((response) => sayProblem(response, 400))
    expect(outcome).toEqual({ ok: false, reason: 'refused', detail: 'The endpoint does not take the request (400).' })
    expect(manner).toEqual(freshManner())
    expect(asked.length).toBeLessThanOrEqual(6)
  })

  it('is not asked for JSON when it has taken tools', async () => {
    const { outcome, manner, asked } = await ask((response, _asked, number) =>
      number === 0 ? sayCalls(response, [{ name: 'notes_add', input: {} }]) : sayProblem(response, 400),
    )
    expect(outcome).toMatchObject({ ok: false, reason: 'refused' })
    expect(manner.tools).toBe('taken')
    for (const body of asked) expect(body.tools).toHaveLength(1)
  })

  it.each([
    [500, '{"error":{"code":500,"message":"tools param requires --jinja flag","type":"server_error"}}'],
    [404, '{"error":{"message":"No endpoints found that support tool use.","code":404}}'],
    [200, '{"error":{"message":"This model does not support tools."}}'],
    [400, '{"object":"error","message":"\\"auto\\" tool choice requires --enable-auto-tool-choice","code":400}'],
  ])('and what others say, whatever the status: %i', async (status, words) => {
    const { outcome, asked } = await ask((response, { body }) =>
      body.tools ? sayWords(response, status, words) : sayText(response, answer),
    )
    expect(outcome.ok).toBe(true)
    expect(asked).toHaveLength(2)
  })
})

describe('who takes tools, and not so much of them', () => {
  it('is told them by types alone', async () => {
    const grammar = '{"error":{"code":400,"message":"Failed to initialize samplers: failed to parse grammar"}}'
    const input = { type: 'object', properties: { title: { type: 'string', maxLength: 50_000 }, of: {} } }
    const { call, outcome, manner, asked } = await ask(
      (response, { body }) => {
        if (JSON.stringify(body.tools).includes('maxLength')) return sayWords(response, 400, grammar)
        return body.messages.at(-1).role === 'tool'
          ? sayText(response, 'Done.')
          : sayCalls(response, [{ name: 'notes_add', input: { title: 'Milk' } }])
      },
      { specs: [{ ...noteTool, input }] },
    )
    expect(outcome.ok).toBe(true)
    expect(call.calls).toHaveLength(1)
    expect(manner).toEqual({ ...freshManner(), tools: 'taken', schemas: 'loose' })
    expect(asked.map(({ max_tokens: most }) => most !== undefined)).toEqual([true, true, true])
  })
})
