import { describe, expect, it } from 'vitest'
import type { Row, Rows } from '#shared/rooms/room.ts'
import { anythingHere } from './anything-here.ts'
import { partOfDay } from './part-of-day.ts'

const rowsWith = (type: string, value: object): Rows => {
  const row = { id: `${type}_1`, type, value, changedAt: 0, changedBy: 'local' } as unknown as Row<never>
  return { of: (asked) => (asked.name === type ? [row] : []), get: () => undefined }
}

describe('anythingHere', () => {
  it('sees a single idea, and overlooks what lies in the trash', () => {
    expect(anythingHere.answer(rowsWith('idea', { text: 'x', trashedAt: undefined }))).toBe(true)
    expect(anythingHere.answer(rowsWith('idea', { text: 'x', trashedAt: 5 }))).toBe(false)
    expect(anythingHere.answer({ of: () => [], get: () => undefined })).toBe(false)
  })
})

describe('partOfDay', () => {
  it('changes at five, noon and six', () => {
    expect([0, 4, 5, 11, 12, 17, 18, 23].map(partOfDay)).toEqual([
      'night',
      'night',
      'morning',
      'morning',
      'afternoon',
      'afternoon',
      'evening',
      'evening',
    ])
  })
})
