import { expect, it } from 'vitest'
import { readQuickAdd } from '#shared/language/quick-add.ts'
import { taskInputOf } from './task-input.ts'

const moment = { nowMs: Date.parse('2026-11-18T10:00:00Z'), timeZone: 'UTC', weekStartsOn: 1 } as const
const people = [{ id: 'user:ana', name: 'Ana' }]
const projects = [{ id: 'project_a', title: 'Move' }]
const inputOf = (text: string) => taskInputOf(readQuickAdd(text, { moment, people, projects }))

it('hands every part to the command', () => {
  expect(inputOf('call @ana about +move next Tuesday 3pm #finance #Q3 !high every 2 weeks')).toEqual({
    title: 'call about',
    assignee: 'user:ana',
    project: 'project_a',
    dueDate: '2026-11-24',
    dueTime: '15:00',
    labels: ['finance', 'Q3'],
    priority: 'high',
    repeat: 'FREQ=WEEKLY;INTERVAL=2',
  })
})

it('a rule alone begins on its first day, and counts from when it is done where that was said', () => {
  expect(inputOf('stand-up every weekday at 9:30')).toEqual({
    title: 'stand-up',
    repeat: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    dueDate: '2026-11-19',
    dueTime: '09:30',
  })
  expect(inputOf('water plants every! 3 days')).toMatchObject({
    title: 'water plants',
    repeat: 'FREQ=DAILY;INTERVAL=3',
    repeatFrom: 'done',
  })
})

it('words alone are a title alone', () => {
  expect(inputOf('buy milk')).toEqual({ title: 'buy milk' })
})
