import { createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { addKey } from '#server/storage/key-ring.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { openLocalKeyEncryption } from './key-encryption.ts'
import { seal, unseal } from './seal.ts'
import { openSecrets, type Secrets } from './secrets.ts'

const org = `org_${'7'.repeat(26)}` as OrganisationId
const other = `org_${'8'.repeat(26)}` as OrganisationId
const ada = { by: 'user:ada' as PrincipalId, address: '192.0.2.1' }
const user = { ...ada, purpose: 'a test' }
const clock = { timeMs: 1_000, now: () => (clock.timeMs += 1) }
const systemRandom = { bytes: (length: number) => randomBytes(length) }
const text = (value: Uint8Array) => Buffer.from(value).toString()

let folder: string
let storage: Storage
let secrets: Secrets
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-secrets-'))
  open()
  for (const organisation of [org, other]) await storage.control.linkAccount('account_ada' as never, organisation)
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

function open(): void {
  storage = openSqliteStorage(folder)
  const keyEncryption = openLocalKeyEncryption(storage.keys, systemRandom)
  secrets = openSecrets({ storage, keyEncryption, clock, random: systemRandom })
}

const put = (name: string, value: string, organisation = org) =>
  secrets.put({ organisation, name }, Buffer.from(value), ada)
const use = (name: string, version?: number, organisation = org) =>
  secrets.use({ organisation, name, version }, user, async (value) => text(value))
const actions = async (organisation = org) =>
  (await (await storage.organisation(organisation)).audit.page({ limit: 50, action: 'secret.' }))
    .toReversed()
    .map(({ action, object, outcome }) => `${action} ${object} ${outcome}`)

function sql(organisation: OrganisationId, ...statements: readonly string[]): void {
  const database = new Database(join(folder, `orgs/${organisation}.sqlite`))
  for (const statement of statements) database.exec(statement)
  database.close()
}

it('a value goes in, is used, and is not told; each of it is in the audit log', async () => {
  expect(await put('mail', 'hunter2')).toMatchObject({
    name: 'mail',
    versions: [{ version: 1 }],
    lastUsedAt: undefined,
  })
  let kept: Uint8Array = new Uint8Array()
  const used = await secrets.use({ organisation: org, name: 'mail' }, user, async (value) => {
    kept = value
    return text(value).length
  })
  expect(used).toEqual({ ok: true, value: 7 })
  expect([...kept]).toEqual([0, 0, 0, 0, 0, 0, 0])
  const listed = await secrets.list(org)
  expect(listed).toMatchObject([{ name: 'mail', lastUsedAt: expect.any(Number) }])
  expect(JSON.stringify(listed)).not.toContain('hunter2')
  expect(await use('none')).toEqual({ ok: false, reason: 'no-secret' })
  expect(await actions()).toEqual([
    'secret.stored secret:mail done',
    'secret.used secret:mail done',
    'secret.used secret:none refused',
  ])
})

it('what is thrown while it is used comes out, and the value is overwritten all the same', async () => {
  await put('mail', 'hunter2')
  let kept: Uint8Array = new Uint8Array()
  const failing = secrets.use({ organisation: org, name: 'mail' }, user, async (value) => {
    kept = value
    throw new Error('the other side said no')
  })
  await expect(failing).rejects.toThrow('the other side said no')
  expect(kept.every((byte) => byte === 0)).toBe(true)
})

it('a new version is used from then on, the old one by its number until it is revoked', async () => {
  await put('mail', 'one')
  expect(await put('mail', 'two')).toMatchObject({ versions: [{ version: 2 }, { version: 1 }] })
  expect([await use('mail'), await use('mail', 1)]).toMatchObject([{ value: 'two' }, { value: 'one' }])
  expect(await secrets.revoke({ organisation: org, name: 'mail', version: 1 }, ada)).toMatchObject({ ok: true })
  expect([await use('mail'), await use('mail', 1)]).toMatchObject([{ value: 'two' }, { reason: 'no-secret' }])
  expect(await secrets.revoke({ organisation: org, name: 'mail' }, ada)).toMatchObject({ ok: true })
  expect(await secrets.revoke({ organisation: org, name: 'mail' }, ada)).toMatchObject({ reason: 'no-secret' })
  expect(await secrets.list(org)).toEqual([])
  // Its number is never given again: a device that has kept the old bytes has nothing to put in their place.
  expect(await put('mail', 'three')).toMatchObject({ versions: [{ version: 3 }] })
  const rows = new Database(join(folder, `orgs/${org}.sqlite`), { readonly: true })
  expect(
    rows.prepare('SELECT count(*) FROM secret_versions WHERE bytes IS NULL AND wrapped IS NULL').pluck().get(),
  ).toBe(2)
  rows.close()
})

it('two at once get a version each', async () => {
  await Promise.all(['a', 'b', 'c'].map((value) => put('mail', value)))
  const values = await Promise.all([1, 2, 3].map(async (version) => (await use('mail', version)) as { value: string }))
  expect(values.map(({ value }) => value).toSorted()).toEqual(['a', 'b', 'c'])
})

it('what can not be noted does not happen', async () => {
  await put('mail', 'one')
  sql(org, 'ALTER TABLE audit_entries RENAME TO elsewhere')
  await expect(put('mail', 'two')).rejects.toThrow()
  await expect(use('mail')).rejects.toThrow()
  await expect(secrets.revoke({ organisation: org, name: 'mail' }, ada)).rejects.toThrow()
  sql(org, 'ALTER TABLE elsewhere RENAME TO audit_entries')
  expect(await secrets.list(org)).toMatchObject([{ versions: [{ version: 1 }], lastUsedAt: undefined }])
})

describe('bytes that were moved or changed are not opened', () => {
  const moves: readonly (readonly [
    what: string,
    organisation: OrganisationId,
    name: string,
    ...statements: string[],
  ])[] = [
    [
      'under another name',
      org,
      'bank',
      "UPDATE secret_versions SET name = 'gone' WHERE name = 'bank'; UPDATE secret_versions SET name = 'bank' WHERE name = 'mail'",
    ],
    ['as another version', org, 'mail', "UPDATE secret_versions SET version = 2 WHERE name = 'mail'"],
    [
      'under another data key',
      org,
      'mail',
      `UPDATE secret_versions SET (data_key, wrapped) = (SELECT data_key, wrapped FROM secret_versions WHERE name = 'bank') WHERE name = 'mail'`,
    ],
    [
      'with the wrapped key of another',
      org,
      'mail',
      `UPDATE secret_versions SET wrapped = (SELECT wrapped FROM secret_versions WHERE name = 'bank') WHERE name = 'mail'`,
    ],
    ['with other bytes', org, 'mail', "UPDATE secret_versions SET bytes = x'00' WHERE name = 'mail'"],
    ['with a tag of four bytes', org, 'mail', "UPDATE secret_versions SET tag = substr(tag, 1, 4) WHERE name = 'mail'"],
  ]
  it.each(moves)('%s', async (_what, organisation, name, ...statements) => {
    await put('mail', 'one')
    await put('bank', 'two')
    sql(org, ...statements)
    await expect(use(name, undefined, organisation as OrganisationId)).rejects.toThrow(
      /unable to authenticate|Invalid authentication tag/,
    )
  })

  it('in another tenant', async () => {
    await put('mail', 'one')
    await put('mail', 'theirs', other)
    sql(
      other,
      `ATTACH '${join(folder, `orgs/${org}.sqlite`)}' AS org`,
      'DELETE FROM secret_versions; INSERT INTO secret_versions SELECT * FROM org.secret_versions',
    )
    await expect(use('mail', undefined, other)).rejects.toThrow(/unable to authenticate/)
  })
})

it('a tag of four bytes is refused, which Node takes where nobody says how long it is', () => {
  const key = systemRandom.bytes(32)
  const sealed = seal(key, Buffer.from('value'), { binding: ['a', 'b'], random: systemRandom })
  expect(sealed.tag).toHaveLength(16)
  expect(text(unseal(key, sealed, ['a', 'b']))).toBe('value')
  const short = { ...sealed, tag: sealed.tag.subarray(0, 4) }
  expect(() => unseal(key, short, ['a', 'b'])).toThrow('Invalid authentication tag')
  expect(() =>
    createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: 4 }).setAuthTag(short.tag),
  ).not.toThrow()
  expect(() => unseal(key, sealed, ['ab', ''])).toThrow('unable to authenticate')
})

