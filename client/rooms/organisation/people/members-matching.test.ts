import { expect, it } from 'vitest'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import { membersMatching } from './members-matching.ts'

const member = (name: string, more: Partial<OrganisationMember> = {}): OrganisationMember => ({
  principal: `user:${name}` as PrincipalId,
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@example.org`,
  role: 'member',
  teams: [],
  suspended: false,
  twoFactor: false,
  lastSeenAt: undefined,
  ...more,
})
const all = [member('Zoë Müller', { teams: ['Sales'] }), member('Ada Lovelace'), member('Bo', { teams: ['Sales'] })]
const names = (typed: string) => membersMatching(all, typed).map(({ name }) => name)

it('shows all by name when nothing is typed', () => {
  expect(names('  ')).toEqual(['Ada Lovelace', 'Bo', 'Zoë Müller'])
})

it('finds by name without accents, by address and by team, all words at once', () => {
  expect(names('zoe mull')).toEqual(['Zoë Müller'])
  expect(names('ADA@')).toEqual(['Ada Lovelace'])
  expect(names('sales')).toEqual(['Bo', 'Zoë Müller'])
  expect(names('sales ada')).toEqual([])
})
