import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { closeCodes, defaultLimits } from '#shared/protocol/codes.ts'
import type { OwnOrigin } from '#server/access/own-origin.ts'
import { isEnded, type Credential } from '#server/identity/credentials.ts'
import { sessionTokenOf } from '#server/identity/session-cookie.ts'
import { holdSocket } from '#server/storage/open-files-limit.ts'
import { openAdmission } from './admission.ts'
import { comeBackLater, retryAfterS } from './come-back-later.ts'
import { openChannels } from './channels.ts'
import { Connection, Flushes } from './connection.ts'
import { endSessions } from './end-sessions.ts'
import { openFeeds } from './feeds.ts'
import { Gate } from './gate.ts'
import { openKeepAlive } from './keep-alive.ts'
import { Session, type SessionPorts } from './session.ts'
import { ViewBook } from './view-book.ts'
import { isYPath, openYDoor, type YDoorPorts } from './y-door.ts'

export interface LivePorts
  extends Omit<SessionPorts, 'feeds' | 'channels' | 'pages' | 'views'>,
    Pick<YDoorPorts, 'storage' | 'identity'> {
  readonly origin: OwnOrigin
  /** Milliseconds between signs of life (SY60) and looks at whether the sign-in still holds. */
  readonly keepAliveMs: number
  /** Above it newcomers are closed with 4504. */
  readonly maxConnections: number
}

export interface LiveServer {
  /** Handles what was taken, closes every socket with 1001 and takes no more (SY62). */
  close(): Promise<void>
}

const helloWithinMs = 10_000
/** Twice as many as the threads that deflate them. */
const maxPagesAtOnce = 8

interface Held {
  readonly socket: WebSocket
  readonly session: Session
}

/** The socket door at /sync of an HTTP server. */
export function openLiveServer(server: Server, ports: LivePorts): LiveServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: defaultLimits.maxFrameBytes,
    perMessageDeflate: false,
  })
  const feeds = openFeeds(ports)
  const channels = openChannels(ports)
  const pages = new Gate(maxPagesAtOnce)
  const sessionPorts: SessionPorts = { ...ports, feeds, channels, pages, views: new ViewBook() }
  const held = new Map<WebSocket, Held>()
  const flushes = new Flushes()
  const keepAlive = openKeepAlive<Held>(ports.keepAliveMs, (entry) => look(entry, ports))
  let lastNumber = 0
  const nextNumber = () => (lastNumber += 1)
  const hasRoom = () => held.size + stockDoor.size < ports.maxConnections
  const stockDoor = openYDoor({ ...ports, channels, flushes, nextNumber, hasRoom })

  const admit = (socket: WebSocket, raw: Socket, credential: Credential | undefined) => {
    socket.on('error', () => socket.terminate())
    if (!hasRoom()) return socket.close(closeCodes.full, comeBackLater)
    const connection = new Connection(socket, raw, flushes)
    const session = new Session({ socket, connection, number: nextNumber(), credential }, sessionPorts)
    const entry: Held = { socket, session }
    held.set(socket, entry)
    socket.once('close', holdSocket())
    keepAlive.add(entry)
    const hello = setTimeout(() => session.isReady || session.close(closeCodes.malformed), helloWithinMs)
    socket.on('close', () => {
      clearTimeout(hello)
      held.delete(socket)
      keepAlive.remove(entry)
      session.closed()
    })
  }

  const closeDoor = openDoor(server, ports, (request, raw, head) => {
    if (isYPath(request)) return stockDoor.enter(request, raw, head)
    credentialOf(request, ports).then(
      (credential) => sockets.handleUpgrade(request, raw, head, (socket) => admit(socket, raw, credential)),
      (fault) => {
        ports.report(fault)
        refuseUpgrade(raw, '503 Service Unavailable')
      },
    )
  })
  const stopWatching = [watchEnds(ports, held), watchAccess(ports, held)]

  return {
    close: async () => {
      closeDoor()
      keepAlive.close()
      for (const stop of stopWatching) stop()
      await Promise.all([endSessions(held), stockDoor.close()])
      feeds.close()
    },
  }
}

/** Who knocks, and may come in as soon as there is time. Returns what closes the door. */
function openDoor(
  server: Server,
  { origin }: LivePorts,
  enter: (request: IncomingMessage, raw: Socket, head: Buffer) => void,
): () => void {
  const admission = openAdmission()
  const upgrade = (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    // Node hands out the socket under the type of what it might be elsewhere.
    const raw = duplex as Socket
    raw.on('error', () => raw.destroy())
    if (!isSyncPath(request) && !isYPath(request)) return refuseUpgrade(raw, '404 Not Found')
    if (!origin.isKnownHost(request.headers.host)) return refuseUpgrade(raw, '421 Misdirected Request')
    // A page of another site has to bring a token of its own at /y/: no cookie opens that door.
    if (!isYPath(request) && !origin.isOwnPage(request.headers)) return refuseUpgrade(raw, '403 Forbidden')
    if (!admission.add(() => enter(request, raw, head))) refuseUpgrade(raw, '503 Service Unavailable', retryAfterS)
  }
  server.on('upgrade', upgrade)
  return () => {
    server.off('upgrade', upgrade)
    admission.close()
  }
}

async function credentialOf(
  request: IncomingMessage,
  { credentials, origin }: LivePorts,
): Promise<Credential | undefined> {
  const cookie = sessionTokenOf(request.headers.cookie, origin)
  return cookie ? credentials.ofCookie(cookie) : undefined
}

/** Heard of since the last look? If not, it is gone without a word. Does its credential still hold? If not, say so. */
function look({ socket, session }: Held, { credentials, report }: LivePorts): void {
  if (!session.wasHeard) return socket.terminate()
  session.wasHeard = false
  socket.ping()
  const { credential } = session
  if (!credential) return
  const isSame = () => session.credential === credential
  credentials.renewed(credential).then((renewed) => isSame() && session.lookedAt(renewed), report)
}

function watchEnds({ credentials }: LivePorts, held: ReadonlyMap<WebSocket, Held>): () => void {
  return credentials.onEnded((ended) => {
    for (const { session } of held.values())
      if (session.credential && isEnded(session.credential, ended)) session.close(closeCodes.signedOut)
  })
}

function watchAccess({ access }: LivePorts, held: ReadonlyMap<WebSocket, Held>): () => void {
  return access.onChanged((change) => {
    for (const { session } of held.values()) session.accessChanged(change)
  })
}

function isSyncPath({ url = '' }: IncomingMessage): boolean {
  return url.split('?')[0] === '/sync'
}

function refuseUpgrade(raw: Duplex, status: string, retryAfter?: number): void {
  const later = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`
  raw.end(`HTTP/1.1 ${status}\r\n${later}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}
