import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openStockClient, signJwt, jwtSecret, type StockClient } from '../testing/stock-client.ts'
import { newDocument } from '../testing/test-device.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId
let path: string
let room: ReplicaId
const open: StockClient[] = []

beforeAll(async () => {
  server = await startTestServer({ jwtSecret })
  ada = await server.person('ada')
  bob = await server.person('bob')
  workspace = await ada.workspace()
  await bob.join(workspace, { by: ada, role: 'editor' })
  path = await pathOf(ada, workspace)
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})
beforeEach(() => {
  room = newDocument()
  for (const client of open.splice(0)) client.close()
})

async function pathOf(person: TestPerson, id: WorkspaceId): Promise<string> {
  const { body } = await person.call('GET', '/api/workspaces')
  const found = (body as { id: string; organisation: string }[]).find((each) => each.id === id)
  return `${found?.organisation}/${id}`
}

async function stock(person: TestPerson, options: { doc?: Y.Doc } = {}): Promise<StockClient> {
  const client = openStockClient(server.url, { path, room, token: await signJwt(person.account.id), ...options })
  open.push(client)
  return client
}

const textOf = ({ doc }: StockClient) => doc.getText('notes').toString()

describe('stock clients', () => {
  it('[SY70][SY71] two of them and a device of ours converge on one document', async () => {
    const [one, two] = [await stock(ada), await stock(bob)]
    await Promise.all([one.synced(), two.synced()])
    one.doc.getText('notes').insert(0, 'hello ')
    await two.until(() => textOf(two) === 'hello ')
    two.doc.getText('notes').insert(6, 'world')
    await one.until(() => textOf(one) === 'hello world')
    const device = await ada.device()
    const stored = await device.pullAll(workspace)
    expect(stored.filter(({ replica }) => replica === room).map(({ author }) => author)).toEqual([
      ada.principal,
      bob.principal,
    ])
    const doc = new Y.Doc()
    for (const { replica, bytes } of stored) if (replica === room) Y.applyUpdate(doc, bytes)
    doc.once('update', () => undefined)
    doc.getText('notes').insert(0, '> ')
    await device.push(workspace, [{ replica: room, kind: 'yjs', bytes: Y.encodeStateAsUpdate(doc) }])
    await Promise.all([one, two].map((client) => client.until(() => textOf(client) === '> hello world')))
    await device.close()
  })
})
