import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Http, OpenSocket } from '#client/platform/ports.ts'
import type { Engine } from '#client/replica/index.ts'
import { FakeTime, WorldDevice } from '#client/replica/testing/engine-world.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { createDocument, documentType } from '#shared/rooms/documents/index.ts'
import { jwtSecret, openStockClient, signJwt, type StockClient } from '../testing/stock-client.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

/** The app's own engine and unmodified stock clients on one document of a real server. */
let server: TestServer
let ada: TestPerson
let bob: TestPerson
let engine: Engine
let pump: NodeJS.Timeout
let isOnline: boolean
let sockets: WebSocket[]
let stocks: StockClient[]

beforeEach(async () => {
  server = await startTestServer({ jwtSecret })
  ada = await server.person('ada')
  bob = await server.person('bob')
  isOnline = true
  sockets = []
  stocks = []
  const time = new FakeTime()
  // The engine's timers run with the clock on the wall.
  pump = setInterval(() => time.advance(25), 25)
  const tab = await new WorldDevice(time, 1).openTab({ openSocket: socketOf(ada), http: httpOf(ada) })
  engine = tab.engine
})
afterEach(async () => {
  for (const client of stocks) client.close()
  await engine.close()
  clearInterval(pump)
  expect(server.faults).toEqual([])
  await server.close()
})

function socketOf(person: TestPerson): OpenSocket {
  return (events) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync`, { headers: { cookie: person.cookie } })
    sockets.push(socket)
    if (!isOnline) socket.terminate()
    socket.on('error', () => undefined)
    socket.on('open', () => events.opened())
    socket.on('message', (data: Buffer) => events.received(new Uint8Array(data)))
    socket.on('close', (code, reason) => events.closed(code, String(reason)))
    return { send: (frame) => socket.send(frame), close: () => socket.close() }
  }
}

function httpOf(person: TestPerson): Http {
  return async ({ method, path, body, contentType }) => {
    if (!isOnline) return undefined
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { cookie: person.cookie, ...(contentType && { 'content-type': contentType }) },
      ...(body !== undefined && { body: body as BodyInit }),
    })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    return {
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? '',
      text: async () => new TextDecoder().decode(bytes),
      bytes: async () => bytes,
    }
  }
}

async function syncedDocument(title: string): Promise<{ workspace: WorkspaceId; id: ReplicaId; path: string }> {
  const { id: workspace } = engine.workspace()
  await engine.session.refresh()
  const made = await engine.run(createDocument, { title })
  if (!made.ok) throw new Error(made.reason)
  const synced = await engine.session.syncWorkspace(workspace)
  if (!synced.ok) throw new Error(synced.reason)
  await bob.join(workspace, { by: ada, role: 'editor' })
  const { body } = await ada.call('GET', '/api/workspaces')
  const found = (body as { id: string; organisation: string }[]).find((each) => each.id === workspace)
  return { workspace, id: made.value.id, path: `${found?.organisation}/${workspace}` }
}

async function stock(path: string, room: ReplicaId): Promise<StockClient> {
  const client = openStockClient(server.url, { path, room, token: await signJwt(bob.account.id) })
  stocks.push(client)
  await client.synced()
  return client
}

it('[SY71][SY72][SY78] converge on one document, live and after both were offline, and see each other', async () => {
  const { id, path } = await syncedDocument('Shared')
  const opened = engine.openReplica(documentType, id)
  await expect.poll(() => opened.state.get().status).toBe('open')
  const state = opened.state.get()
  if (state.status !== 'open' || !state.doc) throw new Error('not open')
  const { doc } = state
  const [one, two] = [await stock(path, id), await stock(path, id)]
  const text = (of: { getText(name: string): { toString(): string } }) => of.getText('notes').toString()
  await one.until(() => one.doc.getMap('fields').get('title') === 'Shared')

  one.doc.getText('notes').insert(0, 'from outside')
  one.doc.getMap('fields').set('title', 'Renamed outside')
  await expect.poll(() => text(doc)).toBe('from outside')
  await expect.poll(() => engine.rows().get(documentType, id)?.value.title).toBe('Renamed outside')
  doc.getText('notes').insert(0, 'and inside, ')
  await two.until(() => text(two.doc) === 'and inside, from outside')

  one.provider.awareness.setLocalStateField('caret', 3)
  await expect
    .poll(() =>
      engine
        .peers(id)
        .get()
        .map(({ principal }) => principal),
    )
    .toContain(bob.principal)
  state.awareness.setLocalStateField('caret', 7)
  const mine = () => two.provider.awareness.getStates().get(state.awareness.clientID)
  await two.until(() => mine()?.caret === 7)
  expect(mine()?.user).toMatchObject({ name: 'ada', principal: ada.principal })

  isOnline = false
  for (const socket of sockets) socket.terminate()
  one.provider.disconnect()
  doc.getText('notes').insert(0, '[device] ')
  one.doc.getText('notes').insert(text(one.doc).length, ' [stock]')
  two.doc.getText('notes').insert(0, '[other] ')
  isOnline = true
  one.provider.connect()
  await expect.poll(() => text(doc)).toContain('[stock]')
  await expect.poll(() => text(two.doc)).toContain('[device]')
  await expect.poll(() => [text(one.doc), text(two.doc)]).toEqual([text(doc), text(doc)])
  for (const part of ['[device] ', '[other] ', ' [stock]', 'and inside, from outside'])
    expect(text(doc)).toContain(part)
  expect(engine.live.refused.get()).toEqual([])
  opened.close()
})
