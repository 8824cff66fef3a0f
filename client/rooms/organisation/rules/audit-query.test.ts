import { expect, it } from 'vitest'
import { auditQuery } from './audit-query.ts'

it('says nothing of what is not asked', () => {
  expect(auditQuery({ actor: undefined, action: '', from: 'not a day' })).toBe('')
})

it('takes days of the own calendar, the last one whole', () => {
  const query = new URLSearchParams(auditQuery({ actor: 'user:account_1', from: '2026-11-20', to: '2026-11-20' }))
  expect(query.get('actor')).toBe('user:account_1')
  expect(Number(query.get('from'))).toBe(new Date(2026, 10, 20).getTime())
  expect(Number(query.get('to'))).toBe(new Date(2026, 10, 21).getTime())
})
