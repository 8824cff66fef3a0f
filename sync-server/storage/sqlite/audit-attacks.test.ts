import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { signCheckpoint } from '../audit-signing.ts'
import type { AuditCheckpoint, AuditVerdict } from '../audit-store.ts'
import { addKey } from '../key-ring.ts'
import type { Storage } from '../storage.ts'
import { chainBytes, chainHash } from '../audit-hashes.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

/** Somebody has the database file, and writes what he likes into it. What he has not is the key. */
const org = `org_${'7'.repeat(26)}` as OrganisationId
const ada = 'user:ada' as PrincipalId
const note = (index: number, more = {}) => ({
  action: 'member.role-changed',
  actor: ada,
  object: `user:${index}`,
  outcome: 'done' as const,
  timeMs: 1_000 + index,
  address: '192.0.2.1',
  body: { role: 'owner', index },
  ...more,
})

let folder: string
let storage: Storage
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-audit-'))
  storage = openSqliteStorage(folder)
  await noteMany(org, 10)
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

async function noteMany(organisation: OrganisationId, count: number): Promise<void> {
  const { audit } = await storage.organisation(organisation)
  for (let index = 1; index <= count; index += 1) await audit.insertNote(note(index))
}

/** By another connection, past the triggers. */
function attack(...statements: readonly string[]): void {
  const database = new Database(join(folder, `orgs/${org}.sqlite`))
  database.exec('DROP TRIGGER IF EXISTS audit_entries_stay; DROP TRIGGER IF EXISTS audit_entries_hold')
  for (const statement of statements) database.exec(statement)
  database.close()
}

async function verify(outside?: readonly AuditCheckpoint[]): Promise<AuditVerdict> {
  return (await storage.organisation(org)).audit.verify(outside)
}

async function checkpoint(timeMs = 5_000): Promise<AuditCheckpoint> {
  const { audit } = await storage.organisation(org)
  const head = await audit.head()
  const made = signCheckpoint(storage.keys.ring().current, org, {
    number: 0,
    hash: new Uint8Array(32),
    ...head,
    timeMs,
  })
  await audit.insertCheckpoint(made)
  return made
}

it('a log that nobody touched is sound', async () => {
  const made = await checkpoint()
  expect(await verify([made])).toEqual({
    entries: 10,
    erasedBodies: 0,
    checkpoints: 1,
    faults: [],
    remarks: [],
    isProven: true,
  })
})

