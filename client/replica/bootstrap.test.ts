import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { settle } from './testing/engine-world.ts'
import { type SyncDevice, SyncWorld } from './testing/sync-world.ts'

let world: SyncWorld
let ada: SyncDevice
let workspace: WorkspaceId
const tasks: ReplicaId[] = []

/** Eleven things, three a page. */
beforeEach(async () => {
  world = await SyncWorld.open()
  world.server.bootstraps = 'by the simplest one'
  ada = await world.device('ada')
  tasks.length = 0
  for (let index = 0; index < 10; index += 1) {
    const made = await ada.engine.run(taskCommands.create, { title: `Task ${index}` })
    if (made.ok) tasks.push(made.value)
  }
  await ada.engine.run(createDocument, { title: 'Ours' })
  workspace = await world.sync(ada)
})
afterEach(async () => {
  await world.close()
  expect(world.server.faults).toEqual([])
})

const rowsOf = ({ engine }: Pick<SyncDevice, 'engine'>) =>
  Object.fromEntries(
    [...engine.rows().of(taskType), ...engine.rows().of(documentType)].map(({ id, value, version }) => [
      id,
      { value, version },
    ]),
  )
const statusOf = ({ engine }: Pick<SyncDevice, 'engine'>) => engine.live.sync.get()

/** Frames both ways, one at a time, until the device says that it fetches. */
async function halfWay(device: SyncDevice): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    device.wire()?.deliver(1)
    await settle(4)
    await world.server.settled()
    await settle(4)
    const status = statusOf(device)
    if (status.state === 'bootstrapping' && status.done >= 3) return
  }
  throw new Error('it never fetched')
}

async function newDevice(): Promise<SyncDevice> {
  const device = await world.device(ada.account)
  await device.engine.session.refresh()
  await device.engine.open(workspace)
  return device
}

describe('a new device', () => {
  it('[SY28] shows what has come while the rest is on its way, and says how much', async () => {
    const device = await newDevice()
    expect(statusOf(device).coming).toEqual({ done: 0, total: 0 })
    await halfWay(device)
    const { done, total } = statusOf(device).coming ?? { done: 0, total: 0 }
    expect(total).toBe(11)
    expect(Object.keys(rowsOf(device))).toHaveLength(done)
    // The newest-used came first.
    expect(device.engine.rows().of(documentType)).toHaveLength(1)
    const renamed = await device.engine.run(taskCommands.rename, {
      id: device.engine.rows().of(taskType)[0]?.id ?? tasks[0] ?? '',
      title: 'Changed in between',
    } as never)
    expect(renamed.ok).toBe(true)
    await world.pass(20_000)
    expect(statusOf(device)).toMatchObject({ state: 'synced' })
    expect(statusOf(device).coming).toBeUndefined()
    expect(rowsOf(device)).toEqual(rowsOf(ada))
    expect(JSON.stringify(rowsOf(ada))).toContain('Changed in between')
  })

  it('[SY28] goes on where it stood when the line drops, when it is started again, and when another tab takes over', async () => {
    const device = await newDevice()
    await halfWay(device)
    const before = statusOf(device).coming?.done ?? 0
    device.goOffline()
    await world.run(8)
    expect(statusOf(device)).toMatchObject({ state: 'offline', coming: { done: before, total: 11 } })
    const asked = () => world.server.asked.filter((position) => position === '').length
    const beginnings = asked()
    const other = await device.openTab()
    await other.engine.open(workspace)
    device.tab.crash()
    device.goOnline()
    await world.pass(30_000)
    expect(asked()).toBe(beginnings)
    expect(statusOf(other)).toMatchObject({ state: 'synced' })
    expect(rowsOf(other)).toEqual(rowsOf(ada))
    await other.engine.close()
  })

  it('[SY29] begins anew when the history is gone, keeps what was not sent and stores nothing twice', async () => {
    const device = await newDevice()
    await world.pass(10_000)
    device.goOffline()
    await device.engine.run(taskCommands.rename, { id: tasks[0] as ReplicaId, title: 'Made offline' })
    await ada.engine.run(taskCommands.rename, { id: tasks[1] as ReplicaId, title: 'By the other' })
    await world.run()
    world.server.forgetHistory(workspace, (await world.server.log(workspace)).length)
    const chunks = device.device.disk.chunks.size
    device.goOnline()
    await world.pass(30_000)
    expect(statusOf(device).state).toBe('synced')
    expect(rowsOf(device)).toEqual(rowsOf(ada))
    expect(rowsOf(ada)[tasks[0] ?? '']?.value).toMatchObject({ title: 'Made offline' })
    // The one change that was new; merged replicas may come in another form.
    expect(device.device.disk.chunks.size - chunks).toBeLessThan(8)
  })

  it('opens a record that came with its row when somebody wants it', async () => {
    const device = await newDevice()
    await world.pass(10_000)
    const [first] = tasks
    const read = await device.engine.readReplica(taskType, first as ReplicaId, (replica) => replica.fields().title)
    expect(read).toBe('Task 0')
  })
})

describe('rows of another version', () => {
  it('are made again when there is nothing else to do, those of the server and those of an earlier build', async () => {
    const device = await newDevice()
    await world.pass(10_000)
    await world.pass(10_000)
    const isPresent = (id: string, version: number | undefined) => version === typeOfReplica(id as ReplicaId)?.version
    expect(Object.entries(rowsOf(device)).filter(([id, { version }]) => !isPresent(id, version))).toEqual([])
    for (const [id, row] of device.device.disk.rows.get(workspace) ?? []) {
      const { version: _version, ...older } = row
      device.device.disk.rows.get(workspace)?.set(id, { ...older, value: { ...row.value, title: 'as it was once' } })
    }
    device.goOffline()
    device.tab.crash()
    const again = await device.openTab()
    await again.engine.open(workspace)
    expect(JSON.stringify(rowsOf(again))).toContain('as it was once')
    await world.pass(20_000)
    expect(rowsOf(again)).toEqual(rowsOf(ada))
    const stored = [...(device.device.disk.rows.get(workspace) ?? [])]
    expect(stored.filter(([id, { version }]) => !isPresent(id, version))).toEqual([])
    await again.engine.close()
  })
})
