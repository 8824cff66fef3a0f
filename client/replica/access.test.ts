import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import {
  createDocument,
  createFolder,
  documentType,
  moveDocument,
  renameDocument,
} from '#shared/rooms/documents/index.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { assistantCommands, conversationType } from '#shared/rooms/assistant/index.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
import { noAccessSentence } from './sentences.ts'
import { settle } from './testing/engine-world.ts'
import { type SyncDevice, SyncWorld } from './testing/sync-world.ts'

let world: SyncWorld
let ada: SyncDevice
let grace: SyncDevice
let workspace: WorkspaceId
let open: ReplicaId
let plan: ReplicaId

beforeEach(async () => {
  world = await SyncWorld.open()
  ada = await world.device('ada')
  grace = await world.device('grace')
  open = await made(ada, 'Open')
  plan = await made(ada, 'Plan')
  workspace = await world.sync(ada)
})
afterEach(async () => {
  await world.close()
  expect(world.server.faults).toEqual([])
})

async function made({ engine }: SyncDevice, title: string, parent?: ReplicaId): Promise<ReplicaId> {
  const content = [{ type: 'paragraph', content: [{ type: 'text', text: wordsOf(title) }] }]
  const document = await engine.run(createDocument, { title, content, ...(parent && { parent }) })
  if (!document.ok) throw new Error(document.reason)
  return document.value.id
}

/** Two kilobytes that do not shrink. */
function wordsOf(title: string): string {
  const random = seededRandom(title.length * 1_000 + (Number(title.split(' ')[1]) || 0))
  return Buffer.from(random.bytes(1_500)).toString('base64')
}

const titlesOf = ({ engine }: SyncDevice) =>
  engine
    .rows()
    .of(documentType)
    .map(({ value }) => value.title)
    .toSorted()
const rename = ({ engine }: SyncDevice, id: ReplicaId, title: string) => engine.run(renameDocument, { id, title })
const storedBy = ({ device }: SyncDevice) =>
  new Set([...device.disk.chunks.values()].filter((each) => each.workspace === workspace).map(({ replica }) => replica))

async function organisation() {
  const found = await world.server.core.storage.control.organisationOfWorkspace(workspace)
  if (!found) throw new Error('no organisation')
  return found
}

async function share(replica: ReplicaId, bits: string): Promise<void> {
  const { core } = world.server
  const tenant = await organisation()
  const subject = userPrincipal(grace.account.id)
  const store = await core.storage.organisation(tenant)
  await store.writeRelation({ tenant, object: `organization:${tenant}`, relation: 'guest', subject })
  await core.access.grant({ organisation: tenant, workspace, replica, subject: subject as never, bits })
}

async function hide(replica: ReplicaId, isHidden = true): Promise<void> {
  await world.server.core.access.setInherits({
    organisation: await organisation(),
    workspace,
    replica,
    inherits: !isHidden,
    keepFor: userPrincipal(ada.account.id),
  })
}

it('[SY50] who is taken out reads so at once, while the copy is still being removed', async () => {
  await world.join(grace, workspace, 'editor')
  const seen: { sentence: string; copies: number }[] = []
  const { sync } = grace.engine.live
  const stop = sync.subscribe(() => {
    const status = sync.get()
    const sentence = status.state === 'failed' ? status.sentence : undefined
    if (sentence !== undefined) seen.push({ sentence, copies: storedBy(grace).size })
  })
  const subject = userPrincipal(grace.account.id)
  await world.server.core.access.setRole({ workspace, subject, role: undefined })
  await world.pass(10_000)
  stop()
  expect(new Set(seen.map(({ sentence }) => sentence))).toEqual(new Set([noAccessSentence]))
  expect(seen[0]?.copies).toBe(2)
  expect(storedBy(grace)).toEqual(new Set())
})

