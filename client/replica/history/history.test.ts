import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ContentReplica, Replica } from '#shared/crdt/replica.ts'
import { userPrincipal, type ReplicaId } from '#shared/kit/ids.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { settle } from '../testing/engine-world.ts'
import { type SyncDevice, SyncWorld } from '../testing/sync-world.ts'
import { readHistory } from './read-history.ts'
import { versionsOf } from './versions.ts'

const minute = 60_000
let world: SyncWorld
afterEach(async () => {
  expect(world.server.faults).toEqual([])
  await world.close()
})

async function two() {
  world = await SyncWorld.open()
  const ada = await world.device('ada')
  const workspace = await world.sync(ada)
  const ben = await world.device('ben')
  await world.join(ben, workspace, 'editor')
  return { ada, ben }
}

async function newDocument({ engine }: SyncDevice): Promise<ReplicaId> {
  const made = await engine.run(createDocument, { title: 'Plan' })
  if (!made.ok) throw new Error(made.reason)
  return made.value.id
}

async function write({ engine }: SyncDevice, id: ReplicaId, text: string): Promise<void> {
  const open = engine.openReplica(documentType, id)
  await settle()
  const state = open.state.get()
  if (state.status !== 'open' || !state.doc) throw new Error('not open')
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(text)])
  const content = state.doc.getXmlFragment('content')
  content.insert(content.length, [paragraph])
  await engine.flushed()
  open.close()
}

const textIn = (replica: Replica) => (replica as ContentReplica).content().map((node) => node.content?.[0]?.text ?? '')

/** Every version with its authors and what it said. */
async function timeline<Said>(
  { engine }: SyncDevice,
  type: AnyReplicaType,
  { id, say }: { id: ReplicaId; say: (replica: Replica) => Said },
) {
  const { changes, reach } = await readHistory(engine, { type, id })
  const told: { authors: readonly string[]; said: Said; isUnsent: boolean }[] = []
  for (const { authors, end, isUnsent } of versionsOf(changes)) {
    const copy = await engine.history.openCopy(
      type,
      id,
      changes.slice(0, end).map(({ bytes }) => bytes),
    )
    told.push({ authors, said: say(copy), isUnsent })
    copy.close()
  }
  return { reach, told }
}

it('tells who wrote what at which sitting, on every device the same, page by page', async () => {
  const { ada, ben } = await two()
  const [a, b] = [ada, ben].map(({ account }) => userPrincipal(account.id))
  const id = await newDocument(ada)
  await write(ada, id, 'one')
  await world.pass(30 * minute)
  await write(ben, id, 'two')
  await world.pass(2 * minute)
  await write(ben, id, 'three')
  await world.pass(30 * minute)
  await write(ada, id, 'four')
  await world.pass(minute)
  for (const device of [ada, ben]) {
    expect(await timeline(device, documentType, { id, say: textIn })).toEqual({
      reach: 'whole',
      told: [
        { authors: [a], said: ['one'], isUnsent: false },
        { authors: [b], said: ['one', 'two', 'three'], isUnsent: false },
        { authors: [a], said: ['one', 'two', 'three', 'four'], isUnsent: false },
      ],
    })
  }
})

it('a record tells the same, and its saved form tells its changes apart', async () => {
  const { ada, ben } = await two()
  const [a, b] = [ada, ben].map(({ account }) => userPrincipal(account.id))
  const made = await ada.engine.run(taskCommands.create, { title: 'Paint' })
  if (!made.ok) throw new Error(made.reason)
  const id = made.value
  await world.pass(30 * minute)
  await ben.engine.run(taskCommands.rename, { id, title: 'Paint the door' })
  await world.pass(30 * minute)
  const say = (replica: Replica) => replica.fields().title
  const expected = [
    { authors: [a], said: 'Paint', isUnsent: false },
    { authors: [b], said: 'Paint the door', isUnsent: false },
  ]
  expect(await timeline(ben, taskType, { id, say })).toEqual({ reach: 'whole', told: expected })

  const chunks = await ben.engine.history.ofDevice(taskType, id)
  const saved = await ben.engine.history.openCopy(
    taskType,
    id,
    chunks.map(({ bytes }) => bytes),
  )
  const disk = [...ben.device.disk.chunks.values()].filter(({ replica }) => replica === id)
  const [first] = disk
  if (!first) throw new Error('nothing stored')
  for (const { n } of disk) ben.device.disk.chunks.delete(n)
  ben.device.disk.chunks.set(first.n, { ...first, bytes: saved.save() })
  saved.close()
  // Its times are of the writers' own clocks, which in a test is the real one.
  const apart = await ben.engine.history.ofDevice(taskType, id)
  expect(apart.map(({ author }) => author)).toEqual([a, b])
  expect(apart.map(({ id: each }) => each)).toEqual(chunks.map(({ id: each }) => each))
  expect(apart.every(({ at = 0 }) => Math.abs(at - Date.now()) < minute)).toBe(true)
})