describe('every change by SQL is found, at the entry where it was made', () => {
  const changes: readonly (readonly [what: string, at: number, ...statements: string[]])[] = [
    ['an action', 4, "UPDATE audit_entries SET action = 'member.invited' WHERE number = 4"],
    ['an actor', 4, "UPDATE audit_entries SET actor = 'user:bob' WHERE number = 4"],
    ['an object', 1, "UPDATE audit_entries SET object = 'user:9' WHERE number = 1"],
    ['an outcome', 10, "UPDATE audit_entries SET outcome = 'refused' WHERE number = 10"],
    ['a time', 5, 'UPDATE audit_entries SET time_ms = time_ms + 1 WHERE number = 5'],
    ['a hash', 5, 'UPDATE audit_entries SET hash = randomblob(32) WHERE number = 5'],
    ['a MAC', 5, 'UPDATE audit_entries SET mac = randomblob(32) WHERE number = 5'],
    [
      'the MAC of another entry',
      5,
      'UPDATE audit_entries SET mac = (SELECT mac FROM audit_entries WHERE number = 4) WHERE number = 5',
    ],
    ['the name of the key', 5, "UPDATE audit_entries SET key = 'aaaaaaaaaaaaaaaa' WHERE number = 5"],
    ['the hash of a body', 6, 'UPDATE audit_entries SET body_hash = randomblob(32) WHERE number = 6'],
    ['no hash of a body', 6, "UPDATE audit_entries SET body_hash = x'' WHERE number = 6"],
    ['a body', 6, `UPDATE audit_bodies SET body = '{"role":"viewer"}' WHERE number = 6`],
    ['an address', 6, "UPDATE audit_bodies SET address = '192.0.2.99' WHERE number = 6"],
    ['a body that is gone without a note', 6, 'DELETE FROM audit_bodies WHERE number = 6'],
    ['a body without an entry', 77, "INSERT INTO audit_bodies VALUES (77, x'00', '', '{}')"],
    ['the first entry gone', 1, 'DELETE FROM audit_entries WHERE number = 1'],
    ['entries gone', 4, 'DELETE FROM audit_entries WHERE number BETWEEN 4 AND 6'],
    [
      'entries gone and the others moved up',
      4,
      'DELETE FROM audit_entries WHERE number = 4; DELETE FROM audit_bodies WHERE number = 4',
      'UPDATE audit_entries SET number = number - 1 WHERE number > 4; UPDATE audit_bodies SET number = number - 1 WHERE number > 4',
    ],
    [
      'two entries in each other’s place',
      3,
      'UPDATE audit_entries SET number = -3 WHERE number = 3; UPDATE audit_entries SET number = 3 WHERE number = 8',
      'UPDATE audit_entries SET number = 8 WHERE number = -3',
      'UPDATE audit_bodies SET number = -3 WHERE number = 3; UPDATE audit_bodies SET number = 3 WHERE number = 8',
      'UPDATE audit_bodies SET number = 8 WHERE number = -3',
    ],
    [
      'a copy of an entry at the end',
      11,
      'INSERT INTO audit_entries SELECT 11, time_ms, action, actor, object, outcome, body_hash, key, hash, mac FROM audit_entries WHERE number = 3',
    ],
  ]
  it.each(changes)('%s', async (_what, at, ...statements) => {
    attack(...(statements as string[]))
    const { faults } = await verify()
    expect(faults[0]?.number).toBe(at)
  })

  it('a rewritten end with all hashes right, for which only the key is missing', async () => {
    const database = new Database(join(folder, `orgs/${org}.sqlite`))
    database.exec('DROP TRIGGER audit_entries_hold')
    const all = database
      .prepare<[], { number: number; hash: Buffer; key: string }>(
        `SELECT number, time_ms AS timeMs, action, actor, object, outcome, body_hash AS bodyHash, key, hash FROM audit_entries ORDER BY number`,
      )
      .all()
    let before: Buffer = all[2]?.hash ?? Buffer.alloc(0)
    for (const row of all.slice(3)) {
      const bytes = chainBytes(before, { ...(row as never as Parameters<typeof chainBytes>[1]), actor: 'user:bob' })
      before = chainHash(bytes)
      database.prepare("UPDATE audit_entries SET actor = 'user:bob', hash = ? WHERE number = ?").run(before, row.number)
    }
    database.close()
    const { faults } = await verify()
    expect(faults[0]).toEqual({ number: 4, what: 'the entry was not written by this server' })
    expect(faults).toHaveLength(7)
  })

  it('the log of another tenant in the place of this one', async () => {
    const other = `org_${'8'.repeat(26)}` as OrganisationId
    await noteMany(other, 10)
    attack(
      `ATTACH '${join(folder, `orgs/${other}.sqlite`)}' AS other`,
      'DELETE FROM audit_entries; INSERT INTO audit_entries SELECT * FROM other.audit_entries',
      'DELETE FROM audit_bodies; INSERT INTO audit_bodies SELECT * FROM other.audit_bodies',
    )
    expect((await verify()).faults[0]?.number).toBe(1)
  })
})

