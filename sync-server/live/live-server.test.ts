import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DeviceId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import { encodeClientMessage } from '#shared/protocol/codec.ts'
import { closeCodes, defaultLimits, protocolVersion } from '#shared/protocol/codes.ts'
import type { PushResult } from '#shared/protocol/messages.ts'
import { documentChange, newDocument, openTestDevice } from '../testing/test-device.ts'
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

const device = `device_${'0'.repeat(26)}` as DeviceId

describe('opening', () => {
  it('[SY10] without a session the socket is closed with 4401', async () => {
    for (const cookie of ['', 'nexus_session=made-up']) {
      await expect(openTestDevice(server.url, cookie)).rejects.toThrow(`closed with ${closeCodes.signedOut}`)
    }
  })

  it('[SY10] a page of another origin does not get a socket', async () => {
    const { WebSocket } = await import('ws')
    const refused = await new Promise((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync`, {
        headers: { cookie: ada.cookie },
        origin: 'https://evil.example',
      })
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('open', () => resolve('open'))
      socket.on('error', () => undefined)
    })
    expect(refused).toBe(403)
  })

  it('[SY11] hello is answered with who one is, and must come first and once', async () => {
    const first = await openTestDevice(server.url, ada.cookie, { hello: false })
    first.send({ kind: 'hello', version: protocolVersion, device, token: '' })
    expect(await first.any()).toMatchObject({ kind: 'welcome', principal: ada.principal, limits: defaultLimits })
    first.send({ kind: 'hello', version: protocolVersion, device, token: '' })
    expect(await first.closed()).toBe(closeCodes.malformed)
    const second = await openTestDevice(server.url, ada.cookie, { hello: false })
    second.send({ kind: 'ping' })
    expect(await second.closed()).toBe(closeCodes.malformed)
  })

  it('[SY5] malformed frames, texts and other versions end the socket, each with its code', async () => {
    const ping = encodeClientMessage({ kind: 'ping' })
    const frames: [Uint8Array | string, number][] = [
      [Uint8Array.of(protocolVersion, 250), closeCodes.malformed],
      [new Uint8Array(), closeCodes.malformed],
      ['{"kind":"ping"}', closeCodes.malformed],
      [Uint8Array.of(protocolVersion + 1, ...ping.subarray(1)), closeCodes.versionTooNew],
      [Uint8Array.of(protocolVersion - 1, ...ping.subarray(1)), closeCodes.versionTooOld],
      [
        encodeClientMessage({ kind: 'hello', version: protocolVersion + 1, device, token: '' }),
        closeCodes.versionTooNew,
      ],
    ]
    for (const [frame, code] of frames) {
      const socket = await openTestDevice(server.url, ada.cookie, { hello: false })
      socket.sendBytes(frame)
      expect(await socket.closed()).toBe(code)
    }
  })
})

describe('writing', () => {
  it('[SY30][SY31] a push settles in order with dense seqs, and another device pulls it', async () => {
    const one = await ada.device()
    const changes = [documentChange('a'), documentChange('b'), documentChange('c')]
    expect(await one.push(home, changes)).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }])
    const two = await ada.device()
    const pulled = await two.pullAll(home)
    expect(pulled.map((change) => [change.seq, change.replica, change.author])).toEqual(
      changes.map((change, index) => [index + 1, change.replica, ada.principal]),
    )
    expect(pulled.map((change) => Buffer.from(change.bytes))).toEqual(
      changes.map((change) => Buffer.from(change.bytes)),
    )
    await Promise.all([one.close(), two.close()])
  })

  it('[SY32] the same bytes again settle with the seq they have', async () => {
    const one = await ada.device()
    const change = documentChange()
    const other = documentChange()
    expect(await one.push(home, [change])).toEqual([{ seq: 1 }])
    expect(await one.push(home, [change, other, change])).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 1 }])
    expect(await one.pullAll(home)).toHaveLength(2)
    await one.close()
  })

  it('[SY33] after a refused change the later ones of that replica are refused, the others are not', async () => {
    const one = await ada.device()
    const replica = newDocument()
    const broken = { replica, kind: 'yjs' as const, bytes: Uint8Array.of(255, 255, 255) }
    const results = await one.push(home, [
      documentChange('x', replica),
      broken,
      documentChange('y', replica),
      documentChange('z'),
    ])
    expect(results).toEqual([{ seq: 1 }, { refused: 'malformed' }, { refused: 'depends-on-refused' }, { seq: 2 }])
    await one.close()
  })

  it('[SY34] unknown types, wrong kinds and hostile bytes are refused by code', async () => {
    const one = await ada.device()
    const sound = documentChange()
    const random = '0'.repeat(26)
    const results = await one.push(home, [
      { ...sound, replica: `spaceship_${random}` as ReplicaId },
      { ...sound, replica: `task_${random}` as ReplicaId },
      { replica: `idea_${random}` as ReplicaId, kind: 'automerge', bytes: Uint8Array.of(1, 2, 3) },
      { replica: newDocument(), kind: 'yjs', bytes: new Uint8Array() },
    ])
    const codes = results.map((result) => ('refused' in result ? result.refused : result.seq))
    expect(codes).toEqual(['unknown-type', 'unknown-type', 'malformed', 'malformed'])
    await one.close()
  })

  it('[SY34] a viewer’s push is refused as read-only and a stranger’s as no-access, whatever the bytes', async () => {
    const viewer = await server.person(`viewer-${home}`)
    await viewer.join(home, { by: ada, role: 'viewer' })
    const broken = { ...documentChange(), bytes: Uint8Array.of(255) }
    for (const [person, refusal] of [
      [viewer, 'read-only'],
      [bob, 'no-access'],
    ] as const) {
      const socket = await person.device()
      expect(await socket.push(home, [documentChange(), broken])).toEqual([{ refused: refusal }, { refused: refusal }])
      await socket.close()
    }
    const one = await ada.device()
    expect(await one.pullAll(home)).toEqual([])
    await one.close()
  })
})

describe('reading', () => {
  it('[SY22][SY24] a live reader gets each commit; the author gets a step without its own changes', async () => {
    const [one, two] = await Promise.all([ada.device(), ada.device()])
    await Promise.all([one.pullAll(home), two.pullAll(home)])
    const change = documentChange()
    one.send({ kind: 'push', workspace: home, push: 1, changes: [change] })
    expect(await two.next('changes')).toMatchObject({
      from: 0,
      to: 1,
      head: 1,
      changes: [{ seq: 1, replica: change.replica }],
    })
    await two.push(home, [documentChange()])
    const heard = await one.roundTrip()
    expect(heard.filter((message) => message.kind === 'settled')).toMatchObject([{ push: 1, results: [{ seq: 1 }] }])
    expect(heard.filter((message) => message.kind === 'changes')).toMatchObject([
      { from: 0, to: 1, changes: [] },
      { from: 1, to: 2, changes: [{ seq: 2 }] },
    ])
    await Promise.all([one.close(), two.close()])
  })

  it('[SY23] pages are bounded and join up, and own pushes are left out of them', async () => {
    const one = await ada.device()
    const large = () => ({ replica: newDocument(), kind: 'yjs' as const, bytes: largeUpdate(400_000) })
    for (let round = 0; round < 8; round += 1) await one.push(home, [large()])
    const two = await ada.device()
    two.send({ kind: 'subscribe', workspace: home, cursor: 0 })
    expect(await two.next('access')).toMatchObject({ role: 'owner' })
    const first = await two.next('changes')
    expect(first).toMatchObject({ from: 0, to: 2, head: 8 })
    await two.push(home, [documentChange()])
    let at = first.to
    const seqs = first.changes.map((change) => change.seq)
    while (at < 9) {
      two.send({ kind: 'pull', workspace: home, cursor: at })
      const page = await two.next('changes')
      expect(page.from).toBe(at)
      seqs.push(...page.changes.map((change) => change.seq))
      at = page.to
    }
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    await Promise.all([one.close(), two.close()])
  })

  it('[SY21][SY26] strangers are refused, pulls need a subscription, and a cursor beyond the head is told the head', async () => {
    const stranger = await bob.device()
    stranger.send({ kind: 'subscribe', workspace: home, cursor: 0 })
    expect(await stranger.any()).toEqual({ kind: 'refused', workspace: home, replica: '', code: 'no-access' })
    stranger.send({ kind: 'pull', workspace: home, cursor: 0 })
    expect(await stranger.any()).toEqual({ kind: 'refused', workspace: home, replica: '', code: 'no-access' })
    const one = await ada.device()
    one.send({ kind: 'pull', workspace: home, cursor: 0 })
    expect(await one.any()).toMatchObject({ kind: 'refused' })
    one.send({ kind: 'subscribe', workspace: home, cursor: 50 })
    expect(await one.next('changes')).toMatchObject({ from: 50, to: 50, head: 0, changes: [] })
    await Promise.all([one.close(), stranger.close()])
  })

  it('[SY27] after unsubscribe nothing more comes', async () => {
    const [one, two] = await Promise.all([ada.device(), ada.device()])
    await two.pullAll(home)
    two.send({ kind: 'unsubscribe', workspace: home })
    await two.roundTrip()
    await one.push(home, [documentChange()])
    expect(await two.roundTrip()).toEqual([])
    await Promise.all([one.close(), two.close()])
  })
})

describe('presence', () => {
  const bytes = Uint8Array.of(1, 2, 3)

  it('[SY40][SY41][SY42] reaches the others in the channel, those who come later, and ends with the session', async () => {
    await bob.join(home, { by: ada, role: 'viewer' })
    const replica = newDocument()
    const place = { workspace: home, replica }
    const [one, two] = await Promise.all([ada.device(), bob.device()])
    one.send({ kind: 'watch', ...place })
    one.send({ kind: 'presence', ...place, bytes })
    await one.roundTrip()
    two.send({ kind: 'watch', ...place })
    const seen = await two.next('presence')
    expect(seen).toMatchObject({ principal: ada.principal, replica })
    expect([...seen.bytes]).toEqual([...bytes])
    two.send({ kind: 'presence', ...place, bytes })
    const back = await one.next('presence')
    expect(back.principal).toBe(bob.principal)
    expect(back.session).not.toBe(seen.session)
    await one.close()
    const left = await two.next('presence')
    expect(left).toMatchObject({ session: seen.session })
    expect(left.bytes).toHaveLength(0)
    await two.close()
  })

  it('[SY40][SY41] is closed to strangers, and ignored without a watch', async () => {
    const place = { workspace: home, replica: newDocument() }
    const stranger = await bob.device()
    const one = await ada.device()
    one.send({ kind: 'watch', ...place })
    await one.roundTrip()
    stranger.send({ kind: 'watch', ...place })
    expect(await stranger.any()).toMatchObject({ kind: 'refused', code: 'no-access' })
    stranger.send({ kind: 'presence', ...place, bytes })
    expect(await stranger.roundTrip()).toEqual([])
    expect(await one.roundTrip()).toEqual([])
    await Promise.all([one.close(), stranger.close()])
  })
})

describe('access', () => {
  it('[SY50] a revoked member hears it at once and gets nothing more', async () => {
    await bob.join(home, { by: ada, role: 'editor' })
    const place = { workspace: home, replica: newDocument() }
    const [one, two] = await Promise.all([ada.device(), bob.device()])
    await two.pullAll(home)
    two.send({ kind: 'watch', ...place })
    one.send({ kind: 'watch', ...place })
    await Promise.all([one.roundTrip(), two.roundTrip()])
    await ada.call('PATCH', `/api/workspaces/${home}/members/${bob.account.id}`, { role: 'viewer' })
    expect(await two.next('access')).toMatchObject({ role: 'viewer' })
    expect(await two.push(home, [documentChange()])).toEqual([{ refused: 'read-only' }])
    await ada.call('DELETE', `/api/workspaces/${home}/members/${bob.account.id}`)
    expect(await two.next('access')).toMatchObject({ role: 'none' })
    await one.push(home, [documentChange()])
    one.send({ kind: 'presence', ...place, bytes: Uint8Array.of(1) })
    await one.roundTrip()
    expect(await two.roundTrip()).toEqual([])
    expect(await two.push(home, [documentChange()])).toEqual([{ refused: 'no-access' }])
    await Promise.all([one.close(), two.close()])
  })

  it('[SY51] signing out closes that sign-in’s sockets, signing out everywhere all of them', async () => {
    const carl = await server.person(`carl-${home}`)
    const first = await carl.device()
    const other = server.visitor()
    await other.call('POST', '/api/session', { email: carl.account.email, password: 'correct horse battery' })
    const second = await openTestDevice(server.url, other.cookie)
    await other.call('DELETE', '/api/session')
    expect(await second.closed()).toBe(closeCodes.signedOut)
    expect(await first.roundTrip()).toEqual([])
    await carl.call('DELETE', '/api/sessions')
    expect(await first.closed()).toBe(closeCodes.signedOut)
  })
})

describe('life', () => {
  it('[SY60] a device from which nothing is heard is let go', async () => {
    const quick = await startTestServer({ keepAliveMs: 20 })
    const person = await quick.person('eve')
    const { WebSocket } = await import('ws')
    const options = { headers: { cookie: person.cookie }, autoPong: false }
    const silent = new WebSocket(`${quick.url.replace('http', 'ws')}/sync`, options)
    const talking = await person.device()
    const code = await new Promise((resolve) => silent.on('close', resolve))
    expect(code).toBe(1006)
    expect(await talking.roundTrip()).toEqual([])
    await quick.close()
  })

  it('[SY10] a session that expires ends its socket', async () => {
    const clock = fakeClock(Date.now())
    const quick = await startTestServer({ keepAliveMs: 20, clock })
    const person = await quick.person('eve')
    const device = await person.device()
    clock.advance(31 * 24 * 60 * 60_000)
    expect(await device.closed()).toBe(closeCodes.signedOut)
    await quick.close()
  })

  it('[SY31] a disk that fails acknowledges nothing and sends the device away for a while', async () => {
    const broken = await startTestServer()
    const person = await broken.person('eve')
    const workspace = await person.workspace()
    const device = await person.device()
    const orgs = join(broken.dataFolder, 'orgs')
    const organisation = readdirSync(orgs).find((name) => name.endsWith('.sqlite')) ?? ''
    // Where the journal should be, there is something that can not be written.
    mkdirSync(join(orgs, `${organisation}-commits-0`))
    device.send({ kind: 'push', workspace, push: 1, changes: [documentChange()] })
    await expect(device.next('settled')).rejects.toThrow(`closed with ${closeCodes.overloaded}`)
    expect(broken.faults).toMatchObject([{ code: 'EISDIR' }])
    rmdirSync(join(orgs, `${organisation}-commits-0`))
    const again = await person.device()
    expect(await again.push(workspace, [documentChange()])).toEqual([{ seq: 1 }])
    await broken.close()
  })
})

it('[SY62] a server that ends settles what it has taken, closes with 1001, and what was settled is there at the next start', async () => {
  const ending = await startTestServer({ dataFolder: mkdtempSync(join(tmpdir(), 'nexus-ending-')) })
  const person = await ending.person('dora')
  const workspace = await person.workspace()
  const socket = await person.device()
  for (let push = 1; push <= 50; push += 1) socket.send({ kind: 'push', workspace, push, changes: [documentChange()] })
  const seqs: number[] = []
  const take = ({ results }: { results: readonly PushResult[] }) =>
    seqs.push(...results.map((result) => ('seq' in result ? result.seq : 0)))
  take(await socket.next('settled'))
  await ending.close()
  expect(await socket.closed()).toBe(closeCodes.goingAway)
  const rest = async () => {
    while (true) take(await socket.next('settled'))
  }
  await expect(rest()).rejects.toThrow('closed with 1001')
  const again = await startTestServer({ dataFolder: ending.dataFolder })
  const pulled = await (await openTestDevice(again.url, person.cookie)).pullAll(workspace)
  expect(pulled.map((change) => change.seq)).toEqual(seqs)
  await again.close()
  rmSync(ending.dataFolder, { recursive: true })
})

function largeUpdate(bytes: number): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('large').insert(0, 'x'.repeat(bytes))
  return Y.encodeStateAsUpdate(doc)
}
