import { describe, expect, it, vi } from 'vitest'
import { done, refused } from '#shared/kit/outcome.ts'
import { createAnswers } from './answers.ts'
import type { RestOutcome } from './rest.ts'

/** A server that answers when the test says so. */
function heldServer() {
  const waiting = new Set<() => void>()
  const asked: { path: string; answer: (outcome: RestOutcome<unknown>) => Promise<void> }[] = []
  const answers = createAnswers(
    (path) =>
      new Promise((resolve) => {
        asked.push({ path, answer: async (outcome) => (resolve(outcome), await Promise.resolve()) })
      }),
    (listener) => {
      waiting.add(listener)
      return () => waiting.delete(listener)
    },
  )
  return { answers, asked, waiting, reach: () => waiting.forEach((each) => each()) }
}

describe('answers', () => {
  it('asks once for all who look, and tells each of them', async () => {
    const { answers, asked } = heldServer()
    const first = vi.fn()
    const second = vi.fn()
    answers.subscribe('orgs', first)
    answers.subscribe('orgs', second)
    expect(answers.get('orgs')).toEqual({ status: 'loading' })
    await asked[0]?.answer(done(['Acme']))
    expect(asked).toHaveLength(1)
    expect(answers.get('orgs')).toEqual({ status: 'ready', value: ['Acme'] })
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
  })

  it('keeps the old answer while it asks again, and marks it when the server is out of reach', async () => {
    const { answers, asked } = heldServer()
    answers.subscribe('orgs', vi.fn())
    await asked[0]?.answer(done('old'))
    answers.refresh('org')
    expect(answers.get('orgs')).toMatchObject({ status: 'ready', value: 'old' })
    await asked[1]?.answer(refused('unreachable'))
    expect(answers.get('orgs')).toMatchObject({ status: 'ready', value: 'old', refusal: { reason: 'unreachable' } })
  })

  it('shows nothing any more when the server says no', async () => {
    const { answers, asked } = heldServer()
    answers.subscribe('orgs/org_1/members', vi.fn())
    await asked[0]?.answer(done('everybody'))
    answers.refresh('orgs/org_1')
    await asked[1]?.answer(refused('no-access', 'There is no such organisation.'))
    expect(answers.get('orgs/org_1/members')).toMatchObject({ status: 'failed', refusal: { reason: 'no-access' } })
  })

  it('takes the later of two answers, whichever comes first', async () => {
    const { answers, asked } = heldServer()
    answers.subscribe('orgs', vi.fn())
    answers.refresh('orgs')
    await asked[1]?.answer(done('new'))
    await asked[0]?.answer(done('old'))
    expect(answers.get('orgs')).toMatchObject({ value: 'new' })
  })

  it('forgets what nobody looks at, and asks for it when somebody does', async () => {
    const { answers, asked } = heldServer()
    answers.subscribe('orgs', vi.fn())()
    await asked[0]?.answer(done('old'))
    answers.refresh('orgs')
    expect(asked).toHaveLength(1)
    answers.subscribe('orgs', vi.fn())
    expect(answers.get('orgs')).toEqual({ status: 'loading' })
    expect(asked).toHaveLength(2)
  })

  it('asks again by itself for what was out of reach, and for that alone', async () => {
    const { answers, asked, reach } = heldServer()
    for (const path of ['gone', 'stale', 'known', 'forbidden']) answers.subscribe(path, vi.fn())
    await asked[0]?.answer(refused('unreachable'))
    for (const at of [1, 2]) await asked[at]?.answer(done('old'))
    await asked[3]?.answer(refused('not-found'))
    answers.refresh('stale')
    await asked[4]?.answer(refused('unreachable'))
    reach()
    expect(asked.slice(5).map(({ path }) => path)).toEqual(['gone', 'stale'])
    await asked[5]?.answer(done('here'))
    expect(answers.get('gone')).toEqual({ status: 'ready', value: 'here' })
  })

  it('waits for the server only while somebody looks', () => {
    const { answers, waiting } = heldServer()
    const stops = [answers.subscribe('orgs', vi.fn()), answers.subscribe('keys', vi.fn())]
    expect(waiting.size).toBe(1)
    stops.forEach((stop) => [stop(), stop()])
    expect(waiting.size).toBe(0)
    answers.subscribe('orgs', vi.fn())
    expect(waiting.size).toBe(1)
  })
})
