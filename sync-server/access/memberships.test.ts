import { expect, it } from 'vitest'
import type { SubjectRef, Tuple } from '#shared/access/tuples.ts'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { membershipsOf } from './memberships.ts'

const ada = 'user:ada' as PrincipalId

function over(...tuples: readonly (readonly [string, string, string])[]) {
  let asked = 0
  const all = tuples.map(([object, relation, subject]) => ({ object, relation, subject }) as Tuple)
  const mayBeIn = membershipsOf(
    {
      relatedTo: (subject, relation) => {
        asked += 1
        return all.filter((each) => each.subject === subject && each.relation === relation).map(({ object }) => object)
      },
    },
    ada,
  )
  return { is: (userset: string) => mayBeIn(userset as SubjectRef), asked: () => asked }
}

it('finds teams by membership, by what it follows from, and by teams in teams, circles included', () => {
  const { is } = over(
    ['team:one', 'member', 'user:ada'],
    ['team:two', 'member', 'team:one#member'],
    ['team:one', 'member', 'team:two#member'],
    ['team:led', 'lead', 'user:ada'],
    ['team:other', 'member', 'user:bob'],
    ['organization:o', 'admin', 'user:ada'],
  )
  const found = ['team:one#member', 'team:two#member', 'team:led#member', 'organization:o#member']
  for (const each of found) expect([each, is(each)]).toEqual([each, true])
  for (const each of ['team:other#member', 'team:none#member']) expect([each, is(each)]).toEqual([each, false])
})

it('looks nothing up for what follows from other things, and counts the subject in', () => {
  const { is, asked } = over(['team:one', 'member', 'user:ada'])
  expect(is('team:one#can_manage')).toBe(true)
  expect(is('workspace:w#can_read')).toBe(true)
  expect(asked()).toBe(0)
  is('team:one#member')
  is('team:two#member')
  // Once for both: members, leads and administrators of the person, of everyone and of the team.
  expect(asked()).toBe(9)
})
