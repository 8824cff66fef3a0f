import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { jwtSecret, openStockClient, signJwt, type StockClient } from '../testing/stock-client.ts'
import { newDocument } from '../testing/test-device.ts'
import { withinASecond } from '../testing/within-a-second.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'
import { decodeYMessage, readEntries, yMessages } from './y-messages.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId
let path: string
let room: ReplicaId
const open: StockClient[] = []

beforeAll(async () => {
  server = await startTestServer({ jwtSecret, keepAliveMs: 150 })
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
})
afterEach(() => {
  for (const client of open.splice(0)) client.close()
})

async function pathOf(person: TestPerson, id: WorkspaceId): Promise<string> {
  const { body } = await person.call('GET', '/api/workspaces')
  const found = (body as { id: string; organisation: string }[]).find((each) => each.id === id)
  return `${found?.organisation}/${id}`
}

interface Asked {
  readonly doc?: Y.Doc
  readonly token?: string
  readonly path?: string
  readonly room?: string
}

async function stock(person: TestPerson, asked: Asked = {}): Promise<StockClient> {
  const token = asked.token ?? (await signJwt(person.account.id))
  const client = openStockClient(server.url, { path, room, ...asked, token })
  open.push(client)
  return client
}

async function synced(person: TestPerson, asked: Asked = {}): Promise<StockClient> {
  const client = await stock(person, asked)
  await client.synced()
  return client
}

const notes = ({ doc }: StockClient) => doc.getText('notes')
const says = (client: StockClient, text: string) => client.until(() => notes(client).toString() === text)

async function storedChanges() {
  const device = await ada.device()
  const changes = (await device.pullAll(workspace)).filter(({ replica }) => replica === room)
  await device.close()
  return changes
}

describe('documents', () => {
  it('[SY71] two stock clients and a device of ours converge, and what one wrote is attributed to it', async () => {
    const [one, two] = [await synced(ada), await synced(bob)]
    notes(one).insert(0, 'hello ')
    await says(two, 'hello ')
    notes(two).insert(6, 'world')
    await says(one, 'hello world')
    const stored = await storedChanges()
    expect(stored.map(({ author }) => author)).toEqual([ada.principal, bob.principal])
    expect(new Set(stored.map((change) => change.device)).size).toBe(2)
    const doc = new Y.Doc()
    for (const { bytes } of stored) Y.applyUpdate(doc, bytes)
    const before = Y.encodeStateVector(doc)
    doc.getText('notes').insert(0, '> ')
    const device = await ada.device()
    const bytes = Y.encodeStateAsUpdate(doc, before)
    expect(await device.push(workspace, [{ replica: room, kind: 'yjs', bytes }])).toMatchObject([{ seq: 3 }])
    await Promise.all([says(one, '> hello world'), says(two, '> hello world')])
    await device.close()
  })

  it('[SY72] who was offline brings what the others lack and gets what it lacks', async () => {
    const [one, two] = [await synced(ada), await synced(bob)]
    notes(one).insert(0, 'start')
    await says(two, 'start')
    one.provider.disconnect()
    notes(one).insert(5, ' ada')
    notes(one).delete(0, 1)
    notes(two).insert(0, 'bob ')
    notes(two).insert(0, '- ')
    one.provider.connect()
    await says(one, '- bob tart ada')
    await says(two, '- bob tart ada')
  })

  it('[SY73] who types on before it was asked for what it wrote offline is asked again, and loses nothing', async () => {
    const [one, two] = [await synced(ada), await synced(bob)]
    notes(one).insert(0, 'a')
    await says(two, 'a')
    one.provider.disconnect()
    notes(one).insert(1, 'b')
    // At once when the socket is open: this goes out before the answer to the server's question can.
    one.provider.on('status', ({ status }) => {
      if (status === 'connected') for (const letter of 'c12345') notes(one).insert(notes(one).length, letter)
    })
    one.provider.connect()
    await says(two, 'abc12345')
    notes(one).insert(8, 'd')
    await says(two, 'abc12345d')
    expect(one.provider.wsconnected).toBe(true)
  })

  it('[SY72] coming back with nothing new stores nothing, however much was deleted', async () => {
    const one = await synced(ada)
    notes(one).insert(0, 'abcdef')
    notes(one).delete(1, 2)
    notes(one).delete(3, 1)
    const two = await synced(bob)
    await says(two, 'ade')
    const before = (await storedChanges()).length
    for (const client of [one, two]) {
      client.provider.disconnect()
      client.provider.connect()
      await client.synced()
    }
    notes(two).insert(3, '!')
    await says(one, 'ade!')
    expect((await storedChanges()).length).toBe(before + 1)
  })

  it('[SY71] a document that is larger than is merged in passing comes whole', async () => {
    const one = await synced(ada)
    for (let line = 0; line < 100; line += 1) notes(one).insert(0, `${line} ${'x'.repeat(300)}\n`)
    const two = await synced(bob)
    await two.until(() => notes(two).length === notes(one).length)
    expect(notes(two).toString()).toBe(notes(one).toString())
    two.provider.disconnect()
    notes(one).insert(0, 'more ')
    two.provider.connect()
    await two.until(() => notes(two).toString().startsWith('more '))
    expect(notes(two).length).toBe(notes(one).length)
  })

  it('[SY74] a server that says nothing else says something in time', async () => {
    const heard = new Promise<Buffer>((resolve) => {
      void signJwt(ada.account.id).then((token) => {
        const socket = new WebSocket(`${server.url.replace('http', 'ws')}/y/${path}/${room}?token=${token}`)
        socket.once('message', (data: Buffer) => {
          socket.close()
          resolve(data)
        })
      })
    })
    expect(decodeYMessage(await heard)).toEqual({ ok: true, value: { kind: 'awareness', entries: [] } })
  })
})