describe('a thing that is withdrawn', () => {
  it('[SY53] goes from the device with what it was, the unsent part into the tray, and the rest stays', async () => {
    await world.join(grace, workspace, 'editor')
    expect(titlesOf(grace)).toEqual(['Open', 'Plan'])
    const editor = grace.engine.openReplica(documentType, plan)
    await settle()
    grace.goOffline()
    await rename(grace, plan, 'Plan of Grace')
    const own = await made(grace, 'Own')
    await hide(plan)
    grace.goOnline()
    await world.pass(60_000)
    expect(titlesOf(grace)).toEqual(['Open', 'Own'])
    expect(storedBy(grace)).toEqual(new Set([open, own]))
    expect(editor.state.get().status).toBe('missing')
    expect(grace.engine.live.refused.get()).toMatchObject([{ code: 'no-access', title: 'Plan of Grace' }])
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 1 })
    expect(titlesOf(ada)).toEqual(['Open', 'Own', 'Plan'])
    editor.close()
  })

  it('[SY53] goes while somebody looks at it, and comes back with what has been written since', async () => {
    await world.join(grace, workspace, 'editor')
    await hide(plan)
    await world.pass(10_000)
    expect(titlesOf(grace)).toEqual(['Open'])
    await rename(ada, plan, 'Plan, later')
    await rename(ada, open, 'Open, later')
    await world.pass(10_000)
    expect(titlesOf(grace)).toEqual(['Open, later'])
    await hide(plan, false)
    await world.pass(10_000)
    expect(titlesOf(grace)).toEqual(['Open, later', 'Plan, later'])
    expect(grace.engine.live.sync.get().state).toBe('synced')
  })

  it('[SY57] of many costs about what it holds, and nothing that stays is told again', async () => {
    const folder = await ada.engine.run(createFolder, { title: 'Folder' })
    if (!folder.ok) throw new Error(folder.reason)
    const inside: ReplicaId[] = []
    for (let at = 0; at < 10; at += 1) inside.push(await made(ada, `Inside ${at}`, folder.value.id))
    for (let at = 0; at < 60; at += 1) await made(ada, `Outside ${at}`)
    await world.pass(20_000)
    await hide(folder.value.id)
    const empty = grace.received()
    await world.join(grace, workspace, 'editor')
    await world.pass(20_000)
    const whole = grace.received() - empty
    expect(titlesOf(grace)).toHaveLength(62)
    const asked = world.server.asked.length
    const before = { wire: grace.wire(), bytes: grace.received(), stored: storedBy(grace).size }

    await hide(folder.value.id, false)
    await world.pass(20_000)
    expect(titlesOf(grace)).toHaveLength(72)
    expect(storedBy(grace).size).toBe(before.stored + 11)
    const opened = grace.received() - before.bytes
    await hide(folder.value.id)
    await world.pass(20_000)
    expect(titlesOf(grace)).toHaveLength(62)
    expect([...storedBy(grace)].filter((id) => inside.includes(id))).toEqual([])
    const closed = grace.received() - before.bytes - opened

    expect(grace.wire()).toBe(before.wire)
    expect(world.server.asked.length).toBe(asked)
    expect(world.server.differences).toHaveLength(2)
    // 11 of 73, and twice a page of changes since, which is empty.
    expect(opened).toBeLessThan(whole / 4)
    expect(closed).toBeLessThan(1_500)
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
  })

  it('[SY57] while the device was away is told as a difference, after a start of the server by everything', async () => {
    await world.join(grace, workspace, 'editor')
    grace.goOffline()
    await hide(plan)
    await rename(ada, open, 'Open, later')
    grace.goOnline()
    await world.pass(60_000)
    expect(titlesOf(grace)).toEqual(['Open, later'])
    expect(world.server.differences).toEqual([''])
    grace.goOffline()
    await hide(plan, false)
    await world.server.down()
    await world.server.up()
    grace.goOnline()
    const asked = world.server.asked.length
    await world.pass(60_000)
    expect(titlesOf(grace)).toEqual(['Open, later', 'Plan'])
    expect(world.server.differences).toHaveLength(2)
    expect(world.server.asked.length).toBeGreaterThan(asked)
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
  })

  it('[SY57] another view before the first difference is whole, and a line that breaks in it', async () => {
    await world.join(grace, workspace, 'editor')
    const more = [await made(ada, 'More'), await made(ada, 'Still more')]
    await world.pass(10_000)
    await hide(plan)
    await hide(more[0] as ReplicaId)
    await world.run(1)
    grace.wire()?.cut()
    await hide(more[1] as ReplicaId)
    await hide(plan, false)
    await world.pass(60_000)
    expect(titlesOf(grace)).toEqual(['Open', 'Plan'])
    expect(storedBy(grace)).toEqual(new Set([open, plan]))
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
  })

  it('[SY66] is not withdrawn by who may not: the move comes back, and its words are in the tray', async () => {
    const folder = await ada.engine.run(createFolder, { title: 'Folder' })
    if (!folder.ok) throw new Error(folder.reason)
    await world.join(grace, workspace, 'editor')
    await world.join(await world.device('carol'), workspace, 'viewer')
    await share(folder.value.id, 'rw-')
    await hide(folder.value.id)
    await ada.engine.run(moveDocument, { id: plan, parent: folder.value.id, position: 'a0' })
    await world.pass(20_000)
    const placeOf = ({ engine }: SyncDevice) =>
      engine
        .rows()
        .of(documentType)
        .find(({ id }) => id === plan)?.value.parent
    expect(placeOf(grace)).toBe(folder.value.id)
    await grace.engine.run(moveDocument, { id: plan, parent: null, position: 'a0' })
    await world.pass(20_000)
    expect(placeOf(grace)).toBe(folder.value.id)
    expect(placeOf(ada)).toBe(folder.value.id)
    expect(grace.engine.live.refused.get()).toMatchObject([{ code: 'may-not-move', title: 'Plan' }])
  })

  it('[SY53] a start in the middle of it ends the same', async () => {
    await world.join(grace, workspace, 'editor')
    grace.goOffline()
    await hide(plan)
    const stored = [...grace.device.disk.workspaces.values()].find(({ id }) => id === workspace)
    if (!stored) throw new Error('not stored')
    const view = (await world.server.core.access.viewOf(userPrincipal(grace.account.id), workspace))?.stamp ?? ''
    expect(view).not.toBe('')
    // As a tab leaves it that dies before the last page.
    grace.tab.crash()
    const { bootstrap: _bootstrap, ...begun } = stored
    grace.device.disk.workspaces.set(workspace, { ...begun, cursor: 0, view, isInReview: true })
    grace.goOnline()
    const again = await grace.openTab()
    await again.engine.open(workspace)
    await world.pass(60_000)
    expect(
      again.engine
        .rows()
        .of(documentType)
        .map(({ value }) => value.title),
    ).toEqual(['Open'])
    await again.engine.close()
  })
})

