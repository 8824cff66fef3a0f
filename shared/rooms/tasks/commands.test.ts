import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { prepareDevices, value } from '../testing/commands-suite.ts'
import type { FakeDevice } from '../testing/devices.ts'
import * as checklist from './checklist-commands.ts'
import { checklistOf, projectType, taskType } from './model.ts'
import { byPlace } from './order.ts'
import * as projects from './project-commands.ts'
import * as tasks from './task-commands.ts'
import * as life from './task-life-commands.ts'

const device = prepareDevices()
const missing = 'task_00000000000000000000000000' as ReplicaId
const taskOf = (on: FakeDevice, id: ReplicaId) => on.row(taskType, id).value

async function twoDevices() {
  const ana = device('ana', 1)
  const bo = device('bo', 2)
  const id = value(await ana.run(tasks.createTask, { title: 'Plan the trip', notes: 'Train or bus?' }))
  ana.syncWith(bo)
  return { ana, bo, id }
}

describe('creating', () => {
  it('fills in what was not said', async () => {
    const ana = device()
    const id = value(await ana.run(tasks.createTask, { title: '  Book\n the   train ' }))
    expect(taskOf(ana, id)).toMatchObject({
      title: 'Book the train',
      status: 'todo',
      priority: 'normal',
      labels: [],
      createdBy: 'user:ana',
      createdAt: ana.clock.now(),
      completedAt: undefined,
      trashedAt: undefined,
    })
  })

  it('takes everything at once', async () => {
    const ana = device()
    const project = value(await ana.run(projects.createProject, { title: 'Move house' }))
    const full = {
      title: 'Pack',
      notes: 'Boxes are in the cellar',
      status: 'done' as const,
      priority: 'high' as const,
      dueDate: '2026-03-31',
      dueTime: '14:30',
      assignee: 'user:bo' as PrincipalId,
      labels: ['home', 'Home', 'boxes'],
      project,
      source: 'idea_00000000000000000000000000' as ReplicaId,
    }
    const id = value(await ana.run(tasks.createTask, full))
    expect(taskOf(ana, id)).toMatchObject({ ...full, labels: ['boxes', 'home'], completedAt: ana.clock.now() })
  })

  it('puts later ones last, and one above another when asked', async () => {
    const ana = device()
    const first = value(await ana.run(tasks.createTask, { title: 'one' }))
    ana.clock.advance(5)
    await ana.run(tasks.createTask, { title: 'two' })
    await ana.run(tasks.createTask, { title: 'zero', before: first })
    const order = ana.rows().of(taskType).toSorted(byPlace)
    expect(order.map((row) => row.value.title)).toEqual(['zero', 'one', 'two'])
  })

  it.each([
    { title: '   ' },
    { title: 'x', dueDate: '2026-02-30' },
    { title: 'x', dueDate: '2026-02-03', dueTime: '25:00' },
    { title: 'x', status: 'later' },
    { title: 'x', project: 'task_00000000000000000000000000' },
  ])('does not take %j', (input) => {
    expect(tasks.createTask.input.safeParse(input).success).toBe(false)
  })

  it('refuses a time without a date and a project that is not there', async () => {
    const ana = device()
    expect(await ana.run(tasks.createTask, { title: 'x', dueTime: '10:00' })).toMatchObject({ reason: 'date-needed' })
    const project = 'project_00000000000000000000000000' as ReplicaId
    expect(await ana.run(tasks.createTask, { title: 'x', project })).toMatchObject({ reason: 'project-missing' })
    expect(ana.rows().of(taskType)).toEqual([])
  })
})

