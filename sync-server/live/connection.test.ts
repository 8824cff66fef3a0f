import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { decodeServerMessage } from '#shared/protocol/codec.ts'
import type { LogChange, ServerMessage } from '#shared/protocol/messages.ts'
import { fakeClock } from '#shared/kit/testing/fake-ports.ts'
import { done } from '#shared/kit/outcome.ts'
import type { View } from '#server/access/access.ts'
import type { Commit, Log } from '#server/log/log.ts'
import { openChannels } from './channels.ts'
import { Connection, Flushes } from './connection.ts'
import { openFeeds } from './feeds.ts'
import { packetOf } from './packet.ts'

const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId
const replica = `document_${'0'.repeat(26)}` as ReplicaId
const principal = 'user:ada' as PrincipalId

const access = { revisionOf: () => 0, check: async () => done('editor' as const) }
const view: View = { isWhole: true, mayRead: () => true, stamp: '', role: 'editor', exceptions: [] }
const readerOver = (connection: Connection) => ({
  workspace,
  session: 1,
  connection,
  view,
  revision: 0,
  renew: async () => undefined,
})

/** A cable that carries nothing until the test says so. */
class SlowCable extends EventEmitter {
  writableLength = 0
  readonly heard: ServerMessage[] = []
  #underway: Buffer[] = []

  write(bytes: Buffer): void {
    this.writableLength += bytes.length
    this.#underway.push(bytes)
  }

  carry(): void {
    const all = Buffer.concat(this.#underway.splice(0))
    this.writableLength = 0
    for (const payload of payloadsIn(all)) {
      const message = decodeServerMessage(payload)
      if (message.ok) this.heard.push(message.value)
    }
    this.emit('drain')
  }
}

/** Unpacks WebSocket frames, one after another. */
function payloadsIn(bytes: Buffer): Buffer[] {
  const payloads: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    expect(bytes[at]).toBe(0x82)
    const short = bytes[at + 1] ?? 0
    const [header, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, bytes.readUInt16BE(at + 2)]
          : [10, Number(bytes.readBigUInt64BE(at + 2))]
    payloads.push(bytes.subarray(at + header, at + header + length))
    at += header + length
  }
  return payloads
}

function slowConnection() {
  const cable = new SlowCable()
  const socket = { OPEN: 1, readyState: 1 } as unknown as WebSocket
  const connection = new Connection(socket, cable as unknown as Socket, new Flushes())
  const carry = () => {
    connection.flush()
    cable.carry()
  }
  return { socket: { heard: cable.heard, carry }, connection }
}

function change(seq: number, bytes: number): LogChange & { origin: undefined } {
  const device = `device_${'0'.repeat(26)}` as DeviceId
  return {
    seq,
    replica,
    kind: 'yjs',
    bytes: new Uint8Array(bytes),
    author: principal,
    device,
    timeMs: 1,
    origin: undefined,
  }
}

/** A log that a test commits to by hand. */
function fakeLog() {
  const changes: LogChange[] = []
  let tell: (commit: Commit) => void = () => undefined
  const log: Pick<Log, 'page' | 'onCommitted'> = {
    page: async (_workspace, { after }) => ({
      changes: changes.slice(after, after + 2),
      head: changes.length,
      floor: 0,
    }),
    onCommitted: (listener) => {
      tell = listener
      return () => undefined
    },
  }
  const commit = (bytes: number) => {
    const from = changes.length
    changes.push(change(from + 1, bytes))
    tell({ workspace, from, to: from + 1, changes: [change(from + 1, bytes)] })
  }
  return { log: log as Log, commit }
}

