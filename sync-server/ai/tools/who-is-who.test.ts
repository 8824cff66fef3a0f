import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { View } from '#server/access/access.ts'
import type { ToolAnswer } from '../contract.ts'
import { type Asking, startAsking } from '../testing/asking.ts'
import { whoIsIn } from './who-is-who.ts'

let asking: Asking
beforeEach(async () => {
  asking = await startAsking()
})
afterEach(() => asking.close())

type Asker = Asking['ada']
type Call = readonly [name: string, input: object]

/** What each of the calls was answered, of a question of somebody's. */
async function answers(who: Asker, ...calls: readonly Call[]): Promise<readonly ToolAnswer[]> {
  let told: readonly ToolAnswer[] = []
  asking.scripts['Who?'] = {
    calls,
    say: (given) => {
      told = given
      return 'Done.'
    },
  }
  await asking.ask(who, 'Who?')
  return told
}
// oxlint-disable-next-line typescript/no-explicit-any -- whatever a tool tells
const read = (answer: ToolAnswer | undefined): any => JSON.parse(answer?.text ?? '')
const byPerson = { types: ['task'], groupBy: 'person' }

it('is told who asks, and what a week is to them', async () => {
  const { ada, engine, ask } = asking
  await ask(ada, 'Hello', { weekStartsOn: 6 })
  const told = engine.heard[0]?.instructions
  expect(told).toContain(`Who asks is called "ada", with the id ${ada.principal}.`)
  expect(told).toContain('weeks begin on Saturday.')
})

it('names everybody to a member, and marks who asks', async () => {
  const { ada, bob } = asking
  const [all, some, none] = await answers(
    bob,
    ['people_list', {}],
    ['people_list', { name: 'Ad' }],
    ['people_list', { name: 'Zoe' }],
  )
  const [adas, bobs] = [
    { id: ada.principal, name: 'ada' },
    { id: bob.principal, name: 'bob', asks: true },
  ]
  expect(read(all)).toEqual({ total: 2, people: expect.arrayContaining([adas, bobs]) })
  expect(read(some)).toEqual({ total: 1, people: [adas] })
  expect(read(none)).toEqual({ total: 0, people: [] })
})

it('is told to nobody who has been taken out meanwhile', async () => {
  const { ada, bob, scripts, ask, organisation } = asking
  const told: ToolAnswer[] = []
  scripts['Who now?'] = {
    before: async (_at, { tools }) => {
      await ada.call('DELETE', `/api/orgs/${organisation}/members/${bob.account.id}`)
      told.push(await tools.call({ step: 0, index: 0, name: 'people_list', input: {} }))
    },
  }
  await ask(bob, 'Who now?')
  expect(told).toEqual([{ ok: false, text: expect.any(String) }])
  expect(told[0]?.text).not.toContain('ada')
})

it('is told to nobody for a guest: who is in a workspace is not asked at all', async () => {
  const principal = 'user:account_gus' as PrincipalId
  const members = () => Promise.reject(new Error('asked'))
  const accounts = async () => [{ name: 'gus' }] as Account[]
  const view = { role: undefined } as View
  const asked = { workspace: asking.workspace, requester: principal, view }
  const me = { name: 'gus', principals: [principal], isGuest: true }
  expect(await whoIsIn({ tenancy: { members }, identity: { accounts } }, asked)).toEqual({ me, people: [me] })
})

it('says what people are called where it tells of their things', async () => {
  const { ada, bob } = asking
  const id = await asking.did(ada, 'tasks.create', { title: 'Pay the rent', assignee: bob.principal })
  const [listed, one] = await answers(ada, ['records_query', byPerson], ['things_read', { id }])
  expect(read(listed)).toMatchObject({
    people: { [bob.principal]: 'bob' },
    groups: [{ key: bob.principal, total: 1 }],
  })
  expect(read(one).people).toMatchObject({ [bob.principal]: 'bob' })
})

it('takes no name for an id: nothing found would be told as if it were known', async () => {
  const { ada } = asking
  const [named] = await answers(ada, ['records_query', { types: ['task'], where: { assignee: ['ada'] } }])
  expect(named).toEqual({ ok: false, text: expect.stringContaining('must be the id of somebody') })
})

it('of one alone is nothing that others have written; of several is', async () => {
  const { ada, bob } = asking
  const proposed = async (who: Asker, name: string) => {
    const [, made] = await answers(who, ['people_list', { name }], ['tasks_create', { title: 'After it' }])
    return made?.text.includes('"done":false')
  }
  expect(await proposed(bob, 'bob')).toBe(false)
  expect(await proposed(ada, 'bob')).toBe(true)
})
