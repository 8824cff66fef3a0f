import { WebSocket } from 'ws'
import type { DeviceId, WorkspaceId } from '#shared/kit/ids.ts'
import { mintId } from '#shared/kit/ids.ts'
import { encodeClientMessage } from '#shared/protocol/codec.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import type { ClientMessage, OutgoingChange, ServerMessage } from '#shared/protocol/messages.ts'
import { decodeServerFrame } from '#shared/protocol/unfold-frame.ts'
import { systemRandom } from '#server/app/start-server.ts'

/** A device without a screen: it speaks the protocol and tells what it hears. */
export interface WireDevice {
  send(message: ClientMessage): void
  /** Fulfilled with the results once the server has settled the push. */
  push(workspace: WorkspaceId, changes: readonly OutgoingChange[]): Promise<void>
  onMessage(listener: (message: ServerMessage) => void): void
  close(): void
}

/** The first account of a new server, with one workspace. Returns its session cookie. */
export async function firstAccount(url: string): Promise<{ cookie: string; workspace: WorkspaceId }> {
  const headers = { 'content-type': 'application/json', origin: url }
  const signUp = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
  const account = await fetch(`${url}/api/accounts`, { method: 'POST', headers, body: JSON.stringify(signUp) })
  const cookie = account.headers.getSetCookie()[0]?.split(';')[0]
  if (!account.ok || !cookie) throw new Error(`No account: ${account.status} ${await account.text()}`)
  const workspace = mintId<WorkspaceId>('ws', systemRandom)
  const body = JSON.stringify({ id: workspace, name: 'Bench' })
  const made = await fetch(`${url}/api/workspaces`, { method: 'POST', headers: { ...headers, cookie }, body })
  if (!made.ok) throw new Error(`No workspace: ${made.status} ${await made.text()}`)
  return { cookie, workspace }
}

export async function openWireDevice(url: string, cookie: string): Promise<WireDevice> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`, { headers: { cookie, origin: url } })
  socket.binaryType = 'nodebuffer'
  const listeners = new Set<(message: ServerMessage) => void>()
  const settled = new Map<number, (message: Extract<ServerMessage, { kind: 'settled' }>) => void>()
  let pushes = 0
  const send = (message: ClientMessage) => socket.send(encodeClientMessage(message))
  const welcomed = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
    socket.on('open', () =>
      send({ kind: 'hello', version: protocolVersion, device: mintId<DeviceId>('device', systemRandom), token: '' }),
    )
    socket.on('message', (frame: Buffer) => {
      const decoded = decodeServerFrame(frame)
      if (!decoded.ok) throw new Error(`The server sent what can not be read: ${decoded.reason}`)
      const message = decoded.value
      if (message.kind === 'welcome') resolve()
      if (message.kind === 'settled') settled.get(message.push)?.(message)
      for (const listener of listeners) listener(message)
    })
  })
  await welcomed
  return {
    send,
    push: (workspace, changes) =>
      new Promise((resolve, reject) => {
        const push = (pushes += 1)
        settled.set(push, ({ results }) => {
          settled.delete(push)
          const refusal = results.find((result) => 'refused' in result)
          if (refusal) reject(new Error(`refused: ${JSON.stringify(refusal)}`))
          else resolve()
        })
        send({ kind: 'push', workspace, push, changes })
      }),
    onMessage: (listener) => void listeners.add(listener),
    close: () => socket.close(),
  }
}
