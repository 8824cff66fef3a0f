import { afterEach, describe, expect, it } from 'vitest'
import { type Asking, startAsking } from '../testing/asking.ts'
import {
  begin,
  type Behaviour,
  delta,
  event,
  type HostileEndpoint,
  sayCalls,
  startHostileEndpoint,
} from '../testing/hostile-endpoint.ts'

let asking: Asking | undefined
let model: HostileEndpoint | undefined
afterEach(async () => {
  await asking?.close()
  await model?.close()
})

async function start(behaviour: Behaviour): Promise<Asking> {
  model = await startHostileEndpoint(behaviour)
  asking = await startAsking({ endpoint: model.endpoint })
  return asking
}

/** It counts nothing, so every byte may be a token. */
const sayUncounted = (response: Parameters<Behaviour>[0], text: string, finish = 'stop') => {
  begin(response)
  response.end(delta({ content: text }) + delta({}, finish) + event('[DONE]'))
}
const create = (title: string) => ({ name: 'tasks_create', input: { title, notes: 'x'.repeat(400) } })
const page = `${'One word after the other. '.repeat(160)}End.`

describe('what a model may say', () => {
  it('is enough for two calls and two pages, also with an endpoint that counts nothing', async () => {
    const { ada, ask, questionOf, titles } = await start((response, _asked, number) =>
      number < 2 ? sayCalls(response, [create(`T${number}`)]) : sayUncounted(response, page),
    )
    expect(page.length).toBeGreaterThan(4_096)
    const { state, answer } = await questionOf(ada, await ask(ada, 'Make two'))
    expect({ state, answer }).toEqual({ state: 'answered', answer: page })
    expect(await titles(ada)).toEqual(['T0', 'T1'])
    expect(model?.asked.map(({ body }) => body.max_tokens)).toEqual([4_096, 4_096, 4_096])
  })

  it('is what the agent says of it, and an answer that it ends says so', async () => {
    const { ada, ask, questionOf, get, organisation } = await start((response) =>
      sayUncounted(response, 'The beginning', 'length'),
    )
    const [agent] = (await ada.call('GET', `/api/orgs/${organisation}/agents`)).body.items
    await ada.call('PATCH', `/api/orgs/${organisation}/agents/${agent.id}`, { maxTokens: 50 })
    const asked = await questionOf(ada, await ask(ada, 'Say much'))
    expect(model?.asked[0]?.body.max_tokens).toBe(50)
    expect(asked).toMatchObject({
      state: 'answered',
      answer: expect.stringMatching(/^The beginning\n\n\*It ends here: /),
    })
    expect((await get(ada, 'jobs')).body.items).toMatchObject([{ state: 'done' }])
  })

  it('ends for a model that calls and calls, and what was done is told', async () => {
    const { ada, ask, questionOf, titles } = await start((response, _asked, number) =>
      sayCalls(response, [create(`T${number}`)]),
    )
    const asked = await questionOf(ada, await ask(ada, 'Go on and on'))
    const made = (await titles(ada)).length
    expect(made).toBeGreaterThan(5)
    expect(asked).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('more steps or words than it may'),
    })
    expect(asked.problem).toMatch(/By then it had made \d+ changes, which stay/)
  })

  it('is used up in the middle of an answer: no more is asked or done, what was done stays and is told', async () => {
    let reserved = 0
    const usageOf = async ({ ada, organisation }: Asking) => {
      const { items } = (await ada.call('GET', `/api/orgs/${organisation}/usage/tokens`)).body
      return items.find(({ who }: { who: string }) => who === ada.principal)
    }
    const { ada, ask, questionOf, titles, organisation } = await start(async (response, _asked, number) => {
      if (number === 1) return sayCalls(response, [create('First')])
      reserved = (await usageOf(asking as Asking)).reserved
      return sayUncounted(response, 'Measured.')
    })
    await ask(ada, 'Make one')
    const { used } = await usageOf(asking as Asking)
    expect(reserved).toBeGreaterThan(used)
    // As much as one request takes, and not what it takes after another.
    await ada.call('PUT', `/api/orgs/${organisation}/quotas`, { max_ai_tokens_per_person: used + reserved + 50 })
    const question = await questionOf(ada, await ask(ada, 'Make one'))
    expect(model?.asked.length).toBe(2)
    expect(question).toMatchObject({
      state: 'failed',
      problem: 'You have used up your part of the assistant for this month. By then it had made 1 change, which stays.',
    })
    expect(await titles(ada)).toEqual(['First'])
    expect(await usageOf(asking as Asking)).toMatchObject({ reserved: 0 })
  })
})