describe('another server key', () => {
  const file = () => join(folder, 'server.key')
  const keysInUse = () => {
    const rows = new Database(join(folder, `orgs/${org}.sqlite`), { readonly: true })
    const found = rows.prepare('SELECT DISTINCT wrapped_by FROM secret_versions WHERE revoked_at IS NULL').pluck().all()
    rows.close()
    return found
  }

  it('takes over while secrets are used, and what was left half done is done later', async () => {
    for (let index = 0; index < 120; index += 1) await put(`name-${index}`, `value ${index}`)
    const [before] = storage.keys.ring().all
    addKey(file())
    expect(storage.keys.reload()).toBe(true)
    const { current } = storage.keys.ring()
    expect(current.id).not.toBe(before?.id)
    // Ends in the middle, as a crash would.
    const real = storage.organisation
    let left = 60
    const failing = openSecrets({
      storage: {
        ...storage,
        organisation: async (id) => {
          const store = await real(id)
          const rewrapSecret: typeof store.secrets.rewrapSecret = async (...asked) => {
            left -= 1
            if (left < 0) throw new Error('the process ended here')
            return store.secrets.rewrapSecret(...asked)
          }
          return { ...store, secrets: { ...store.secrets, rewrapSecret } }
        },
      },
      keyEncryption: openLocalKeyEncryption(storage.keys, systemRandom),
      clock,
      random: systemRandom,
    })
    await expect(failing.rewrap()).rejects.toThrow('ended here')
    expect(keysInUse()).toHaveLength(2)
    for (const index of [0, 70, 119]) expect(await use(`name-${index}`)).toMatchObject({ value: `value ${index}` })
    const using = Promise.all([5, 80, 100].map((index) => use(`name-${index}`)))
    expect(await secrets.rewrap()).toBe(60)
    expect(await using).toMatchObject([{ value: 'value 5' }, { value: 'value 80' }, { value: 'value 100' }])
    expect(keysInUse()).toEqual([current.id])
    expect(await secrets.rewrap()).toBe(0)
    for (const index of [0, 70, 119]) expect(await use(`name-${index}`)).toMatchObject({ value: `value ${index}` })
    expect(await actions()).toContain(`secret.rewrapped key:${current.id} done`)
  })

  it('that is not the one of the data, or none, stops the start with a sentence', async () => {
    await put('mail', 'one')
    await storage.close()
    const key = file()
    const aside = join(folder, 'aside.key')
    rmSync(aside, { force: true })
    const { renameSync } = await import('node:fs')
    renameSync(key, aside)
    expect(() => openSqliteStorage(folder)).toThrow(
      /^the server key [0-9a-f]{16} is not in .*server\.key, and the data can not be used/,
    )
    addKey(key)
    expect(() => openSqliteStorage(folder)).toThrow(/^the data belongs to another server key/)
    renameSync(aside, key)
    open()
    expect(await use('mail')).toMatchObject({ value: 'one' })
  })
})
