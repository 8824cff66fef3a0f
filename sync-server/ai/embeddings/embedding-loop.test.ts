import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done, refused } from '#shared/kit/outcome.ts'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { systemRandom } from '#server/app/start-server.ts'
import type { Pause } from '#server/log/background-loop.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore, Storage } from '#server/storage/storage.ts'
import type { QuotaLimits } from '#server/tenancy/quotas/quotas.ts'
import type { EmbeddingsSaid } from './ask-embeddings.ts'
import { type EmbeddingLoop, openEmbeddingLoop } from './embedding-loop.ts'

const org = `org_${'a'.repeat(26)}` as OrganisationId
const home = `ws_${'0'.repeat(26)}` as WorkspaceId
const ada = 'user:ada' as PrincipalId
const idOf = (number: number) => `task_${String(number).padStart(26, '0')}` as ReplicaId

let folder: string
let storage: Storage
let store: OrganisationStore
let loop: EmbeddingLoop
let limits: QuotaLimits
let asked: string[][]
let problem: string | undefined
let told: string[]
let faults: unknown[]
let changed: (organisation: OrganisationId) => void
/** What waits before it is tried again: the test says when. */
let retries: { readonly ms: number; go(): void }[]
let answer: (inputs: readonly string[]) => EmbeddingsSaid | undefined
const ok = (inputs: readonly string[], length = 3): EmbeddingsSaid => ({
  outcome: done(inputs.map((input) => Int8Array.from({ length }, (_, at) => (input.charCodeAt(at) || 1) % 127))),
  used: inputs.length,
  isNotTaken: false,
})
const failed = (isNotTaken = false): EmbeddingsSaid => ({
  outcome: refused('refused', 'It says no.'),
  used: 0,
  isNotTaken,
})

const pause: Pause = (ms, signal, reason) => {
  if (reason !== 'retry') return Promise.resolve()
  return new Promise((go) => {
    retries.push({ ms, go })
    signal.addEventListener('abort', () => go())
  })
}

beforeEach(async () => {
  ;[asked, told, faults, retries, limits, problem, answer] = [[], [], [], [], {}, undefined, ok]
  folder = mkdtempSync(join(tmpdir(), 'nexus-embedding-loop-'))
  storage = openSqliteStorage(folder)
  await storage.control.reserveWorkspace(home, org)
  store = await storage.organisation(org)
  await store.createWorkspace({ id: home, name: 'Home', createdAt: 1 }, ada)
  await store.embeddings.setModel('one')
})
afterEach(async () => {
  await loop.close()
  await storage.close()
  rmSync(folder, { recursive: true })
  expect(faults).toEqual([])
})

function start(over: Partial<Storage> = {}): void {
  loop = openEmbeddingLoop({
    storage: { ...storage, ...over },
    clock: { now: () => Date.UTC(2026, 10, 22) },
    random: systemRandom,
    quotas: { limitsOf: async () => limits, review: () => undefined },
    providers: {
      embed: async (_organisation, _use, { inputs }) => {
        asked.push([...inputs])
        return answer(inputs)
      },
      onChanged: (listener) => {
        changed = listener
        return () => undefined
      },
    },
    meanings: { setProblem: (_organisation, sentence) => (problem = sentence) },
    report: (fault) => faults.push(fault),
    tell: (sentence) => told.push(sentence),
    pause,
  })
}

let cursor = 0
beforeEach(() => (cursor = 0))
async function write(titles: readonly string[]): Promise<void> {
  const from = cursor
  await store.log.append(
    titles.map((title, at) => {
      const bytes = new TextEncoder().encode(`${from + at} ${title}`)
      const envelope = { kind: 'automerge', author: ada, device: `device_${'0'.repeat(26)}` as DeviceId } as const
      const hash = createHash('sha256').update(bytes).digest()
      return { workspace: home, replica: idOf(from + at), bytes, hash, timeMs: 7, ...envelope }
    }),
  )
  await store.log.sorted('now')
  const effects = titles.map((title, at) => {
    const text = { type: 'task', title, text: '', titleWords: '', textWords: '' }
    return { kind: 'text', replica: idOf(from + at), text } as const
  })
  cursor += titles.length
  expect(await store.log.advance({ consumer: 'search', workspace: home, from, to: cursor, effects })).toBe(true)
}

async function trash(number: number): Promise<void> {
  const bytes = new TextEncoder().encode(`trash ${number}`)
  const envelope = { kind: 'automerge', author: ada, device: `device_${'0'.repeat(26)}` as DeviceId } as const
  const hash = createHash('sha256').update(bytes).digest()
  await store.log.append([{ workspace: home, replica: idOf(number), bytes, hash, timeMs: 8, ...envelope }])
  await store.log.sorted('now')
  const effects = [{ kind: 'text', replica: idOf(number), text: undefined }] as const
  const step = { consumer: 'search', workspace: home, from: cursor, to: cursor + 1, effects }
  cursor += 1
  expect(await store.log.advance(step)).toBe(true)
}

const tasks = (count: number) => Array.from({ length: count }, (_, at) => `Task ${cursor + at}`)
const progress = () => store.embeddings.progress()
/** What is left until it is tried again is let go; what is tried then is over. */
async function tryAgain(): Promise<void> {
  for (const { go } of retries.splice(0)) go()
  await new Promise((resolve) => setImmediate(resolve))
  await loop.settled()
}

