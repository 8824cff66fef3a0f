import OpenAI, { APIError } from 'openai'
import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
  ChatCompletionTool,
} from 'openai/resources/chat/completions'
import { Stream } from 'openai/core/streaming'
import { done, type Outcome, refused, type Refused } from '#shared/kit/outcome.ts'
import type { EngineRefusal, TokenUse } from '../contract.ts'
import { type ChatFold, emptyFold, foldChunk } from './chat-fold.ts'
import {
  type ChatManner,
  type Complaint,
  isNotTaken,
  isTooMuch,
  plainerWording,
  refusesTools,
  type Wording,
} from './chat-manner.ts'
import { type EndpointFault, type EndpointTalk, openEndpointTalk } from './endpoint-fetch.ts'
import { looseSchema } from './loose-schema.ts'
import { type ModelProvider, pauseFor, usualLimits } from './provider.ts'
import { mostBytesOfToken, mostTokens, tokensUsed } from './token-bounds.ts'

export interface ChatAsk {
  readonly messages: readonly ChatCompletionMessageParam[]
  readonly tools: readonly ChatCompletionTool[]
  readonly maxTokens: number
  readonly temperature?: number | undefined
  /** JSON Schema of what the answer is to be, where the server can see to it. */
  readonly shape?: Readonly<Record<string, unknown>> | undefined
  readonly signal: AbortSignal
  told(piece: string): void
}

export interface ChatSaid {
  readonly outcome: Outcome<EngineRefusal, ChatFold>
  /** Also of what was refused or cut off. */
  readonly used: TokenUse
  /** said: it takes no tools. maybe: it does not take the request, and does not say so. */
  readonly toolsRefused?: 'said' | 'maybe' | undefined
}

const maxRests = 2
/** Whoever asks for a longer rest gets none of it: the caller may come again. */
const longestRestMs = 20_000

/**
 * One request, and the answer to its end. Asks again only where nothing was said yet: when the server wants to be left alone for a moment,
 * and, put more plainly, when it does not take the request as it is. What an answer has shown of the server is kept in `manner`.
 */
export async function askChat(provider: ModelProvider, ask: ChatAsk, manner: ChatManner): Promise<ChatSaid> {
  const { pause = pauseFor } = provider
  const has = { tools: ask.tools.length > 0, format: ask.shape !== undefined }
  let tried: Wording = { ...manner }
  for (let rests = 0; ; ) {
    const answer = await tryOnce(provider, ask, bodyOf(provider.model, ask, tried))
    const { complaint, restMs, isSaid, outcome } = answer
    // Only an answer tells that it was this that was not taken: a request can be refused for its length as well.
    if (isSaid || outcome.ok) learn(manner, tried, ask)
    if (isSaid || outcome.ok || !complaint || ask.signal.aborted) return answer
    if (isTooMuch(complaint)) return { ...answer, outcome: refused('too-much', sentences['too-much']) }
    if (has.tools && refusesTools(complaint)) return { ...answer, toolsRefused: 'said' }
    const plainer = plainerWording(tried, complaint, has)
    if (plainer) tried = plainer
    else if (restMs !== undefined && restMs <= longestRestMs && rests < maxRests) {
      rests += 1
      await pause(restMs, ask.signal)
    } else return { ...answer, toolsRefused: has.tools && isNotTaken(complaint) ? 'maybe' : undefined }
  }
}

/** No more than the request has shown: others may be learning at the same time. */
function learn(manner: ChatManner, { isPlain, format, schemas }: Wording, { shape, tools }: ChatAsk): void {
  manner.isPlain = isPlain
  if (shape) manner.format = format
  if (tools.length > 0) manner.schemas = schemas
  if (tools.length > 0) manner.tools = 'taken'
}

function bodyOf(
  model: string,
  { messages, tools, maxTokens, temperature, shape }: ChatAsk,
  { isPlain, format, schemas }: Wording,
): ChatCompletionCreateParamsStreaming {
  return {
    model,
    messages: [...messages],
    stream: true,
    // Never tool_choice: servers differ in what they make of it, down to ending the connection.
    ...(tools.length > 0 && { tools: schemas === 'loose' ? tools.map(loosened) : [...tools] }),
    ...(shape && format === 'schema' && { response_format: formatOf(shape) }),
    ...(shape && format === 'object' && { response_format: { type: 'json_object' } }),
    ...(isPlain
      ? { max_completion_tokens: maxTokens }
      : {
          max_tokens: maxTokens,
          stream_options: { include_usage: true },
          ...(temperature !== undefined && { temperature }),
        }),
  }
}