describe('a log that was cut off', () => {
  const cut = ['DELETE FROM audit_entries WHERE number > 6; DELETE FROM audit_bodies WHERE number > 6']

  it('is found by a checkpoint, and by those elsewhere when the own ones are gone too', async () => {
    const made = await checkpoint()
    attack(...cut)
    const found = {
      number: 7,
      what: 'the log was cut off here: the checkpoint of 1970-01-01T00:00:05.000Z names entry 10',
    }
    expect((await verify()).faults).toEqual([found])
    attack('DELETE FROM audit_checkpoints')
    expect((await verify()).faults).toEqual([])
    expect((await verify([made])).faults).toEqual([found])
  })

  it('is found when it has grown again meanwhile', async () => {
    const made = await checkpoint()
    attack(...cut, 'DELETE FROM audit_checkpoints')
    await noteMany(org, 20)
    const { faults, entries } = await verify([made])
    expect(entries).toBe(26)
    expect(faults).toEqual([
      { number: 10, what: 'the checkpoint of 1970-01-01T00:00:05.000Z names another entry in this place' },
    ])
  })

  it('is found when the checkpoints elsewhere were cut off with it, by those inside', async () => {
    const made = await checkpoint()
    await noteMany(org, 1)
    await checkpoint(6_000)
    expect((await verify([made])).faults).toEqual([
      { number: 11, what: 'its checkpoint is missing where checkpoints are kept' },
    ])
  })

  it('can not be explained by a checkpoint that somebody else has signed, or that was signed for another log', async () => {
    const { current } = storage.keys.ring()
    const stranger = addKey(join(folder, 'another.key')).current
    const head = { number: 0, hash: new Uint8Array(32), ...(await (await storage.organisation(org)).audit.head()) }
    for (const made of [
      { ...signCheckpoint(stranger, org, { ...head, timeMs: 1 }), key: current.id },
      signCheckpoint(current, 'control', { ...head, timeMs: 1 }),
      { ...signCheckpoint(current, org, { ...head, timeMs: 1 }), timeMs: 2 },
    ]) {
      expect((await verify([made])).faults).toMatchObject([
        { number: 10, what: expect.stringContaining('was not made by this server') },
      ])
    }
  })

  it('is no alarm when a restore is noted, but is told', async () => {
    const made = await checkpoint()
    attack(...cut)
    await (await storage.organisation(org)).audit.insertNote(note(0, { action: 'backup.restored', timeMs: 9_000 }))
    expect(await verify([made])).toMatchObject({
      faults: [],
      remarks: ['entries up to 10 were there before a restore and are no longer'],
    })
  })

  it('is no alarm either when the key is newer than the backup, whose change is then noted before the restore', async () => {
    attack(...cut)
    const before = storage.keys.ring().current
    addKey(join(folder, 'server.key'))
    storage.keys.reload()
    const { audit } = await storage.organisation(org)
    await audit.insertNote(note(0, { action: 'backup.restored', timeMs: 9_000 }))
    expect((await audit.page({ limit: 2 })).map(({ number, action }) => [number, action])).toEqual([
      [8, 'backup.restored'],
      [7, 'audit.key-changed'],
    ])
    const lost = (number: number) => [signCheckpoint(before, org, { number, hash: new Uint8Array(32), timeMs: 5_000 })]
    expect(await verify(lost(7))).toMatchObject({ faults: [], remarks: [expect.stringContaining('before a restore')] })
    expect((await verify(lost(6))).faults).toMatchObject([{ number: 6 }])
  })

  it('is not explained by a restore that was noted without the key, or before the checkpoint', async () => {
    const made = await checkpoint()
    attack(...cut)
    attack(
      `INSERT INTO audit_entries SELECT 7, 9000, 'backup.restored', actor, object, outcome, x'', key, hash, mac FROM audit_entries WHERE number = 6`,
    )
    expect((await verify([made])).faults.map(({ number }) => number)).toEqual([7, 8])
    attack('DELETE FROM audit_entries WHERE number = 7')
    await (await storage.organisation(org)).audit.insertNote(note(0, { action: 'backup.restored', timeMs: 4_999 }))
    expect((await verify([made])).faults).toMatchObject([{ number: 8 }])
  })
})

it('an erased body is no alarm, and what it was can not be found out from what is left', async () => {
  const { audit } = await storage.organisation(org)
  const done = { actor: ada, outcome: 'done' as const, timeMs: 2_000 }
  expect(await audit.eraseBodies([2, 3, 5, 99], done)).toBe(3)
  expect(await verify()).toMatchObject({ entries: 11, erasedBodies: 3, faults: [] })
  const [newest, ...others] = await audit.page({ limit: 20 })
  expect(newest).toMatchObject({ action: 'audit.body-erased', object: 'audit:2-3,5' })
  expect(others.filter(({ isErased }) => isErased).map(({ number }) => number)).toEqual([5, 3, 2])
  expect(others.find(({ number }) => number === 3)).not.toHaveProperty('body')
  attack('DELETE FROM audit_bodies WHERE number = 4')
  expect((await verify()).faults).toMatchObject([{ number: 4 }])
})

