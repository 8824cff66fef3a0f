import { type DeviceId, mintId } from '#shared/kit/ids.ts'
import { encodeClientMessage } from '#shared/protocol/codec.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import type { ClientMessage, ServerMessage } from '#shared/protocol/messages.ts'
import { decodeServerFrame } from '#shared/protocol/unfold-frame.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { In, Out } from './bytes.ts'
import { presenceOf } from './presence.ts'
import type { Line, Listener, Protocol, Seat } from './protocol.ts'

const changesTag = 2
const settledTag = 3
const pushTag = 5
const yjsKind = 1
const out = new Out()
const chunkInput = new In()

/**
 * The protocol of SPEC.md as a device speaks it: one socket, the state of the workspace, then its changes, one push an edit. The two frames of the hot
 * path are read and written by hand (`checkPush` compares the written one); everything else goes through the codec.
 */
export const nexusProtocol: Protocol = {
  upgrade: ({ person }) => ({ path: '/sync', headers: { cookie: person.cookie } }),
  opened: (line) => {
    const device = mintId<DeviceId>('device', systemRandom)
    say(line, { kind: 'hello', version: protocolVersion, device, token: '' })
    askForState(line, 0, '')
    const { workspace, replica } = line.seat.room
    say(line, { kind: 'watch', workspace, replica })
    say(line, { kind: 'presence', workspace, replica, bytes: presenceOf(line) })
  },
  take: (line, frame, listener) => {
    const start = frame.at
    frame.byte()
    const tag = frame.byte()
    if (tag === changesTag) return takeChanges(line, frame, listener)
    if (tag === settledTag) return takeSettled(frame, listener)
    const message = decodeServerFrame(frame.bytes.subarray(start, frame.end))
    if (!message.ok) throw new Error(`A frame of Nexus can not be read: ${message.reason}`)
    takeOther(line, message.value, listener)
  },
  writeEdit: (edit, line, updateLength) => {
    line.pushes += 1
    edit.byte(protocolVersion).byte(pushTag).text(line.seat.room.workspace).uint(line.pushes)
    edit.byte(1).byte(0).text(line.seat.room.replica).byte(yjsKind).uint(updateLength)
  },
}

/** Throws when the hand-written push is not what the codec writes. */
export function checkPush(seat: Seat): void {
  const { workspace, replica } = seat.room
  const bytes = new Uint8Array([1, 2, 3])
  const line: Line = { seat, presenceId: 0, cursor: 0, unasked: 0, pushes: 299, send: () => {} }
  nexusProtocol.writeEdit(out.clear(), line, bytes.length)
  const expected = encodeClientMessage({
    kind: 'push',
    workspace,
    push: 300,
    changes: [{ replica, kind: 'yjs', bytes }],
  })
  if (!out.raw(bytes).taken().equals(expected)) throw new Error('bug: a push is not written as the codec writes it')
}

function takeChanges(line: Line, frame: In, listener: Listener): void {
  frame.skipSized()
  const from = frame.uint()
  const to = frame.uint()
  const head = frame.uint()
  if (from !== line.cursor) throw new Error(`A frame goes on from ${from}, the client is at ${line.cursor}.`)
  line.cursor = to
  for (let count = frame.uint(); count > 0; count -= 1) takeChange(frame, listener)
  if (to < head) say(line, { kind: 'pull', workspace: line.seat.room.workspace, cursor: to })
  else listener.synced()
}

function takeChange(frame: In, listener: Listener): void {
  frame.uint()
  skipRepeated(frame)
  frame.byte()
  skipRepeated(frame)
  skipRepeated(frame)
  frame.uint()
  listener.update(frame, frame.uint())
}

function takeSettled(frame: In, listener: Listener): void {
  frame.skipSized()
  frame.uint()
  for (let count = frame.uint(); count > 0; count -= 1) {
    if (frame.byte() !== 1) throw new Error(`Nexus refused an edit with code ${frame.byte()}.`)
    frame.uint()
    listener.acknowledged()
  }
}

function takeOther(line: Line, message: ServerMessage, listener: Listener): void {
  if (message.kind === 'refused') throw new Error(`Nexus refused a request: ${message.code}.`)
  if (message.kind === 'snapshots') takeSnapshots(line, message, listener)
}

/** The state first, page by page, then what happens from there on: as our own client does that has nothing yet. */
function takeSnapshots(line: Line, page: Extract<ServerMessage, { kind: 'snapshots' }>, listener: Listener): void {
  for (const { chunks } of page.snapshots)
    for (const chunk of chunks) listener.update(chunkInput.over(chunk, 0, chunk.length), chunk.length)
  if (page.next !== '') return askForState(line, page.asOf, page.next)
  line.cursor = page.asOf
  say(line, { kind: 'subscribe', workspace: line.seat.room.workspace, cursor: page.asOf })
}

function askForState(line: Line, asOf: number, after: string): void {
  say(line, { kind: 'bootstrap', workspace: line.seat.room.workspace, asOf, after })
}

function skipRepeated(frame: In): void {
  if (frame.uint() === 0) frame.skipSized()
}

function say(line: Line, message: ClientMessage): void {
  line.send(out.clear().raw(encodeClientMessage(message)))
}