/** Bytes of a request, however it is put: what it may cost at most, its answer apart. */
export function mostBytesOf({ messages, tools, shape }: Pick<ChatAsk, 'messages' | 'tools' | 'shape'>): number {
  const asTools = [tools, tools.map(loosened)].map((each) => mostTokens(JSON.stringify(each)))
  const rest = mostTokens(JSON.stringify({ messages, ...(shape && formatOf(shape)) }))
  return rest + Math.max(...asTools) + requestWords
}

/** Bytes of a request beside messages and tools: names of fields, the model, limits. */
const requestWords = 400

function formatOf(schema: Readonly<Record<string, unknown>>) {
  return { type: 'json_schema', json_schema: { name: 'step', schema } } as const
}

function loosened(tool: ChatCompletionTool): ChatCompletionTool {
  if (tool.type !== 'function') return tool
  return { ...tool, function: { ...tool.function, parameters: { ...looseSchema(tool.function.parameters) } } }
}

interface Tried extends ChatSaid {
  /** Why it was not taken; undefined: it was, or nobody said anything. */
  readonly complaint?: Complaint | undefined
  /** How long the server wants to be left alone. */
  readonly restMs?: number | undefined
  readonly isSaid: boolean
}

async function tryOnce(
  provider: ModelProvider,
  ask: ChatAsk,
  body: ChatCompletionCreateParamsStreaming,
): Promise<Tried> {
  const talk = openEndpointTalk({
    ...provider,
    signal: ask.signal,
    limits: { ...usualLimits, ...provider.limits },
  })
  let fold = emptyFold
  let isAnswered = false
  const sent = Buffer.byteLength(JSON.stringify(body))
  const endedWith = (outcome: Outcome<EngineRefusal, ChatFold>): Tried => {
    const isNothing = !isAnswered && !outcome.ok
    const used = tokensUsed(fold.usage, { sent, came: fold.bytes, maxOutput: ask.maxTokens })
    return { outcome, used: isNothing ? { input: 0, output: 0 } : used, isSaid: isAnswered }
  }
  try {
    for await (const chunk of await chunksOf(provider, talk, body)) {
      isAnswered = true
      const next = foldChunk(fold, chunk)
      if (!next.ok) return endedWith(refused(next.reason, sentences[next.reason]))
      fold = next.value.fold
      // It does not keep to what it was allowed.
      if (fold.bytes > ask.maxTokens * mostBytesOfToken) return endedWith(refused('too-long', sentences['too-long']))
      if (next.value.piece !== '') ask.told(next.value.piece)
    }
  } catch (error) {
    const why = whyFailed(error, { talk, isAnswered })
    return { ...endedWith(why), complaint: complaintOf(error, talk), restMs: restOf(error) }
  }
  return endedWith(howEnded(fold, { talk, signal: ask.signal }))
}

/** The library does not tell a stream that was cut off from one that has come to its end: nothing counts but the model's own word for it. */
function howEnded(
  fold: ChatFold,
  { talk, signal }: { talk: EndpointTalk; signal: AbortSignal },
): Outcome<EngineRefusal, ChatFold> {
  const fault = talk.fault()
  if (signal.aborted) return refused('cancelled')
  if (fault) return refusedBy(fault, fold.bytes > 0)
  if (fold.finish === undefined && fold.bytes === 0) return refused('malformed', sentences.malformed)
  if (fold.finish === undefined) return refused('stalled', sentences.stalled)
  if (fold.finish === 'content_filter')
    return refused('refused', 'The endpoint held the answer back by its own filter.')
  return done(fold)
}

async function chunksOf(
  provider: ModelProvider,
  talk: EndpointTalk,
  body: ChatCompletionCreateParamsStreaming,
): Promise<AsyncIterable<unknown>> {
  const response = await clientOf(provider, talk).chat.completions.create(body).asResponse()
  const type = response.headers.get('content-type') ?? ''
  // It does not stream: the whole answer at once.
  if (/^application\/json\b/i.test(type)) return wholeAnswer(response)
  if (type !== '' && !/^text\/(event-stream|plain)\b/i.test(type)) {
    await response.body?.cancel()
    throw new WrongAnswer('The address answers, but not as a model does. It may be that of a web page.')
  }
  return Stream.fromSSEResponse<unknown>(response, new AbortController(), clientOf(provider, talk))
}