describe('back-pressure', () => {
  it('[SY25] a slow reader loses liveness, is told that there is more, and becomes live again by pulling', async () => {
    const { log, commit } = fakeLog()
    const feeds = openFeeds({ log, access })
    const { socket, connection } = slowConnection()
    const reader = readerOver(connection)
    await feeds.subscribe(reader, 0)
    for (let count = 0; count < 5; count += 1) {
      commit(1_000_000)
      connection.flush()
    }
    socket.carry()
    await connection.drained()
    await new Promise((resolve) => setImmediate(resolve))
    socket.carry()
    const steps = socket.heard.flatMap((each) => (each.kind === 'changes' ? [[each.from, each.to, each.head]] : []))
    expect(steps).toEqual([
      [0, 0, 0],
      [0, 1, 1],
      [1, 2, 2],
      [2, 3, 3],
      [3, 3, 4],
    ])
    await feeds.pull(reader, 3)
    commit(10)
    socket.carry()
    expect(socket.heard.slice(-2)).toMatchObject([
      { from: 3, to: 5, head: 5 },
      { from: 5, to: 6, head: 6 },
    ])
    feeds.close()
  })

  it('[SY45] presence of who says too much is dropped, others and what they say last are heard', () => {
    const clock = fakeClock()
    const channels = openChannels({ clock, access })
    const [loud, quiet, listener] = [slowConnection(), slowConnection(), slowConnection()]
    const place = { workspace, replica }
    channels.watch(place, { session: 1, principal, revision: 0, connection: loud.connection })
    channels.watch(place, { session: 2, principal, revision: 0, connection: quiet.connection })
    channels.watch(place, { session: 3, principal, revision: 0, connection: listener.connection })
    for (let index = 0; index < 5_000; index += 1)
      channels.tell(place, { session: 1, bytes: Uint8Array.of(1, index & 255) })
    channels.tell(place, { session: 2, bytes: Uint8Array.of(2) })
    clock.advance(1_000)
    channels.tell(place, { session: 1, bytes: Uint8Array.of(3) })
    listener.connection.flush()
    listener.socket.carry()
    const heard = listener.socket.heard.flatMap((message) => (message.kind === 'presence' ? [message] : []))
    expect(heard.filter(({ session }) => session === 1).length).toBeLessThan(700)
    expect(heard.filter(({ session }) => session === 1).length).toBeGreaterThan(500)
    expect(heard.find(({ session }) => session === 2)?.bytes).toEqual(Uint8Array.of(2))
    expect(heard.at(-1)?.bytes).toEqual(Uint8Array.of(3))
    for (const { connection } of [loud, quiet, listener]) connection.closed()
  })

  it('[SY43] presence is dropped for who is behind, but not the word that somebody left', () => {
    const channels = openChannels({ clock: fakeClock(), access })
    const { socket, connection } = slowConnection()
    const other = slowConnection()
    const place = { workspace, replica }
    channels.watch(place, { session: 1, principal, revision: 0, connection })
    channels.watch(place, { session: 2, principal, revision: 0, connection: other.connection })
    connection.sendPacket(packetOf(new Uint8Array(3_000_000)))
    connection.flush()
    expect(connection.isBackedUp).toBe(true)
    channels.tell(place, { session: 2, bytes: Uint8Array.of(1) })
    channels.leave(2)
    socket.carry()
    expect(socket.heard).toMatchObject([{ kind: 'presence', session: 2, bytes: new Uint8Array() }])
    connection.closed()
  })

  it('[SY24] what commits while a page is read is not lost', async () => {
    const { log, commit } = fakeLog()
    let release: () => void = () => undefined
    const slow: Log = {
      ...log,
      page: async (id, options) => {
        const page = await log.page(id, options)
        await new Promise<void>((resolve) => (release = resolve))
        return page
      },
    }
    const feeds = openFeeds({ log: slow, access })
    const { socket, connection } = slowConnection()
    const reader = readerOver(connection)
    commit(1)
    const subscribed = feeds.subscribe(reader, 0)
    await new Promise((resolve) => setImmediate(resolve))
    commit(1)
    release()
    await subscribed
    socket.carry()
    expect(socket.heard).toMatchObject([{ from: 0, to: 1, head: 2 }])
    commit(1)
    socket.carry()
    expect(socket.heard).toHaveLength(1)
    feeds.close()
  })

  it('a connection whose socket has closed keeps nobody waiting', async () => {
    const { connection } = slowConnection()
    connection.sendPacket(packetOf(new Uint8Array(3_000_000)))
    connection.flush()
    const drained = connection.drained()
    connection.closed()
    await expect(drained).resolves.toBeUndefined()
  })
})
