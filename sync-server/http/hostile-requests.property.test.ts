import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import {
  askHostile,
  type Description,
  doorsOf,
  type HostileAnswer,
  type HostileRequest,
  hostileRequest,
  type Known,
} from '../testing/hostile-requests.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

/** Every door that is described, with requests that are nearly right and name things of anybody. */
let server: TestServer
let ada: TestPerson
let bob: TestPerson
let description: Description
let known: Known
let letBobIn: () => Promise<void>
const foreignCanary = 'canary-of-another-tenant'
const withheldCanary = 'canary-of-another-workspace'

/** They end the caller's own way in, or their organisation: nothing could be asked any more. */
const leftOut =
  /^\w+ \/api\/(sessions?|account|accounts|password-resets)(\/|$)|^(DELETE|PUT|POST) \/api\/orgs\/\{org\}(\/suspension|\/ownership)?$/

beforeAll(async () => {
  server = await startTestServer({ requestsPerMinute: 10_000_000 })
  ada = await server.person('ada')
  const carol = await server.person('carol')
  bob = await server.person('bob')
  const [shared, withheld, foreign] = [
    await ada.workspace('Shared'),
    await ada.workspace(withheldCanary),
    await carol.workspace(foreignCanary),
  ]
  letBobIn = async () => {
    await bob.join(shared, { by: ada, role: 'editor' })
    await ada.call('PUT', `/api/workspaces/${shared}/sharing/${bob.principal}`, { bits: 'rwx', canShare: true })
  }
  await letBobIn()
  const [own, hidden, theirs] = [
    await furnish(ada, shared, 'Plan'),
    await furnish(ada, withheld, withheldCanary),
    await furnish(carol, foreign, foreignCanary),
  ]
  const bobs = await furnish(bob, shared, 'Mine')
  known = merged([bobs, bobs, bobs, own, own, hidden, theirs])
  description = (await bob.call('GET', '/api/openapi.json')).body as Description
})
afterAll(() => server.close())

/** One of everything that has an id. */
async function furnish(who: TestPerson, workspace: WorkspaceId, name: string): Promise<Known> {
  const at = `/api/workspaces/${workspace}`
  const run = async (command: string, input: unknown) =>
    (await who.call('POST', `${at}/commands/${command}`, input)).body.answer
  const task = await run('tasks.create', { title: name })
  const document = await run('documents.create', { title: name })
  const conversation = await run('assistant.ask', { text: `${name}?` })
  await server.running.workDone()
  const { organisation } = (await who.call('GET', '/api/workspaces')).body.find(
    ({ id }: { id: string }) => id === workspace,
  )
  const org = `/api/orgs/${organisation}`
  // The names of what others have stand in no request, so they can come from nowhere but from them.
  const slug = `crew-${organisation.slice(-6)}-${workspace.slice(-6)}`
  const agent = await who.call('POST', `${org}/agents`, { slug, name, instructions: name })
  const team = await who.call('POST', `${org}/teams`, { name, slug })
  const schedule = await who.call('POST', `${at}/schedules`, {
    text: name,
    rule: 'FREQ=DAILY',
    timeZone: 'UTC',
    startAt: Date.now() + 86_400_000,
  })
  const job = (await who.call('GET', `${at}/jobs`)).body.items[0]
  const act = (await who.call('GET', `${at}/activity`)).body.items[0]
  const texts = (...values: unknown[]) => values.filter((each) => typeof each === 'string')
  return {
    id: [workspace],
    workspace: [workspace],
    org: texts(organisation),
    replica: texts(task, document?.id, conversation?.conversation, conversation),
    path: texts('tasks', 'documents', `tasks/${shortOf(task)}`, `documents/${shortOf(document?.id)}`),
    agent: texts(agent.body.id, 'builtin'),
    team: texts(team.body.id, slug),
    schedule: texts(schedule.body.id),
    job: texts(job?.id),
    act: texts(act?.id),
    user: texts(who.account.id, who.account.email),
    account: texts(who.account.id),
    subject: texts(who.principal, who.account.email),
  }
}

/** As it stands in paths, without a title. */
function shortOf(id: unknown): string {
  return `~${String(id).split('_').at(-1)?.slice(0, 8)}`
}