describe('who may', () => {
  it('[SY70] without a token that stands for somebody, the socket is closed for good with 4401', async () => {
    const other = await signJwt(ada.account.id, { secret: 'another secret altogether, of good length' })
    const late = await signJwt(ada.account.id, { expiresInS: -10 })
    for (const token of ['', 'nonsense', other, late, await signJwt('nobody@example.org')]) {
      const client = await stock(ada, { token })
      expect(await client.ended()).toMatchObject({ code: 4401 })
    }
  })

  it('[SY70] to another tenant the workspace does not exist', async () => {
    const stranger = await server.person('stranger')
    const own = await stranger.workspace()
    const [organisation] = (await pathOf(stranger, own)).split('/')
    const nowhere = `${organisation}/${mintId('ws', systemRandom)}`
    const reasons = []
    for (const asked of [{}, { path: nowhere }, { path: `${organisation}/${workspace}` }, { path: 'acme/sales' }]) {
      const ended = await (await stock(stranger, asked)).ended()
      expect(ended.code).toBe(4403)
      reasons.push(ended.reason)
    }
    expect(new Set(reasons).size).toBe(1)
  })

  it('[SY70] a name that is no id of a Yjs document is refused with 4404', async () => {
    for (const name of ['my-room', `task_${'0'.repeat(26)}`, `spaceship_${'0'.repeat(26)}`, `${room}/more`])
      expect(await (await stock(ada, { room: name })).ended()).toMatchObject({ code: 4404 })
  })

  it('[SY73] a viewer reads; writing ends the socket with the reason and reaches nobody', async () => {
    const viewer = await server.person('viewer')
    await viewer.join(workspace, { by: ada, role: 'viewer' })
    const one = await synced(ada)
    notes(one).insert(0, 'read me')
    const reader = await synced(viewer)
    await says(reader, 'read me')
    notes(reader).insert(0, 'not ')
    expect(await reader.ended()).toEqual({ code: 4403, reason: 'You can read this but not change it.' })
    notes(one).insert(7, '!')
    const other = await synced(bob)
    await says(other, 'read me!')
    // What it had written on its own is not asked for when it comes back.
    reader.provider.connect()
    await says(reader, 'not read me!')
    expect(notes(one).toString()).toBe('read me!')
    expect((await storedChanges()).map(({ author }) => author)).toEqual([ada.principal, ada.principal])
  })

  it('[SY73] who may write from now on is asked for what it has written', async () => {
    const person = await server.person('promoted')
    await person.join(workspace, { by: ada, role: 'viewer' })
    const doc = new Y.Doc()
    doc.getText('notes').insert(0, 'written before')
    const client = await synced(person, { doc })
    const one = await synced(ada)
    expect(notes(one).toString()).toBe('')
    await ada.call('PATCH', `/api/workspaces/${workspace}/members/${person.account.id}`, { role: 'editor' })
    await says(one, 'written before')
    expect(client.provider.wsconnected).toBe(true)
  })

  it('[SY75] who is taken out while connected is closed within a second, and so is the bearer of a revoked key', async () => {
    const person = await server.person('leaving')
    await person.join(workspace, { by: ada, role: 'editor' })
    const made = await person.call('POST', '/api/keys', { name: 'a program' })
    const byJwt = await synced(person)
    const byKey = await synced(person, { token: made.body.token as string })
    await person.call('DELETE', `/api/keys/${made.body.id}`)
    expect(await withinASecond(byKey.ended())).toMatchObject({ code: 4401 })
    await ada.call('DELETE', `/api/workspaces/${workspace}/members/${person.account.id}`)
    expect(await withinASecond(byJwt.ended())).toMatchObject({ code: 4403 })
  })

  it('[SY75] a token of a sign-in opens the door, and signing out closes it', async () => {
    const person = await server.person('signing-out')
    await person.join(workspace, { by: ada, role: 'editor' })
    const { body } = await person.call('POST', '/api/session/token')
    const client = await synced(person, { token: body.token as string })
    await person.call('DELETE', '/api/session')
    expect(await client.ended()).toMatchObject({ code: 4401 })
    client.provider.connect()
    expect(await (await stock(person, { token: body.token as string })).ended()).toMatchObject({ code: 4401 })
  })

  it('[SY76] a token that ends makes the client come back with the next one, which its application has set meanwhile', async () => {
    const client = await stock(ada, { token: await signJwt(ada.account.id, { expiresInS: 2 }) })
    await client.synced()
    const closes: number[] = []
    client.provider.on('connection-close', (event) => event && closes.push(event.code))
    client.provider.params.token = await signJwt(ada.account.id)
    await client.until(() => !client.provider.synced)
    await client.synced()
    expect(closes).toEqual([4501])
  })
})

