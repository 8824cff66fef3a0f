import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReplicaId } from '../../kit/ids.ts'
import { prepareDevices, value } from '../testing/commands-suite.ts'
import type { FakeDevice } from '../testing/devices.ts'
import * as checklist from './checklist-commands.ts'
import { checklistOf, taskType } from './model.ts'
import { repeatCommands } from './repeat-commands.ts'
import * as tasks from './task-commands.ts'
import * as life from './task-life-commands.ts'
import { contestedFields } from './task-life-commands.ts'

const device = prepareDevices()
const taskOf = (on: FakeDevice, id: ReplicaId) => on.row(taskType, id).value
const weekly = { title: 'Water the plants', repeat: 'FREQ=WEEKLY', dueDate: '2026-11-18', dueTime: '09:00' } as const

it('completing it moves it to its next day, open, with nothing ticked, and counts', async () => {
  const ana = device()
  const id = value(await ana.run(tasks.createTask, weekly))
  const step = value(await ana.run(checklist.addChecklistItem, { id, text: 'Fill the can' }))
  await ana.run(checklist.toggleChecklistItem, { id, item: step, done: true })
  await ana.run(tasks.completeTask, { id, today: '2026-11-18' })
  expect(taskOf(ana, id)).toMatchObject({
    status: 'todo',
    completedAt: undefined,
    dueDate: '2026-11-25',
    dueTime: '09:00',
    timesDone: 1,
    lastDoneAt: ana.clock.now(),
    doneBefore: [{ day: '2026-11-18', at: ana.clock.now() }],
  })
  expect(checklistOf(taskOf(ana, id).checklist)).toMatchObject([{ text: 'Fill the can', done: false }])
})

it('the next day lies after the day it was due and after today; or counts from the day it was done', async () => {
  const ana = device()
  const done = async (given: object, today: string) => {
    const id = value(await ana.run(tasks.createTask, { ...weekly, ...given }))
    await ana.run(tasks.completeTask, { id, today })
    return taskOf(ana, id).dueDate
  }
  expect(await done({}, '2026-11-16')).toBe('2026-11-25')
  expect(await done({}, '2026-12-01')).toBe('2026-12-02')
  expect(await done({}, '2026-12-02')).toBe('2026-12-09')
  expect(await done({ repeat: 'FREQ=WEEKLY;INTERVAL=2' }, '2026-11-20')).toBe('2026-12-02')
  expect(await done({ repeatFrom: 'done' }, '2026-11-20')).toBe('2026-11-27')
})

it('the last time it is done for good, and may be opened again', async () => {
  const ana = device()
  const id = value(await ana.run(tasks.createTask, { ...weekly, repeat: 'FREQ=WEEKLY;UNTIL=20261125' }))
  await ana.run(tasks.completeTask, { id, today: '2026-11-18' })
  expect(taskOf(ana, id)).toMatchObject({ status: 'todo', dueDate: '2026-11-25' })
  await ana.run(tasks.completeTask, { id, today: '2026-11-25' })
  expect(taskOf(ana, id)).toMatchObject({ status: 'done', dueDate: '2026-11-25', completedAt: ana.clock.now() })
  await ana.run(tasks.reopenTask, { id })
  expect(taskOf(ana, id).status).toBe('todo')
})

it('also when it is put into the column of what is done', async () => {
  const ana = device()
  const id = value(await ana.run(tasks.createTask, { ...weekly, dueDate: '2199-01-02' }))
  await ana.run(tasks.moveTask, { id, status: 'done' })
  expect(taskOf(ana, id)).toMatchObject({ status: 'todo', dueDate: '2199-01-09' })
  await ana.run(tasks.setTaskStatus, { id, status: 'done' })
  expect(taskOf(ana, id)).toMatchObject({ status: 'todo', dueDate: '2199-01-16', timesDone: 2 })
})

it('a completion that is sent again does nothing, and one can be taken back', async () => {
  const ana = device()
  const id = value(await ana.run(tasks.createTask, weekly))
  const completion = { id, occurrence: '2026-11-18', today: '2026-11-18' }
  await ana.run(tasks.completeTask, completion)
  await ana.run(tasks.completeTask, completion)
  expect(taskOf(ana, id)).toMatchObject({ dueDate: '2026-11-25', timesDone: 1 })
  await ana.run(repeatCommands.takeBackOccurrence, { id, occurrence: '2026-11-18' })
  await ana.run(repeatCommands.takeBackOccurrence, { id, occurrence: '2026-11-18' })
  expect(taskOf(ana, id)).toMatchObject({ dueDate: '2026-11-18', status: 'todo' })
  expect(taskOf(ana, id).timesDone).toBeUndefined()
})

it('taking a completion back ticks what it has unticked, and no step that came later', async () => {
  const ana = device()
  const id = value(await ana.run(tasks.createTask, weekly))
  const [can, soil, gone] = [
    value(await ana.run(checklist.addChecklistItem, { id, text: 'Fill the can' })),
    value(await ana.run(checklist.addChecklistItem, { id, text: 'Look at the soil' })),
    value(await ana.run(checklist.addChecklistItem, { id, text: 'Buy seeds' })),
  ]
  for (const item of [can, gone]) await ana.run(checklist.toggleChecklistItem, { id, item, done: true })
  await ana.run(tasks.completeTask, { id, today: '2026-11-18' })
  await ana.run(checklist.removeChecklistItem, { id, item: gone })
  await ana.run(repeatCommands.takeBackOccurrence, { id, occurrence: '2026-11-18' })
  expect(checklistOf(taskOf(ana, id).checklist).map((step) => [step.id, step.done])).toEqual([
    [can, true],
    [soil, false],
  ])
})

