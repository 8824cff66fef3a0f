import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initializeWasm } from '@automerge/automerge/slim'
import { beforeAll, expect, it } from 'vitest'
import type { BlobHash, ReplicaId } from '../../kit/ids.ts'
import { allRooms, restoreVersion, typeOfReplica } from '../all-rooms.ts'
import { privateTypes } from '../assistant/index.ts'
import { setContext } from '../context/index.ts'
import { createDocument, createFolder, moveDocument, renameFolder, setDocumentTags } from '../documents/index.ts'
import { ideaCommands } from '../ideas/index.ts'
import { hasContent } from '../room.ts'
import { taskCommands } from '../tasks/index.ts'
import { FakeDevice } from '../testing/devices.ts'
import { createBoard, isDrawable, renameBoard, writeDrawing } from '../whiteboards/index.ts'
import { nameVersion, removeVersion, renameVersion, stateOf, type ThingState, versionsOfThing } from './index.ts'

beforeAll(async () => {
  await initializeWasm(await readFile(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
})

const idOf = (made: { ok: boolean; value?: unknown }): ReplicaId => {
  const { value } = made as { value: ReplicaId | { id: ReplicaId } }
  return typeof value === 'string' ? value : value.id
}
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })

/** One thing of every type: how it is made, and how much is changed afterwards. */
const things: Record<string, (device: FakeDevice) => Promise<{ id: ReplicaId; change: () => Promise<unknown> }>> = {
  document: async (device) => {
    const id = idOf(await device.run(createDocument, { title: 'Plan', tags: ['a'], content: [paragraph('One two')] }))
    const change = async () => {
      await device.run(setDocumentTags, { id, tags: ['b', 'c'] })
      const document = device.replica(id)
      document.patch({ title: 'Other', pinned: true })
      if (hasContent(document)) document.writeContent([paragraph('One three'), { type: 'horizontalRule' }])
    }
    return { id, change }
  },
  folder: async (device) => {
    const id = idOf(await device.run(createFolder, { title: 'Garden' }))
    return { id, change: () => device.run(renameFolder, { id, title: 'Yard' }) }
  },
  idea: async (device) => {
    const id = idOf(await device.run(ideaCommands.capture, { text: 'A #bright thought' }))
    return { id, change: () => device.run(ideaCommands.edit, { id, text: 'A dull one' }) }
  },
  task: async (device) => {
    const id = idOf(await device.run(taskCommands.create, { title: 'Paint', labels: ['home'], notes: 'White' }))
    const item = await device.run(taskCommands.addChecklistItem, { id, text: 'Brush' })
    const change = async () => {
      await device.run(taskCommands.complete, { id })
      await device.run(taskCommands.setNotes, { id, notes: 'Green' })
      await device.run(taskCommands.setLabels, { id, labels: [] })
      device.replica(id).patch({ checklist: {} })
    }
    expect(item.ok).toBe(true)
    return { id, change }
  },
  project: async (device) => {
    const id = idOf(await device.run(taskCommands.createProject, { title: 'House' }))
    return { id, change: () => device.run(taskCommands.renameProject, { id, title: 'Hut' }) }
  },
  context: async (device) => {
    const id = idOf(await device.run(setContext, { topics: ['garden'], focus: 'Spring' }))
    return { id, change: () => device.run(setContext, { id, topics: ['house'], focus: 'Autumn' }) }
  },
  board: async (device) => {
    const id = idOf(await device.run(createBoard, { title: 'Sketch' }))
    const board = device.replica(id)
    if (!isDrawable(board)) throw new Error('no board')
    writeDrawing(board, { 'shape:1/kind': 'note@1', 'shape:1/x': 10, 'shape:1/text': { words: ['a'] } })
    const change = async () => {
      await device.run(renameBoard, { id, title: 'Drawing' })
      writeDrawing(board, { 'shape:1/kind': 'note@1', 'shape:1/x': 20, 'shape:2/kind': 'note@1' })
    }
    return { id, change }
  },
}