describe('changing', () => {
  it('writes one field a command', async () => {
    const ana = device()
    const project = value(await ana.run(projects.createProject, { title: 'Trip' }))
    const id = value(await ana.run(tasks.createTask, { title: 'Plan' }))
    await ana.run(tasks.renameTask, { id, title: 'Plan it' })
    await ana.run(tasks.setTaskPriority, { id, priority: 'urgent' })
    await ana.run(tasks.setTaskStatus, { id, status: 'doing' })
    await ana.run(tasks.assignTask, { id, assignee: 'user:bo' as PrincipalId })
    await ana.run(tasks.setTaskLabels, { id, labels: ['b', 'a'] })
    await ana.run(tasks.moveTaskToProject, { id, project })
    expect(value(await ana.run(tasks.setTaskNotes, { id, notes: 'By night.' }))).toBe('By night.')
    expect(taskOf(ana, id)).toMatchObject({
      title: 'Plan it',
      priority: 'urgent',
      status: 'doing',
      assignee: 'user:bo',
      labels: ['a', 'b'],
      project,
      notes: 'By night.',
    })
    await ana.run(tasks.assignTask, { id, assignee: null })
    await ana.run(tasks.moveTaskToProject, { id, project: null })
    expect(taskOf(ana, id)).toMatchObject({ assignee: undefined, project: undefined })
  })

  it('keeps the first completion time, and opens again', async () => {
    const ana = device()
    const id = value(await ana.run(tasks.createTask, { title: 'Plan' }))
    const first = ana.clock.now()
    await ana.run(tasks.completeTask, { id })
    ana.clock.advance(60_000)
    await ana.run(tasks.completeTask, { id })
    await ana.run(tasks.setTaskStatus, { id, status: 'done' })
    expect(taskOf(ana, id)).toMatchObject({ status: 'done', completedAt: first })
    await ana.run(tasks.reopenTask, { id })
    expect(taskOf(ana, id)).toMatchObject({ status: 'todo', completedAt: undefined })
    await ana.run(tasks.setTaskStatus, { id, status: 'doing' })
    await ana.run(tasks.reopenTask, { id })
    expect(taskOf(ana, id).status).toBe('doing')
    await ana.run(tasks.completeTask, { id })
    expect(taskOf(ana, id).completedAt).toBe(first + 60_000)
  })

  it('schedules date and time together', async () => {
    const ana = device()
    const id = value(await ana.run(tasks.createTask, { title: 'Plan' }))
    await ana.run(tasks.scheduleTask, { id, dueDate: '2026-03-31', dueTime: '09:00' })
    await ana.run(tasks.scheduleTask, { id, dueDate: '2026-04-01' })
    expect(taskOf(ana, id)).toMatchObject({ dueDate: '2026-04-01', dueTime: '09:00' })
    await ana.run(tasks.scheduleTask, { id, dueDate: '2026-04-01', dueTime: null })
    expect(taskOf(ana, id)).toMatchObject({ dueDate: '2026-04-01', dueTime: undefined })
    await ana.run(tasks.scheduleTask, { id, dueDate: '2026-04-01', dueTime: '10:00' })
    expect(await ana.run(tasks.scheduleTask, { id, dueDate: null, dueTime: '10:00' })).toMatchObject({
      reason: 'date-needed',
    })
    await ana.run(tasks.scheduleTask, { id, dueDate: null })
    expect(taskOf(ana, id)).toMatchObject({ dueDate: undefined, dueTime: undefined })
  })

  it('moves between neighbours, into a column and onto a day', async () => {
    const ana = device()
    const ids: ReplicaId[] = []
    for (const title of ['a', 'b', 'c']) ids.push(value(await ana.run(tasks.createTask, { title })))
    const [first, second, third] = ids as [ReplicaId, ReplicaId, ReplicaId]
    const titles = () =>
      ana
        .rows()
        .of(taskType)
        .toSorted(byPlace)
        .map((row) => row.value.title)
    const sorted = titles()
    await ana.run(tasks.moveTask, {
      id: ids[sorted.length - 1]!,
      before: ana.rows().of(taskType).toSorted(byPlace)[0]!.id,
    })
    await ana.run(tasks.moveTask, { id: first, after: second })
    await ana.run(tasks.moveTask, { id: third, after: second, before: first, status: 'done', dueDate: '2026-05-01' })
    const order = titles()
    expect(order.indexOf('b')).toBeLessThan(order.indexOf('c'))
    expect(order.indexOf('c')).toBeLessThan(order.indexOf('a'))
    expect(taskOf(ana, third)).toMatchObject({ status: 'done', completedAt: ana.clock.now(), dueDate: '2026-05-01' })
    await ana.run(tasks.moveTask, { id: third, status: 'todo', dueDate: null })
    expect(taskOf(ana, third)).toMatchObject({ status: 'todo', completedAt: undefined, dueDate: undefined })
  })

  it('refuses what is not there', async () => {
    const ana = device()
    const id = missing
    expect(await ana.run(tasks.renameTask, { id, title: 'x' })).toMatchObject({ ok: false, reason: 'task-missing' })
    expect(await ana.run(tasks.moveTask, { id, status: 'done' })).toMatchObject({ reason: 'task-missing' })
    expect(await ana.run(life.trashTask, { id })).toMatchObject({ reason: 'task-missing' })
    expect(await ana.run(checklist.addChecklistItem, { id, text: 'x' })).toMatchObject({ reason: 'task-missing' })
  })

  it('goes to the trash and back, and keeps the first time of both', async () => {
    const ana = device()
    const id = value(await ana.run(tasks.createTask, { title: 'Plan' }))
    const first = ana.clock.now()
    await ana.run(life.trashTask, { id })
    ana.clock.advance(1000)
    await ana.run(life.trashTask, { id })
    expect(taskOf(ana, id).trashedAt).toBe(first)
    await ana.run(life.restoreTask, { id })
    expect(taskOf(ana, id).trashedAt).toBeUndefined()
  })

  it('copies a task to do again, right below', async () => {
    const ana = device()
    const id = value(
      await ana.run(tasks.createTask, { title: 'Pack', labels: ['home'], dueDate: '2026-03-31', status: 'done' }),
    )
    const step = value(await ana.run(checklist.addChecklistItem, { id, text: 'boxes' }))
    await ana.run(checklist.toggleChecklistItem, { id, item: step, done: true })
    ana.clock.advance(10)
    await ana.run(tasks.createTask, { title: 'later' })
    const copy = value(await ana.run(life.duplicateTask, { id }))
    expect(taskOf(ana, copy)).toMatchObject({
      title: 'Pack',
      labels: ['home'],
      dueDate: '2026-03-31',
      status: 'todo',
      completedAt: undefined,
    })
    expect(checklistOf(taskOf(ana, copy).checklist)).toMatchObject([{ text: 'boxes', done: false }])
    expect(
      ana
        .rows()
        .of(taskType)
        .toSorted(byPlace)
        .map((row) => row.value.title),
    ).toEqual(['Pack', 'Pack', 'later'])
  })
})

