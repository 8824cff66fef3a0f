import { APIError } from 'openai'
import type { ProviderCheckName, ProviderTest } from '#shared/protocol/rest-assistant.ts'
import type { EngineCall } from '../contract.ts'
import { askEmbeddings } from '../embeddings/ask-embeddings.ts'
import { cannotCompare } from '../embeddings/meanings.ts'
import type { ChatManner } from '../model/chat-manner.ts'
import { clientOf, whyFailed } from '../model/chat-request.ts'
import { type EndpointTalk, openEndpointTalk } from '../model/endpoint-fetch.ts'
import { openModelEngine } from '../model/model-engine.ts'
import { type ModelProvider, usualLimits } from '../model/provider.ts'

type State = ProviderTest['checks'][number]['state']
type States = Partial<Record<ProviderCheckName, State>>

/** Nobody looks at a button for longer; a model that is loaded first may need it. */
const limits = { ...usualLimits, firstMs: 30_000, idleMs: 15_000, totalMs: 60_000 }

/** Asks small things of the endpoint and sees what comes of them. `manner` learns how it wants to be asked. */
export async function testProvider(
  provider: ModelProvider,
  manner: ChatManner,
  embedding: EmbeddingTest | undefined,
): Promise<ProviderTest> {
  const asked = { ...provider, limits: { ...limits, ...provider.limits } }
  const states: States = {}
  const list = await askModels(asked, states)
  let problem = list
  if (!list) problem = await askChat(asked, manner, states)
  const embedded = !problem && embedding ? await askEmbedding(asked, embedding, states) : undefined
  problem ??= embedded?.problem
  const checks = Object.entries(states).map(([name, state]) => ({ name: name as ProviderCheckName, state }))
  const works = problem === undefined
  const { dimensions } = embedded ?? {}
  const note = works && states.json === 'yes' && inJson
  return { works, checks, ...(dimensions && { dimensions }), ...(problem && { problem }), ...(note && { note }) }
}

const inJson = 'This model can not call tools; it is asked for JSON instead.'

interface EmbeddingTest {
  readonly model: string
  /** Why vectors can not be compared on this machine; undefined: they can. */
  readonly vectorProblem: string | undefined
}

/** Many servers have no list of models; then asking one will tell. */
async function askModels(provider: ModelProvider, states: States): Promise<string | undefined> {
  const talk = talkTo(provider)
  try {
    const { data } = await clientOf(provider, talk).models.list()
    Object.assign(states, { reachable: 'yes', key: 'yes' } satisfies States)
    // Some list no more than what is loaded now.
    states.model = data.some(({ id }) => id === provider.model) ? 'yes' : 'unknown'
    return undefined
  } catch (error) {
    const status = error instanceof APIError ? error.status : undefined
    states.reachable = status === undefined && talk.fault() ? 'no' : 'yes'
    if (states.reachable === 'no') return whyFailed(error, { talk, isAnswered: false }).detail
    if (status !== 401 && status !== 403) return undefined
    states.key = 'no'
    return whyFailed(error, { talk, isAnswered: false }).detail
  }
}

async function askChat(provider: ModelProvider, manner: ChatManner, states: States): Promise<string | undefined> {
  const pieces: string[] = []
  const plain = await openModelEngine(provider, manner).run({
    ...small,
    messages: [{ from: 'person', text: 'Write the numbers from one to ten as words.' }],
    told: (piece) => pieces.push(piece),
  })
  if (!plain.ok && plain.reason !== 'too-long') {
    if (plain.reason === 'unreachable') states.reachable = 'no'
    else if (plain.detail?.includes('key')) states.key = 'no'
    else if (states.model !== 'yes') states.model = 'no'
    return plain.detail
  }
  Object.assign(states, { key: 'yes', model: 'yes', streams: pieces.length > 1 ? 'yes' : 'no' } satisfies States)
  let isCalled = false
  const called = await openModelEngine(provider, manner).run({
    ...small,
    // Some think before they call.
    limits: { maxSteps: 2, maxTokens: 1_500 },
    messages: [{ from: 'person', text: 'Call the tool nexus_test with the word "nexus".' }],
    tools: {
      specs: [testTool],
      call: async () => {
        isCalled = true
        return { ok: true, text: 'It works. Say "done".' }
      },
    },
  })
  const isInJson = manner.tools === 'refused'
  states.tools = isCalled && !isInJson ? 'yes' : 'no'
  if (isInJson) states.json = isCalled ? 'yes' : 'no'
  if (isCalled) return undefined
  if (isInJson) return 'The model can not call tools, and does not answer in JSON either: it can talk, and not act.'
  return called.ok
    ? 'The model answers, but it does not call tools: it can talk, and not act.'
    : 'The endpoint answers, but not where tools are offered: the model can talk, and not act.'
}

/** Two, for servers that take one at a time are of no use here. */
async function askEmbedding(provider: ModelProvider, { model, vectorProblem }: EmbeddingTest, states: States) {
  const { outcome } = await askEmbeddings(
    { ...provider, model },
    { inputs: ['A boat in the harbour', 'The budget of next year'], signal: new AbortController().signal },
  )
  states.embedding = outcome.ok ? 'yes' : 'no'
  if (!outcome.ok) return { problem: `The model for embeddings: ${outcome.detail ?? 'it does not answer.'}` }
  const dimensions = outcome.value[0]?.length
  if (vectorProblem === undefined) return { dimensions }
  return {
    dimensions,
    problem: cannotCompare(vectorProblem),
  }
}

const testTool = {
  name: 'nexus_test',
  description: 'Tests whether tools can be called.',
  input: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
}

const small: Omit<EngineCall, 'messages'> = {
  instructions: 'This is a test of the connection. Be brief.',
  tools: { specs: [], call: async () => ({ ok: false, text: 'There are no tools.' }) },
  limits: { maxSteps: 2, maxTokens: 400 },
  signal: new AbortController().signal,
  told: () => undefined,
  // A test costs a few hundred tokens, and who tests wants to know, also with nothing left.
  reserve: async () => true,
  settle: async () => undefined,
}

function talkTo(provider: ModelProvider): EndpointTalk {
  const { signal } = new AbortController()
  return openEndpointTalk({ ...provider, signal, limits: { ...limits, ...provider.limits } })
}
