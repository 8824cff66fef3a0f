import { WebSocket } from 'ws'
import type { DeviceId, WorkspaceId } from '#shared/kit/ids.ts'
import { encodeClientMessage } from '#shared/protocol/codec.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import type { ClientMessage, OutgoingChange, PushResult, ServerMessage } from '#shared/protocol/messages.ts'
import { decodeServerFrame } from '#shared/protocol/unfold-frame.ts'
import type { StatePage } from './workspace-source.ts'

type Changes = Extract<ServerMessage, { kind: 'changes' }>
type Settled = Extract<ServerMessage, { kind: 'settled' }>

/** The smallest reader and writer of the sync protocol: one question at a time. Throws when the socket ends. */
export interface SyncClient {
  push(workspace: WorkspaceId, changes: readonly OutgoingChange[]): Promise<readonly PushResult[]>
  /** One page of the state, from the beginning or where the last one ended. */
  bootstrap(workspace: WorkspaceId, position: { readonly asOf: number; readonly after: string }): Promise<StatePage>
  /** One page after the cursor. */
  pull(workspace: WorkspaceId, cursor: number): Promise<Changes>
  close(): void
}

export async function openSyncClient(
  server: string,
  { cookie, device }: { cookie: string; device: DeviceId },
): Promise<SyncClient> {
  const url = new URL('/sync', server)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new WebSocket(url, { headers: { cookie }, perMessageDeflate: false })
  let last: Promise<unknown> = Promise.resolve()

  const ask = <Answer extends ServerMessage>(
    message: ClientMessage,
    isAnswer: (heard: ServerMessage) => heard is Answer,
  ) => {
    const turn = last.then(() => question(socket, message, isAnswer))
    last = turn.catch(() => undefined)
    return turn
  }
  await opened(socket)
  // What follows an error is the close, which whoever waits is told of.
  socket.on('error', () => socket.terminate())
  await ask({ kind: 'hello', version: protocolVersion, device, token: '' }, (heard) => heard.kind === 'welcome')
  let pushes = 0
  return {
    push: async (workspace, changes) => {
      pushes += 1
      const number = pushes
      const message = { kind: 'push', workspace, push: number, changes } as const
      const { results } = await ask(
        message,
        (heard): heard is Settled => heard.kind === 'settled' && heard.push === number,
      )
      return results
    },
    bootstrap: (workspace, position) =>
      ask(
        { kind: 'bootstrap', workspace, ...position },
        (heard): heard is StatePage => heard.kind === 'snapshots' && heard.workspace === workspace,
      ),
    // A fresh subscription each time, so that the answer also holds what was pushed from here. A commit of someone else may come
    // first and answers as well: any frame from this cursor joins up.
    pull: (workspace, cursor) =>
      ask(
        { kind: 'subscribe', workspace, cursor },
        (heard): heard is Changes => heard.kind === 'changes' && heard.from === cursor,
      ),
    close: () => socket.close(),
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
}

function question<Answer extends ServerMessage>(
  socket: WebSocket,
  message: ClientMessage,
  isAnswer: (heard: ServerMessage) => heard is Answer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      socket.off('message', hear)
      socket.off('close', closed)
    }
    const hear = (data: Buffer) => {
      const heard = decodeServerFrame(data)
      if (heard.ok && isAnswer(heard.value)) {
        finish()
        resolve(heard.value)
      } else if (!heard.ok || heard.value.kind === 'refused') {
        finish()
        reject(new Error(`The server refused: ${heard.ok ? JSON.stringify(heard.value) : heard.reason}.`))
      }
    }
    const closed = (code: number, reason: Buffer) => {
      finish()
      reject(new Error(reason.length > 0 ? reason.toString() : `The server ended the connection (${code}).`))
    }
    socket.on('message', hear)
    socket.on('close', closed)
    socket.send(encodeClientMessage(message))
  })
}
