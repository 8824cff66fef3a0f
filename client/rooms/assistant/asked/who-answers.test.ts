import { expect, it } from 'vitest'
import { whoAnswers } from './who-answers.ts'

const agents = [
  { id: 'agent1', name: 'Nexus', isBuiltin: true },
  { id: 'agent2', name: 'Ledger', isBuiltin: false },
]

it('names the agent that is asked, and says when it is the built-in one', () => {
  expect(whoAnswers({ agent: '' }, agents)).toEqual({ kind: 'builtin', name: 'Nexus' })
  expect(whoAnswers({ agent: 'agent1' }, agents)).toEqual({ kind: 'builtin', name: 'Nexus' })
  expect(whoAnswers({ agent: 'agent2' }, agents)).toEqual({ kind: 'agent', name: 'Ledger' })
})

it('knows no name of one that can not be asked any more, and none without a network', () => {
  expect(whoAnswers({ agent: 'agent3' }, agents)).toEqual({ kind: 'unknown', name: '' })
  expect(whoAnswers({ agent: '' }, [])).toEqual({ kind: 'builtin', name: '' })
})
