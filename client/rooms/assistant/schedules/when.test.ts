import { expect, it } from 'vitest'
import { readWhen, splitWhen } from './when.ts'

const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
/** Sunday, 22 November 2026, noon on this machine. */
const moment = { nowMs: new Date('2026-11-22T12:00').getTime(), timeZone, weekStartsOn: 1 } as const

it('words become a rule and the first time, on the clock of this device', () => {
  expect(readWhen('every weekday at 8', moment)).toEqual({
    rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    startAt: new Date('2026-11-23T08:00').getTime(),
  })
  expect(readWhen('mondays at 16:30', moment)).toEqual({
    rule: 'FREQ=WEEKLY;BYDAY=MO',
    startAt: new Date('2026-11-23T16:30').getTime(),
  })
})

it('without a time it is in the morning, and without a repetition it is nothing', () => {
  expect(readWhen('every month on the 1st', moment)?.startAt).toBe(new Date('2026-12-01T08:00').getTime())
  for (const text of ['', 'tomorrow at 8', 'now and then']) expect(readWhen(text, moment)).toBeUndefined()
})

it('a line is parted into what is asked and when', () => {
  expect(splitWhen('What is overdue? every weekday at 8', moment)).toEqual({
    text: 'What is overdue?',
    when: 'every weekday at 8',
  })
  expect(splitWhen('every friday at 4pm, summarise my week', moment)).toEqual({
    text: 'summarise my week',
    when: 'every friday at 4pm',
  })
  expect(splitWhen('What is overdue?', moment)).toEqual({ text: 'What is overdue?', when: '' })
  expect(splitWhen('every day', moment)).toEqual({ text: 'every day', when: '' })
})
