import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Clock } from '#shared/kit/ports.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

// Threads and processes have to start.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

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
