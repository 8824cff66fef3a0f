import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AccountId, OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { openLocalKeyEncryption } from '#server/secrets/key-encryption.ts'
import { openSecrets, type Secrets } from '#server/secrets/secrets.ts'
import { openCheckpointFile } from '#server/storage/checkpoint-file.ts'
import { addKey } from '#server/storage/key-ring.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { type Audit, openAudit } from './audit.ts'
import { withCountedRefusals } from './counted-refusals.ts'
import { openUpkeep, type Upkeep } from './upkeep.ts'

const orgs = ['7', '8'].map((digit) => `org_${digit.repeat(26)}` as OrganisationId)
const [org = '' as OrganisationId, other = '' as OrganisationId] = orgs
const eve = 'user:eve' as PrincipalId
const clock = { timeMs: Date.now(), now: () => clock.timeMs }
const random = { bytes: (length: number) => randomBytes(length) }
const hourMs = 60 * 60_000

let folder: string
let storage: Storage
let audit: Audit
let secrets: Secrets
let upkeep: Upkeep
const faults: unknown[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-audit-'))
  storage = openSqliteStorage(folder)
  for (const id of orgs) await storage.control.linkAccount('account_ada' as AccountId, id)
  const report = (fault: unknown) => void faults.push(fault)
  audit = openAudit({ storage, dataFolder: folder, checkpointFile: join(folder, 'outside.jsonl'), clock, report })
  secrets = openSecrets({ storage, keyEncryption: openLocalKeyEncryption(storage.keys, random), clock, random })
  upkeep = openUpkeep({ audit, secrets, storage, clock, report })
})
afterEach(async () => {
  await upkeep.close()
  await storage.close()
  rmSync(folder, { recursive: true })
  expect(faults.splice(0)).toEqual([])
})

const note = async (organisation: OrganisationId) =>
  (await storage.organisation(organisation)).audit.insertNote({
    action: 'team.created',
    actor: eve,
    object: 'team:one',
    outcome: 'done',
    timeMs: clock.now(),
  })
const checkpointed = () =>
  readFileSync(join(folder, 'outside.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { log: string; number: number })
    .map(({ log, number }) => `${log === org ? 'org' : log === other ? 'other' : log} ${number}`)

it('every hour the end of each log that has grown is signed, and kept apart', async () => {
  await note(org)
  await upkeep.round()
  clock.timeMs += hourMs
  await upkeep.round()
  expect(checkpointed()).toEqual(['org 1'])
  await note(org)
  await note(other)
  await upkeep.round()
  expect(checkpointed()).toEqual(['org 1'])
  clock.timeMs += hourMs
  await upkeep.round()
  expect(checkpointed()).toEqual(['org 1', 'org 2', 'other 1'])
  clock.timeMs += hourMs
  await upkeep.round()
  expect(checkpointed()).toHaveLength(3)
  const outside = await openCheckpointFile(join(folder, 'outside.jsonl')).read()
  for (const id of orgs)
    expect(await (await storage.organisation(id)).audit.verify(outside?.get(id))).toMatchObject({
      faults: [],
      isProven: true,
    })
})

it('a crash between the two places of a checkpoint is no alarm, and the next round goes on', async () => {
  await note(org)
  await upkeep.round()
  const { audit: log } = await storage.organisation(org)
  const crashing = openAudit({
    storage: {
      ...storage,
      organisation: async (id) => {
        const store = await storage.organisation(id)
        const insertCheckpoint = () => Promise.reject(new Error('the process ended here'))
        return { ...store, audit: { ...store.audit, insertCheckpoint } }
      },
    },
    dataFolder: folder,
    checkpointFile: join(folder, 'outside.jsonl'),
    clock,
    report: () => undefined,
  })
  await note(org)
  await expect(crashing.checkpoint()).rejects.toThrow('ended here')
  const outside = async () => (await openCheckpointFile(join(folder, 'outside.jsonl')).read())?.get(org)
  expect(await log.verify(await outside())).toMatchObject({ faults: [] })
  clock.timeMs += hourMs
  await upkeep.round()
  expect(await log.verify(await outside())).toMatchObject({ faults: [] })
  expect((await log.lastCheckpoint())?.number).toBe(2)
})

it('a key that the operator puts first is used within a round, and secrets are under it', async () => {
  await secrets.put({ organisation: org, name: 'mail' }, Buffer.from('value'), { by: eve })
  await upkeep.round()
  addKey(join(folder, 'server.key'))
  await upkeep.round()
  const { current, all } = storage.keys.ring()
  expect(all).toHaveLength(2)
  const { secrets: store, audit: log } = await storage.organisation(org)
  expect(await store.secretsNotUnder(current.id, 9)).toEqual([])
  expect((await log.page({ limit: 9 })).map(({ action }) => action)).toEqual([
    'secret.rewrapped',
    'audit.key-changed',
    'secret.stored',
  ])
  expect(await log.verify(undefined)).toMatchObject({ faults: [], isProven: true })
})

it('failed sign-ins are noted one by one, and when there are too many with their number', async () => {
  const { control } = withCountedRefusals(storage, audit)
  const attempt = {
    action: 'session.refused',
    actor: 'anonymous' as PrincipalId,
    object: 'user:ada',
    address: '192.0.2.1',
  }
  const failed = () => control.noteAccess({ ...attempt, outcome: 'refused', timeMs: clock.now() })
  for (let n = 0; n < 500; n += 1) await failed()
  await control.noteAccess({ ...attempt, action: 'session.opened', outcome: 'done', timeMs: clock.now() })
  const entries = await control.audit.page({ limit: 100 })
  expect(entries).toHaveLength(21)
  clock.timeMs += 60_000
  await upkeep.round()
  expect((await control.audit.page({ limit: 1 }))[0]).toMatchObject({ action: 'session.refused', body: { times: 480 } })
})

it('of an organisation that is none the server’s own log tells', async () => {
  const attempt = { action: 'access.refused', actor: eve, object: 'route:GET /x' }
  await audit.refused({ ...attempt, organisation: `org_${'0'.repeat(26)}` as OrganisationId })
  await audit.refused({ ...attempt, organisation: org })
  expect(await storage.control.audit.page({ limit: 9 })).toHaveLength(1)
  expect(await (await storage.organisation(org)).audit.page({ limit: 9 })).toHaveLength(1)
})
