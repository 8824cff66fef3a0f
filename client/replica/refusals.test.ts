import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { settle } from './testing/engine-world.ts'
import { type SyncDevice, SyncWorld } from './testing/sync-world.ts'

let world: SyncWorld
let ada: SyncDevice
let grace: SyncDevice
let task: ReplicaId
let document: ReplicaId
let workspace: WorkspaceId

beforeEach(async () => {
  world = await SyncWorld.open()
  ada = await world.device('ada')
  grace = await world.device('grace')
  const made = await ada.engine.run(taskCommands.create, { title: 'Start' })
  const written = await ada.engine.run(createDocument, { title: 'Ours' })
  if (!made.ok || !written.ok) throw new Error('not made')
  task = made.value
  document = written.value.id
  workspace = await world.sync(ada)
  await world.join(grace, workspace, 'editor')
})
afterEach(async () => {
  await world.close()
  expect(world.server.faults).toEqual([])
})

const rowOf = ({ engine }: SyncDevice) => engine.rows().get(taskType, task)
const all = () => [ada, grace]
const trayOf = ({ engine }: SyncDevice) => engine.live.refused.get()

async function type({ engine }: SyncDevice, word: string): Promise<void> {
  const open = engine.openReplica(documentType, document)
  await settle(10)
  const state = open.state.get()
  if (state.status !== 'open' || !state.doc) throw new Error('not open')
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(word)])
  state.doc.getXmlFragment('content').push([paragraph])
  await engine.flushed()
  open.close()
}

const readBy = ({ engine }: SyncDevice) =>
  engine.readReplica(documentType, document, (replica) =>
    JSON.stringify('content' in replica && (replica as never as { content(): unknown }).content()),
  )

describe('a name that another device writes under', () => {
  it('[SY34] a record is written again under another one, and stays concurrent with what others did', async () => {
    for (const device of all()) device.goOffline()
    await ada.engine.run(taskCommands.rename, { id: task, title: 'By Ada' })
    await ada.engine.run(taskCommands.setPriority, { id: task, priority: 'high' })
    await ada.engine.run(taskCommands.addChecklistItem, { id: task, text: 'Hers' })
    await grace.engine.run(taskCommands.rename, { id: task, title: 'By Grace' })
    const sent = (await world.server.log(workspace)).length
    world.server.refuseNextPush('actor-taken')
    ada.goOnline()
    await world.pass(10_000)
    grace.goOnline()
    await world.pass(90_000)
    expect(trayOf(ada)).toEqual([])
    // Her three changes are one now, and his is one.
    expect((await world.server.log(workspace)).length).toBe(sent + 2)
    for (const device of all()) {
      const row = rowOf(device)
      expect(row?.value.priority).toBe('high')
      expect(Object.values(row?.value.checklist ?? {}).map(({ text }) => text)).toEqual(['Hers'])
      const titles = [
        row?.value.title,
        ...(row?.conflicts ?? []).flatMap(({ losing }) => losing.map(({ value }) => value)),
      ]
      expect(titles.map(String).toSorted((one, other) => one.localeCompare(other))).toEqual(['By Ada', 'By Grace'])
      expect(device.engine.live.sync.get().state).toBe('synced')
    }
  })

  it('[SY34] a document keeps every word, once, also in an editor that is open', async () => {
    const open = ada.engine.openReplica(documentType, document)
    await settle(10)
    ada.goOffline()
    await type(ada, 'hers')
    await type(grace, 'his')
    await world.run()
    world.server.refuseNextPush('actor-taken')
    ada.goOnline()
    await world.pass(90_000)
    expect(trayOf(ada)).toEqual([])
    const state = open.state.get()
    const shown = state.status === 'open' ? (state.doc?.getXmlFragment('content').toString() ?? '') : ''
    for (const said of [await readBy(ada), await readBy(grace), shown]) {
      expect(said?.split('hers')).toHaveLength(2)
      expect(said?.split('his')).toHaveLength(2)
    }
    await type(ada, 'goes on')
    await world.run()
    expect(await readBy(grace)).toContain('goes on')
    open.close()
  })

  it('[SY34] goes to the tray when it never ends, and comes out of it under another name', async () => {
    world.server.refuseNextPush('actor-taken', 6)
    await type(ada, 'hers')
    await world.pass(90_000)
    const [entry] = trayOf(ada)
    expect(entry?.code).toBe('actor-taken')
    expect(await readBy(ada)).not.toContain('hers')
    await ada.engine.refused.retry(entry?.id ?? '')
    await world.pass(30_000)
    expect(await readBy(grace)).toContain('hers')
    expect(trayOf(ada)).toEqual([])
  })
})

describe('changes that the server lacks', () => {
  it('[SY34] are sent with all of the replica, once', async () => {
    await ada.engine.run(taskCommands.rename, { id: task, title: 'Second' })
    world.server.refuseNextPush('missing-changes')
    await world.pass(30_000)
    expect(trayOf(ada)).toEqual([])
    expect(rowOf(grace)?.value.title).toBe('Second')
    await ada.engine.run(taskCommands.rename, { id: task, title: 'Third' })
    world.server.refuseNextPush('missing-changes')
    await world.pass(30_000)
    expect(trayOf(ada)).toMatchObject([{ code: 'missing-changes', title: 'Third' }])
    expect(rowOf(ada)?.value.title).toBe('Second')
  })
})
