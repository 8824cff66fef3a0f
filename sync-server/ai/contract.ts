import type { RecordQuery } from '#shared/assistant/records/query.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'

/**
 * What answers a question: a model behind an endpoint, or the built-in engine. It knows nothing of tenants, rights or storage. All it
 * can do is to say something and to call tools, and whoever gives it the tools decides what a call does.
 */
export interface Engine {
  run(call: EngineCall): Promise<Outcome<EngineRefusal, EngineAnswer>>
}

/**
 * busy: it has had too many requests, or what may be used of it is used up. too-much: the conversation is longer than the model takes.
 * unreachable: nothing answered, before anything was said. stalled: it stopped in the middle. refused: the endpoint said no (key, quota,
 * unknown model). malformed: what it said can not be read. cancelled: the signal. too-long: steps or tokens are used up. no-engine: it takes a
 * model, and there is none.
 */
export type EngineRefusal =
  | 'unreachable'
  | 'stalled'
  | 'refused'
  | 'busy'
  | 'too-much'
  | 'malformed'
  | 'cancelled'
  | 'too-long'
  | 'no-engine'

export interface EngineCall {
  readonly instructions: string
  /** The conversation, oldest first; the last one is the question. */
  readonly messages: readonly EngineMessage[]
  readonly tools: EngineTools
  readonly limits: EngineLimits
  readonly signal: AbortSignal
  /** A piece of the answer as it arrives. */
  told(piece: string): void
  /** Called before each request to a model with what it may cost at most; false: it is not made. */
  reserve(tokens: number): Promise<boolean>
  /** What the request has cost, by the endpoint's own count or by an estimate that is not below it. */
  settle(used: TokenUse): Promise<void>
}

export interface EngineMessage {
  readonly from: 'person' | 'assistant'
  readonly text: string
}

/** Some models take no conversation that begins with what they have said themselves. */
export function fromPerson(messages: readonly EngineMessage[]): readonly EngineMessage[] {
  const first = messages.findIndex(({ from }) => from === 'person')
  return first > 0 ? messages.slice(first) : messages
}

export interface EngineLimits {
  readonly maxSteps: number
  /** Of what a model says at a time. */
  readonly maxTokens: number
  /** Of all that it says until it has come to an end, calls and thinking included; undefined: as many as at a time. */
  readonly maxTokensInAll?: number | undefined
  readonly temperature?: number | undefined
}

export interface TokenUse {
  readonly input: number
  readonly output: number
}

export interface EngineTools {
  readonly specs: readonly ToolSpec[]
  /** Never throws: what went wrong is an answer as well, and the engine may try something else. `step` and `index` name the call for ever. */
  call(call: ToolCall): Promise<ToolAnswer>
  /** Of a call that can not be made, for there is no such tool or its input can not be read: it is not done, and remembered. */
  refuse?(call: Omit<ToolCall, 'input'>, problem: CallProblem): Promise<void>
}

export type CallProblem = 'no-such-tool' | 'not-json'

export interface ToolSpec {
  /** `tasks_create`: letters, digits and underscores only, as endpoints want it. */
  readonly name: string
  readonly description: string
  /** JSON Schema of an object. */
  readonly input: Readonly<Record<string, unknown>>
}

export interface ToolCall {
  readonly step: number
  readonly index: number
  readonly name: string
  /** As it came: whoever takes it checks it. */
  readonly input: unknown
}

export interface ToolAnswer {
  readonly ok: boolean
  /** For the engine to read: JSON, or a sentence of what went wrong. */
  readonly text: string
}

export interface EngineAnswer {
  readonly text: string
  /** A limit has ended it: it is not whole. */
  readonly cut?: 'tokens' | 'steps' | undefined
  readonly used: TokenUse
  readonly steps: number
  /** What it rests on besides what the tools have answered. */
  readonly sources?: Sources | undefined
}

/** What was read or made for an answer, and the questions over the records that were run for it. */
export interface Sources {
  readonly things: readonly ReplicaId[]
  readonly queries: readonly RecordQuery[]
}
