import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { EngineRefusal, ToolSpec } from '../contract.ts'
import type { ChatFold } from './chat-fold.ts'
import { openJsonAnswer } from './json-answer.ts'
import { looseSchema } from './loose-schema.ts'
import { wordsOfTool } from './tool-words.ts'

/** One step of a model that can not call tools: it is asked for JSON that says which tool, or that is the answer. */
export interface StructuredAsk {
  readonly messages: readonly ChatCompletionMessageParam[]
  told(piece: string): void
  /** Sends them, and hands on what comes. */
  request(
    messages: readonly ChatCompletionMessageParam[],
    told: (piece: string) => void,
  ): Promise<Outcome<EngineRefusal, ChatFold>>
}

/**
 * What a model says as JSON, as if it had said it by calling tools. It names one tool, or answers; the answer is told while it is written. What
 * is neither is asked for once more, with what was wrong with it. Whether there is such a tool, and what it makes of its input, is found
 * out where that is found out of any call.
 */
export async function askStructured(ask: StructuredAsk): Promise<Outcome<EngineRefusal, ChatFold>> {
  let { messages } = ask
  for (let isLast = false; ; isLast = true) {
    const answer = openJsonAnswer(ask.told)
    const said = await ask.request(messages, answer.read)
    if (!said.ok) return said
    const { text, calls, finish } = said.value
    if (answer.text?.trim()) return done({ ...said.value, text: answer.text })
    // Calls of a server that takes no tools are calls all the same, and no more allowed than others.
    if (calls.length > 0 || finish === 'length') return done({ ...said.value, text: '' })
    const read = readStep(text)
    if (read.ok && 'answer' in read.value) ask.told(read.value.answer)
    if (read.ok) return done({ ...said.value, ...foldedOf(read.value) })
    if (isLast) return refused('malformed', 'The model did not answer in the form that was asked for.')
    messages = [
      ...messages,
      // Not all servers take an empty one.
      { role: 'assistant', content: text.trim() === '' ? '(nothing)' : text },
      { role: 'user', content: `That is not of the form: ${read.detail ?? ''} Reply with the JSON object alone.` },
    ]
  }
}

/** What a model is told of the form. Also where the server holds it to a schema: few show it to the model. */
export function wordsOfForm(specs: readonly ToolSpec[]): string {
  return [
    'You act through tools, one at a time. Reply with one JSON object and nothing else, in one of two forms:',
    '{"tool": "name of a tool", "input": {…}} uses that tool; what comes of it is told to you next.',
    '{"answer": "…"} is your answer to the person, when nothing more is to be done.',
    'The tools, each with the fields of its input (? may be left out) and what it does:',
    ...specs.map(wordsOfTool),
  ].join('\n')
}

/** JSON Schema of such a reply, as far as grammars take it. */
export function shapeOfStep(specs: readonly ToolSpec[]): Readonly<Record<string, unknown>> {
  const forms = specs.map(({ name, input }) =>
    objectOf({ tool: { type: 'string', enum: [name] }, input: looseSchema(input) }),
  )
  return { type: 'object', anyOf: [objectOf({ answer: { type: 'string' } }), ...forms] }
}

function objectOf(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

type Step = { readonly tool: string; readonly input: string } | { readonly answer: string }

function foldedOf(step: Step): Pick<ChatFold, 'text' | 'calls'> {
  if ('answer' in step) return { text: step.answer, calls: [] }
  return { text: '', calls: [{ name: step.tool, input: step.input, key: { index: undefined, id: undefined } }] }
}

function readStep(text: string): Outcome<'wrong', Step> {
  const object = objectIn(text)
  if (!object) return refused('wrong', 'It holds no JSON object.')
  const { tool, answer, input } = object
  const isTool = typeof tool === 'string' && tool.trim() !== ''
  const isAnswer = typeof answer === 'string' && answer.trim() !== ''
  if (isTool === isAnswer) return refused('wrong', 'It has to hold either "tool" and "input", or "answer".')
  if (isAnswer) return done({ answer })
  // Some write the input as a text of JSON.
  return done({ tool: String(tool).trim(), input: typeof input === 'string' ? input : JSON.stringify(input ?? {}) })
}

/** Models put fences around it, a sentence before it, or all that they thought. */
function objectIn(text: string): Record<string, unknown> | undefined {
  const [thought = '', ...said] = text.split('</think>')
  return firstObject(said.at(-1) ?? thought) ?? firstObject(text)
}

/** Braces of a text that is no JSON are not looked at for ever. */
const maxTries = 20

function firstObject(text: string): Record<string, unknown> | undefined {
  let from = text.indexOf('{')
  for (let tries = 0; from !== -1 && tries < maxTries; tries += 1) {
    const object = parsed(text.slice(from, endOfObject(text, from)))
    if (object) return object
    from = text.indexOf('{', from + 1)
  }
  return undefined
}

/** Behind the brace that closes the one at `from`; the end of the text, if none does. */
function endOfObject(text: string, from: number): number {
  const marks = /"(?:[^"\\]|\\.)*"|[{}]/gs
  marks.lastIndex = from
  let depth = 0
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '{') depth += 1
    if (mark[0] === '}') depth -= 1
    if (depth === 0) return marks.lastIndex
  }
  return text.length
}

function parsed(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
