import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { writeDocument } from '#shared/rooms/documents/commands.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import type { Engine } from './engine-contract.ts'
import { FakeTime, settle, WorldDevice, type WorldTab } from './testing/engine-world.ts'
import { type FakeEditor, openEditor } from './testing/fake-editor.ts'

const tabs: WorldTab[] = []
afterEach(async () => {
  for (const { engine } of tabs.splice(0)) await engine.close()
})

const newDevice = () => new WorldDevice(new FakeTime(), 1)

async function openTab(device = newDevice()): Promise<Engine> {
  const tab = await device.openTab()
  tabs.push(tab)
  return tab.engine
}

async function createTask(engine: Engine, title: string) {
  const made = await engine.run(taskCommands.create, { title })
  if (!made.ok) throw new Error(made.reason)
  return made.value
}

/** A document and an editor on it, as on a screen. */
async function write(engine: Engine, title: string): Promise<FakeEditor> {
  const made = await engine.run(createDocument, { title })
  if (!made.ok) throw new Error(made.reason)
  return openEditor(engine, made.value.id)
}

const titles = (engine: Engine) =>
  engine
    .rows()
    .of(taskType)
    .filter(({ value }) => value.trashedAt === undefined)
    .map(({ value }) => value.title)
    .sort()

const contentOf = (engine: Engine, id: ReplicaId) =>
  engine.readReplica(documentType, id, (replica) => hasContent(replica) && replica.content())

describe('undo of commands', () => {
  it('takes back a step that others have followed, and leaves those', async () => {
    const engine = await openTab()
    const id = await createTask(engine, 'Plan')
    await engine.run(taskCommands.rename, { id, title: 'Plan B' })
    const step = engine.live.undo.get().nextUndo?.id
    if (step === undefined) throw new Error('no step')
    await createTask(engine, 'Later')
    expect(await engine.undo({ id: step })).toMatchObject({ thing: id })
    expect(titles(engine)).toEqual(['Later', 'Plan'])
    expect(await engine.undo({ id: step })).toBeUndefined()
    expect(titles(engine)).toEqual(['Later', 'Plan'])
  })

  it('takes back a change, keeps what others wrote since, and does it again', async () => {
    const engine = await openTab()
    const id = await createTask(engine, 'One')
    await engine.run(taskCommands.rename, { id, title: 'Two' }, { undoLabel: 'Rename' })
    const { nextUndo, nextRedo } = engine.live.undo.get()
    expect(nextUndo).toMatchObject({ label: 'Rename', thing: id, isEdit: false })
    expect(nextRedo).toBeUndefined()
    await engine.undo()
    expect(titles(engine)).toEqual(['One'])
    await engine.redo()
    expect(titles(engine)).toEqual(['Two'])
    await engine.undo()
    await engine.undo()
    expect(titles(engine)).toEqual([])
    expect(engine.rows().get(taskType, id)?.value.trashedAt).toBeDefined()
    await engine.redo()
    expect(titles(engine)).toEqual(['One'])
  })

  it('of a batch is one step', async () => {
    const engine = await openTab()
    const outcome = await engine.batch(async (run) => {
      for (const title of ['a', 'b', 'c']) await run(taskCommands.create, { title })
    })
    expect(outcome.ok).toBe(true)
    expect(titles(engine)).toEqual(['a', 'b', 'c'])
    await engine.undo()
    expect(titles(engine)).toEqual([])
  })

  it('of one that writes a whole text is one step, with its fields', async () => {
    const engine = await openTab()
    const editor = await write(engine, 'Plan')
    editor.type('by hand')
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text: 'from a file' }] }
    await engine.run(writeDocument, { id: editor.id, content: [paragraph] }, { undoLabel: 'Import' })
    expect(editor.text()).toBe('from a file')
    expect(engine.live.undo.get().nextUndo).toMatchObject({ label: 'Import', isEdit: false })
    await engine.undo()
    expect(editor.text()).toBe('by hand')
    await engine.undo()
    expect(editor.text()).toBe('')
    await engine.redo()
    await engine.redo()
    expect(editor.text()).toBe('from a file')
  })

  it('of one that wrote a text that no editor has open', async () => {
    const engine = await openTab()
    const made = await engine.run(createDocument, { title: 'Closed' })
    if (!made.ok) throw new Error(made.reason)
    const { id } = made.value
    const before = await contentOf(engine, id)
    await engine.run(writeDocument, { id, content: [{ type: 'paragraph' }] })
    expect(await engine.undo()).toMatchObject({ thing: id })
    expect(await contentOf(engine, id)).toEqual(before)
  })
})

