import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { z } from 'zod'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { EngineCall, EngineRefusal } from '../contract.ts'
import { askChat, type ChatManner } from './chat-request.ts'
import type { ModelProvider } from './provider.ts'
import { mostTokens } from './token-bounds.ts'

/** What a question with an answer of a given shape needs of a call. */
export type StructuredCall = Pick<EngineCall, 'instructions' | 'signal' | 'reserve' | 'settle'> & {
  readonly question: string
  readonly maxTokens: number
}

/**
 * An answer of a given shape. Servers that can are told the schema; all are told in words, for many can not. What comes is checked here,
 * and asked for once more with what was wrong with it.
 */
export async function askStructured<Schema extends z.ZodType>(
  provider: ModelProvider,
  schema: Schema,
  call: StructuredCall,
): Promise<Outcome<EngineRefusal, z.output<Schema>>> {
  const shape = z.toJSONSchema(schema, { target: 'draft-7' })
  const manner: ChatManner = { isPlain: false }
  const words = `${call.instructions}\nAnswer with one JSON object and nothing else. Its JSON Schema: ${JSON.stringify(shape)}`
  const messages: ChatCompletionMessageParam[] = [
    { role: 'system', content: words },
    { role: 'user', content: call.question },
  ]
  for (let isLast = false; ; isLast = true) {
    const said = await ask({ provider, manner, call, shape }, messages)
    if (!said.ok) return said
    const read = readAs(schema, said.value)
    if (read.ok) return read
    if (isLast) return refused('malformed', 'The model did not answer in the form that was asked for.')
    messages.push(
      { role: 'assistant', content: said.value },
      { role: 'user', content: `That is not of the form: ${read.detail ?? ''} Answer with the JSON object alone.` },
    )
  }
}

interface Asking {
  readonly provider: ModelProvider
  readonly manner: ChatManner
  readonly call: StructuredCall
  readonly shape: Record<string, unknown>
}

async function ask(
  { provider, manner, call, shape }: Asking,
  messages: readonly ChatCompletionMessageParam[],
): Promise<Outcome<EngineRefusal, string>> {
  const { maxTokens, signal } = call
  const format = { type: 'json_schema', json_schema: { name: 'answer', schema: shape } } as const
  if (!(await call.reserve(mostTokens(JSON.stringify({ messages, format })) + 400 + maxTokens)))
    return refused('too-long', 'The tokens that may be used are used up.')
  const told = () => undefined
  const { outcome, used } = await askChat(provider, { messages, tools: [], maxTokens, format, signal, told }, manner)
  await call.settle(used)
  if (!outcome.ok) return outcome
  if (outcome.value.finish === 'length') return refused('too-long', 'The answer became longer than it may be.')
  return done(outcome.value.text)
}

function readAs<Schema extends z.ZodType>(schema: Schema, text: string): Outcome<'wrong', z.output<Schema>> {
  // Models like to put a fence around it, or a sentence before it.
  const object = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
  try {
    const read = schema.safeParse(JSON.parse(object))
    return read.success ? done(read.data) : refused('wrong', z.prettifyError(read.error).slice(0, 1_000))
  } catch {
    return refused('wrong', 'it is no JSON.')
  }
}
