import type { ChatCompletionTool } from 'openai/resources/chat/completions'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import {
  type Engine,
  type EngineAnswer,
  type EngineCall,
  type EngineRefusal,
  fromPerson,
  type TokenUse,
  type ToolAnswer,
  type ToolSpec,
} from '../contract.ts'
import type { ChatFold, FoldedCall } from './chat-fold.ts'
import { type ChatManner, freshManner } from './chat-manner.ts'
import { askChat, type ChatAsk, type ChatSaid, mostBytesOf } from './chat-request.ts'
import type { ModelProvider } from './provider.ts'
import { type DoneStep, messagesInJson, messagesWithTools, readInput } from './step-messages.ts'
import { askStructured, shapeOfStep, wordsOfForm } from './structured-answer.ts'

/**
 * A model behind an endpoint. It asks, does the calls that the model makes one after the other, and asks again with what came of them, until
 * the model has nothing more to call. What it tells and the text of its answer are the same, letter for letter. An endpoint that takes no
 * tools is asked for JSON instead; `manner` is what is known of it, and learns.
 */
export function openModelEngine(provider: ModelProvider, manner: ChatManner = freshManner()): Engine {
  return { run: (call) => run({ provider, manner, call }) }
}

interface Run {
  readonly provider: ModelProvider
  readonly manner: ChatManner
  readonly call: EngineCall
}

interface RunState {
  readonly steps: readonly DoneStep[]
  readonly text: string
  readonly used: TokenUse
}

interface Said {
  readonly state: RunState
  readonly fold: ChatFold
}

async function run(given: Run): Promise<Outcome<EngineRefusal, EngineAnswer>> {
  const { call } = given
  let run = given
  let state: RunState = { steps: [], text: '', used: { input: 0, output: 0 } }
  for (let step = 0; step < call.limits.maxSteps; step += 1) {
    if (call.signal.aborted) return refused('cancelled')
    let said = await ask(run, state)
    for (let less = withLess(run); !said.ok && said.reason === 'too-much' && less; less = withLess(run)) {
      run = less
      said = await ask(run, state)
    }
    if (!said.ok) return said
    const { fold } = said.value
    state = said.value.state
    // Calls in it may be half of what they were to be.
    if (fold.finish === 'length') return cutOff(state, { cut: 'tokens', steps: step + 1 })
    if (fold.calls.length === 0) {
      if (state.text.trim() === '') return refused('malformed', 'The model gave an empty answer.')
      return done({ text: state.text, used: state.used, steps: step + 1 })
    }
    const answers = await doCalls(call, fold.calls, step)
    if (!answers) return refused('cancelled')
    state = { ...state, steps: [...state.steps, { text: fold.text, calls: fold.calls, answers }] }
    if (tokensLeft(call, state.used) <= 0) return cutOff(state, { cut: 'tokens', steps: step + 1 })
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
function tokensLeft({ limits: { maxTokens, maxTokensInAll = maxTokens } }: EngineCall, used: TokenUse): number {
  return Math.min(maxTokens, maxTokensInAll - used.output)
}

/** With the latest quarter of what was said before, for a model that can not take in all of it; undefined: there is no less. */
function withLess(run: Run): Run | undefined {
  const { messages } = run.call
  if (messages.length < 2) return undefined
  const latest = fromPerson(messages.slice(-Math.max(1, Math.floor(messages.length / 4))))
  return { ...run, call: { ...run.call, messages: latest } }
}

/** What the model says next. */
async function ask(run: Run, state: RunState): Promise<Outcome<EngineRefusal, Said>> {
  const { manner, call } = run
  const { specs } = call.tools
  if (specs.length > 0 && manner.tools === 'refused') return askInJson(run, state)
  const telling = openTelling(call, state.text)
  const messages = messagesWithTools(call, state.steps)
  const { outcome, toolsRefused } = await request(run, state.used, { messages, tools: specs.map(toolOf), ...telling })
  if (outcome.ok) return done(saidOf(state, outcome.value, telling))
  // Who has taken tools before, and does not say that it takes none, means something else.
  if (toolsRefused === undefined || (toolsRefused === 'maybe' && manner.tools !== 'unknown')) return outcome
  const inJson = await askInJson(run, state)
  if (inJson.ok || toolsRefused === 'said') manner.tools = 'refused'
  return inJson.ok || toolsRefused === 'said' ? inJson : outcome
}

async function askInJson(run: Run, state: RunState): Promise<Outcome<EngineRefusal, Said>> {
  const { call } = run
  const { specs } = call.tools
  const shape = shapeOfStep(specs)
  const instructions = [call.instructions, wordsOfForm(specs)].filter((each) => each !== '').join('\n\n')
  const telling = openTelling(call, state.text)
  let { used } = state
  const outcome = await askStructured({
    messages: messagesInJson({ instructions, messages: call.messages }, state.steps),
    told: telling.told,
    request: async (messages, told) => {
      const said = await request(run, used, { messages, tools: [], shape, told })
      if (!said.outcome.ok) return said.outcome
      used = said.outcome.value.used
      return done(said.outcome.value.fold)
    },
  })
  return outcome.ok ? done(saidOf(state, { fold: outcome.value, used }, telling)) : outcome
}

interface Telling {
  readonly text: () => string
  readonly told: (piece: string) => void
}

function openTelling({ told }: EngineCall, before: string): Telling {
  let text = before
  return {
    text: () => text,
    told: (piece) => {
      // What was said before a call and after it would run together.
      const next = text !== '' && text === before ? `\n\n${piece}` : piece
      text += next
      told(next)
    },
  }
}

interface Answered {
  readonly fold: ChatFold
  /** In the whole run so far. */
  readonly used: TokenUse
}

function saidOf({ steps }: RunState, { fold, used }: Answered, telling: Telling): Said {
  return { state: { steps, text: telling.text(), used }, fold }
}

type Request = Pick<ChatAsk, 'messages' | 'tools' | 'shape' | 'told'>

async function request(
  { provider, manner, call }: Run,
  used: TokenUse,
  { messages, tools, shape, told }: Request,
): Promise<{ outcome: Outcome<EngineRefusal, Answered>; toolsRefused?: ChatSaid['toolsRefused'] }> {
  const { limits, signal } = call
  const maxTokens = tokensLeft(call, used)
  const cost = mostBytesOf({ messages, tools, shape }) + maxTokens
  if (maxTokens <= 0 || !(await call.reserve(cost)))
    return { outcome: refused('too-long', 'The tokens that may be used are used up.') }
  const { temperature } = limits
  const said = await askChat(provider, { messages, tools, shape, maxTokens, temperature, signal, told }, manner)
  await call.settle(said.used)
  const { outcome, toolsRefused } = said
  if (!outcome.ok) return { outcome, toolsRefused }
  const sum = { input: used.input + said.used.input, output: used.output + said.used.output }
  return { outcome: done({ fold: outcome.value, used: sum }) }
}

function toolOf({ name, description, input }: ToolSpec): ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: { ...input } } }
}

/** What came of each; undefined: cancelled in between. */
async function doCalls(
  call: EngineCall,
  calls: readonly FoldedCall[],
  step: number,
): Promise<readonly string[] | undefined> {
  const answers: string[] = []
  for (const [index, each] of calls.entries()) {
    if (call.signal.aborted) return undefined
    const answer = await doCall(call, each, { step, index })
    answers.push(bounded(answer.text))
  }
  return answers
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

const maxResultLength = 40_000

function bounded(text: string): string {
  return text.length <= maxResultLength ? text : `${text.slice(0, maxResultLength)}\n… (cut off: it is longer)`
}
