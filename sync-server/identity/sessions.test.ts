import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AccountId } from '#shared/kit/ids.ts'
import { fakeClock, seededRandom } from '#shared/kit/testing/fake-ports.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import { sessionQuery } from '#server/storage/sqlite/sqlite-session-store.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { SignOut } from './identity.ts'
import { openSessions } from './sessions.ts'

const ada = 'account_ada' as AccountId
const eve = 'account_eve' as AccountId
const where = { address: '192.0.2.1', device: 'Firefox on Linux' }
let folder: string
let storage: Storage
let clock: ReturnType<typeof fakeClock>
let asked: string[]
let sessions: ReturnType<typeof openSessions>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-sessions-'))
  storage = openSqliteStorage(folder)
  clock = fakeClock()
  for (const id of [ada, eve])
    await storage.control.insertAccount(
      { id, email: `${id}@example.org`, name: id, password: 'x', createdAt: 1 },
      { asFirst: false },
    )
  asked = []
  const control = new Proxy<AccountStore>(storage.control, {
    get: (store, name: keyof AccountStore) => {
      asked.push(name)
      return store[name]
    },
  })
  sessions = openSessions({ control, clock, random: seededRandom(3) })
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

const open = (account = ada) => sessions.openSession(account, { where, by: 'password' })

it('asks the store once to know whose session it is, by the keys of two tables', async () => {
  const { token } = await open()
  asked.length = 0
  expect(await sessions.sessionOf(token)).toMatchObject({ account: { id: ada, email: `${ada}@example.org` } })
  expect(asked).toEqual(['session'])
  const database = new Database(join(folder, 'control.sqlite'), { readonly: true })
  const plan = database
    .prepare<[Buffer], { detail: string }>(`EXPLAIN QUERY PLAN ${sessionQuery}`)
    .all(Buffer.alloc(32))
  database.close()
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH sessions USING PRIMARY KEY (token_hash=?)',
    expect.stringMatching(/^SEARCH accounts USING INDEX \w+ \(id=\?\)$/),
  ])
})

it('writes when sessions were seen once a minute, for all of them together', async () => {
  const tokens = [await open(), await open(), await open(eve)].map(({ token }) => token)
  const useAll = async () => {
    for (const token of tokens) await sessions.sessionOf(token)
  }
  asked.length = 0
  clock.advance(59_000)
  await useAll()
  expect(asked.filter((name) => name !== 'session')).toEqual([])
  clock.advance(2_000)
  await useAll()
  expect(asked.filter((name) => name !== 'session')).toEqual(['sawSessions'])
  const [mine] = await sessions.sessionsOf(ada)
  expect(mine).toMatchObject({ lastSeenAt: clock.now(), device: 'Firefox on Linux', address: '192.0.2.1' })
})

it('ends one session, all others or all, tells who listens, and nobody ends one of somebody else', async () => {
  const told: SignOut[] = []
  sessions.onSignedOut((ended) => told.push(ended))
  const [one, two, three] = [await open(), await open(), await open()]
  const names = await Promise.all(
    [one, two, three].map(async ({ token }) => (await sessions.sessionOf(token))?.session ?? ''),
  )
  expect(await sessions.endSession(eve, names[0] ?? '')).toBe(false)
  expect(await sessions.endSession(ada, 'no such thing')).toBe(false)
  expect(await sessions.endSession(ada, names[0] ?? '')).toBe(true)
  expect(await sessions.sessionOf(one.token)).toBeUndefined()
  await sessions.signOutEverywhere(ada, { except: names[1] ?? '' })
  expect(await sessions.sessionOf(three.token)).toBeUndefined()
  expect((await sessions.sessionsOf(ada)).map(({ session }) => session)).toEqual([names[1]])
  await sessions.signOutEverywhere(ada)
  expect(await sessions.sessionOf(two.token)).toBeUndefined()
  expect(told).toEqual([{ session: names[0] }, { account: ada, except: names[1] }, { account: ada }])
})

it('a session ends 30 days after its last use, and is not listed any more', async () => {
  const { token } = await open()
  const dayMs = 24 * 60 * 60_000
  clock.advance(20 * dayMs)
  expect(await sessions.sessionOf(token)).toMatchObject({ expiresAt: clock.now() + 30 * dayMs })
  clock.advance(30 * dayMs)
  expect(await sessions.sessionOf(token)).toBeUndefined()
  expect(await sessions.sessionsOf(ada)).toEqual([])
})