it('knows how to test every type that can be restored', () => {
  const types = allRooms.flatMap((room) => room.types.map(({ name }) => name))
  expect(Object.keys(things).sort()).toEqual(
    types.filter((name) => name !== 'version' && !privateTypes.has(name)).sort(),
  )
})

it.each(Object.keys(things))('a %s says again what it said, whatever was changed since', async (name) => {
  const device = new FakeDevice()
  const { id, change } = await (things[name] as (typeof things)[string])(device)
  const before = structuredClone(stateOf(device.replica(id)))
  await change()
  expect(stateOf(device.replica(id))).not.toEqual(before)
  const restored = await device.run(restoreVersion, { id, state: before })
  expect(restored.ok).toBe(true)
  expect(stateOf(device.replica(id))).toEqual(before)
  device.close()
})

it('restoring leaves a thing where it lies and out of the trash', async () => {
  const device = new FakeDevice()
  const id = idOf(await device.run(createDocument, { title: 'Plan' }))
  const before: ThingState = { ...stateOf(device.replica(id)) }
  const folder = idOf(await device.run(createFolder, { title: 'Archive' }))
  await device.run(moveDocument, { id, parent: folder, position: 'z' })
  await device.run(restoreVersion, { id, state: { ...before, fields: { ...before.fields, trashedAt: 5 } } })
  expect(device.replica(id).fields()).toMatchObject({ parent: folder, position: 'z', title: 'Plan' })
  expect(device.replica(id).fields().trashedAt).toBeUndefined()
  device.close()
})

it('what somebody else changes while a version is restored stays', async () => {
  const [ana, ben] = [new FakeDevice({ name: 'ana', seed: 1 }), new FakeDevice({ name: 'ben', seed: 2 })]
  const id = idOf(await ana.run(createDocument, { title: 'Plan', content: [paragraph('One'), paragraph('Two words')] }))
  const before = structuredClone(stateOf(ana.replica(id)))
  const write = (device: FakeDevice, texts: string[]) => {
    const document = device.replica(id)
    if (hasContent(document)) document.writeContent(texts.map(paragraph))
  }
  write(ana, ['One', 'Two other words'])
  ana.syncWith(ben)
  await ana.run(restoreVersion, { id, state: before })
  write(ben, ['One, by Ben', 'Two other words'])
  ben.replica(id).patch({ tags: ['ben'] })
  ana.syncWith(ben)
  for (const device of [ana, ben]) {
    const document = device.replica(id)
    expect(hasContent(document) && document.content()).toEqual([paragraph('One, by Ben'), paragraph('Two words')])
    expect(document.fields().tags).toEqual(['ben'])
    device.close()
  }
})

it('a thing that is not here is not restored', async () => {
  const device = new FakeDevice()
  const id = 'task_00000000000000000000000000' as ReplicaId
  expect(typeOfReplica(id)?.name).toBe('task')
  const state = { fields: { title: 'Ghost' } }
  expect(await device.run(restoreVersion, { id, state })).toMatchObject({ ok: false, reason: 'thing-missing' })
  const unknown = 'gizmo_00000000000000000000000000' as ReplicaId
  expect(await device.run(restoreVersion, { id: unknown, state })).toMatchObject({ ok: false })
})

it('named versions are listed newest first, renamed, and gone when removed', async () => {
  const device = new FakeDevice()
  const of = idOf(await device.run(createDocument, { title: 'Plan' }))
  const blob = 'ab'.repeat(32) as BlobHash
  const first = idOf(await device.run(nameVersion, { of, name: ' First  draft ', blob, at: 1 }))
  const second = idOf(await device.run(nameVersion, { of, name: 'Sent', blob, at: 2 }))
  const names = () => versionsOfThing.answer(device.rows(), of).map(({ value }) => value.name)
  expect(names()).toEqual(['Sent', 'First draft'])
  await device.run(renameVersion, { id: first, name: 'Draft' })
  await device.run(removeVersion, { id: second })
  expect(names()).toEqual(['Draft'])
  expect(() => nameVersion.input.parse({ of, name: '  ', blob, at: 1 })).toThrow()
  expect(() => nameVersion.input.parse({ of, name: 'x', blob: 'nothing', at: 1 })).toThrow()
  device.close()
})
