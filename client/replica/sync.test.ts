import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import type { Engine } from './engine-contract.ts'
import { settle } from './testing/engine-world.ts'
import { type SyncDevice, SyncWorld } from './testing/sync-world.ts'

let world: SyncWorld
let ada: SyncDevice
let grace: SyncDevice
beforeEach(async () => {
  world = await SyncWorld.open()
  ada = await world.device('ada')
  grace = await world.device('grace')
})
afterEach(async () => {
  await world.close()
  expect(world.server.faults).toEqual([])
})

async function createTask(engine: Engine, title: string): Promise<ReplicaId> {
  const made = await engine.run(taskCommands.create, { title })
  if (!made.ok) throw new Error(made.reason)
  return made.value
}

const titleOf = ({ engine }: SyncDevice, id: ReplicaId) => engine.rows().get(taskType, id)?.value.title
const stateOf = ({ engine }: SyncDevice) => engine.live.sync.get().state

describe('local work that moves to an account', () => {
  it('is there for others, and for the second device of the same account, whose own work stays beside it', async () => {
    const task = await createTask(ada.engine, 'Made alone')
    const second = await world.device(ada.account)
    const kept = await createTask(second.engine, 'Made on the second device')
    const workspace = await world.sync(ada)
    expect(stateOf(ada)).toBe('synced')
    await world.join(grace, workspace, 'editor')
    expect(titleOf(grace, task)).toBe('Made alone')
    expect(titleOf(second, kept)).toBe('Made on the second device')
    await second.engine.session.refresh()
    await world.run()
    await second.engine.open(workspace)
    expect(titleOf(second, task)).toBe('Made alone')
    expect(second.engine.live.workspaces.get()).toHaveLength(2)
    const own = second.engine.live.workspaces.get().find(({ isLocal }) => isLocal)
    if (own) await world.sync({ ...second, engine: { ...second.engine, workspace: () => ({ ...own }) as never } })
    expect(second.engine.live.workspaces.get().every(({ isLocal }) => !isLocal)).toBe(true)
  })
})

describe('two people', () => {
  it('who change two fields of one task keep both, who change the same see both values and who wrote which', async () => {
    const task = await createTask(ada.engine, 'Start')
    await world.join(grace, await world.sync(ada), 'editor')
    for (const device of [ada, grace]) device.goOffline()
    await ada.engine.run(taskCommands.rename, { id: task, title: 'By Ada' })
    await ada.engine.run(taskCommands.setPriority, { id: task, priority: 'high' })
    await grace.engine.run(taskCommands.rename, { id: task, title: 'By Grace' })
    await grace.engine.run(taskCommands.setLabels, { id: task, labels: ['green'] })
    await world.run()
    expect(ada.engine.live.sync.get()).toMatchObject({ state: 'offline', unsent: 2 })
    for (const device of [ada, grace]) device.goOnline()
    await world.pass(60_000)
    const rows = [ada, grace].map(({ engine }) => engine.rows().get(taskType, task))
    expect(rows[0]).toEqual({ ...rows[1], changedAt: rows[0]?.changedAt, changedBy: rows[0]?.changedBy })
    expect(rows[0]?.value).toMatchObject({ priority: 'high', labels: ['green'] })
    const winner = rows[0]?.value.title
    const principals = { 'By Ada': `user:${ada.account.id}`, 'By Grace': `user:${grace.account.id}` } as Record<
      string,
      string
    >
    const loser = winner === 'By Ada' ? 'By Grace' : 'By Ada'
    expect(rows[0]?.conflicts).toEqual([
      { field: 'title', winningBy: principals[winner ?? ''], losing: [{ value: loser, by: principals[loser] }] },
    ])
  })

  it('see each other in an open document, by the name that the server vouches for, until one leaves', async () => {
    const made = await ada.engine.run(createDocument, { title: 'Shared' })
    if (!made.ok) throw new Error(made.reason)
    await world.join(grace, await world.sync(ada), 'editor')
    const opened = [ada, grace].map(({ engine }) => engine.openReplica(documentType, made.value.id))
    await world.run()
    const [mine, theirs] = opened.map(({ state }) => state.get())
    if (mine?.status !== 'open' || theirs?.status !== 'open') throw new Error('not open')
    theirs.awareness.setLocalStateField('user', { name: 'Somebody else', principal: `user:${ada.account.id}` })
    theirs.awareness.setLocalStateField('caret', 7)
    await world.run()
    const principal = `user:${grace.account.id}`
    expect(mine.awareness.getStates().get(theirs.awareness.clientID)).toMatchObject({ caret: 7, user: { principal } })
    expect(ada.engine.peers(made.value.id).get()).toMatchObject([{ principal }])
    opened[1]?.close()
    await settle()
    await world.run()
    expect(mine.awareness.getStates().has(theirs.awareness.clientID)).toBe(false)
    expect(ada.engine.peers(made.value.id).get()).toEqual([])
    opened[0]?.close()
  })
})