describe('checklist', () => {
  it('adds, orders, renames, ticks and removes', async () => {
    const ana = device()
    const id = value(await ana.run(tasks.createTask, { title: 'Pack' }))
    const add = async (text: string, after?: string) =>
      value(await ana.run(checklist.addChecklistItem, { id, text, ...(after && { after }) }))
    const texts = () => checklistOf(taskOf(ana, id).checklist).map((item) => `${item.text}${item.done ? '!' : ''}`)
    const one = await add('one')
    const three = await add('three')
    const two = await add('two', one)
    expect(texts()).toEqual(['one', 'two', 'three'])
    await ana.run(checklist.moveChecklistItem, { id, item: three })
    expect(texts()).toEqual(['three', 'one', 'two'])
    await ana.run(checklist.moveChecklistItem, { id, item: three, after: two })
    await ana.run(checklist.renameChecklistItem, { id, item: two, text: 'zwei' })
    await ana.run(checklist.toggleChecklistItem, { id, item: two, done: true })
    await ana.run(checklist.toggleChecklistItem, { id, item: two, done: true })
    expect(texts()).toEqual(['one', 'zwei!', 'three'])
    await ana.run(checklist.removeChecklistItem, { id, item: one })
    expect(texts()).toEqual(['zwei!', 'three'])
    expect(await ana.run(checklist.toggleChecklistItem, { id, item: one, done: true })).toMatchObject({
      reason: 'item-missing',
    })
  })

  it('keeps what two people add at once, and leaves out what one removed while the other ticked it', async () => {
    const { ana, bo, id } = await twoDevices()
    const step = value(await ana.run(checklist.addChecklistItem, { id, text: 'shared' }))
    ana.syncWith(bo)
    await ana.run(checklist.addChecklistItem, { id, text: 'from Ana' })
    await bo.run(checklist.addChecklistItem, { id, text: 'from Bo' })
    await ana.run(checklist.removeChecklistItem, { id, item: step })
    await bo.run(checklist.toggleChecklistItem, { id, item: step, done: true })
    ana.syncWith(bo)
    const texts = (on: FakeDevice) => checklistOf(taskOf(on, id).checklist).map((item) => item.text)
    expect(texts(ana).toSorted()).toEqual(['from Ana', 'from Bo'])
    expect(texts(bo)).toEqual(texts(ana))
  })
})