describe('texts', () => {
  it('are embedded in batches, also those that were there before, and once', async () => {
    await write(tasks(70))
    start()
    await expect.poll(progress).toEqual({ passages: 70, embedded: 70 })
    await loop.settled()
    expect(asked.map((inputs) => inputs.length)).toEqual([32, 32, 6])
    await write(['Another'])
    loop.wake(home)
    await expect.poll(progress).toEqual({ passages: 71, embedded: 71 })
    expect(asked.at(-1)).toEqual(['Another'])
    const [line] = (await store.tokens.tokensOf('2026-11')).filter(({ who }) => who === 'embeddings')
    expect(line).toEqual({ who: 'embeddings', used: 71, reserved: 0 })
  })

  it('wait when the budget is used up, and go on when it is raised', async () => {
    await write(tasks(40))
    // A request is reserved by its bytes: this is for the first batch, and for nothing after it.
    limits = { max_embedding_tokens: 405 }
    answer = (inputs) => ({ ...ok(inputs), used: 400 })
    start()
    await expect.poll(() => retries.length).toBe(1)
    expect([await progress(), problem]).toEqual([{ passages: 40, embedded: 32 }, expect.stringContaining('used up')])
    expect(retries[0]?.ms).toBe(5 * 60_000)
    // Nothing wakes it before: only a change of the model would.
    loop.wake(home)
    await loop.settled()
    expect(asked).toHaveLength(1)
    // What is not there any more goes all the same.
    await trash(3)
    loop.wake(home)
    await expect.poll(progress).toEqual({ passages: 39, embedded: 31 })
    limits = { max_embedding_tokens: 10_000 }
    await tryAgain()
    expect([await progress(), problem]).toEqual([{ passages: 39, embedded: 39 }, undefined])
  })

  it('the limit of the organisation holds as well, and less than a batch is used', async () => {
    await write(tasks(5))
    limits = { max_ai_tokens: 22 }
    answer = (inputs) => ({ ...ok(inputs), used: 8 })
    start()
    await expect.poll(() => retries.length).toBe(1)
    expect(asked.map((inputs) => inputs.length)).toEqual([1, 1])
    expect(await progress()).toEqual({ passages: 5, embedded: 2 })
  })
})

describe('an endpoint', () => {
  it('that fails is asked again later, and later still; what it said is told', async () => {
    await write(tasks(2))
    answer = () => failed()
    start()
    await expect.poll(() => retries.length).toBe(1)
    expect([problem, retries[0]?.ms]).toEqual(['It says no.', 15_000])
    await tryAgain()
    await expect.poll(() => retries[0]?.ms).toBe(30_000)
    answer = ok
    await tryAgain()
    await expect.poll(progress).toEqual({ passages: 2, embedded: 2 })
    await expect.poll(() => problem).toBeUndefined()
  })

  it('that does not take one passage has the others, and is not asked for that one again', async () => {
    await write(['good one', 'bad one', 'good two'])
    answer = (inputs) => (inputs.some((input) => input.startsWith('bad')) ? failed(true) : ok(inputs))
    start()
    await expect.poll(progress).toEqual({ passages: 3, embedded: 3 })
    await loop.settled()
    expect(asked.map((inputs) => inputs.length)).toEqual([3, 1, 1, 1])
    expect(problem).toBeUndefined()
  })

  it('that takes nothing at all has failed: nothing is given up', async () => {
    await write(['one', 'two'])
    answer = () => failed(true)
    start()
    await expect.poll(() => retries.length).toBe(1)
    expect(asked.at(-1)).toEqual(['nexus'])
    expect([await progress(), problem]).toEqual([{ passages: 2, embedded: 0 }, 'It says no.'])
  })

  it('that answers with another length than before changes nothing, and says what to do', async () => {
    await write(tasks(1))
    start()
    await expect.poll(progress).toEqual({ passages: 1, embedded: 1 })
    answer = (inputs) => ok(inputs, 4)
    await write(['Another'])
    loop.wake(home)
    await expect.poll(() => retries.length).toBe(1)
    expect([await progress(), problem]).toEqual([
      { passages: 2, embedded: 1 },
      expect.stringContaining('another length'),
    ])
  })

  it('that was replaced is not asked for what is of the one before', async () => {
    await write(tasks(3))
    start()
    await expect.poll(progress).toEqual({ passages: 3, embedded: 3 })
    await store.embeddings.setModel('two')
    changed(org)
    await expect.poll(() => asked.length).toBe(2)
    await expect.poll(progress).toEqual({ passages: 3, embedded: 3 })
    await store.embeddings.setModel(undefined)
    changed(org)
    await loop.settled()
    expect(await store.embeddings.dropOld(1)).toBe(false)
    expect(asked).toHaveLength(2)
  })
})

it('where vectors can not be compared nothing is asked, and whoever runs the server is told once', async () => {
  await write(tasks(1))
  start({ vectorProblem: async () => 'Unsupported platform, on a linux-arm machine.' })
  await expect.poll(() => told.length).toBe(1)
  expect(told[0]).toContain('searches by words alone: Unsupported platform')
  loop.wake(home)
  await loop.settled()
  expect([told.length, asked.length]).toEqual([1, 0])
})

it('what a process that was killed had reserved has cost that', async () => {
  await write(tasks(1))
  const charges = [{ who: 'embeddings', limit: undefined }]
  await store.tokens.reserveTokens({ id: 'embeddings/x', job: 'embeddings', month: '2026-11', tokens: 50, charges })
  start()
  await expect.poll(progress).toEqual({ passages: 1, embedded: 1 })
  const lines = await store.tokens.tokensOf('2026-11')
  expect(lines.find(({ who }) => who === 'embeddings')).toEqual({ who: 'embeddings', used: 51, reserved: 0 })
})
