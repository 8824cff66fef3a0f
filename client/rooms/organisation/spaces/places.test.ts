import { expect, it } from 'vitest'
import { placesOf } from './places.ts'

const thing = (path: string, title: string) => ({ path, title, kind: 'document', bits: 'r--' })

it('groups what is reached by workspace, with its name where the workspace itself is reached', () => {
  const places = placesOf([
    thing('/orgs/acme/sales/documents/proposal', 'Proposal'),
    thing('/orgs/acme/engineering/documents/roadmap', 'Roadmap'),
    thing('/orgs/acme/sales', 'Sales Team'),
  ])
  expect(places.map(({ place, things }) => [place, things.map(({ title }) => title)])).toEqual([
    ['engineering', ['Roadmap']],
    ['Sales Team', ['Sales Team', 'Proposal']],
  ])
})