describe('two people at once', () => {
  it('two fields of one task both stay', async () => {
    const { ana, bo, id } = await twoDevices()
    await ana.run(tasks.setTaskPriority, { id, priority: 'high' })
    await bo.run(tasks.scheduleTask, { id, dueDate: '2026-03-31' })
    await ana.run(tasks.setTaskLabels, { id, labels: ['travel'] })
    await bo.run(tasks.setTaskLabels, { id, labels: ['summer'] })
    ana.syncWith(bo)
    for (const on of [ana, bo]) {
      expect(taskOf(on, id)).toMatchObject({ priority: 'high', dueDate: '2026-03-31', labels: ['summer', 'travel'] })
    }
  })

  it('one field: both values are kept, and either can be made to stay', async () => {
    for (const keep of ['losing', 'shown'] as const) {
      const { ana, bo, id } = await twoDevices()
      await ana.run(tasks.renameTask, { id, title: 'By train' })
      await bo.run(tasks.renameTask, { id, title: 'By bus' })
      ana.syncWith(bo)
      const conflict = ana.replica(id).conflicts()[0]!
      const shown = taskOf(ana, id).title
      const chosen = keep === 'shown' ? shown : String(conflict.losing[0]!.value)
      expect(new Set([shown, conflict.losing[0]!.value])).toEqual(new Set(['By bus', 'By train']))
      await ana.run(life.keepTaskValue, { id, field: 'title', value: chosen })
      ana.syncWith(bo)
      for (const on of [ana, bo]) {
        expect(taskOf(on, id).title).toBe(chosen)
        expect(on.replica(id).conflicts()).toEqual([])
      }
    }
  })

  it('a status taken back brings its completion time along', async () => {
    const { ana, bo, id } = await twoDevices()
    await ana.run(tasks.setTaskStatus, { id, status: 'doing' })
    await bo.run(tasks.completeTask, { id })
    ana.syncWith(bo)
    await ana.run(life.keepTaskValue, { id, field: 'status', value: 'done' })
    expect(taskOf(ana, id).completedAt).toBe(ana.clock.now())
    await ana.run(life.keepTaskValue, { id, field: 'status', value: 'doing' })
    expect(taskOf(ana, id)).toMatchObject({ status: 'doing', completedAt: undefined })
    expect(await ana.run(life.keepTaskValue, { id, field: 'status', value: 'whenever' })).toMatchObject({
      reason: 'value-invalid',
    })
  })

  it('notes merge, also when an edit was begun before the other came in', async () => {
    const { ana, bo, id } = await twoDevices()
    const base = 'Train or bus?'
    await bo.run(tasks.setTaskNotes, { id, notes: 'Train or bus? Bus is cheaper.', base })
    ana.syncWith(bo)
    expect(value(await ana.run(tasks.setTaskNotes, { id, notes: 'Night train or bus?', base }))).toBe(
      'Night train or bus? Bus is cheaper.',
    )
  })

  it('moves into one gap leave one order on both sides', async () => {
    const { ana, bo, id } = await twoDevices()
    const ids = [id]
    for (const title of ['b', 'c', 'd']) ids.push(value(await ana.run(tasks.createTask, { title })))
    ana.syncWith(bo)
    await ana.run(tasks.moveTask, { id: ids[2]!, after: ids[0]!, before: ids[1]! })
    await bo.run(tasks.moveTask, { id: ids[3]!, after: ids[0]!, before: ids[1]! })
    ana.syncWith(bo)
    const order = (on: FakeDevice) =>
      on
        .rows()
        .of(taskType)
        .toSorted(byPlace)
        .map((row) => row.id)
    expect(order(ana)).toEqual(order(bo))
    expect(
      new Set(
        ana
          .rows()
          .of(taskType)
          .map((row) => row.value.position),
      ).size,
    ).toBe(4)
  })
})

describe('projects', () => {
  it('are made, renamed, trashed and restored', async () => {
    const ana = device()
    const id = value(await ana.run(projects.createProject, { title: ' Move house ' }))
    await ana.run(projects.renameProject, { id, title: 'Move' })
    await ana.run(projects.trashProject, { id })
    expect(ana.row(projectType, id).value).toMatchObject({ title: 'Move', trashedAt: ana.clock.now() })
    await ana.run(projects.restoreProject, { id })
    expect(ana.row(projectType, id).value.trashedAt).toBeUndefined()
    const gone = 'project_00000000000000000000000000' as ReplicaId
    for (const command of [projects.trashProject, projects.restoreProject]) {
      expect(await ana.run(command, { id: gone })).toMatchObject({ reason: 'project-missing' })
    }
  })
})
