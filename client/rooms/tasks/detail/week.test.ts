import { expect, it } from 'vitest'
import { firstDayOfWeek, nextMonday } from './week.ts'

it('begins weeks as the locale does', () => {
  expect(firstDayOfWeek('en-US')).toBe(0)
  expect(firstDayOfWeek('de-DE')).toBe(1)
})

it('next week begins on the Monday to come', () => {
  expect(nextMonday('2026-11-21')).toBe('2026-11-23')
  expect(nextMonday('2026-11-22')).toBe('2026-11-23')
  expect(nextMonday('2026-11-23')).toBe('2026-11-30')
})
