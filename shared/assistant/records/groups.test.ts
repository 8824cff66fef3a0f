import { describe, expect, it } from 'vitest'
import type { PrincipalId } from '../../kit/ids.ts'
import { answer } from './answer.ts'
import type { Directory, KnownPerson } from './directory.ts'
import { recordQuery } from './query.ts'
import { seededDirectory, seededMoment, seededWorkspace } from './testing/seeded-workspace.ts'

const rows = seededWorkspace({ size: 300 })
const [one, other] = answer(rows, byPerson(), seededMoment).groups ?? []

function byPerson() {
  return recordQuery.parse({ types: ['task'], where: {}, date: 'created', groupBy: 'person' })
}

it('whoever has nothing has least; agents are nobody here', () => {
  const people = ['user:idle', 'agent:helper', one?.key, other?.key].map((id) => ({
    name: String(id),
    principals: [id as PrincipalId],
  }))
  const directory: Directory = { ...seededDirectory(rows), me: people[2]!, people }
  const asked = recordQuery.parse({
    types: ['task'],
    where: { except: [{ owner: ['user:idle'] }] },
    groupBy: 'person',
    fewest: true,
  })
  const groups = answer(rows, asked, { ...seededMoment, who: directory }).groups ?? []
  expect(groups[0]).toEqual({ key: 'user:idle', ids: [], total: 0 })
  const totals = groups.filter(({ key }) => key !== undefined).map(({ total }) => total)
  expect(totals).toEqual(totals.toSorted((a, b) => a - b))
  expect(groups.some(({ key }) => key?.startsWith('agent:'))).toBe(false)
})

describe('people who have none', () => {
  const member = (id: string, more: Partial<KnownPerson> = {}): KnownPerson => ({
    name: id,
    principals: [id as PrincipalId],
    ...more,
  })
  const asked = recordQuery.parse({ types: ['task'], groupBy: 'person', without: true })
  const told = (me: KnownPerson, people: readonly KnownPerson[]) => {
    const { total, ids, groups = [] } = answer(rows, asked, { ...seededMoment, who: { me, people } })
    expect([total, ids]).toEqual([groups.length, []])
    expect(groups.every((group) => group.total === 0 && group.ids.length === 0)).toBe(true)
    return groups.map(({ key }) => key)
  }

  it('are the members, each once: no agent, no key, nobody who has been removed', () => {
    const me = member('user:idle')
    const people = [me, member('user:zoe'), member('agent:helper'), member('key:robot'), member(String(one?.key))]
    expect(told(me, people)).toEqual(['user:idle', 'user:zoe'])
    // What somebody wrote who is not here any more makes nobody appear.
    expect(told(me, [me])).toEqual(['user:idle'])
  })

  it('are no guests, also where one asks', () => {
    const guest = member('user:guest', { isGuest: true })
    expect(told(guest, [guest])).toEqual([])
    expect(told(guest, [guest, member('user:idle')])).toEqual(['user:idle'])
  })

  it('of two ids have none when neither has', () => {
    const both = { name: 'Mira', principals: ['user:idle' as PrincipalId, other?.key as PrincipalId] }
    expect(told(both, [both])).toEqual([])
    const idle = { name: 'Mira', principals: ['user:idle' as PrincipalId, 'local:idle' as PrincipalId] }
    expect(told(idle, [idle])).toEqual(['user:idle'])
  })
})

it('who has several ids is one group, with all that is theirs', () => {
  const ids = [one?.key, other?.key] as PrincipalId[]
  const seeded = seededDirectory(rows)
  const directory: Directory = { ...seeded, me: { name: 'Mira', principals: ids }, people: [] }
  const groups = answer(rows, byPerson(), { ...seededMoment, who: directory }).groups ?? []
  expect(groups.find(({ key }) => key === ids[0])?.total).toBe((one?.total ?? 0) + (other?.total ?? 0))
  expect(groups.some(({ key }) => key === ids[1])).toBe(false)
  expect(ids).not.toContain(undefined)
})
