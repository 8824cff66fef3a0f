import { expect, it } from 'vitest'
import type { Team } from '#shared/protocol/rest-admin.ts'
import { possibleParents, teamTree } from './team-tree.ts'

const team = (id: string, parent?: string): Team => ({ id, name: id, members: [], ...(parent && { parent }) })
const teams = [
  team('paris', 'sales'),
  team('sales'),
  team('berlin', 'sales'),
  team('care', 'gone'),
  team('metro', 'paris'),
]

it('puts each team below the one that it is part of, by name', () => {
  expect(teamTree(teams).map(({ team: { id }, level }) => `${level} ${id}`)).toEqual([
    '0 care',
    '0 sales',
    '1 berlin',
    '1 paris',
    '2 metro',
  ])
})

it('offers no parent that would make a circle', () => {
  expect(possibleParents(teams, teams[0]).map(({ id }) => id)).toEqual(['sales', 'berlin', 'care'])
  expect(possibleParents(teams, undefined)).toHaveLength(5)
})
