import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { closeCodes } from '#shared/protocol/codes.ts'
import type { ReplicaSnapshot, ServerMessage } from '#shared/protocol/messages.ts'
import { decodeSnapshotRow } from '#shared/rooms/snapshot-row.ts'
import { documentChange, newDocument, openTestDevice, type TestDevice } from '../testing/test-device.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let home: WorkspaceId

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  bob = await server.person('bob')
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})
beforeEach(async () => {
  home = await ada.workspace()
})

type Page = Extract<ServerMessage, { kind: 'snapshots' }>

function ask(device: TestDevice, { asOf, next }: Pick<Page, 'asOf' | 'next'> = { asOf: 0, next: '' }): Promise<Page> {
  device.send({ kind: 'bootstrap', workspace: home, asOf, after: next })
  return device.next('snapshots')
}

async function askAll(device: TestDevice): Promise<{ pages: readonly Page[]; states: ReadonlyMap<ReplicaId, Y.Doc> }> {
  const pages = [await ask(device)]
  for (let last = pages[0]; last && last.next !== ''; last = pages.at(-1)) pages.push(await ask(device, last))
  return { pages, states: statesOf(pages.flatMap(({ snapshots }) => snapshots)) }
}

function statesOf(snapshots: readonly ReplicaSnapshot[]): ReadonlyMap<ReplicaId, Y.Doc> {
  const docs = new Map<ReplicaId, Y.Doc>()
  for (const { replica, chunks } of snapshots) {
    const doc = docs.get(replica) ?? new Y.Doc()
    docs.set(replica, doc)
    for (const chunk of chunks) Y.applyUpdate(doc, chunk)
  }
  return docs
}

function large(bytes: number, replica = newDocument()) {
  const doc = new Y.Doc()
  doc.getText('content').insert(0, 'x'.repeat(bytes))
  return { replica, kind: 'yjs' as const, bytes: Y.encodeStateAsUpdate(doc) }
}

const titleOf = (doc: Y.Doc | undefined) => doc?.getMap('fields').get('title')

it('[SY28] a new device gets every replica, newest-used first, and goes on from there', async () => {
  const [one, two] = await Promise.all([ada.device(), ada.device()])
  const changes = ['a', 'b', 'c'].map((title) => documentChange(title))
  await one.push(home, changes)
  const { pages } = await askAll(two)
  expect(pages).toMatchObject([{ asOf: 3, next: '', done: 3, total: 3 }])
  expect(pages[0]?.snapshots.map(({ replica }) => replica)).toEqual(changes.map(({ replica }) => replica).toReversed())
  expect(pages[0]?.snapshots[0]).toMatchObject({ kind: 'yjs', changedBy: ada.principal, actors: [] })
  await one.push(home, [documentChange('d')])
  two.send({ kind: 'subscribe', workspace: home, cursor: 3 })
  expect(await two.next('changes')).toMatchObject({ from: 3, to: 4, changes: [{ seq: 4 }] })
  await Promise.all([one.close(), two.close()])
})

it('[SY28] rows come with the state when they are of the same moment', async () => {
  const one = await ada.device()
  await one.push(home, [documentChange('Shopping')])
  // The projector rests a second between rounds.
  const row = async () => {
    const [page] = (await askAll(one)).pages
    return decodeSnapshotRow(page?.snapshots[0]?.row ?? new Uint8Array())?.value
  }
  await expect.poll(row, { interval: 100 }).toMatchObject({ title: 'Shopping' })
  await one.close()
})

it('[SY28] pages are bounded, one replica may take several, and another socket goes on where one broke off', async () => {
  const one = await ada.device()
  const big = newDocument()
  const parts = [900_000, 800_000, 700_000].map((bytes) => large(bytes, big))
  for (const part of [large(300_000), large(200_000), ...parts, documentChange('small')]) await one.push(home, [part])
  const first = await ask(one)
  expect(first).toMatchObject({ asOf: 6, done: 1, total: 4 })
  await one.close()

  const two = await ada.device()
  const moved = first.snapshots[0]?.replica
  await two.push(home, [documentChange('small moved', moved)])
  const pages = [first]
  for (let last: Page = first; last.next !== ''; last = pages.at(-1) ?? last) pages.push(await ask(two, last))
  expect(pages.length).toBeGreaterThan(3)
  expect(pages.every(({ asOf }) => asOf === 6)).toBe(true)
  expect(pages.at(-1)).toMatchObject({ done: 4, total: 4 })
  const docs = statesOf(pages.flatMap(({ snapshots }) => snapshots))
  expect(docs.get(big)?.getText('content').length).toBe(2_400_000)
  expect([...docs.values()].map((doc) => doc.getText('content').length).toSorted((a, b) => a - b)).toEqual([
    0, 200_000, 300_000, 2_400_000,
  ])
  expect(titleOf(moved && docs.get(moved))).toMatch(/small/)
  await two.close()
})