describe('a person whose right to write has gone', () => {
  it('finds what was refused in the tray, and the screen shows what everyone else sees', async () => {
    const task = await createTask(ada.engine, 'Start')
    const workspace = await world.sync(ada)
    await world.join(grace, workspace, 'editor')
    grace.goOffline()
    await grace.engine.run(taskCommands.rename, { id: task, title: 'Too late' })
    const fresh = await createTask(grace.engine, 'Never sent')
    await world.server.admit(workspace, grace.account.id, 'viewer')
    grace.goOnline()
    await world.pass(60_000)
    expect(titleOf(grace, task)).toBe('Start')
    expect(titleOf(grace, fresh)).toBeUndefined()
    expect(grace.engine.workspace()).toMatchObject({ role: 'viewer', canWrite: false })
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 2 })
    const tray = grace.engine.live.refused.get()
    expect(tray.map(({ title, code }) => `${title}: ${code}`).sort()).toEqual([
      'Never sent: read-only',
      'Too late: read-only',
    ])
    const [entry] = tray.filter(({ replica }) => replica === task)
    expect(await grace.engine.refused.text(entry?.id ?? '')).toContain('Too late')
    expect(JSON.parse(await (await grace.engine.refused.export(entry?.id ?? '')).text())).toMatchObject({
      title: 'Too late',
    })
    expect(await grace.engine.run(taskCommands.create, { title: 'x' })).toMatchObject({
      ok: false,
      reason: 'read-only',
    })

    await world.server.admit(workspace, grace.account.id, 'editor')
    await world.run()
    expect(grace.engine.workspace().canWrite).toBe(true)
    await grace.engine.refused.retry(entry?.id ?? '')
    await world.run()
    expect(titleOf(ada, task)).toBe('Too late')
    for (const { id } of grace.engine.live.refused.get()) await grace.engine.refused.discard(id)
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
    await createTask(grace.engine, 'Works again')
    await world.run()
    expect(
      ada.engine
        .rows()
        .of(taskType)
        .map(({ value }) => value.title),
    ).toContain('Works again')
  })

  it('[SY55] who is shut out loses the copy, keeps what was not sent in the tray, is told so, and comes back', async () => {
    const task = await createTask(ada.engine, 'Start')
    const workspace = await world.sync(ada)
    await world.join(grace, workspace, 'editor')
    grace.goOffline()
    await grace.engine.run(taskCommands.rename, { id: task, title: 'Of Grace' })
    await world.server.admit(workspace, grace.account.id, undefined)
    expect(titleOf(grace, task)).toBe('Of Grace')
    grace.goOnline()
    await world.pass(60_000)
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'failed', unsent: 0 })
    expect(grace.engine.workspace().canWrite).toBe(false)
    expect(titleOf(grace, task)).toBeUndefined()
    expect([...grace.device.disk.chunks.values()].filter((chunk) => chunk.workspace === workspace)).toEqual([])
    const [entry] = grace.engine.live.refused.get()
    expect(entry).toMatchObject({ code: 'no-access', title: 'Of Grace' })
    expect(await grace.engine.refused.text(entry?.id ?? '')).toContain('Of Grace')
    await ada.engine.run(taskCommands.rename, { id: task, title: 'Secret' })
    await world.run()
    expect(titleOf(grace, task)).toBeUndefined()
    await world.join(grace, workspace, 'editor')
    expect(titleOf(grace, task)).toBe('Secret')
    expect(stateOf(grace)).toBe('synced')
    await grace.engine.refused.retry(entry?.id ?? '')
    await world.pass(30_000)
    expect(titleOf(ada, task)).toBe('Of Grace')
  })

  it('an open editor goes on with the replica as the server has it', async () => {
    const made = await ada.engine.run(createDocument, { title: 'Open' })
    if (!made.ok) throw new Error(made.reason)
    const workspace = await world.sync(ada)
    await world.join(grace, workspace, 'editor')
    const open = grace.engine.openReplica(documentType, made.value.id)
    await settle()
    const before = open.state.get()
    grace.goOffline()
    if (before.status === 'open') before.replica.patch({ title: 'Refused title' })
    await grace.engine.flushed()
    await world.server.admit(workspace, grace.account.id, 'viewer')
    grace.goOnline()
    await world.pass(60_000)
    const after = open.state.get()
    expect(after.status === 'open' && after.replica.fields().title).toBe('Open')
    expect(after).not.toBe(before)
    open.close()
  })
})

