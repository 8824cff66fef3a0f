import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { problemHandler } from './problems.ts'
import { boundSlowClients, type Patience, patienceOptions } from './slow-clients.ts'

const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const long: Patience = { headersMs: 60_000, bodyMs: 60_000, stillMs: 60_000, requestMs: 120_000, lookMs: 20 }

async function serverWith(patience: Patience, maxConnections = 1_000) {
  const faults: unknown[] = []
  const app: FastifyInstance = Fastify({ ...patienceOptions(patience), forceCloseConnections: true })
  app.setErrorHandler(problemHandler((fault) => faults.push(fault)))
  boundSlowClients(app, { patience, maxConnections })
  app.get('/health', () => ({ status: 'ok' }))
  app.get('/large', () => 'x'.repeat(64 * 1024 * 1024))
  app.post('/body', ({ body }) => ({ body }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  closing.push(() => app.close())
  const address = app.server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { port, faults, server: app.server, health: () => healthAt(port) }
}

async function healthAt(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/health`, { headers: { connection: 'close' } })
  await answer.arrayBuffer()
  return answer.status
}

async function knock(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  closing.push(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** Resolves when the other side has ended it. */
const ended = (socket: Socket) => (socket.closed ? Promise.resolve() : once(socket.resume(), 'close'))

const halfHead = 'GET /health HTTP/1.1\r\nHost: a\r\n'
const halfBody = 'POST /body HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'

it('[slowhttptest -H] who never ends the head of a request is let go of', async () => {
  const { port, health } = await serverWith({ ...long, headersMs: 1_000 })
  await ended(await knock(port, halfHead))
  expect(await health()).toBe(200)
})

it('[slowhttptest -B] who never ends a body is let go of, and it is no fault of the server', async () => {
  const { port, health, faults } = await serverWith({ ...long, bodyMs: 50 })
  await ended(await knock(port, halfBody))
  expect(await health()).toBe(200)
  expect(faults).toEqual([])
})

it('[slowhttptest -X] who does not read the answer is let go of', async () => {
  const { port, health, server } = await serverWith({ ...long, stillMs: 3_000 })
  const arrived = once(server, 'connection') as Promise<[Socket]>
  const reader = await knock(port, 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
  const [theirs] = await arrived
  const gone = once(theirs, 'close')
  await once(reader, 'readable')
  expect(theirs.destroyed).toBe(false)
  await gone
  expect(await health()).toBe(200)
})

it('when there are too many, those that ask for nothing make room, the longest waiting first; who is being served stays', async () => {
  const { port, health } = await serverWith(long, 8)
  const served = await knock(port, halfBody)
  const quiet = [await knock(port, ''), await knock(port, '')] as const
  for (let at = 0; at < 20; at += 1) await knock(port, halfHead)
  await Promise.all(quiet.map(ended))
  for (let at = 0; at < 20; at += 1) expect(await health()).toBe(200)
  served.write(`"a":"${'x'.repeat(92)}"}`)
  const [answer] = (await once(served, 'data')) as [Buffer]
  expect(String(answer)).toContain('200 OK')
})

it('[slowhttptest -c 1000] a server that may open few files goes on serving others', async () => {
  const data = mkdtempSync(join(tmpdir(), 'nexus-slow-'))
  const main = fileURLToPath(new URL('../app/main.ts', import.meta.url))
  const child = spawn('sh', ['-c', 'ulimit -n 700 && exec "$0" "$1"', process.execPath, main], {
    env: { PATH: process.env.PATH, PORT: '0', NEXUS_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  closing.push(async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
    rmSync(data, { recursive: true })
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const port = await new Promise<number>((resolve) =>
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      const found = /http:\/\/\S+:(\d+)/.exec(said)?.[1]
      if (found) resolve(Number(found))
    }),
  )
  for (let at = 0; at < 800; at += 1)
    await knock(port, at % 2 === 0 ? halfHead : halfBody.replace('body', 'api/session'))
  for (let at = 0; at < 5; at += 1) expect(await healthAt(port)).toBe(200)
  expect(said).not.toContain('EMFILE')
})
