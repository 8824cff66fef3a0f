import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { FakeTime, settle, WorldDevice, type WorldTab } from './testing/engine-world.ts'

const minute = 60_000
const tabs: WorldTab[] = []
afterEach(async () => {
  for (const { engine } of tabs.splice(0)) await engine.close()
})

async function openTab() {
  const time = new FakeTime()
  const device = new WorldDevice(time, 1)
  const tab = await device.openTab()
  tabs.push(tab)
  return { time, device, engine: tab.engine }
}

it('many small changes of a document become one a sitting, with author and times, and say the same', async () => {
  const { time, device, engine } = await openTab()
  const made = await engine.run(createDocument, { title: 'Diary' })
  if (!made.ok) throw new Error(made.reason)
  const open = engine.openReplica(documentType, made.value.id)
  await settle()
  const state = open.state.get()
  if (state.status !== 'open' || !state.doc) throw new Error('not open')
  const content = state.doc.getXmlFragment('content')
  for (let index = 0; index < 70; index += 1) {
    // The second sitting begins an hour later.
    time.advance(index === 40 ? 60 * minute : 1_000)
    content.insert(index, [new Y.XmlElement('paragraph')])
    await engine.flushed()
  }
  const before = (state.replica as ContentReplica).content()
  time.advance(2_000)
  await settle()

  const chunks = [...device.disk.chunks.values()].filter(({ replica }) => replica === made.value.id)
  expect(chunks.length).toBeLessThan(12)
  expect(chunks.every(({ author, at }) => author === 'local' && at !== undefined)).toBe(true)
  const gaps = chunks.map(({ at = 0, since = at }) => at - since)
  expect(Math.max(...gaps)).toBeLessThan(10 * minute)
  open.close()
  const again = await device.openTab()
  tabs.push(again)
  const after = await again.engine.readReplica(documentType, made.value.id, (replica) =>
    (replica as ContentReplica).content(),
  )
  expect(after).toEqual(before)
})

it('a record is put together as a whole, for it tells its changes apart itself', async () => {
  const { time, device, engine } = await openTab()
  const made = await engine.run(taskCommands.create, { title: 'Paint' })
  if (!made.ok) throw new Error(made.reason)
  for (let index = 0; index < 70; index += 1) {
    time.advance(1_000)
    await engine.run(taskCommands.rename, { id: made.value, title: `Paint ${index}` })
  }
  time.advance(2_000)
  await settle()
  const chunks = [...device.disk.chunks.values()].filter(({ replica }) => replica === made.value)
  expect(chunks.length).toBeLessThan(12)
  const fields = await engine.readReplica(taskType, made.value, (replica) => replica.fields())
  expect(fields?.title).toBe('Paint 69')
})