describe('tabs of one device', () => {
  it('one connects for all, and another takes over when it dies', async () => {
    const task = await createTask(ada.engine, 'Start')
    const workspace = await world.sync(ada)
    await world.join(grace, workspace, 'editor')
    const other = await ada.openTab()
    await settle()
    expect(other.engine.live.sync.get().state).toBe('synced')
    await other.engine.run(taskCommands.rename, { id: task, title: 'From the second tab' })
    expect(other.engine.live.sync.get().state).toBe('sending')
    await world.run()
    expect(titleOf(grace, task)).toBe('From the second tab')
    expect(other.engine.live.sync.get().state).toBe('synced')
    ada.tab.crash()
    await world.run()
    await other.engine.run(taskCommands.rename, { id: task, title: 'After the first died' })
    await world.run()
    expect(titleOf(grace, task)).toBe('After the first died')
    await other.engine.close()
  })
})

describe('signing out', () => {
  it('keeps unsent work or removes it, as the person says', async () => {
    await createTask(ada.engine, 'Start')
    const workspace = await world.sync(ada)
    ada.goOffline()
    await createTask(ada.engine, 'Unsent')
    ada.engine.drafts.keep('tasks', 'Half a title')
    await world.run()
    expect(ada.engine.live.session.get().unsent).toBe(1)
    await ada.engine.session.signOut({ keepData: true })
    await world.run()
    expect(ada.engine.live.sync.get()).toMatchObject({ state: 'signed-out' })
    expect(ada.device.disk.workspaces.has(workspace)).toBe(true)
    expect(ada.engine.drafts.at('tasks')).toBe('Half a title')
    expect([...ada.device.disk.chunks.values()].filter(({ isUnsent }) => isUnsent)).toHaveLength(1)
    await ada.engine.session.signOut({ keepData: false })
    await world.run()
    expect(ada.device.disk.workspaces.has(workspace)).toBe(false)
    expect([...ada.device.disk.chunks.values()].filter((chunk) => chunk.workspace === workspace)).toEqual([])
    expect(ada.engine.workspace().isLocal).toBe(true)
    expect(ada.device.keepsakes.keys().filter((key) => key.includes(workspace))).toEqual([])
  })
})