it('two rules given apart stand against each other until one is kept', async () => {
  const [ana, bo] = [device('ana', 1), device('bo', 2)]
  const id = value(await ana.run(tasks.createTask, weekly))
  ana.syncWith(bo)
  await ana.run(repeatCommands.repeat, { id, rule: 'FREQ=DAILY' })
  await bo.run(repeatCommands.repeat, { id, rule: 'FREQ=MONTHLY' })
  ana.syncWith(bo)
  const [contest] = ana.replica(id).conflicts()
  expect(contest?.field).toBe('repeat')
  expect(contestedFields).toContain('repeat')
  const unknown = { id, field: 'repeat', value: 'FREQ=SOMETIMES' } as const
  expect(await ana.run(life.keepTaskValue, unknown)).toMatchObject({ reason: 'value-invalid' })
  await ana.run(life.keepTaskValue, { id, field: 'repeat', value: contest!.losing[0]!.value })
  ana.syncWith(bo)
  for (const on of [ana, bo]) {
    expect(taskOf(on, id).repeat).toBe(contest!.losing[0]!.value)
    expect(on.replica(id).conflicts()).toEqual([])
  }
})

it('two devices that complete the same occurrence apart leave one task, one entry and one next day', async () => {
  const ana = device('ana', 1)
  const bo = device('bo', 2)
  const id = value(await ana.run(tasks.createTask, weekly))
  ana.syncWith(bo)
  for (const on of [ana, bo]) await on.run(tasks.completeTask, { id, occurrence: '2026-11-18', today: '2026-11-18' })
  ana.syncWith(bo)
  for (const on of [ana, bo]) {
    expect(on.rows().of(taskType)).toHaveLength(1)
    expect(taskOf(on, id)).toMatchObject({ status: 'todo', dueDate: '2026-11-25', timesDone: 1 })
  }
})

it('however two devices complete, plan and sync, they agree, and there is one task', async () => {
  const days = fc
    .integer({ min: 0, max: 20 })
    .map((day) => new Date(Date.UTC(2026, 10, 16 + day)).toISOString().slice(0, 10))
  const step = fc.oneof(
    fc.record({ on: fc.constantFrom(0, 1), act: fc.constant('complete' as const), today: days }),
    fc.record({ on: fc.constantFrom(0, 1), act: fc.constant('schedule' as const), today: days }),
    fc.record({ on: fc.constant(0), act: fc.constant('sync' as const), today: days }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const pair = [device('ana', 1), device('bo', 2)] as const
      const id = value(await pair[0].run(tasks.createTask, { ...weekly, repeat: 'FREQ=DAILY' }))
      pair[0].syncWith(pair[1])
      for (const { on, act, today } of steps) {
        if (act === 'sync') pair[0].syncWith(pair[1])
        else if (act === 'schedule') await pair[on]!.run(tasks.scheduleTask, { id, dueDate: today })
        else await pair[on]!.run(tasks.completeTask, { id, occurrence: taskOf(pair[on]!, id).dueDate, today })
      }
      pair[0].syncWith(pair[1])
      expect(taskOf(pair[0], id)).toEqual(taskOf(pair[1], id))
      expect(taskOf(pair[0], id).status).toBe('todo')
      for (const each of pair) expect(each.rows().of(taskType)).toHaveLength(1)
    }),
    { numRuns: 40 },
  )
})

it('is planned, changed and ended; what is no rule is refused', async () => {
  const ana = device()
  const id = value(await ana.run(tasks.createTask, { title: 'Rent' }))
  const rule = 'FREQ=MONTHLY;BYMONTHDAY=1'
  await ana.run(repeatCommands.repeat, { id, rule, today: '2026-11-18' })
  expect(taskOf(ana, id)).toMatchObject({ repeat: rule, dueDate: '2026-12-01' })
  await ana.run(repeatCommands.repeat, { id, rule: 'FREQ=DAILY', from: 'done' })
  expect(taskOf(ana, id)).toMatchObject({ repeat: 'FREQ=DAILY', repeatFrom: 'done', dueDate: '2026-12-01' })
  const copy = value(await ana.run(life.duplicateTask, { id }))
  expect(taskOf(ana, copy)).toMatchObject({ repeat: 'FREQ=DAILY', repeatFrom: 'done' })
  await ana.run(repeatCommands.repeat, { id, rule: null })
  expect(taskOf(ana, id).repeat).toBeUndefined()
  expect(await ana.run(repeatCommands.repeat, { id, rule: 'FREQ=SOMETIMES' })).toMatchObject({ reason: 'rule-unknown' })
  expect(await ana.run(tasks.createTask, { ...weekly, repeat: 'FREQ=DAILY;COUNT=2' })).toMatchObject({
    reason: 'rule-unknown',
  })
  expect(await ana.run(tasks.createTask, { title: 'x', repeat: 'FREQ=DAILY' })).toMatchObject({ reason: 'date-needed' })
  const gone = 'task_00000000000000000000000000' as ReplicaId
  for (const outcome of [
    await ana.run(repeatCommands.repeat, { id: gone, rule: null }),
    await ana.run(repeatCommands.takeBackOccurrence, { id: gone, occurrence: '2026-11-18' }),
  ])
    expect(outcome).toMatchObject({ reason: 'task-missing' })
})
