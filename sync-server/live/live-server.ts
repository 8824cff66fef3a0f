import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { closeCodes, defaultLimits } from '#shared/protocol/codes.ts'
import type { OwnOrigin } from '#server/access/own-origin.ts'
import type { Identity } from '#server/identity/identity.ts'
import { cookieValue, sessionCookie } from '#server/identity/session-cookie.ts'
import { openChannels } from './channels.ts'
import { openFeeds } from './feeds.ts'
import { Session, type SessionPorts } from './session.ts'

export interface LivePorts extends Omit<SessionPorts, 'feeds' | 'channels'> {
  readonly identity: Identity
  readonly origin: OwnOrigin
  /** Milliseconds between signs of life (SY60) and looks at whether the sign-in still holds. */
  readonly keepAliveMs: number
}

export interface LiveServer {
  /** Handles what was taken, closes every socket with 1001 and takes no more (SY62). */
  close(): Promise<void>
}

const helloWithinMs = 10_000
const goodbyeMs = 1_000

interface Held {
  readonly session: Session
  readonly token: string
  wasHeard: boolean
}

/** The socket door at /sync of an HTTP server. */
export function openLiveServer(server: Server, ports: LivePorts): LiveServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: defaultLimits.maxFrameBytes,
    perMessageDeflate: false,
  })
  const feeds = openFeeds(ports.log)
  const sessionPorts: SessionPorts = { ...ports, feeds, channels: openChannels() }
  const held = new Map<WebSocket, Held>()
  let lastNumber = 0

  const admit = (socket: WebSocket, { token, signedIn }: Admission) => {
    socket.on('error', () => socket.terminate())
    if (!token || !signedIn) return socket.close(closeCodes.signedOut)
    lastNumber += 1
    const session = new Session({ socket, number: lastNumber, signedIn }, sessionPorts)
    const entry: Held = { session, token, wasHeard: true }
    const hello = setTimeout(() => session.isReady || session.close(closeCodes.malformed), helloWithinMs)
    held.set(socket, entry)
    socket.on('message', () => (entry.wasHeard = true))
    socket.on('pong', () => (entry.wasHeard = true))
    socket.on('close', () => {
      clearTimeout(hello)
      held.delete(socket)
      session.closed()
    })
  }

  const upgrade = (request: IncomingMessage, raw: Duplex, head: Buffer) => {
    raw.on('error', () => raw.destroy())
    if (!isSyncPath(request)) return refuseUpgrade(raw, '404 Not Found')
    if (!ports.origin.isKnownHost(request.headers.host)) return refuseUpgrade(raw, '421 Misdirected Request')
    if (!ports.origin.isOwnPage(request.headers)) return refuseUpgrade(raw, '403 Forbidden')
    admissionOf(request, ports.identity).then(
      (admission) => sockets.handleUpgrade(request, raw, head, (socket) => admit(socket, admission)),
      (fault) => {
        ports.report(fault)
        refuseUpgrade(raw, '503 Service Unavailable')
      },
    )
  }
  server.on('upgrade', upgrade)

  const keepAlive = setInterval(() => {
    for (const [socket, entry] of held) tick(socket, entry, ports)
  }, ports.keepAliveMs)
  const stopWatching = [watchSignOuts(ports.identity, held), watchRoles(ports, held)]

  return {
    close: async () => {
      server.off('upgrade', upgrade)
      clearInterval(keepAlive)
      for (const stop of stopWatching) stop()
      await endSessions(held)
      feeds.close()
    },
  }
}

async function endSessions(held: ReadonlyMap<WebSocket, Held>): Promise<void> {
  for (const socket of held.keys()) socket.pause()
  await Promise.all([...held.values()].map(({ session }) => session.settled()))
  const gone = [...held.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
  for (const [socket, { session }] of held) {
    session.close(closeCodes.goingAway)
    socket.resume()
  }
  // Who does not answer the goodbye is not waited for.
  await Promise.race([Promise.all(gone), new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref())])
  for (const socket of held.keys()) socket.terminate()
}

interface Admission {
  readonly token: string | undefined
  readonly signedIn: Awaited<ReturnType<Identity['sessionOf']>>
}

async function admissionOf(request: IncomingMessage, identity: Identity): Promise<Admission> {
  const token = cookieValue(request.headers.cookie, sessionCookie)
  return { token, signedIn: token ? await identity.sessionOf(token) : undefined }
}

/** Heard of since the last look? If not, it is gone without a word. Still signed in? If not, say so. */
function tick(socket: WebSocket, entry: Held, { identity, report }: LivePorts): void {
  if (!entry.wasHeard) return socket.terminate()
  entry.wasHeard = false
  socket.ping()
  identity.sessionOf(entry.token).then((signedIn) => signedIn ?? entry.session.close(closeCodes.signedOut), report)
}

function watchSignOuts(identity: Identity, held: ReadonlyMap<WebSocket, Held>): () => void {
  return identity.onSignedOut((ended) => {
    for (const { session } of held.values()) {
      const { signedIn } = session
      if (signedIn.session === ended.session || signedIn.account.id === ended.account)
        session.close(closeCodes.signedOut)
    }
  })
}

function watchRoles({ access }: LivePorts, held: ReadonlyMap<WebSocket, Held>): () => void {
  return access.onChanged(({ workspace, subject, role }) => {
    for (const { session } of held.values()) {
      if (session.principal !== subject || !session.isReady) continue
      if (!role) session.leave(workspace)
      session.connection.send({ kind: 'access', workspace, role: role ?? 'none' })
    }
  })
}

function isSyncPath({ url = '' }: IncomingMessage): boolean {
  return url.split('?')[0] === '/sync'
}

function refuseUpgrade(raw: Duplex, status: string): void {
  raw.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
