import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EngineRefusal } from '../contract.ts'
import { type Asked, type Asking, startAsking } from '../testing/asking.ts'
import { type Script, scriptEngine } from '../testing/script-engine.ts'
import { done, refused } from '#shared/kit/outcome.ts'

/** What the endpoint does instead of going on, time after time; undefined, or nothing left: it answers. */
let failures: (EngineRefusal | undefined)[]
/** How often somebody asked it the question that matters. */
let asked: number
let asking: Asking
const text = 'Make one'
const scripts: Record<string, Script> = {}
const script = scriptEngine(scripts)

beforeEach(async () => {
  ;[failures, asked] = [[], 0]
  for (const each of Object.keys(scripts)) delete scripts[each]
  const run: typeof script.run = async (call) => {
    if (call.messages.at(-1)?.text !== text) return done({ text: 'Yes.', used: { input: 0, output: 0 }, steps: 1 })
    asked += 1
    const outcome = await script.run(call)
    const failure = failures.shift()
    return failure ? refused(failure) : outcome
  }
  asking = await startAsking({ engineFor: async () => ({ run }) })
})
afterEach(() => asking.close())

const state = async (of: Asked) => (await asking.questionOf(asking.ada, of)).state
/** Minutes later, when something else wakes the jobs. */
async function later(): Promise<void> {
  asking.clock.aheadMs += 10 * 60_000
  await asking.ask(asking.bob, 'Are you there?')
}
async function askOnce(): Promise<Asked> {
  const conversation = await asking.did(asking.ada, 'assistant.ask', { text })
  // What waits for its time is not waited for.
  await asking.ask(asking.bob, 'Are you there?')
  return conversation
}
const create = ['tasks_create', { title: 'Once' }] as const

describe('an endpoint that fails', () => {
  it.each(['unreachable', 'stalled', 'malformed'] as const)(
    'is asked again later, as long as nothing is done: %s',
    async (failure) => {
      failures = [failure, failure]
      const question = await askOnce()
      expect([asked, await state(question)]).toEqual([1, 'taken'])
      await later()
      expect([asked, await state(question)]).toEqual([2, 'taken'])
      await later()
      expect([asked, await state(question)]).toEqual([3, 'answered'])
    },
  )

  it('is not asked again after something was done, which stays and stands there once', async () => {
    scripts[text] = { calls: [create] }
    failures = ['unreachable']
    const question = await askOnce()
    await later()
    await later()
    expect(asked).toBe(1)
    expect(await asking.titles(asking.ada)).toEqual(['Once'])
    const { state: end, problem } = await asking.questionOf(asking.ada, question)
    expect(end).toBe('failed')
    expect(problem).toContain('By then it had made 1 change, which stays.')
  })

  it('is asked five times and no more', async () => {
    failures = Array(20).fill('unreachable')
    const question = await askOnce()
    for (let time = 0; time < 7; time += 1) await later()
    expect([asked, await state(question)]).toEqual([5, 'failed'])
  })

  it('is not asked again when it has said no', async () => {
    failures = ['refused']
    const question = await askOnce()
    await later()
    expect([asked, await state(question)]).toEqual([1, 'failed'])
  })
})
