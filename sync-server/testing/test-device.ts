import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type DeviceId, mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { encodeClientMessage } from '#shared/protocol/codec.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import type { ClientMessage, OutgoingChange, PushResult, ServerMessage } from '#shared/protocol/messages.ts'
import { decodeServerFrame } from '#shared/protocol/unfold-frame.ts'
import { systemRandom } from '#server/app/start-server.ts'

type Of<Kind extends ServerMessage['kind']> = Extract<ServerMessage, { kind: Kind }>

/** One socket, seen from outside: what it hears waits until a test asks for it. */
export interface TestDevice {
  readonly socket: WebSocket
  send(message: ClientMessage): void
  sendBytes(bytes: Uint8Array | string): void
  /** The next message of a kind; those of other kinds before it are skipped. Throws when the socket closes first. */
  next<Kind extends ServerMessage['kind']>(kind: Kind): Promise<Of<Kind>>
  /** The very next message. */
  any(): Promise<ServerMessage>
  push(workspace: WorkspaceId, changes: readonly OutgoingChange[]): Promise<readonly PushResult[]>
  /** Everything after the cursor, page by page; live from then on. */
  pullAll(workspace: WorkspaceId, cursor?: number): Promise<Of<'changes'>['changes']>
  /** Answered with pong: whatever was sent to this device before has arrived. */
  roundTrip(): Promise<readonly ServerMessage[]>
  closed(): Promise<number>
  close(): Promise<void>
}

export async function openTestDevice(
  url: string,
  cookie: string,
  options: { hello?: boolean; token?: string; device?: DeviceId } = {},
): Promise<TestDevice> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`, { headers: cookie ? { cookie } : {} })
  const ear = listen(socket)
  const device = deviceOver(socket, ear)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  if (options.hello === false) return device
  const id = options.device ?? mintId<DeviceId>('device', systemRandom)
  device.send({ kind: 'hello', version: protocolVersion, device: id, token: options.token ?? '' })
  await device.next('welcome')
  return device
}

interface Ear {
  readonly closed: Promise<number>
  any(): Promise<ServerMessage>
}

function listen(socket: WebSocket): Ear {
  const heard: ServerMessage[] = []
  const waiting: (() => void)[] = []
  let closeCode: number | undefined
  const wake = () => waiting.splice(0).forEach((go) => go())
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer) => {
    const message = decodeServerFrame(data)
    if (!message.ok) throw new Error(message.reason)
    heard.push(message.value)
    wake()
  })
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      closeCode = code
      resolve(code)
      wake()
    })
  })
  const any = async (): Promise<ServerMessage> => {
    while (heard.length === 0) {
      if (closeCode !== undefined) throw new Error(`closed with ${closeCode}`)
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    return heard.shift() as ServerMessage
  }
  return { closed, any }
}

function deviceOver(socket: WebSocket, { closed, any }: Ear): TestDevice {
  const next = async <Kind extends ServerMessage['kind']>(kind: Kind): Promise<Of<Kind>> => {
    while (true) {
      const message = await any()
      if (message.kind === kind) return message as Of<Kind>
    }
  }
  const send = (message: ClientMessage) => socket.send(encodeClientMessage(message))
  let pushes = 0
  return {
    socket,
    send,
    sendBytes: (bytes) => socket.send(bytes),
    next,
    any,
    push: async (workspace, changes) => {
      pushes += 1
      send({ kind: 'push', workspace, push: pushes, changes })
      return (await next('settled')).results
    },
    pullAll: async (workspace, cursor = 0) => {
      send({ kind: 'subscribe', workspace, cursor })
      // Frames of an earlier subscription come before it.
      await next('access')
      let page = await next('changes')
      const all = [...page.changes]
      while (page.to < page.head) {
        send({ kind: 'pull', workspace, cursor: page.to })
        page = await next('changes')
        all.push(...page.changes)
      }
      return all
    },
    roundTrip: async () => {
      send({ kind: 'ping' })
      const before: ServerMessage[] = []
      for (let message = await any(); message.kind !== 'pong'; message = await any()) before.push(message)
      return before
    },
    closed: () => closed,
    close: async () => {
      socket.close()
      await closed
    },
  }
}

/** A small sound change of a document. */
export function documentChange(text = 'hi', replica: ReplicaId = newDocument()): OutgoingChange {
  const doc = new Y.Doc()
  doc.getMap('fields').set('title', text)
  return { replica, kind: 'yjs', bytes: Y.encodeStateAsUpdate(doc) }
}

export function newDocument(): ReplicaId {
  return mintId<ReplicaId>('document', systemRandom)
}
