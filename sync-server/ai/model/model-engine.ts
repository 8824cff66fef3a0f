import type { ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources/chat/completions'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Engine, EngineAnswer, EngineCall, EngineRefusal, TokenUse, ToolAnswer, ToolSpec } from '../contract.ts'
import type { ChatFold, FoldedCall } from './chat-fold.ts'
import { askChat, type ChatManner } from './chat-request.ts'
import type { ModelProvider } from './provider.ts'
import { mostTokens } from './token-bounds.ts'

/**
 * A model behind an endpoint. It asks, does the calls that the model makes one after the other, and asks again with what came of them, until
 * the model has nothing more to call. What it tells and the text of its answer are the same, letter for letter.
 */
export function openModelEngine(provider: ModelProvider): Engine {
  const manner: ChatManner = { isPlain: false }
  return { run: (call) => run({ provider, manner, call }) }
}

interface Run {
  readonly provider: ModelProvider
  readonly manner: ChatManner
  readonly call: EngineCall
}

interface RunState {
  readonly messages: readonly ChatCompletionMessageParam[]
  readonly text: string
  readonly used: TokenUse
}

async function run(run: Run): Promise<Outcome<EngineRefusal, EngineAnswer>> {
  const { call } = run
  const tools = call.tools.specs.map(toolOf)
  let state: RunState = { messages: openingOf(call), text: '', used: { input: 0, output: 0 } }
  for (let step = 0; step < call.limits.maxSteps; step += 1) {
    if (call.signal.aborted) return refused('cancelled')
    const said = await ask(run, state, tools)
    if (!said.ok) return said
    const { fold } = said.value
    state = said.value.state
    // Calls in it may be half of what they were to be.
    if (fold.finish === 'length') return cutOff(state, { cut: 'tokens', steps: step + 1 })
    if (fold.calls.length === 0) {
      if (state.text.trim() === '') return refused('malformed', 'The model gave an empty answer.')
      return done({ text: state.text, used: state.used, steps: step + 1 })
    }
    const answered = await doCalls(call, fold, step)
    if (!answered) return refused('cancelled')
    state = { ...state, messages: [...state.messages, ...answered] }
    if (tokensLeft(call, state) <= 0) return cutOff(state, { cut: 'tokens', steps: step + 1 })
  }
  return cutOff(state, { cut: 'steps', steps: call.limits.maxSteps })
}

/** Its beginning is an answer, which says that it is not whole. */
function cutOff(
  { text, used }: RunState,
  end: Pick<EngineAnswer, 'cut' | 'steps'>,
): Outcome<EngineRefusal, EngineAnswer> {
  if (text.trim() !== '') return done({ text, used, ...end })
  return refused('too-long', 'The model did not come to an end within what it may say and do.')
}

/** Those of the next request. */
function tokensLeft({ limits: { maxTokens, maxTokensInAll = maxTokens } }: EngineCall, { used }: RunState): number {
  return Math.min(maxTokens, maxTokensInAll - used.output)
}

async function ask(
  { provider, manner, call }: Run,
  state: RunState,
  tools: readonly ChatCompletionTool[],
): Promise<Outcome<EngineRefusal, { state: RunState; fold: ChatFold }>> {
  const { limits, signal } = call
  const maxTokens = tokensLeft(call, state)
  const { messages } = state
  const cost = mostTokens(JSON.stringify({ messages, tools })) + requestWords + maxTokens
  if (!(await call.reserve(cost))) return refused('too-long', 'The tokens that may be used are used up.')
  let { text } = state
  const tell = (piece: string) => {
    // What was said before a call and after it would run together.
    const next = text !== '' && text === state.text ? `\n\n${piece}` : piece
    text += next
    call.told(next)
  }
  const { outcome, used } = await askChat(
    provider,
    { messages, tools, maxTokens, temperature: limits.temperature, signal, told: tell },
    manner,
  )
  await call.settle(used)
  if (!outcome.ok) return outcome
  const sum = { input: state.used.input + used.input, output: state.used.output + used.output }
  return done({ state: { messages, text, used: sum }, fold: outcome.value })
}

/** Bytes of a request beside messages and tools: names of fields, the model, limits. */
const requestWords = 400

function openingOf({ instructions, messages }: EngineCall): ChatCompletionMessageParam[] {
  const opening: ChatCompletionMessageParam[] = instructions === '' ? [] : [{ role: 'system', content: instructions }]
  for (const { from, text } of messages)
    opening.push(from === 'person' ? { role: 'user', content: text } : { role: 'assistant', content: text })
  return opening
}

function toolOf({ name, description, input }: ToolSpec): ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: { ...input } } }
}

/** undefined: cancelled in between. */
async function doCalls(
  call: EngineCall,
  { text, calls }: ChatFold,
  step: number,
): Promise<readonly ChatCompletionMessageParam[] | undefined> {
  const named = calls.map((each, index) => ({ ...each, id: idOf(step, index) }))
  const messages: ChatCompletionMessageParam[] = [
    {
      role: 'assistant',
      content: text,
      tool_calls: named.map(({ id, name, input }) => ({
        id,
        type: 'function' as const,
        // What can not be read is not handed back: some servers read it, and fail.
        function: { name: name || 'unknown', arguments: readInput(input).ok ? input || '{}' : '{}' },
      })),
    },
  ]
  for (const [index, { id, ...each }] of named.entries()) {
    if (call.signal.aborted) return undefined
    const answer = await doCall(call, each, { step, index })
    messages.push({ role: 'tool', tool_call_id: id, content: bounded(answer.text) })
  }
  return messages
}

async function doCall(
  { tools }: EngineCall,
  { name, input }: FoldedCall,
  at: { step: number; index: number },
): Promise<ToolAnswer> {
  if (!tools.specs.some((spec) => spec.name === name)) {
    await tools.refuse?.({ ...at, name }, 'no-such-tool')
    return { ok: false, text: `There is no tool called "${name.slice(0, 80)}".` }
  }
  const read = readInput(input)
  if (!read.ok) {
    await tools.refuse?.({ ...at, name }, 'not-json')
    return { ok: false, text: `The arguments of "${name}" are not JSON. Send one JSON object.` }
  }
  return tools.call({ ...at, name, input: read.value })
}

function readInput(input: string): Outcome<'not-json', unknown> {
  if (input.trim() === '') return done({})
  try {
    return done(JSON.parse(input) as unknown)
  } catch {
    return refused('not-json')
  }
}

/** Ids of our own: some servers give none, or one to several calls, and some take nine letters and digits only. */
function idOf(step: number, index: number): string {
  return `c${String(step).padStart(4, '0')}${String(index).padStart(4, '0')}`
}

const maxResultLength = 40_000

function bounded(text: string): string {
  return text.length <= maxResultLength ? text : `${text.slice(0, maxResultLength)}\n… (cut off: it is longer)`
}