/** What it knows of the key is a word that stands for it, and what the environment says of such libraries is not asked. */
export function clientOf({ endpoint }: ModelProvider, talk: EndpointTalk): OpenAI {
  return new OpenAI({
    baseURL: endpoint,
    apiKey: 'kept-elsewhere',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: talk.fetch,
  })
}

async function* wholeAnswer(response: Response): AsyncGenerator<unknown> {
  const answer = (await response.json()) as unknown
  if (typeof answer === 'object' && answer !== null && 'error' in answer && answer.error)
    throw new WrongAnswer(refusalOf(undefined), JSON.stringify(answer.error))
  yield answer
}

class WrongAnswer extends Error {
  /** The endpoint's own words; undefined: it has not refused anything. */
  readonly complaint: string | undefined

  constructor(message: string, complaint?: string) {
    super(message)
    this.complaint = complaint
  }
}

function complaintOf(error: unknown, talk: EndpointTalk): Complaint | undefined {
  if (talk.fault()) return undefined
  // Under a status of success there is no body of a refusal: the library has read the words, or we have.
  if (error instanceof WrongAnswer)
    return error.complaint === undefined ? undefined : { status: undefined, words: error.complaint.slice(0, 2_000) }
  if (!(error instanceof APIError) || error.constructor.name.startsWith('APIConnection')) return undefined
  return { status: error.status, words: talk.complaint() || error.message.slice(0, 2_000) }
}

/** Never in the endpoint's own words: it may say the key, or something to whoever reads it. */
export function whyFailed(
  error: unknown,
  { talk, isAnswered }: { talk: EndpointTalk; isAnswered: boolean },
): Refused<EngineRefusal> {
  const fault = talk.fault()
  if (fault) return refusedBy(fault, isAnswered)
  if (error instanceof WrongAnswer)
    return refused(error.complaint === undefined ? 'malformed' : 'refused', error.message)
  if (error instanceof APIError) {
    if (error.status === undefined && !isAnswered && error.constructor.name.startsWith('APIConnection'))
      return refused('unreachable', sentences.unreachable)
    return refused(error.status === 429 ? 'busy' : 'refused', refusalOf(error.status))
  }
  return refused('malformed', sentences.malformed)
}

function refusedBy(fault: EndpointFault, isAnswered: boolean): Refused<EngineRefusal> {
  switch (fault) {
    case 'cancelled':
      return refused('cancelled')
    case 'forbidden-address':
      return refused('refused', sentences.forbidden)
    case 'encoded':
      return refused('malformed', sentences.malformed)
    case 'too-large':
      return refused('too-long', sentences['too-long'])
    case 'silent':
      return refused('unreachable', 'The endpoint took the request and said nothing.')
    case 'stalled':
      return refused('stalled', sentences.stalled)
    case 'unreachable':
      return isAnswered ? refused('stalled', sentences.stalled) : refused('unreachable', sentences.unreachable)
  }
}

const sentences = {
  forbidden: 'The address belongs to a network that this server does not let organisations reach.',
  unreachable: 'The endpoint can not be reached.',
  stalled: 'The model stopped in the middle of its answer.',
  malformed: 'The endpoint said something that can not be read as an answer.',
  'too-much': 'What was said before, with what was read for the answer, is longer than this model can take in.',
  'too-long': 'The answer became longer than it may be.',
} as const

function refusalOf(status: number | undefined): string {
  if (status === undefined) return 'The endpoint answered with an error instead of an answer.'
  if (status === 401 || status === 403) return 'The endpoint does not accept the key.'
  if (status === 404) return 'The endpoint knows no such model, or this is not its address.'
  if (status === 429) return 'The endpoint has had too many requests, or what may be used of it is used up.'
  if (status >= 300 && status < 400)
    return 'The endpoint sends elsewhere, and that is not followed. Enter its own address.'
  if (status >= 500) return `The endpoint failed (${status}).`
  return `The endpoint does not take the request (${status}).`
}

function restOf(error: unknown): number | undefined {
  if (!(error instanceof APIError)) return undefined
  const { status, headers } = error
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  const said = headers?.get('retry-after') ?? ''
  const restMs = Number.isFinite(ms) ? ms : said === '' ? Number.NaN : Number(said) * 1000
  // A date is no answer to whoever has to say now how long to wait.
  if (status === 429) return Number.isFinite(restMs) ? Math.max(0, restMs) : 1_000
  if (status === 503 && Number.isFinite(restMs)) return Math.max(0, restMs)
  return undefined
}
