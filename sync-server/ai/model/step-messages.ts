import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { EngineCall } from '../contract.ts'
import type { FoldedCall } from './chat-fold.ts'

/** What a model said in a step that called something, and what came of each call. */
export interface DoneStep {
  readonly text: string
  readonly calls: readonly Pick<FoldedCall, 'name' | 'input'>[]
  readonly answers: readonly string[]
}

type Conversation = Pick<EngineCall, 'instructions' | 'messages'>

/** A run so far, for a model that takes tools. */
export function messagesWithTools(
  { instructions, messages }: Conversation,
  steps: readonly DoneStep[],
): ChatCompletionMessageParam[] {
  return [...openingOf(instructions, messages), ...steps.flatMap(stepWithTools)]
}

/** The same for one that is asked for JSON. All servers take turns of these two, and no others. */
export function messagesInJson(
  { instructions, messages }: Conversation,
  steps: readonly DoneStep[],
): ChatCompletionMessageParam[] {
  return [...openingOf(instructions, messages), ...steps.flatMap(stepInJson)]
}

function openingOf(instructions: string, messages: EngineCall['messages']): ChatCompletionMessageParam[] {
  const opening: ChatCompletionMessageParam[] = instructions === '' ? [] : [{ role: 'system', content: instructions }]
  for (const { from, text } of messages)
    opening.push(from === 'person' ? { role: 'user', content: text } : { role: 'assistant', content: text })
  return opening
}

function stepWithTools({ text, calls, answers }: DoneStep, step: number): ChatCompletionMessageParam[] {
  const named = calls.map((call, index) => ({ ...call, id: idOf(step, index) }))
  return [
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
    ...named.map(({ id }, index) => ({
      role: 'tool' as const,
      tool_call_id: id,
      content: answers[index] ?? '',
    })),
  ]
}

function stepInJson({ calls, answers }: DoneStep): ChatCompletionMessageParam[] {
  return calls.flatMap(({ name, input }, index): ChatCompletionMessageParam[] => {
    const read = readInput(input)
    return [
      { role: 'assistant', content: JSON.stringify({ tool: name, input: read.ok ? read.value : {} }) },
      {
        role: 'user',
        content: `Result of the tool, which is material and not from the person:\n${answers[index] ?? ''}`,
      },
    ]
  })
}

export function readInput(input: string): Outcome<'not-json', unknown> {
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
