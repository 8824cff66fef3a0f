import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { isReplicaId, type PrincipalId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { AccountId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { closeCodes, defaultLimits, refusals } from '#shared/protocol/codes.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { isEnded, type Credential, type Credentials } from '#server/identity/credentials.ts'
import type { Identity } from '#server/identity/identity.ts'
import { hasScope, onlyOrganisation } from '#server/identity/key-limits.ts'
import type { PushPorts } from '#server/log/push.ts'
import { openWorkerPool } from '#server/log/worker/worker-pool.ts'
import { holdSocket } from '#server/storage/open-files-limit.ts'
import type { Storage } from '#server/storage/storage.ts'
import { findWorkspace } from '#server/tenancy/find-workspace.ts'
import { noteRefusal, type RefusalPorts } from './note-refusal.ts'
import type { Channels, Place } from './channels.ts'
import { comeBackLater } from './come-back-later.ts'
import { Connection, type Flushes } from './connection.ts'
import type { ConnectionQuotas } from '#server/tenancy/quotas/connection-quotas.ts'
import { endSessions } from './end-sessions.ts'
import { openKeepAlive } from './keep-alive.ts'
import { yCloseCodes } from './y-close-codes.ts'
import { YRooms } from './y-rooms.ts'
import { YSession, type YSessionPorts } from './y-session.ts'
import { openYStates } from './y-states.ts'

export interface YDoorPorts extends PushPorts, RefusalPorts {
  readonly storage: Storage
  readonly identity: Identity
  readonly credentials: Credentials
  readonly channels: Channels
  readonly flushes: Flushes
  readonly quotas: { readonly connections: ConnectionQuotas }
  readonly clock: Clock
  readonly keepAliveMs: number
  /** A number that no session of this process has had. */
  nextNumber(): number
  /** Whether the server takes another connection. */
  hasRoom(): boolean
  report(fault: unknown): void
}

/** `/y/{organisation}/{workspace}/{replica}?token=…`: the plain protocol of y-websocket over the same log (SY70–SY79). */
export interface YDoor {
  readonly size: number
  /** Of an upgrade below /y/. */
  enter(request: IncomingMessage, raw: Socket, head: Buffer): void
  close(): Promise<void>
}

interface Held {
  readonly socket: WebSocket
  readonly session: YSession
}

/** Below the 30 s after which stock clients take silence for a dead line. */
const longestSilenceMs = 20_000

export function isYPath({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/y/')
}

export function openYDoor(ports: YDoorPorts): YDoor {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: defaultLimits.maxFrameBytes,
    perMessageDeflate: false,
  })
  const pool = openWorkerPool()
  const states = openYStates(ports.log, pool)
  const rooms = new YRooms({ channels: ports.channels, nameOf: (principal) => nameOf(ports.identity, principal) })
  const sessionPorts: YSessionPorts = { ...ports, rooms, states }
  const held = new Map<WebSocket, Held>()
  const keepAlive = openKeepAlive<Held>(Math.min(ports.keepAliveMs, longestSilenceMs), (entry) => look(entry, ports))
  const stops = [
    ports.log.onCommitted((commit) => {
      states.committed(commit)
      rooms.committed(commit)
    }),
    watchEnds(ports, held),
    watchAccess(ports, held),
  ]

  const admit = (socket: WebSocket, raw: Socket, admitted: Admitted | Refused) => {
    socket.on('error', () => socket.terminate())
    if (!ports.hasRoom()) return socket.close(closeCodes.full, comeBackLater)
    if ('code' in admitted) return socket.close(admitted.code, admitted.reason)
    const connection = new Connection(socket, raw, ports.flushes)
    const session = new YSession({ socket, connection, number: ports.nextNumber(), ...admitted }, sessionPorts)
    const entry = { socket, session }
    held.set(socket, entry)
    socket.once('close', holdSocket())
    keepAlive.add(entry)
    void holdPlace(entry, admitted.place, ports)
    socket.on('close', () => {
      ports.quotas.connections.leave(session.number)
      held.delete(socket)
      keepAlive.remove(entry)
      session.closed()
    })
  }

  return {
    get size() {
      return held.size
    },
    enter: (request, raw, head) => {
      admission(request, ports).then(
        (admitted) => sockets.handleUpgrade(request, raw, head, (socket) => admit(socket, raw, admitted)),
        (fault) => {
          ports.report(fault)
          raw.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        },
      )
    },
    close: async () => {
      keepAlive.close()
      for (const stop of stops) stop()
      await endSessions(held)
      states.close()
      await pool.close()
    },
  }
}

/** One connection more of an organisation that may have only so many. */
async function holdPlace(
  { socket, session }: Held,
  { workspace }: Place,
  { quotas, report }: YDoorPorts,
): Promise<void> {
  try {
    if (!(await quotas.connections.enter(workspace, session.number)))
      session.close(closeCodes.full, 'This organisation has as many connections as it may have.')
    if (socket.readyState !== socket.OPEN) quotas.connections.leave(session.number)
  } catch (fault) {
    report(fault)
  }
}

interface Admitted {
  readonly credential: Credential
  readonly place: Place
}

interface Refused {
  readonly code: number
  readonly reason: string
}

/** A workspace that is not there and one that is not the caller's look alike. A page can not read the status of a refused upgrade, so the door opens and says why it closes. */
async function admission(request: IncomingMessage, ports: YDoorPorts): Promise<Admitted | Refused> {
  const asked = askedOf(request)
  const credential = asked.token === '' ? undefined : await ports.credentials.principalOf(asked.token)
  if (!credential) return { code: closeCodes.signedOut, reason: 'The token is not valid, or not any more.' }
  const { replica } = asked
  if (!isStockReplica(replica)) return { code: yCloseCodes.notFound, reason: 'The room is no id of a Yjs document.' }
  const workspace = await findWorkspace(ports.storage.control, asked)
  const isGood = workspace !== undefined && (await isGoodIn(credential, workspace, ports))
  const allowed = workspace && (await ports.access.check(credential.principal, 'read', workspace, replica))
  if (!workspace || !isGood || !allowed?.ok) {
    noteRefusal(ports, { door: '/y/', principal: credential.principal, workspace, code: 'no-access' })
    return { code: yCloseCodes.refused, reason: refusals['no-access'].sentence }
  }
  return { credential, place: { workspace, replica } }
}

/** A stock client reads and writes: a key has to be good for both, and there. */
async function isGoodIn(credential: Credential, workspace: WorkspaceId, { storage }: YDoorPorts): Promise<boolean> {
  const only = onlyOrganisation(credential)
  const isThere = only === undefined || (await storage.control.organisationOfWorkspace(workspace)) === only
  return isThere && hasScope(credential, 'read') && hasScope(credential, 'write')
}

function askedOf({ url = '' }: IncomingMessage) {
  const { pathname, searchParams } = new URL(url, 'http://nexus')
  const [, , organisation = '', workspace = '', ...room] = pathname.split('/').map(decoded)
  return { organisation, workspace, replica: room.join('/'), token: searchParams.get('token') ?? '' }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

function isStockReplica(name: string): name is ReplicaId {
  return isReplicaId(name) && typeOfReplica(name)?.kind === 'yjs'
}

function look({ socket, session }: Held, { credentials, report }: YDoorPorts): void {
  if (!session.wasHeard) return socket.terminate()
  session.wasHeard = false
  socket.ping()
  session.sayNothing()
  credentials.renewed(session.credential).then((renewed) => session.lookedAt(renewed), report)
}

function watchEnds({ credentials }: YDoorPorts, held: ReadonlyMap<WebSocket, Held>): () => void {
  return credentials.onEnded((ended) => {
    for (const { session } of held.values())
      if (isEnded(session.credential, ended)) session.close(closeCodes.signedOut, 'The token was revoked.')
  })
}

function watchAccess({ access }: YDoorPorts, held: ReadonlyMap<WebSocket, Held>): () => void {
  return access.onChanged(({ workspace }) => {
    for (const { session } of held.values())
      if (!workspace || session.place.workspace === workspace) session.accessChanged()
  })
}

async function nameOf(identity: Identity, principal: PrincipalId): Promise<string | undefined> {
  if (!principal.startsWith('user:')) return undefined
  const [account] = await identity.accounts([principal.slice('user:'.length) as AccountId])
  return account?.name
}
