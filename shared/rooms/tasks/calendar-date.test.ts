import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays, isCalendarDate, isClockTime } from './calendar-date.ts'

it.each(['2026-02-28', '2024-02-29', '1999-12-31'])('%s is a date', (text) => {
  expect(isCalendarDate(text)).toBe(true)
})

it.each([
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-1-1',
  '31.03.2026',
  '',
  '2026-03-31T10:00',
  '0000-01-01',
  20260331,
  null,
])('%s is no date', (text) => {
  expect(isCalendarDate(text)).toBe(false)
})

it('knows the times of a day', () => {
  expect(['00:00', '09:05', '23:59'].every(isClockTime)).toBe(true)
  expect(['24:00', '9:05', '12:60', '12:00:00', ''].some(isClockTime)).toBe(false)
})

it('counts days over months, years and leap days', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
})

it('adding days and taking them away leads back, and text order is time order', () => {
  const date = fc
    .date({ min: new Date('1950-01-01'), max: new Date('2150-01-01'), noInvalidDate: true })
    .map((value) => value.toISOString().slice(0, 10))
  fc.assert(
    fc.property(date, fc.integer({ min: 1, max: 5000 }), (start, days) => {
      const end = addDays(start, days)
      expect(isCalendarDate(end)).toBe(true)
      expect(end > start).toBe(true)
      expect(addDays(end, -days)).toBe(start)
    }),
  )
})
