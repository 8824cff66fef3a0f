import { afterEach, describe, expect, it } from 'vitest'
import {
  begin,
  type Behaviour,
  delta,
  type HostileEndpoint,
  sayCalls,
  sayText,
  startHostileEndpoint,
} from '../testing/hostile-endpoint.ts'
import { noteTool, testCall, type TestCallOptions } from '../testing/engine-call.ts'
import { openModelEngine } from './model-engine.ts'

let server: HostileEndpoint | undefined
afterEach(async () => server?.close())

/** The first step is the one that is told; what follows is "Done.". */
async function ask(first: Behaviour, options: TestCallOptions = {}) {
  server = await startHostileEndpoint((response, asked, number) =>
    number === 0 ? first(response, asked, number) : sayText(response, 'Done.'),
  )
  const call = testCall({ specs: [noteTool], ...options })
  const engine = openModelEngine({ endpoint: server.endpoint, model: 'tiny', key: undefined, allowPrivate: true })
  return { call, outcome: await engine.run(call), asked: server.asked }
}

const piece = (call: Record<string, unknown>) => delta({ tool_calls: [call] })
const named = (name: string, input: unknown = '') => ({ function: { name, arguments: input } })
const more = (input: string) => ({ function: { arguments: input } })
const end = delta({}, 'tool_calls')

function stream(...pieces: string[]): Behaviour {
  return (response) => {
    begin(response)
    response.end(pieces.join('') + end)
  }
}

