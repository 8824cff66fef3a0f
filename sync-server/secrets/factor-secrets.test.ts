import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Secret } from 'otpauth'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AccountId } from '#shared/kit/ids.ts'
import { fakeClock, seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { openSafekeeping, type Safekeeping } from '#server/app/safekeeping.ts'
import { addKey } from '#server/storage/key-ring.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'

const ada = 'account_ada' as AccountId
const bob = 'account_bob' as AccountId
const bytes = Uint8Array.from({ length: 20 }, (_, at) => (at * 37 + 11) % 256)
const base32 = new Secret({ buffer: bytes.slice().buffer }).base32
const clock = fakeClock()
const random = seededRandom(3)

let folder: string
let storage: Storage
const told: string[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-factors-'))
  storage = openSqliteStorage(folder)
  for (const id of [ada, bob]) {
    const account = { id, email: `${id}@example.org`, name: id, password: 'x', createdAt: 1 }
    await storage.control.insertAccount(account, { asFirst: false })
  }
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
  told.length = 0
})

const start = (): Promise<Safekeeping> =>
  openSafekeeping(storage, { dataFolder: folder, clock, random, tell: (sentence) => told.push(sentence) })
const restart = async () => {
  await storage.close()
  storage = openSqliteStorage(folder)
  return start()
}
const keptOf = async (account: AccountId) => (await storage.control.totp(account))?.secret ?? ''
/** All that is on the disk of it. */
const disk = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)).toString('latin1'))
    .join('\n')

it('what stood there unencrypted is sealed at the next start, and nothing of it stays on the disk', async () => {
  await storage.control.beginTotp(ada, base32)
  expect(disk()).toContain(base32)
  const { factorSecrets } = await restart()
  expect(await keptOf(ada)).toMatch(/^sealed:/)
  expect(await factorSecrets.open(ada, await keptOf(ada))).toEqual(Buffer.from(bytes))
  expect(disk()).not.toContain(base32)
  expect(disk()).not.toContain(Buffer.from(bytes).toString('latin1'))
  const noted = await storage.control.audit.page({ limit: 10, action: 'two-factor.sealed' })
  expect(noted).toHaveLength(1)
  // Once: another start finds nothing to do.
  await restart()
  expect(await storage.control.audit.page({ limit: 10, action: 'two-factor.sealed' })).toEqual(noted)
})

it('is bound to its account: put in the place of another one it opens nothing', async () => {
  const { factorSecrets } = await start()
  const kept = await factorSecrets.seal(ada, bytes)
  expect(kept).not.toContain(base32)
  expect(await factorSecrets.open(bob, kept)).toBeUndefined()
  const flipped = `${kept.slice(0, -6)}${kept.at(-6) === 'A' ? 'B' : 'A'}${kept.slice(-5)}`
  expect(await factorSecrets.open(ada, flipped)).toBeUndefined()
  expect(await factorSecrets.open(ada, base32)).toBeUndefined()
})

it('goes with the key when it is changed, and a lost key is told of at the start', async () => {
  const { factorSecrets, secrets } = await start()
  await storage.control.beginTotp(ada, await factorSecrets.seal(ada, bytes))
  const before = await keptOf(ada)
  const { current } = addKey(join(folder, 'server.key'))
  storage.keys.reload()
  await secrets.rewrap()
  expect([before.includes(current.id), (await keptOf(ada)).includes(current.id)]).toEqual([false, true])
  expect(await factorSecrets.open(ada, await keptOf(ada))).toEqual(Buffer.from(bytes))
  expect(told).toEqual([])

  await storage.close()
  rmSync(join(folder, 'server.key'))
  storage = openSqliteStorage(folder)
  const { factorSecrets: without } = await start()
  expect(told).toEqual([expect.stringMatching(/^1 second factor is encrypted with a server key that is not here/)])
  expect(await without.open(ada, await keptOf(ada))).toBeUndefined()
})

it('what is no secret at all holds up no start', async () => {
  const database = new Database(join(folder, 'control.sqlite'))
  database.prepare('INSERT INTO totp_factors (account, secret, last_step) VALUES (?, ?, 0)').run(ada, 'not base 32!')
  database.close()
  await start()
  expect(told).toHaveLength(1)
})
