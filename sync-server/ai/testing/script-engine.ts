import { done, refused } from '#shared/kit/outcome.ts'
import type { Engine, EngineCall, ToolAnswer } from '../contract.ts'

export interface Script {
  /** What it calls, one step after the other; the last answer comes to `say`. */
  readonly calls?: readonly (readonly [name: string, input: unknown])[]
  /** What happens in the world before its call of this number; after all of them, before it answers. */
  before?(at: number, call: EngineCall): unknown
  say?(answers: readonly ToolAnswer[], call: EngineCall): string
  /** What each of its requests costs. */
  readonly tokens?: number
}

/** An engine that does what the test says: by the words of the question. */
export function scriptEngine(scripts: Readonly<Record<string, Script>>): Engine & { readonly heard: EngineCall[] } {
  const heard: EngineCall[] = []
  return {
    heard,
    run: async (call) => {
      heard.push(call)
      const script = scripts[call.messages.at(-1)?.text ?? ''] ?? {}
      const { calls = [], tokens = 10, say = () => 'Done.', before = () => undefined } = script
      if (!(await call.reserve(tokens * 2))) return refused('too-long')
      const answers: ToolAnswer[] = []
      for (const [step, [name, input]] of calls.entries()) {
        await before(step, call)
        if (call.signal.aborted) return refused('cancelled')
        answers.push(await call.tools.call({ step, index: 0, name, input }))
      }
      await before(calls.length, call)
      if (call.signal.aborted) return refused('cancelled')
      const text = say(answers, call)
      call.told(text)
      await call.settle({ input: tokens, output: 1 })
      return done({ text, used: { input: tokens, output: 1 }, steps: calls.length + 1 })
    },
  }
}