describe('keys', () => {
  it('the log goes on with a new key, and the old entries are proven by the old one', async () => {
    addKey(join(folder, 'server.key'))
    expect(storage.keys.reload()).toBe(true)
    await noteMany(org, 2)
    expect(await verify()).toMatchObject({ entries: 13, faults: [], isProven: true })
    const { audit } = await storage.organisation(org)
    expect(await audit.page({ limit: 1, action: 'audit.' })).toMatchObject([
      { number: 11, action: 'audit.key-changed' },
    ])
  })

  it('under a key that is gone it is told that nothing is proven, and what was changed is still found by a checkpoint', async () => {
    const made = await checkpoint()
    await storage.close()
    rmSync(join(folder, 'server.key'))
    const told: string[] = []
    storage = openSqliteStorage(folder, { clock: { now: () => 0 }, tell: (sentence) => told.push(sentence) })
    expect(told).toMatchObject([expect.stringContaining('can not be verified')])
    await noteMany(org, 1)
    const verdict = await verify([made])
    expect(verdict).toMatchObject({ faults: [], isProven: false, remarks: [expect.stringContaining('from 1 to 10')] })
    attack("UPDATE audit_entries SET actor = 'user:bob' WHERE number = 4")
    expect((await verify([made])).faults[0]).toMatchObject({ number: 4 })
  })

  it('another key than that of the data stops the start, and so does the absence of one that had a place', async () => {
    await storage.close()
    const named = join(folder, 'named.key')
    addKey(named)
    const options = { clock: { now: () => 0 }, tell: () => undefined }
    expect(() => openSqliteStorage(folder, { ...options, keys: { file: named } })).toThrow(
      /^the data belongs to another server key/,
    )
    const text = readFileSync(join(folder, 'server.key'), 'utf8')
    storage = openSqliteStorage(folder, { ...options, keys: { text } })
    await storage.close()
    expect(() => openSqliteStorage(folder, { ...options, keys: { file: join(folder, 'gone.key') } })).toThrow(
      /is not in .*gone.key/,
    )
    expect(() => openSqliteStorage(folder, { ...options, keys: { text: 'a word' } })).toThrow(/^NEXUS_KEY holds no key/)
    storage = openSqliteStorage(folder)
    expect((await verify()).faults).toEqual([])
  })
})

it('what is undone is not noted, and what can not be noted is undone', async () => {
  attack('ALTER TABLE audit_entries RENAME TO elsewhere')
  const { audit } = await storage.organisation(org)
  await expect(audit.insertNote(note(1))).rejects.toThrow()
  attack('ALTER TABLE elsewhere RENAME TO audit_entries')
  expect(await verify()).toMatchObject({ entries: 10, faults: [] })
})

describe('several processes', () => {
  const script = fileURLToPath(new URL('testing/note-for-ever.ts', import.meta.url))
  const noter = (name: string, count = '') => spawn(process.execPath, [script, folder, org, name, count])
  const acknowledged = (child: ReturnType<typeof noter>) => {
    let said = ''
    child.stdout.on('data', (chunk) => (said += String(chunk)))
    return once(child, 'close').then(() => said.split('\n').filter((line) => line !== '').length)
  }

  it('write one chain', async () => {
    const children = ['bob', 'cleo'].map((name) => acknowledged(noter(name, '150')))
    await noteMany(org, 100)
    expect(await Promise.all(children)).toEqual([150, 150])
    expect(await verify()).toMatchObject({ entries: 410, faults: [] })
  })

  it('that are killed while they write leave a chain with all that they were told is stored', {
    timeout: 60_000,
  }, async () => {
    let told = 0
    for (const enough of [3, 20, 60]) {
      const child = noter('bob')
      const stored = acknowledged(child)
      let lines = 0
      child.stdout.on('data', (chunk) => {
        lines += String(chunk).split('\n').length - 1
        if (lines >= enough) child.kill('SIGKILL')
      })
      told += await stored
    }
    const { entries, faults } = await verify()
    expect(faults).toEqual([])
    expect(told).toBeGreaterThanOrEqual(3 + 20 + 60)
    expect(entries).toBeGreaterThanOrEqual(10 + told)
    expect(entries).toBeLessThanOrEqual(10 + told + 3 * 64)
  })
})
