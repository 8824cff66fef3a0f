import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/**
 * What the machine can do without a CRDT, a log or a check: `each` sends every message to every other client of the room at once;
 * `tick` gathers what arrives in one turn of the event loop and writes it to each socket in one piece, framed once.
 */
const isPerTick = process.env.RELAY === 'tick'
const emptyStep2 = Buffer.from([0, 1, 2, 0, 0])

interface Room {
  readonly sockets: Set<WebSocket>
  pending: { from: WebSocket; message: Buffer; frame: Buffer }[]
}

const rooms = new Map<string, Room>()
const http = createServer()
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })

sockets.on('connection', (socket, { url = '/' }) => {
  const room = rooms.get(url) ?? { sockets: new Set(), pending: [] }
  rooms.set(url, room)
  room.sockets.add(socket)
  socket.on('error', () => socket.terminate())
  socket.on('close', () => room.sockets.delete(socket))
  socket.on('message', (message: Buffer) => {
    if (message[0] === 0 && message[1] === 0) socket.send(emptyStep2)
    else if (isPerTick) gather(room, socket, message)
    else for (const other of room.sockets) if (other !== socket) other.send(message)
  })
})

function gather(room: Room, from: WebSocket, message: Buffer): void {
  if (room.pending.push({ from, message, frame: framed(message) }) === 1) setImmediate(flush, room)
}

function flush(room: Room): void {
  const { pending } = room
  room.pending = []
  const authors = new Set(pending.map((each) => each.from))
  const all = Buffer.concat(pending.map((each) => each.frame))
  for (const socket of room.sockets) {
    const own = authors.has(socket)
    const bytes = own ? Buffer.concat(pending.flatMap(({ from, frame }) => (from === socket ? [] : [frame]))) : all
    if (bytes.length > 0) rawSocketOf(socket).write(bytes)
  }
}

function framed(message: Buffer): Buffer {
  const header = message.length < 126 ? [0x82, message.length] : [0x82, 126, message.length >> 8, message.length & 255]
  return Buffer.concat([Buffer.from(header), message])
}

/** `ws` has no door to the socket beneath it. */
function rawSocketOf(socket: WebSocket): Socket {
  return (socket as unknown as { _socket: Socket })._socket
}

http.listen(Number(process.env.PORT), '127.0.0.1')