function merged(all: readonly Known[]): Known {
  const names = new Set(all.flatMap((each) => Object.keys(each)))
  return Object.fromEntries([...names].map((name) => [name, all.flatMap((each) => each[name] ?? [])]))
}

/** Frames of a stack, files of ours and words of the database: nothing of the inside is told. */
const inside = /\n\s+at |node:internal|sync-server\/|\.ts:\d+|SQLITE_|SqliteError|TypeError|Cannot read prop/

function wrongWith(
  { status, text, type }: HostileAnswer,
  asked: HostileRequest,
  canaries: readonly string[],
): string | undefined {
  if (status >= 500 && status !== 507) return `answered ${status}: ${text}`
  if (server.faults.length > 0) return `a fault: ${String(server.faults.splice(0)[0])}`
  if (inside.test(text) && !text.includes('openapi')) return `tells of the inside: ${text.slice(0, 2_000)}`
  const leak = canaries.find((canary) => text.includes(canary))
  if (leak) return `tells ${leak}: ${text.slice(0, 2_000)}`
  if (status >= 400 && asked.method !== 'HEAD' && !/problem\+json|html/.test(type)) return `refused as ${type}: ${text}`
  return undefined
}

/** Asks at every door, as often as properties are tried; how often the doors let something through. */
async function askEverywhere(who: TestPerson, canaries: readonly string[]): Promise<number> {
  const doors = doorsOf(description).filter(({ method, path }) => !leftOut.test(`${method} ${path}`))
  expect(doors.length).toBeGreaterThan(150)
  let passed = 0
  for (const door of doors) {
    // He may have left.
    if ((await bob.call('GET', `/api/workspaces/${known.id?.[0]}/members`)).status !== 200) await letBobIn()
    const requests = hostileRequest(door, known, description.components.schemas)
    const property = fc.asyncProperty(requests, async (asked) => {
      const answer = await askHostile(server.url, who.cookie, asked)
      if (answer.status < 300) passed += 1
      const wrong = wrongWith(answer, asked, canaries)
      if (wrong) throw new Error(wrong)
    })
    await fc.assert(property, { numRuns: fuzzRuns(3) })
  }
  await server.running.workDone()
  expect(server.faults).toEqual([])
  expect((await who.call('GET', '/api/session')).status).toBe(200)
  return passed
}

describe('hostile requests are answered or refused: no fault, no words of the inside, nothing of others', () => {
  it.each(['/api/orgs/%', '/api/workspaces/%zz/members', '/%c0%ae%c0%ae', `/api/keys/${'x'.repeat(500)}`])(
    'for an address that stands for nothing, %s',
    async (path) => {
      const asked = { door: path, method: 'GET', path, headers: {}, body: undefined }
      const answer = await askHostile(server.url, bob.cookie, asked)
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([404, 'not-found'])
      expect(answer.text).not.toContain(path)
      expect((await fetch(`${server.url}${path}`)).headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it.each([5_000, 90_000])(
    'for JSON that is %i deep, at doors of every kind and with a key to repeat it',
    async (depth) => {
      const body = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
      const [id, org] = [known.id?.[0], known.org?.[0]]
      for (const [method, path] of [
        ['POST', `/api/workspaces/${id}/commands/documents.create`],
        ['POST', `/api/workspaces/${id}/schedules`],
        ['PUT', `/api/orgs/${org}/${id}/tasks/new`],
        ['POST', `/api/orgs/${org}/${id}/tasks`],
      ] as const) {
        const headers = { 'content-type': 'application/json', ...(method === 'POST' && { 'idempotency-key': path }) }
        const answer = await askHostile(server.url, bob.cookie, { door: path, method, path, headers, body })
        expect([path, answer.status, JSON.parse(answer.text).code]).toEqual([path, 422, 'invalid-input'])
      }
      expect(server.faults).toEqual([])
    },
  )

  it('of an ordinary member', { timeout: 1_800_000 }, async () => {
    expect(await askEverywhere(bob, [foreignCanary, withheldCanary])).toBeGreaterThan(20)
  })

  it('of an administrator', { timeout: 1_800_000 }, async () => {
    expect(await askEverywhere(ada, [foreignCanary])).toBeGreaterThan(35)
  })
})
