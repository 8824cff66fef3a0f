import { afterEach, beforeEach, expect, it } from 'vitest'
import { userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { settle } from './testing/engine-world.ts'
import { type SyncDevice, SyncWorld } from './testing/sync-world.ts'

let world: SyncWorld
let ada: SyncDevice
let grace: SyncDevice
let workspace: WorkspaceId

beforeEach(async () => {
  world = await SyncWorld.open()
  ada = await world.device('ada')
  grace = await world.device('grace')
  await ada.engine.run(taskCommands.create, { title: 'Paint the boat' })
  workspace = await world.sync(ada)
  await world.join(grace, workspace, 'viewer')
  // Somewhere of her own.
  await grace.engine.open(await grace.engine.createLocal('Own'))
})
afterEach(async () => {
  await world.close()
  expect(world.server.faults).toEqual([])
})

const titlesIn = async (place: Awaited<ReturnType<SyncDevice['engine']['lookElsewhere']>>) =>
  place
    ?.rows()
    .of(taskType)
    .map(({ value }) => value.title)

it('another workspace can be looked into while one works elsewhere: its rows and what is in them', async () => {
  expect(grace.engine.rows().of(taskType)).toEqual([])
  const place = await grace.engine.lookElsewhere(workspace)
  expect(await titlesIn(place)).toEqual(['Paint the boat'])
  const [{ id } = { id: undefined }] = place?.rows().of(taskType) ?? []
  expect(await place?.readReplica(taskType, id!, (replica) => replica.fields().title)).toBe('Paint the boat')
  expect(await grace.engine.lookElsewhere(`ws_${'9'.repeat(26)}` as WorkspaceId)).toBeUndefined()
})

it('not beyond its lease, also by who had looked before', async () => {
  const before = await grace.engine.lookElsewhere(workspace)
  const id = before!.rows().of(taskType)[0]!.id
  grace.goOffline()
  world.time.advance(defaultLimits.leaseMs + 60_000)
  await settle()
  expect(await grace.engine.lookElsewhere(workspace)).toBeUndefined()
  expect(await titlesIn(before)).toEqual([])
  expect(await before?.readReplica(taskType, id, () => 'read')).toBeUndefined()
})

it('nor by somebody who has been removed', async () => {
  const before = await grace.engine.lookElsewhere(workspace)
  const subject = userPrincipal(grace.account.id)
  await world.server.core.access.setRole({ workspace, subject, role: undefined })
  await world.pass(5_000)
  expect(await titlesIn(before)).toEqual([])
  expect(await grace.engine.lookElsewhere(workspace)).toBeUndefined()
})
