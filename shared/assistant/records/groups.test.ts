import { expect, it } from 'vitest'
import type { PrincipalId } from '../../kit/ids.ts'
import { answer } from './answer.ts'
import type { Directory } from './directory.ts'
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

it('who has several ids is one group, with all that is theirs', () => {
  const ids = [one?.key, other?.key] as PrincipalId[]
  const seeded = seededDirectory(rows)
  const directory: Directory = { ...seeded, me: { name: 'Mira', principals: ids }, people: [] }
  const groups = answer(rows, byPerson(), { ...seededMoment, who: directory }).groups ?? []
  expect(groups.find(({ key }) => key === ids[0])?.total).toBe((one?.total ?? 0) + (other?.total ?? 0))
  expect(groups.some(({ key }) => key === ids[1])).toBe(false)
  expect(ids).not.toContain(undefined)
})