it('offline shows what the device holds, with what it has not sent; online again nothing is told twice', async () => {
  const { ada, ben } = await two()
  const id = await newDocument(ada)
  await write(ada, id, 'one')
  await world.pass(30 * minute)
  ben.goOffline()
  await world.run()
  await write(ben, id, 'offline')
  const wroteAt = world.time.clock.now()
  const offline = await timeline(ben, documentType, { id, say: textIn })
  expect(offline.reach).toBe('device')
  expect(offline.told.map(({ said, isUnsent }) => [said, isUnsent])).toEqual([
    [['one'], false],
    [['one', 'offline'], true],
  ])
  await world.pass(60 * minute)
  ben.goOnline()
  await world.pass(2 * minute)
  const online = await timeline(ben, documentType, { id, say: textIn })
  expect(online).toEqual({ reach: 'whole', told: offline.told.map((each) => ({ ...each, isUnsent: false })) })
  // The writer's own device knows when it was written; others when it arrived.
  const { changes } = await readHistory(ben.engine, { type: documentType, id })
  expect(changes.at(-1)?.at).toBeLessThanOrEqual(wroteAt)
  const seen = await readHistory(ada.engine, { type: documentType, id })
  expect(seen.changes.at(-1)?.at).toBeGreaterThan(wroteAt)
})

it('of a workspace that is on this device only, what is here is all', async () => {
  world = await SyncWorld.open()
  const ada = await world.device('ada')
  const id = await newDocument(ada)
  await write(ada, id, 'mine')
  const { reach, told } = await timeline(ada, documentType, { id, say: textIn })
  expect(reach).toBe('local')
  expect(told.at(-1)).toMatchObject({ said: ['mine'], isUnsent: false })
})

it('knows its own changes again when they have been put together since', async () => {
  const { ada } = await two()
  const id = await newDocument(ada)
  await world.run()
  ada.goOffline()
  await world.run()
  const before = world.time.clock.now()
  for (let index = 0; index < 70; index += 1) await write(ada, id, `${index}`)
  await world.pass(180 * minute)
  ada.goOnline()
  await world.pass(2 * minute)
  for (let index = 0; index < 70; index += 1) {
    await write(ada, id, `later ${index}`)
    if (index % 10 === 9) await world.pass(4_000)
  }
  await world.pass(5 * minute)
  const { changes } = await readHistory(ada.engine, { type: documentType, id })
  const held = [...ada.device.disk.chunks.values()].filter(({ replica }) => replica === id)
  expect(held.length).toBeLessThan(changes.length)
  const [first, second, ...more] = versionsOf(changes)
  expect(more).toEqual([])
  expect((first?.to ?? 0) - before).toBeLessThan(10 * minute)
  expect((second?.from ?? 0) - before).toBeGreaterThan(170 * minute)
})

it('a change that has come back from the log is told once, and as of when it was made', async () => {
  const { ada } = await two()
  const id = await newDocument(ada)
  ada.goOffline()
  await write(ada, id, 'offline')
  const wroteAt = world.time.clock.now()
  await world.pass(60 * minute)
  ada.goOnline()
  await world.pass(2 * minute)
  const disk = ada.device.disk
  const before = await timeline(ada, documentType, { id, say: textIn })
  for (const chunk of [...disk.chunks.values()].filter(({ replica }) => replica === id)) {
    disk.lastN += 1
    disk.chunks.set(disk.lastN, { ...chunk, n: disk.lastN, at: world.time.clock.now() })
  }
  expect(await timeline(ada, documentType, { id, say: textIn })).toEqual(before)
  const { changes } = await readHistory(ada.engine, { type: documentType, id })
  expect(changes.at(-1)?.at).toBeLessThanOrEqual(wroteAt)
  ada.goOffline()
  const held = await ada.engine.history.ofDevice(documentType, id)
  expect(new Set(held.map((change) => change.id)).size).toBe(held.length)
})
