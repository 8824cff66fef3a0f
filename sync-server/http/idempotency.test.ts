import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { installIdempotency } from './idempotency.ts'
import { problemHandler } from './problems.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let now = Date.now()
const clock: Clock = { now: () => now }
let server: TestServer
let ada: TestPerson
let base: string
beforeAll(async () => {
  server = await startTestServer({ clock })
  ada = await server.person('ada')
  const workspace = await ada.workspace('Sales')
  const [{ organisation }] = (await ada.call('GET', '/api/workspaces')).body
  base = `/api/orgs/${organisation}/${workspace}`
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const post = (path: string, body: unknown, key: string, as = ada) =>
  as.call('POST', path, body, { 'idempotency-key': key })
const count = async () =>
  (await ada.call('GET', base)).body.collections.find((each: { name: string }) => each.name === 'tasks').things

it('a request that comes again is done once and answered the same, within a day', async () => {
  const first = await post(`${base}/tasks`, { title: 'Once' }, 'k1')
  const again = await post(`${base}/tasks`, { title: 'Once' }, 'k1')
  expect(first.status).toBe(201)
  expect([again.status, again.body, again.headers.get('location')]).toEqual([
    201,
    first.body,
    first.headers.get('location'),
  ])
  expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
  expect(await count()).toBe(1)
  expect(await post(`${base}/tasks`, { title: 'Other' }, 'k1')).toMatchObject({
    status: 422,
    body: { code: 'key-reused' },
  })
  expect((await post(`${base}/ideas`, { text: 'Once' }, 'k1')).body.code).toBe('key-reused')
  now += 25 * 60 * 60_000
  expect((await post(`${base}/tasks`, { title: 'Once' }, 'k1')).headers.get('idempotency-replayed')).toBeNull()
  expect(await count()).toBe(2)
})

it('of many at once one is done, and the others are told to wait', async () => {
  const before = await count()
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(`${base}/tasks`, { title: 'Race' }, 'k2')))
  expect(await count()).toBe(before + 1)
  for (const { status, body, headers } of answers) {
    if (status === 409) expect([body.code, headers.get('retry-after')]).toEqual(['under-way', '1'])
    else expect(status).toBe(201)
  }
})

it('what was refused is tried again, and keys are their caller’s own', async () => {
  expect((await post(`${base}/tasks`, { title: '' }, 'k3')).status).toBe(422)
  expect((await post(`${base}/tasks`, { title: 'Now it is right' }, 'k3')).status).toBe(201)
  const bob = await server.person('bob')
  const own = await bob.workspace('Own')
  const path = `/api/workspaces/${own}/commands/tasks.create`
  expect((await post(path, { title: 'Bob’s' }, 'k3', bob)).headers.get('idempotency-replayed')).toBeNull()
  expect((await post(`${base}/tasks`, { title: 'Once' }, ' '.repeat(3))).status).toBe(422)
})

it('a secret is not kept: that it was made is', async () => {
  const made = await post('/api/keys', { name: 'ci' }, 'k4')
  expect(made.status).toBe(201)
  expect(await post('/api/keys', { name: 'ci' }, 'k4')).toMatchObject({ status: 409, body: { code: 'done-already' } })
  expect((await ada.call('GET', '/api/keys')).body).toHaveLength(1)
})

/** A door over a real control file that counts what it did, and then goes on as it is told. */
function countingDoor(storage: Storage, then: () => Promise<unknown>) {
  const app = Fastify()
  let done = 0
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async (request) => {
    request.caller = { principal: 'user:ada' as PrincipalId } as NonNullable<typeof request.caller>
  })
  installIdempotency(app, { storage, clock: { now: () => now } })
  app.setErrorHandler(problemHandler(() => undefined))
  app.post('/act', async () => {
    done += 1
    return then()
  })
  return { app, done: () => done }
}

const act = (app: FastifyInstance) =>
  app.inject({ method: 'POST', url: '/act', headers: { 'idempotency-key': 'k' }, payload: { is: 'one' } })

it('[crash between the act and its answer] what was begun is not done again, and who repeats it is told so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-repeat-'))
  const storage = openSqliteStorage(folder)
  let begun = () => {}
  const isBegun = new Promise<void>((resolve) => (begun = resolve))
  // Its answer never comes, as of a process that was killed after the act.
  const killed = countingDoor(storage, () => new Promise(() => begun()))
  void act(killed.app)
  await isBegun
  expect(killed.done()).toBe(1)

  const next = countingDoor(storage, async () => ({ made: true }))
  const again = await act(next.app)
  expect([again.statusCode, again.json().code, next.done()]).toEqual([409, 'outcome-unknown', 0])
  now += 25 * 60 * 60_000
  expect([(await act(next.app)).json(), next.done()]).toEqual([{ made: true }, 1])
  expect([(await act(next.app)).json(), next.done()]).toEqual([{ made: true }, 1])
  await next.app.close()
  await storage.close()
  rmSync(folder, { recursive: true })
})

it('[fault in the middle of the act] a bug leaves it open whether it was done; nothing is done that can not be written down', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-repeat-'))
  const storage = openSqliteStorage(folder)
  const failing = countingDoor(storage, () => Promise.reject(new Error('a bug')))
  expect((await act(failing.app)).statusCode).toBe(500)
  expect((await act(failing.app)).json().code).toBe('outcome-unknown')
  expect(failing.done()).toBe(1)
  const unwritten = {
    ...storage,
    control: { ...storage.control, beginRepeatable: () => Promise.reject(new Error('the disk is full')) },
  }
  now += 25 * 60 * 60_000
  const full = countingDoor(unwritten, async () => ({}))
  expect([(await act(full.app)).statusCode, full.done()]).toEqual([500, 0])
  for (const { app } of [failing, full]) await app.close()
  await storage.close()
  rmSync(folder, { recursive: true })
})

it('callers are told how much they may ask, each for themselves, and when to go on', async () => {
  const small = await startTestServer({ clock, requestsPerMinute: 60 })
  const [eve, fred] = [await small.person('eve'), await small.person('fred')]
  const ask = (person: TestPerson) => person.call('GET', '/api/workspaces')
  const left = Number((await ask(eve)).headers.get('ratelimit-remaining'))
  for (let at = 0; at < left; at += 1) expect((await ask(eve)).status).toBe(200)
  const refused = await ask(eve)
  expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } })
  const headers = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) =>
    refused.headers.get(name),
  )
  expect(headers).toEqual(['1', '60', '0', '60'])
  expect((await ask(fred)).status).toBe(200)
  now += 1_000
  expect((await ask(eve)).status).toBe(200)
  expect(small.faults).toEqual([])
  await small.close()
})