describe('a guest', () => {
  it('[SY54] finds what was shared, reads it, and writes what may be written', async () => {
    await share(open, 'r--')
    await world.pass(10_000)
    await grace.engine.session.refresh()
    await world.run()
    expect(await grace.engine.open(workspace)).toBe(true)
    await world.pass(10_000)
    expect(titlesOf(grace)).toEqual(['Open'])
    expect(grace.engine.workspace()).toMatchObject({ isGuest: true, canWrite: false, canShare: false, exceptions: [] })
    expect(await rename(grace, open, 'By a guest')).toMatchObject({ ok: false, reason: 'read-only' })
    await share(open, 'rw-')
    await world.pass(10_000)
    expect(grace.engine.workspace()).toMatchObject({ canWrite: false, exceptions: [open] })
    expect(await rename(grace, open, 'By a guest')).toMatchObject({ ok: true })
    expect(await grace.engine.run(createDocument, { title: 'Of my own' })).toMatchObject({ reason: 'read-only' })
    await world.pass(10_000)
    expect(titlesOf(ada)).toEqual(['By a guest', 'Plan'])
    expect(titlesOf(grace)).toEqual(['By a guest'])
    await share(open, '---')
    await world.pass(10_000)
    expect(titlesOf(grace)).toEqual([])
    expect(storedBy(grace)).toEqual(new Set())
    // Nothing of it is left, so the next start does not even have its name.
    const own = [...grace.device.disk.workspaces.keys()].find((id) => id !== workspace)
    if (own) await grace.engine.open(own)
    await grace.engine.flushed()
    const next = await grace.openTab()
    await world.run()
    expect(grace.device.disk.workspaces.has(workspace)).toBe(false)
    await next.engine.close()
  })

  it('[SY54] an editor can not change what is read-only for them, and the screen knows', async () => {
    await world.join(grace, workspace, 'editor')
    await share(plan, 'r--')
    await hide(plan)
    await world.pass(20_000)
    expect(grace.engine.workspace()).toMatchObject({ canWrite: true, exceptions: [plan] })
    expect(titlesOf(grace)).toEqual(['Open', 'Plan'])
    expect(await rename(grace, plan, 'No')).toMatchObject({ reason: 'read-only' })
    expect(titlesOf(grace)).toEqual(['Open', 'Plan'])
    expect(await rename(grace, open, 'Yes')).toMatchObject({ ok: true })
  })
})

describe('who may read and have agents work', () => {
  const mayAsk = async () => {
    const { core } = world.server
    const tenant = await organisation()
    const subject = userPrincipal(grace.account.id)
    const store = await core.storage.organisation(tenant)
    const put = [{ object: `workspace:${workspace}`, relation: 'x', subject: subject as never }] as const
    expect(await store.writeTuples({ put })).toMatchObject({ ok: true })
    await core.access.announce({ organisation: tenant, workspace, subject })
    expect(await core.access.check(subject, 'execute', workspace)).toMatchObject({ ok: true })
  }
  const ask = (more: object = {}) => grace.engine.run(assistantCommands.ask, { text: 'Hello', ...more } as never)

  it('asks without a network too, goes on in what they began, and writes nothing else', async () => {
    await world.join(grace, workspace, 'viewer')
    expect(grace.engine.workspace()).toMatchObject({ canWrite: false, canAsk: false })
    expect(await ask()).toMatchObject({ reason: 'read-only' })
    await mayAsk()
    await grace.engine.session.refresh()
    await world.pass(10_000)
    expect(grace.engine.workspace()).toMatchObject({ canWrite: false, canAsk: true })
    grace.goOffline()
    const asked = await ask()
    if (!asked.ok) throw new Error(asked.reason)
    const { conversation, question } = asked.value
    const edited = { conversation, question, text: 'Good day' }
    expect(await grace.engine.run(assistantCommands.editQuestion, edited)).toMatchObject({ ok: true })
    expect(await grace.engine.run(createDocument, { title: 'No' })).toMatchObject({ reason: 'read-only' })
    expect(await rename(grace, open, 'No')).toMatchObject({ reason: 'read-only' })
    grace.goOnline()
    await world.pass(20_000)
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
    expect(grace.engine.workspace().exceptions).toEqual([conversation])
    expect(await ask({ conversation })).toMatchObject({ ok: true })
    await world.pass(20_000)
    expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
    expect(
      grace.engine
        .rows()
        .get(conversationType, conversation)
        ?.value.questions.map(({ text }) => text),
    ).toEqual(['Good day', 'Hello'])
    expect(ada.engine.rows().of(conversationType)).toEqual([])
  })
})