describe('one history over commands and texts', () => {
  it('takes steps back in the order in which they were done, wherever that was, and does them again', async () => {
    const engine = await openTab()
    const [a, b] = [await write(engine, 'A'), await write(engine, 'B')]
    a.type('one')
    const task = await createTask(engine, 'Task')
    b.type('two')
    a.type(' three')
    const states = () => [a.text(), titles(engine), b.text()]
    const seen = [states()]
    for (const thing of [a.id, b.id, task, a.id]) {
      expect(await engine.undo()).toMatchObject({ thing, isEdit: thing !== task })
      seen.push(states())
    }
    expect(seen.slice(1)).toEqual([
      ['one', ['Task'], 'two'],
      ['one', ['Task'], ''],
      ['one', [], ''],
      ['', [], ''],
    ])
    for (const state of seen.slice(0, -1).toReversed()) {
      await engine.redo()
      expect(states()).toEqual(state)
    }
  })

  it('a burst of typing is one step, and what was done in between ends it', async () => {
    const engine = await openTab()
    const a = await write(engine, 'A')
    for (const letter of 'word') a.type(letter)
    await createTask(engine, 'Task')
    a.type('s')
    await engine.undo()
    expect(a.text()).toBe('word')
    await engine.undo()
    await engine.undo()
    expect([a.text(), titles(engine)]).toEqual(['', []])
  })

  it('a command that is still being stored when typing goes on neither ends the burst nor comes after it', async () => {
    const engine = await openTab()
    const a = await write(engine, 'A')
    const isStored = createTask(engine, 'Task')
    a.type('w')
    const task = await isStored
    a.type('ord')
    expect(await engine.undo()).toMatchObject({ thing: a.id })
    expect(a.text()).toBe('')
    expect(await engine.undo()).toMatchObject({ thing: task })
  })

  it('a new step ends what could be done again, also when it is typed right after', async () => {
    const engine = await openTab()
    const a = await write(engine, 'A')
    a.type('one')
    await createTask(engine, 'Task')
    await engine.undo()
    a.type(' two')
    expect(engine.live.undo.get().nextRedo).toBeUndefined()
    await engine.undo()
    expect(a.text()).toBe('one')
  })

  it('leaves what another person has typed', async () => {
    const engine = await openTab()
    const a = await write(engine, 'A')
    a.type('mine')
    a.receive((text) => text.insert(2, ' THEIRS '))
    expect(a.text()).toBe('mi THEIRS ne')
    await engine.undo()
    expect(a.text()).toBe(' THEIRS ')
    await engine.redo()
    expect(a.text()).toBe('mi THEIRS ne')
  })

  it('passes over a step of which others have left nothing', async () => {
    const engine = await openTab()
    const a = await write(engine, 'A')
    const task = await createTask(engine, 'Task')
    a.type('gone')
    a.receiveIn((content) => content.delete(0, content.length))
    expect(await engine.undo()).toMatchObject({ thing: task })
    expect(titles(engine)).toEqual([])
    expect(engine.live.undo.get().nextRedo).toMatchObject({ thing: task })
  })

  it('is kept while the document is closed', async () => {
    const engine = await openTab()
    const a = await write(engine, 'A')
    a.type('one')
    a.close()
    for (let other = 0; other < 9; other += 1) (await write(engine, `other ${other}`)).close()
    const again = await openEditor(engine, a.id)
    again.type(' two')
    again.close()
    await engine.undo()
    expect((await openEditor(engine, a.id)).text()).toBe('one')
    for (let other = 0; other < 10; other += 1) await engine.undo()
    expect((await openEditor(engine, a.id)).text()).toBe('')
  })

  it('shows the place of a step that is not on the screen before it is taken', async () => {
    const engine = await openTab()
    const a = await write(engine, 'A')
    a.type('one')
    const asked: ReplicaId[] = []
    await engine.undo({ goTo: (thing) => asked.push(thing) > 0 })
    expect(asked).toEqual([])
    a.close()
    const seen: string[] = []
    const goTo = (thing: ReplicaId) => {
      void openEditor(engine, thing).then((editor) => seen.push(editor.text()))
      return true
    }
    await engine.redo({ goTo })
    expect(seen).toEqual([''])
    expect((await openEditor(engine, a.id)).text()).toBe('one')
  })

  it('holds the steps of the ten texts that were edited last', async () => {
    const engine = await openTab()
    const first = await write(engine, 'first')
    first.type('first')
    first.close()
    for (let other = 0; other < 10; other += 1) {
      const editor = await write(engine, `other ${other}`)
      editor.type('x')
      editor.close()
    }
    let taken = 0
    const edited = new Set<unknown>()
    for (let step = await engine.undo(); step; step = await engine.undo()) {
      if (step.isEdit) edited.add(step.thing)
      taken += 1
    }
    expect(edited.has(first.id)).toBe(false)
    expect([edited.size, taken]).toEqual([10, 21])
    expect((await openEditor(engine, first.id)).text()).toBe('first')
  })

  it('drops the steps in a text that is read anew from the store, and keeps the others', async () => {
    const device = newDevice()
    const engine = await openTab(device)
    const a = await write(engine, 'A')
    const task = await createTask(engine, 'Task')
    a.type('one')
    device.rebuilt(engine.workspace().id, a.id)
    await settle()
    expect(await engine.undo()).toMatchObject({ thing: task })
    expect((await openEditor(engine, a.id)).text()).toBe('one')
  })

  it('is one for each workspace', async () => {
    const engine = await openTab()
    const here = engine.workspace().id
    const a = await write(engine, 'A')
    a.type('one')
    await engine.open(await engine.createLocal('Elsewhere'))
    expect(engine.live.undo.get()).toEqual({})
    expect(await engine.undo()).toBeUndefined()
    await createTask(engine, 'There')
    await engine.open(here)
    expect(await engine.undo()).toMatchObject({ thing: a.id, isEdit: true })
    expect(a.text()).toBe('')
  })
})

it('a block that another person has written into stays, with what they wrote', async () => {
  const engine = await openTab()
  const a = await write(engine, 'A')
  a.edit((content) => {
    const block = new Y.XmlElement('heading')
    block.insert(0, [new Y.XmlText('mine')])
    content.insert(0, [block])
  })
  a.receiveIn((content) => ((content.get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(4, ' and theirs'))
  await engine.undo()
  expect(a.text()).toBe(' and theirs')
})
