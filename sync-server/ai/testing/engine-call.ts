import type { EngineCall, TokenUse, ToolAnswer, ToolCall, ToolSpec } from '../contract.ts'

/** A call of an engine that remembers everything that comes of it. */
export interface TestCall extends EngineCall {
  readonly pieces: string[]
  readonly reserved: number[]
  readonly settled: TokenUse[]
  readonly calls: ToolCall[]
}

export interface TestCallOptions extends Partial<Omit<EngineCall, 'tools'>> {
  readonly question?: string
  readonly specs?: readonly ToolSpec[]
  /** What the tools answer. */
  readonly answer?: (call: ToolCall) => ToolAnswer | Promise<ToolAnswer>
}

export const noteTool: ToolSpec = {
  name: 'notes_add',
  description: 'Adds a note.',
  input: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] },
}

export function testCall({ question = 'What now?', specs = [], answer, ...rest }: TestCallOptions = {}): TestCall {
  const pieces: string[] = []
  const reserved: number[] = []
  const settled: TokenUse[] = []
  const calls: ToolCall[] = []
  return {
    instructions: 'Be brief.',
    messages: [{ from: 'person', text: question }],
    limits: { maxSteps: 5, maxTokens: 1_000 },
    signal: new AbortController().signal,
    told: (piece) => pieces.push(piece),
    reserve: async (tokens) => reserved.push(tokens) > 0,
    settle: async (used) => void settled.push(used),
    ...rest,
    pieces,
    reserved,
    settled,
    calls,
    tools: {
      specs,
      call: async (call) => {
        calls.push(call)
        return answer ? answer(call) : { ok: true, text: '{"done":true}' }
      },
    },
  }
}
