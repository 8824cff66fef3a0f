import { afterEach, describe, expect, it } from 'vitest'
import { createDocument, documentType, renameDocument } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import type { Query } from '#shared/rooms/room.ts'
import { StoreFault } from '#client/platform/store.ts'
import type { Engine } from './engine-contract.ts'
import { FakeTime, settle, WorldDevice, type WorldTab } from './testing/engine-world.ts'

const tabs: WorldTab[] = []
afterEach(async () => {
  for (const { engine } of tabs.splice(0)) await engine.close()
})

async function openTab(device: WorldDevice, options: Parameters<WorldDevice['openTab']>[0] = {}) {
  const tab = await device.openTab(options)
  tabs.push(tab)
  return tab.engine
}

const newDevice = () => new WorldDevice(new FakeTime(), 1)

async function createTask(engine: Engine, title: string) {
  const made = await engine.run(taskCommands.create, { title })
  if (!made.ok) throw new Error(made.reason)
  return made.value
}

const titles = (engine: Engine) =>
  engine
    .rows()
    .of(taskType)
    .filter(({ value }) => value.trashedAt === undefined)
    .map(({ value }) => value.title)
    .sort()

describe('a device alone', () => {
  it('starts with a workspace of its own and keeps what is written over a restart', async () => {
    const device = newDevice()
    const engine = await openTab(device)
    expect(engine.workspace()).toMatchObject({ isLocal: true, canWrite: true, role: 'owner' })
    await createTask(engine, 'Water the plants')
    expect(titles(engine)).toEqual(['Water the plants'])
    const again = await openTab(device)
    expect(again.workspace().id).toBe(engine.workspace().id)
    expect(titles(again)).toEqual(['Water the plants'])
    expect(engine.live.sync.get()).toEqual({ state: 'local', refused: 0 })
  })

  it('has its change on the disk when the command has ended', async () => {
    const device = newDevice()
    const tab = await device.openTab()
    await createTask(tab.engine, 'Durable')
    tab.crash()
    expect(titles(await openTab(device))).toEqual(['Durable'])
  })

  it('answers a live query again only when a row of its types has changed', async () => {
    const engine = await openTab(newDevice())
    const open: Query<void, readonly string[]> = {
      name: 'test.titles',
      types: [taskType],
      answer: (rows) => rows.of(taskType).map(({ value }) => value.title),
    }
    const live = engine.query(open, undefined)
    let told = 0
    live.subscribe(() => (told += 1))
    const before = live.get()
    expect(live.get()).toBe(before)
    await engine.run(createDocument, { title: 'Elsewhere' })
    expect([told, live.get()]).toEqual([0, before])
    await createTask(engine, 'New')
    expect([told, live.get()]).toEqual([1, ['New']])
    expect(engine.query(open, undefined)).toBe(live)
  })

  it('refuses input that the schema does not take, and runs nothing', async () => {
    const engine = await openTab(newDevice())
    const refusedInput = await engine.run(taskCommands.create, { title: 7 } as never)
    expect(refusedInput).toMatchObject({ ok: false, reason: 'invalid-input' })
    expect(titles(engine)).toEqual([])
  })
})

describe('a store that refuses', () => {
  it('a command that could not be stored has not happened', async () => {
    const device = newDevice()
    let isFull = false
    const engine = await openTab(device, {
      beforeWrite: () => {
        if (isFull) throw new StoreFault('full')
      },
    })
    const id = await createTask(engine, 'Before')
    isFull = true
    expect(await engine.run(taskCommands.create, { title: 'Lost' })).toMatchObject({ ok: false, reason: 'not-stored' })
    expect(await engine.run(taskCommands.rename, { id, title: 'Changed' })).toMatchObject({ reason: 'not-stored' })
    expect(titles(engine)).toEqual(['Before'])
    expect(engine.live.health.get().problem).toMatch(/no room/)
    isFull = false
    await createTask(engine, 'After')
    expect(titles(engine)).toEqual(['After', 'Before'])
    expect(engine.live.health.get().problem).toBeUndefined()
    expect(titles(await openTab(device))).toEqual(['After', 'Before'])
  })

  it('what is typed meanwhile stays in the tab, can be copied, and is stored once there is room', async () => {
    const time = new FakeTime()
    const device = new WorldDevice(time, 3)
    let isFull = false
    const engine = await openTab(device, {
      beforeWrite: () => {
        if (isFull) throw new StoreFault('full')
      },
    })
    const made = await engine.run(createDocument, { title: 'Diary' })
    if (!made.ok) throw new Error(made.reason)
    const open = engine.openReplica(documentType, made.value.id)
    await settle()
    const state = open.state.get()
    if (state.status !== 'open') throw new Error(state.status)
    isFull = true
    state.replica.patch({ title: 'Diary of a full disk' })
    expect(await engine.flushed()).toBe(false)
    expect(engine.unsavedText()).toContain('Diary of a full disk')
    expect(engine.rows().get(documentType, made.value.id)?.value.title).toBe('Diary')
    isFull = false
    time.advance(60_000)
    expect(await engine.flushed()).toBe(true)
    expect(engine.rows().get(documentType, made.value.id)?.value.title).toBe('Diary of a full disk')
    expect(engine.unsavedText()).toBe('')
    open.close()
  })
})

describe('two tabs of one device', () => {
  it('see each other at once, in rows and in open replicas', async () => {
    const device = newDevice()
    const [one, two] = [await openTab(device), await openTab(device)]
    const made = await one.run(createDocument, { title: 'Shared' })
    if (!made.ok) throw new Error(made.reason)
    await settle()
    const open = two.openReplica(documentType, made.value.id)
    await settle()
    await one.run(renameDocument, { id: made.value.id, title: 'Renamed' })
    await settle()
    expect(two.rows().get(documentType, made.value.id)?.value.title).toBe('Renamed')
    const state = open.state.get()
    expect(state.status === 'open' && state.replica.fields().title).toBe('Renamed')
    open.close()
  })

  it('that write one record at the same moment both keep both, also in the row', async () => {
    const device = newDevice()
    const [one, two] = [await openTab(device), await openTab(device)]
    const id = await createTask(one, 'Task')
    await settle()
    await Promise.all([
      one.run(taskCommands.rename, { id, title: 'From one' }),
      two.run(taskCommands.setPriority, { id, priority: 'high' }),
    ])
    await settle()
    const expected = { title: 'From one', priority: 'high' }
    expect(one.rows().get(taskType, id)?.value).toMatchObject(expected)
    expect(two.rows().get(taskType, id)?.value).toMatchObject(expected)
    expect((await openTab(device)).rows().get(taskType, id)?.value).toMatchObject(expected)
  })
})
