import { expect, it } from 'vitest'
import { mintId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { createDocument, documentType, renameDocument } from '#shared/rooms/documents/index.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { StoreFault, type WriteBatch } from '#client/platform/store.ts'
import type { Engine } from './engine-contract.ts'
import { FakeTime, WorldDevice } from './testing/engine-world.ts'

async function openedDocument(engine: Engine) {
  const made = await engine.run(createDocument, { title: 'Note' })
  if (!made.ok) throw new Error(made.reason)
  const { state } = engine.openReplica(documentType, made.value.id)
  await expect.poll(() => state.get().status).toBe('open')
  const opened = state.get()
  if (opened.status !== 'open' || !hasContent(opened.replica)) throw new Error('not open')
  return { id: made.value.id, replica: opened.replica }
}

async function madeTask(engine: Engine) {
  const made = await engine.run(taskCommands.create, { title: 'Paint' })
  if (!made.ok) throw new Error(made.reason)
  return made.value
}

const textIn = (engine: Engine, id: Parameters<Engine['readReplica']>[1]) =>
  engine.readReplica(documentType, id, (replica) => (hasContent(replica) ? JSON.stringify(replica.content()) : ''))

const wordsIn = ({ keepsakes }: WorldDevice) =>
  keepsakes.keys().filter((key) => /^nexus-(last-words|held-input)-/.test(key))

it('keeps what was typed in the instant before the page went, and stores it at the next start', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const { id, replica } = await openedDocument(tab.engine)
  replica.writeContent([{ type: 'paragraph', content: [{ type: 'text', text: 'Last words' }] }])
  tab.leave()
  expect(wordsIn(device)).toHaveLength(1)

  const again = await device.openTab()
  expect(await textIn(again.engine, id)).toContain('Last words')
  expect(wordsIn(device)).toEqual([])
  again.crash()
  const third = await device.openTab()
  expect(await textIn(third.engine, id)).toContain('Last words')
  await third.engine.close()
})

it('lets those write first who hold something back, as long as they do', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const { id, replica } = await openedDocument(tab.engine)
  await tab.engine.flushed()
  const write = (text: string) => () => replica.writeContent([{ type: 'paragraph', content: [{ type: 'text', text }] }])
  tab.engine.leaving.write(write('Held back'))
  tab.engine.leaving.write(write('Let go of'))()
  tab.leave()
  const again = await device.openTab()
  expect(await textIn(again.engine, id)).toContain('Held back')
  await again.engine.close()
})

it('of a page that is only put away, the note goes when its changes are stored', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const { id, replica } = await openedDocument(tab.engine)
  tab.engine.leaving.write(() =>
    replica.writeContent([{ type: 'paragraph', content: [{ type: 'text', text: 'Away' }] }]),
  )
  tab.live('hide')
  expect(wordsIn(device)).toHaveLength(1)
  await tab.engine.flushed()
  await expect.poll(() => wordsIn(device)).toEqual([])
  expect(await textIn(tab.engine, id)).toContain('Away')
  await tab.engine.close()
})

it('runs the command of what stood in a field, unless what it began from was changed since', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const { id } = await openedDocument(tab.engine)
  await tab.engine.flushed()
  const titleIn = (engine: Engine) => engine.rows().get(documentType, id)?.value.title
  const held = (title: string, was: string) => () => ({
    command: renameDocument,
    input: { id, title },
    words: title,
    from: { id, path: ['title'], was },
  })
  tab.engine.leaving.run(held('Plan', 'Note'))
  tab.engine.leaving.run(() => undefined)
  tab.live('hide')
  expect(wordsIn(device)).toEqual([])
  tab.leave()
  const again = await device.openTab()
  await expect.poll(() => titleIn(again.engine)).toBe('Plan')
  await expect.poll(() => wordsIn(device)).toEqual([])
  expect(again.engine.live.refused.get()).toEqual([])
  again.engine.leaving.run(held('Older', 'Note'))
  again.engine.leaving.run(held('Plan', 'Note'))
  again.leave()
  const third = await device.openTab()
  await expect.poll(() => wordsIn(device)).toEqual([])
  expect(titleIn(third.engine)).toBe('Plan')
  const [kept, ...more] = third.engine.live.refused.get()
  expect(more).toEqual([])
  expect(kept).toMatchObject({ replica: id, title: 'Plan', code: 'too-late', words: 'Older' })
  expect(await third.engine.refused.text(kept?.id ?? '')).toBe('Older')
  await third.engine.close()
})

it('gives the words back where what they were for is not there any more, and for good', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const id = await madeTask(tab.engine)
  tab.engine.leaving.run(() => ({
    command: taskCommands.setNotes,
    input: { id, notes: 'Green', base: '' },
    words: 'Green',
  }))
  tab.leave()
  const [key] = wordsIn(device)
  if (!key) throw new Error('nothing was noted')
  device.keepsakes.put(key, (device.keepsakes.get(key) ?? '').replaceAll(id, mintId('task', seededRandom(9))))
  for (const _ of ['taken up', 'stored']) {
    const again = await device.openTab()
    const [kept] = again.engine.live.refused.get()
    expect(kept).toMatchObject({ title: 'Green', code: 'too-late' })
    await again.engine.refused.retry(kept?.id ?? '')
    expect(await again.engine.refused.text(kept?.id ?? '')).toBe('Green')
    await again.engine.close()
  }
})

it('does nothing twice when what is given back can not be stored at once', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const id = await madeTask(tab.engine)
  await tab.engine.flushed()
  const step = { command: taskCommands.addChecklistItem, input: { id, text: 'Brushes' }, words: 'Brushes' }
  const from = { id, path: ['title'], was: 'Draw' }
  tab.engine.leaving.run(() => step)
  tab.engine.leaving.run(() => ({ command: taskCommands.rename, input: { id, title: 'Etch' }, words: 'Etch', from }))
  tab.leave()
  const steps = (engine: Engine) => Object.values(engine.rows().get(taskType, id)?.value.checklist ?? {})
  const refuse = ({ refused }: WriteBatch) => {
    if (refused?.length) throw new StoreFault('full')
  }
  const full = await device.openTab({ beforeWrite: refuse })
  await expect.poll(() => steps(full.engine)).toHaveLength(1)
  expect(wordsIn(device)).toHaveLength(1)
  full.leave()
  const again = await device.openTab()
  expect(steps(again.engine)).toHaveLength(1)
  expect(again.engine.live.refused.get()).toMatchObject([{ replica: id, title: 'Paint' }])
  expect(wordsIn(device)).toEqual([])
  await again.engine.close()
})

it('of a page that comes back, what stands in its fields is its own again', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  const { id } = await openedDocument(tab.engine)
  await tab.engine.flushed()
  tab.engine.leaving.run(() => ({ command: renameDocument, input: { id, title: 'Plan' }, words: 'Plan' }))
  tab.live('leave')
  expect(wordsIn(device)).toHaveLength(1)
  tab.live('return')
  expect(wordsIn(device)).toEqual([])
  await tab.engine.close()
})

it('notes nothing when everything is stored, and is not put off by a damaged note', async () => {
  const device = new WorldDevice(new FakeTime(), 1)
  const tab = await device.openTab()
  await openedDocument(tab.engine)
  await tab.engine.flushed()
  tab.leave()
  expect(wordsIn(device)).toEqual([])
  device.keepsakes.put('nexus-last-words-x', '{not json')
  const again = await device.openTab()
  expect(wordsIn(device)).toEqual([])
  await again.engine.close()
})