it('[SY28] a position that nobody said starts over', async () => {
  const one = await ada.device()
  await one.push(home, [documentChange('a'), large(400_000), large(400_000)])
  const first = await ask(one)
  for (const position of [
    { asOf: 3, next: 'anything' },
    { asOf: 3, next: 'used.3.4.0.0.0.9.abc' },
    { asOf: 2, next: first.next },
    { asOf: 99, next: first.next.replace('.3.', '.99.') },
  ]) {
    expect(await ask(one, position)).toMatchObject({ asOf: 3, done: first.done, next: first.next })
  }
  await one.close()
})

it('[SY28] an empty workspace is one empty page', async () => {
  const one = await ada.device()
  expect(await ask(one)).toMatchObject({ asOf: 0, next: '', done: 0, total: 0, snapshots: [] })
  await one.close()
})

it('[SY28] another tenant, a former member and an anonymous caller get nothing; a viewer may read', async () => {
  const one = await ada.device()
  await one.push(home, [documentChange('secret'), large(400_000)])
  const before = await ask(one)
  const viewer = await server.person(`viewer-${home}`)
  await viewer.join(home, { by: ada, role: 'viewer' })
  const reading = await viewer.device()
  const half = await ask(reading)
  expect(half).toMatchObject({ asOf: 2, next: before.next })
  await ada.call('DELETE', `/api/workspaces/${home}/members/${viewer.account.id}`)
  const stranger = await bob.device()
  for (const device of [reading, stranger]) {
    for (const position of [{ asOf: 0, next: '' }, half]) {
      device.send({ kind: 'bootstrap', workspace: home, asOf: position.asOf, after: position.next })
      const heard = (await device.roundTrip()).filter(({ kind }) => kind !== 'access')
      expect(heard).toEqual([{ kind: 'refused', workspace: home, replica: '', code: 'no-access' }])
    }
  }
  const anonymous = await openTestDevice(server.url, '', { hello: false })
  anonymous.send({ kind: 'bootstrap', workspace: home, asOf: 0, after: '' })
  expect([closeCodes.signedOut, closeCodes.malformed]).toContain(await anonymous.closed())
  await Promise.all([one.close(), reading.close(), stranger.close()])
})

it('[SY29] a cursor from before the history that is kept is refused, and the state is there to begin with', async () => {
  const one = await ada.device()
  await one.push(home, [documentChange('a'), documentChange('b'), documentChange('c')])
  await askAll(one)
  raiseFloor(server.dataFolder, home, 2)
  one.send({ kind: 'subscribe', workspace: home, cursor: 1 })
  expect(await one.next('refused')).toEqual({ kind: 'refused', workspace: home, replica: '', code: 'history-gone' })
  one.send({ kind: 'pull', workspace: home, cursor: 3 })
  expect(await one.next('refused')).toEqual({ kind: 'refused', workspace: home, replica: '', code: 'too-many' })
  const { pages } = await askAll(one)
  expect(pages[0]).toMatchObject({ asOf: 3, total: 3 })
  one.send({ kind: 'subscribe', workspace: home, cursor: 2 })
  expect(await one.next('changes')).toMatchObject({ from: 2, to: 3, head: 3 })
  await one.close()
})

/** As the history window does once it has passed; the changes themselves do not matter here. */
function raiseFloor(dataFolder: string, workspace: WorkspaceId, floor: number): void {
  for (const file of readdirSync(join(dataFolder, 'orgs')).filter((name) => name.endsWith('.sqlite'))) {
    const database = new Database(join(dataFolder, 'orgs', file))
    database.prepare('UPDATE workspaces SET floor = ? WHERE id = ?').run(floor, workspace)
    database.close()
  }
}