describe('calls', () => {
  const one = { name: 'notes_add', input: { title: 'Milk' } }
  const two = { name: 'notes_add', input: { title: 'Eggs' } }
  const cases: [string, Behaviour, object[]][] = [
    [
      'in pieces',
      stream(
        piece({ index: 0, id: 'a', ...named('notes_add') }),
        piece({ index: 0, ...more('{"tit') }),
        piece({ index: 0, ...more('le":"Milk"}') }),
      ),
      [one],
    ],
    [
      'interleaved',
      stream(
        piece({ index: 0, id: 'a', ...named('notes_add', '{"title":') }),
        piece({ index: 1, id: 'b', ...named('notes_add', '{"title":') }),
        piece({ index: 0, ...more('"Milk"}') }),
        piece({ index: 1, ...more('"Eggs"}') }),
      ),
      [one, two],
    ],
    [
      'in one delta',
      stream(
        delta({
          tool_calls: [
            { index: 0, id: 'a', ...named('notes_add', '{"title":"Milk"}') },
            { index: 1, id: 'b', ...named('notes_add', '{"title":"Eggs"}') },
          ],
        }),
      ),
      [one, two],
    ],
    [
      'without an index',
      stream(
        piece({ id: 'a', ...named('notes_add', '{"title":') }),
        piece(more('"Milk"}')),
        piece({ id: 'b', ...named('notes_add', '{"title":"Eggs"}') }),
      ),
      [one, two],
    ],
    [
      'without index and id',
      stream(piece(named('notes_add', '{"title":"Milk"}')), piece(named('notes_add', '{"title":"Eggs"}'))),
      [one, two],
    ],
    [
      'all with index 0',
      stream(
        piece({ index: 0, id: 'a', ...named('notes_add', '{"title":"Milk"}') }),
        piece({ index: 0, id: 'b', ...named('notes_add', '{"title":"Eggs"}') }),
      ),
      [one, two],
    ],
    [
      'all with one id',
      stream(
        piece({ index: 0, id: 'a', ...named('notes_add', '{"title":"Milk"}') }),
        piece({ index: 1, id: 'a', ...named('notes_add', '{"title":"Eggs"}') }),
      ),
      [one, two],
    ],
    [
      'all with one id and no index',
      stream(
        piece({ id: 'a', ...named('notes_add', '{"title":"Milk"}') }),
        piece({ id: 'a', ...named('notes_add', '{"title":"Eggs"}') }),
      ),
      [one, two],
    ],
    [
      'with name and id in every piece',
      stream(
        piece({ index: 0, id: 'a', ...named('notes_add', '{"title"') }),
        piece({ index: 0, id: 'a', ...named('notes_add', ':"Milk"}') }),
      ),
      [one],
    ],
    ['with arguments that were parsed', stream(piece({ index: 0, ...named('notes_add', { title: 'Milk' }) })), [one]],
    [
      'with no arguments',
      stream(piece({ index: 0, id: 'a', ...named('notes_add') })),
      [{ name: 'notes_add', input: {} }],
    ],
    [
      'under "stop"',
      (response) => (
        begin(response),
        response.end(piece({ index: 0, ...named('notes_add', '{"title":"Milk"}') }) + delta({}, 'stop'))
      ),
      [one],
    ],
  ]
  it.each(cases)('%s', async (_name, behaviour, expected) => {
    const { call, outcome, asked } = await ask(behaviour)
    expect(call.calls).toEqual(expected.map((each, index) => ({ step: 0, index, ...each })))
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Done.', steps: 2 } })
    // The next request is one that every server takes: each call with an id of its own, and an answer to it.
    const [, , said, ...answers] = asked[1]?.body.messages ?? []
    const ids = said.tool_calls.map((each: { id: string }) => each.id)
    expect(new Set(ids).size).toBe(expected.length)
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{9}$/)
    expect(answers.map((each: { tool_call_id: string }) => each.tool_call_id)).toEqual(ids)
    expect(asked[0]?.body).not.toHaveProperty('tool_choice')
  })

  it('of tools that there are not, or with what is no JSON, are answered and not done', async () => {
    const { call, asked } = await ask(
      stream(
        piece({ index: 0, ...named('shell_run', '{"command":"rm -rf /"}') }),
        piece({ index: 1, ...named('notes_add', '{"title": Milk') }),
        piece({ index: 2, ...named('', '{}') }),
      ),
    )
    expect(call.calls).toEqual([])
    const results = asked[1]?.body.messages.slice(3).map((each: { content: string }) => each.content)
    expect(results).toEqual([
      'There is no tool called "shell_run".',
      'The arguments of "notes_add" are not JSON. Send one JSON object.',
      'There is no tool called "".',
    ])
  })

  it('that go wrong are told to the model, which goes on', async () => {
    const { outcome, asked } = await ask((response) => sayCalls(response, [two]), {
      answer: () => ({ ok: false, text: 'The title is too long.' }),
    })
    expect(asked[1]?.body.messages.at(-1)).toMatchObject({ role: 'tool', content: 'The title is too long.' })
    expect(outcome.ok).toBe(true)
  })

  it('that were cut off are not done', async () => {
    const { call, outcome } = await ask((response) => {
      begin(response)
      response.end(piece({ index: 0, id: 'a', ...named('notes_add', '{"title":"Milk"}') }))
    })
    expect(call.calls).toEqual([])
    expect(outcome).toMatchObject({ ok: false, reason: 'stalled' })
  })

  it('stop when they are cancelled in between', async () => {
    const controller = new AbortController()
    const { call, outcome } = await ask((response) => sayCalls(response, [one, two]), {
      signal: controller.signal,
      answer: () => {
        controller.abort()
        return { ok: true, text: '{}' }
      },
    })
    expect(call.calls).toHaveLength(1)
    expect(outcome).toEqual({ ok: false, reason: 'cancelled' })
  })

  it('without an end have one', async () => {
    server = await startHostileEndpoint((response) => sayCalls(response, [one]))
    const call = testCall({ specs: [noteTool], limits: { maxSteps: 3, maxTokens: 5_000 } })
    const engine = openModelEngine({ endpoint: server.endpoint, model: 'tiny', key: undefined, allowPrivate: true })
    expect(await engine.run(call)).toMatchObject({ ok: false, reason: 'too-long' })
    expect(call.calls.map(({ step }) => step)).toEqual([0, 1, 2])
    expect(server.asked).toHaveLength(3)
  })

  it('by the hundred are no answer', async () => {
    const pieces = Array.from({ length: 100 }, (_, index) => piece({ index, ...named('notes_add', '{}') }))
    const { call, outcome } = await ask(stream(...pieces))
    expect(outcome).toMatchObject({ ok: false, reason: 'malformed' })
    expect(call.calls).toEqual([])
  })

  it('with results that are too long are told the beginning', async () => {
    const { asked } = await ask((response) => sayCalls(response, [one]), {
      answer: () => ({ ok: true, text: 'x'.repeat(90_000) }),
    })
    expect(asked[1]?.body.messages.at(-1).content.length).toBeLessThan(41_000)
  })

  it('and words before them are one text, as it was told', async () => {
    const { call, outcome } = await ask((response) => {
      begin(response)
      response.end(
        delta({ content: 'Let me see.' }) + piece({ index: 0, ...named('notes_add', '{"title":"Milk"}') }) + end,
      )
    })
    expect(outcome).toMatchObject({ ok: true, value: { text: 'Let me see.\n\nDone.' } })
    expect(call.pieces.join('')).toBe('Let me see.\n\nDone.')
  })
})
