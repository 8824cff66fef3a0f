import { expect, it } from 'vitest'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { freshManner } from '../model/chat-manner.ts'
import { openManners } from './manners.ts'

const org = (name: string) => name as OrganisationId
const tiny = { endpoint: 'https://models.example.org/v1', model: 'tiny' }

it('what a model has shown is known to its organisation alone, and for that model at that address', () => {
  const manners = openManners()
  manners.of(org('a'), tiny).tools = 'refused'
  expect(manners.of(org('a'), { ...tiny }).tools).toBe('refused')
  expect(manners.of(org('b'), tiny).tools).toBe('unknown')
  expect(manners.of(org('a'), { ...tiny, model: 'large' }).tools).toBe('unknown')
  expect(manners.of(org('a'), { ...tiny, endpoint: 'https://other.example.org/v1' }).tools).toBe('unknown')
})

it('what is learnt anew takes its place', () => {
  const manners = openManners()
  manners.of(org('a'), tiny).tools = 'refused'
  manners.keep(org('a'), tiny, { ...freshManner(), tools: 'taken' })
  expect(manners.of(org('a'), tiny).tools).toBe('taken')
})

it('as many are kept as may be, those that were asked last', () => {
  const manners = openManners(2)
  for (const name of ['a', 'b', 'a', 'c']) manners.of(org(name), tiny).isPlain = true
  expect(['a', 'c'].map((name) => manners.of(org(name), tiny).isPlain)).toEqual([true, true])
  expect(manners.of(org('b'), tiny).isPlain).toBe(false)
})
