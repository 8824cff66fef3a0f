import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { makeBackup } from '#server/storage/backup/make-backup.ts'
import { restoreBackup } from '#server/storage/backup/restore-backup.ts'
import { type SyncDevice, SyncWorld } from './testing/sync-world.ts'

let world: SyncWorld
let backups: string
beforeEach(async () => {
  world = await SyncWorld.open()
  backups = mkdtempSync(join(tmpdir(), 'nexus-restored-'))
})
afterEach(async () => {
  await world.close()
  rmSync(backups, { recursive: true })
  expect(world.server.faults).toEqual([])
})

const clock = { now: () => Date.now() }

async function createTasks({ engine }: SyncDevice, titles: readonly string[]): Promise<void> {
  for (const title of titles) expect(await engine.run(taskCommands.create, { title })).toMatchObject({ ok: true })
}

const titlesOf = ({ engine }: SyncDevice) =>
  engine
    .rows()
    .of(taskType)
    .map(({ value }) => value.title)
    .toSorted()

async function rename({ engine }: SyncDevice, title: string, next: string): Promise<void> {
  const id = engine
    .rows()
    .of(taskType)
    .find(({ value }) => value.title === title)?.id
  if (!id) throw new Error(`no ${title}`)
  expect(await engine.run(taskCommands.rename, { id, title: next })).toMatchObject({ ok: true })
}

it('[SY26][BK7] what a restored server has lost comes back from the devices, also when the log has grown beyond their cursors', async () => {
  const ada = await world.device('ada')
  const grace = await world.device('grace')
  await createTasks(ada, ['before the backup'])
  const workspace = await world.sync(ada)
  await world.join(grace, workspace, 'editor')
  await world.server.down()
  await makeBackup({ dataFolder: world.server.folder, to: backups, keep: 1, clock })
  await world.server.up()
  await world.pass(60_000)

  await createTasks(ada, ['lost, of Ada'])
  await createTasks(grace, ['lost, of Grace', 'lost, of Grace, too'])
  await world.pass(60_000)
  expect([ada, grace].map(({ engine }) => engine.live.sync.get().state)).toEqual(['synced', 'synced'])
  ada.goOffline()
  grace.goOffline()
  await world.server.down()
  await restoreBackup({ from: backups, dataFolder: world.server.folder, replace: true, clock })
  await world.server.up()

  // Beyond the cursor that Grace has, before she is back.
  ada.goOnline()
  const more = Array.from({ length: 12 }, (_, index) => `after the restore ${index}`)
  await createTasks(ada, more)
  await world.pass(60_000)
  grace.goOnline()
  await world.pass(120_000)

  const all = ['before the backup', 'lost, of Ada', 'lost, of Grace', 'lost, of Grace, too', ...more].toSorted()
  expect(titlesOf(grace)).toEqual(all)
  expect(titlesOf(ada)).toEqual(all)
  const fresh = await world.device(ada.account)
  await fresh.engine.session.refresh()
  await world.run()
  await fresh.engine.open(workspace)
  await world.pass(60_000)
  expect(titlesOf(fresh)).toEqual(all)
})

it('[SY39] a device brings back what others have written since the backup, under their names, and nobody is refused', async () => {
  const ada = await world.device('ada')
  const grace = await world.device('grace')
  const workspace = await world.sync(ada)
  await world.join(grace, workspace, 'editor')
  await world.server.down()
  await makeBackup({ dataFolder: world.server.folder, to: backups, keep: 1, clock })
  await world.server.up()
  await world.pass(60_000)
  await createTasks(grace, ['of Grace'])
  await world.pass(30_000)
  await rename(ada, 'of Grace', 'of both')
  await world.pass(30_000)
  ada.goOffline()
  grace.goOffline()
  await world.server.down()
  await restoreBackup({ from: backups, dataFolder: world.server.folder, replace: true, clock })
  await world.server.up()

  // Grace never comes back: all that is left of her work is with Ada.
  ada.goOnline()
  await world.pass(120_000)
  expect(ada.engine.live.refused.get()).toEqual([])
  expect(ada.engine.live.sync.get().state).toBe('synced')
  const fresh = await world.device(ada.account)
  await fresh.engine.session.refresh()
  await world.run()
  await fresh.engine.open(workspace)
  await world.pass(60_000)
  expect(titlesOf(fresh)).toEqual(['of both'])
})

it('[SY55] a workspace that was made since the backup stays on the device, which says so, and is not taken for one that was lost', async () => {
  const ada = await world.device('ada')
  await world.server.down()
  await makeBackup({ dataFolder: world.server.folder, to: backups, keep: 1, clock })
  await world.server.up()
  await world.pass(60_000)
  await createTasks(ada, ['the only copy'])
  await world.sync(ada)
  await world.pass(30_000)
  ada.goOffline()
  await world.server.down()
  await restoreBackup({ from: backups, dataFolder: world.server.folder, replace: true, clock })
  await world.server.up()
  ada.goOnline()
  await createTasks(ada, ['unsent'])
  await world.pass(120_000)
  const status = ada.engine.live.sync.get()
  expect(status).toMatchObject({ state: 'failed', sentence: expect.stringContaining('restored from a backup') })
  expect(titlesOf(ada)).toEqual(['the only copy', 'unsent'])
})