describe('what else may come', () => {
  async function raw(frames: readonly Uint8Array[]): Promise<number> {
    const token = await signJwt(ada.account.id)
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/y/${path}/${room}?token=${token}`)
    socket.on('open', () => frames.forEach((frame) => socket.send(frame)))
    return new Promise((resolve) => socket.on('close', resolve))
  }

  it('[SY77] frames, state vectors and updates that are none end the socket with 4400, and are stored nowhere', async () => {
    const hostile: readonly Uint8Array[] = [
      new Uint8Array(),
      Uint8Array.of(0, 0, 200),
      yMessages.step1(Uint8Array.of(200, 200, 200)),
      yMessages.update(Uint8Array.of(1, 2, 3, 255)),
      yMessages.step2(Uint8Array.of(255, 255, 255, 255, 255, 1)),
      Uint8Array.of(1, 3, 1, 1, 1),
    ]
    for (const frame of hostile) expect([frame, await raw([frame])]).toEqual([frame, 4400])
    expect(await storedChanges()).toEqual([])
  })

  it('[SY77] a message of an unknown extension is passed over', async () => {
    const one = await synced(ada)
    one.provider.ws?.send(Uint8Array.of(42, 1, 2, 3))
    notes(one).insert(0, 'still here')
    await says(await synced(bob), 'still here')
  })
})

describe('presence', () => {
  const stateOf = (of: StockClient, by: StockClient) => by.provider.awareness.getStates().get(of.doc.clientID)

  it('[SY78] stock clients see each other under the names that the server knows, until one leaves', async () => {
    const [one, two] = [await synced(ada), await synced(bob)]
    one.provider.awareness.setLocalStateField('user', { name: 'bob', color: '#123456' })
    one.provider.awareness.setLocalStateField('cursor', { at: 3 })
    await two.until(() => stateOf(one, two)?.cursor !== undefined)
    expect(stateOf(one, two)).toEqual({
      user: { name: 'ada', color: '#123456', principal: ada.principal },
      cursor: { at: 3 },
    })
    const late = await synced(bob)
    await late.until(() => stateOf(one, late) !== undefined)
    one.close()
    await two.until(() => stateOf(one, two) === undefined)
    await late.until(() => stateOf(one, late) === undefined)
  })

  it('[SY78] devices and stock clients see each other', async () => {
    const one = await synced(bob)
    one.provider.awareness.setLocalStateField('cursor', 1)
    const device = await ada.device()
    device.send({ kind: 'watch', workspace, replica: room })
    let heard = await device.next('presence')
    expect(heard).toMatchObject({ principal: bob.principal, replica: room })
    expect(readEntries(heard.bytes)[0]).toMatchObject({ client: one.doc.clientID })
    const bytes = yMessages.awareness([{ client: 77, clock: 1, state: '{"cursor":5}' }]).subarray(2)
    device.send({ kind: 'presence', workspace, replica: room, bytes })
    const seen = () => one.provider.awareness.getStates().get(77)
    await one.until(() => seen() !== undefined)
    expect(seen()).toMatchObject({ cursor: 5, user: { name: 'ada', principal: ada.principal } })
    device.send({ kind: 'unwatch', workspace, replica: room })
    await one.until(() => seen() === undefined)
    device.send({ kind: 'watch', workspace, replica: room })
    one.close()
    do heard = await device.next('presence')
    while (heard.bytes.length > 0)
    await device.close()
  })

  it('[SY78] nobody speaks for the client of somebody else', async () => {
    const [one, two] = [await synced(ada), await synced(bob)]
    one.provider.awareness.setLocalStateField('cursor', 'mine')
    await two.until(() => stateOf(one, two)?.cursor === 'mine')
    const { clientID } = one.doc
    const forged = [{ client: clientID, clock: 1_000, state: '{"cursor":"forged"}' }]
    two.provider.ws?.send(yMessages.awareness(forged))
    two.provider.ws?.send(yMessages.awareness([{ client: clientID, clock: 1_001, state: 'null' }]))
    const watcher = await synced(ada)
    two.provider.awareness.setLocalStateField('cursor', 'theirs')
    await watcher.until(() => stateOf(two, watcher)?.cursor === 'theirs')
    await one.until(() => stateOf(two, one)?.cursor === 'theirs')
    expect(stateOf(one, watcher)?.cursor).toBe('mine')
  })
})

it('[SY79] a client that does not read is sent nothing more until it does, and then what it lacks', async () => {
  const [writer, slow] = [await synced(ada), await synced(bob)]
  const socket = slow.provider.ws as unknown as WebSocket
  let frames = 0
  socket.on('message', () => (frames += 1))
  socket.pause()
  const third = await synced(ada)
  // More than the buffers of the operating system and of the connection hold together.
  const [pieceChars, pieces] = [100_000, 160]
  for (let at = 1; at <= pieces; at += 1) {
    notes(writer).insert(0, 'x'.repeat(pieceChars))
    if (at % 8 === 0) await third.until(() => notes(third).length === at * pieceChars)
  }
  socket.resume()
  await slow.until(() => notes(slow).length === pieces * pieceChars)
  expect(frames).toBeLessThan(pieces)
  notes(slow).insert(0, 'and on')
  await third.until(() => notes(third).toString().startsWith('and on'))
}, 60_000)

it('[SY79] after a restart of the server the clients come back by themselves, and nothing is lost', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'nexus-stock-'))
  let second = await startTestServer({ jwtSecret, dataFolder })
  const person = await second.person('eve')
  const id = await person.workspace()
  const place = { path: await pathOf(person, id), room, token: await signJwt(person.account.id) }
  const client = openStockClient(second.url, place)
  await client.synced()
  notes(client).insert(0, 'before')
  const closes: number[] = []
  client.provider.on('connection-close', (event) => event && closes.push(event.code))
  await second.close()
  await client.until(() => !client.provider.wsconnected)
  expect(closes).toEqual([1001])
  notes(client).insert(6, ' and between')
  second = await startTestServer({ jwtSecret, dataFolder, port: Number(new URL(second.url).port) })
  await client.synced()
  const other = openStockClient(second.url, place)
  await says(other, 'before and between')
  client.close()
  other.close()
  await second.close()
  rmSync(dataFolder, { recursive: true })
}, 30_000)