describe('data that can not be used', () => {
  it('[SY65] of one workspace is said there, kept here and tried again, while others go on', async () => {
    const other = await ada.engine.createSynced('Other')
    if (!other.ok) throw new Error(other.reason)
    world.server.know(other.value)
    await world.pass(10_000)
    world.server.unavailable.add(workspace)
    await rename(ada, open, 'Waits')
    await world.pass(20_000)
    const status = ada.engine.live.sync.get()
    expect(status).toMatchObject({ state: 'failed', unsent: 1, sentence: expect.stringContaining('at the moment') })
    await ada.engine.open(other.value)
    await made(ada, 'Elsewhere')
    await world.pass(20_000)
    expect(ada.engine.live.sync.get()).toMatchObject({ state: 'synced' })
    expect(await world.server.log(other.value)).toHaveLength(1)
    world.server.unavailable.clear()
    await ada.engine.open(workspace)
    await world.pass(600_000)
    expect(ada.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
    expect(await world.server.log(workspace)).toHaveLength(3)
  })
})

it('[SY65] a server whose disk is full is named, waited for, and read from meanwhile', async () => {
  await world.join(grace, workspace, 'editor')
  world.server.refuseNextPush('disk-full')
  await rename(grace, open, 'Waits')
  await world.run(6)
  const sentence = expect.stringContaining('no room on its disk')
  expect(grace.engine.live.sync.get()).toMatchObject({ unsent: 1, refused: 0, sentence })
  const wire = grace.wire()
  await rename(ada, plan, 'Plan, later')
  await world.pass(60_000)
  expect(titlesOf(grace)).toEqual(['Plan, later', 'Waits'])
  expect(titlesOf(ada)).toEqual(['Plan, later', 'Waits'])
  expect(grace.wire()).toBe(wire)
  expect(grace.engine.live.sync.get()).toMatchObject({ state: 'synced', refused: 0 })
})

describe('a device without the server', () => {
  const day = 24 * 60 * 60_000

  it('[SY56] shows nothing after the lease, says so, keeps what was not sent, and goes on once it is heard', async () => {
    await world.join(grace, workspace, 'editor')
    grace.goOffline()
    await rename(grace, open, 'Offline')
    world.time.advance(defaultLimits.leaseMs - day)
    await settle()
    expect(titlesOf(grace)).toEqual(['Offline', 'Plan'])
    world.time.advance(2 * day)
    await settle()
    expect(titlesOf(grace)).toEqual([])
    expect(grace.engine.workspace()).toMatchObject({ canWrite: false, isWithheld: true })
    const status = grace.engine.live.sync.get()
    expect(status).toMatchObject({ state: 'failed', unsent: 1, sentence: expect.stringContaining('too long') })
    expect(await grace.engine.readReplica(documentType, open, () => 'read')).toBeUndefined()
    const next = await grace.openTab()
    expect(next.engine.rows().of(documentType)).toEqual([])
    await next.engine.close()
    grace.goOnline()
    await world.pass(120_000)
    expect(titlesOf(grace)).toEqual(['Offline', 'Plan'])
    expect(titlesOf(ada)).toEqual(['Offline', 'Plan'])
  })

  it('[SY56] a clock that is set back does not extend it', async () => {
    await world.join(grace, workspace, 'editor')
    grace.goOffline()
    world.time.advance(defaultLimits.leaseMs - day)
    await settle()
    grace.device.skewMs = -20 * day
    world.time.advance(2 * day)
    await settle()
    expect(titlesOf(grace)).toEqual([])
    grace.device.skewMs = -60 * day
    const next = await grace.openTab()
    expect(next.engine.rows().of(documentType)).toEqual([])
    await next.engine.close()
  })
})
