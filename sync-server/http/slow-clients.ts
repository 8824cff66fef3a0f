import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { openFilesLimit } from '#server/storage/open-files-limit.ts'

export interface Patience {
  readonly headersMs: number
  /** Until a body that is read as a whole is there; files are streamed and have as long as a request may take. */
  readonly bodyMs: number
  /** Nothing comes and nothing goes: whoever does not read an answer. */
  readonly stillMs: number
  readonly requestMs: number
  /** Looks for late headers this often. */
  readonly lookMs: number
}

const usualPatience: Patience = {
  headersMs: 20_000,
  bodyMs: 60_000,
  stillMs: 5 * 60_000,
  // Long enough for the largest blob over a slow line.
  requestMs: 15 * 60_000,
  lookMs: 5_000,
}

/** What the HTTP library has to be told of it. */
export function patienceOptions({ headersMs, stillMs, requestMs, lookMs }: Patience = usualPatience) {
  return {
    requestTimeout: requestMs,
    connectionTimeout: stillMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: lookMs },
  } as const
}

interface Bounds {
  readonly patience?: Patience
  readonly maxConnections?: number
}

/**
 * Clients that send or read a byte now and then hold a connection, and with enough of them nobody else would get one. So each step of
 * a request has its time, and when there are too many connections the one that was heard of least lately makes room for the next,
 * those that ask for nothing first. Sockets that were upgraded are counted elsewhere.
 */
export function boundSlowClients(
  app: FastifyInstance,
  { patience = usualPatience, maxConnections = plainConnectionLimit() }: Bounds = {},
): void {
  endLateBodies(app, patience.bodyMs)
  keepRoom(app.server, maxConnections)
}

function endLateBodies(app: FastifyInstance, bodyMs: number): void {
  const timers = new WeakMap<object, NodeJS.Timeout>()
  const hasBody = ({ headers }: FastifyRequest) =>
    headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  const end = (request: FastifyRequest, done: () => void) => {
    if (hasBody(request)) clearTimeout(timers.get(request))
    done()
  }
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request
    if (hasBody(request))
      timers.set(
        request,
        setTimeout(() => raw.socket.destroy(), bodyMs),
      )
    done()
  })
  // Before it the body was read, or, of what is streamed, nothing of it.
  app.addHook('preHandler', (request, _reply, done) => end(request, done))
  app.addHook('onResponse', (request, _reply, done) => end(request, done))
}

/** A connection waits for a request, or is busy with one. Sets keep their order: the first has waited longest. */
function keepRoom(server: Server, maxConnections: number): void {
  const waiting = new Set<Duplex>()
  const busy = new Set<Duplex>()
  const forget = (socket: Duplex) => void (waiting.delete(socket) || busy.delete(socket))
  server.on('connection', (socket) => {
    if (waiting.size + busy.size >= maxConnections) [...first(waiting), ...first(busy)][0]?.destroy()
    waiting.add(socket)
    socket.once('close', () => forget(socket))
  })
  server.on('request', ({ socket }, response) => {
    if (waiting.delete(socket)) busy.add(socket)
    response.once('close', () => {
      if (busy.delete(socket) && !socket.destroyed) waiting.add(socket)
    })
  })
  server.on('upgrade', (_request, socket) => forget(socket))
}

function first<Item>(items: ReadonlySet<Item>): Item[] {
  for (const item of items) return [item]
  return []
}

/** A quarter of what the process may have open. */
function plainConnectionLimit(): number {
  const limit = openFilesLimit()
  return limit === undefined ? Number.POSITIVE_INFINITY : Math.max(16, Math.floor(limit / 4))
}
