import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SubjectRef, Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { TupleStore } from '../tuple-store.ts'
import { lendAuditKey } from './audit-chain.ts'
import { organisationMigrations } from './migrations.ts'
import { openDatabase, type Sqlite } from './open-database.ts'
import { openTenantStore } from './sqlite-tenant-store.ts'
import { tupleQueries } from './sqlite-tuple-store.ts'

const id = (prefix: string, digit: string) => `${prefix}_${digit.repeat(26)}`
const org = id('org', '1') as OrganisationId
const home = id('ws', '1') as WorkspaceId
const plan = id('document', '1') as ReplicaId
const folder = id('folder', '2') as ReplicaId
const ada = 'user:ada' as PrincipalId
const note = { action: 'grant.written', actor: ada, object: `workspace:${home}`, outcome: 'done', timeMs: 1 } as const
const editor = (subject: string): Tuple => ({
  object: `workspace:${home}`,
  relation: 'editor',
  subject: subject as SubjectRef,
})

let data: string
let database: Sqlite
let store: TupleStore

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'nexus-tuples-'))
  database = openDatabase(join(data, 'org.sqlite'), organisationMigrations)
  lendKey(database)
  const tenant = openTenantStore(database, org)
  await tenant.createWorkspace({ id: home, name: 'Home', createdAt: 1 }, ada)
  await tenant.writeRelation({
    tenant: org,
    object: `organization:${org}`,
    relation: 'member',
    subject: 'user:bob' as PrincipalId,
  })
  store = tenant
})
afterEach(() => {
  database.close()
  rmSync(data, { recursive: true })
})

/** A key for the audit log, which writes its notes in the same transactions. */
function lendKey(to: Sqlite): void {
  const key = { id: 'key', derive: () => Buffer.alloc(32) }
  lendAuditKey(to, { keys: () => ({ current: key, find: () => key, all: [key] }), log: org })
}

const count = (table: string) => database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0
const counts = () => ['tuples', 'access_outbox', 'audit_entries'].map(count)

describe('a write of tuples', () => {
  it('is the tuple, the revision, the word for open sessions and the note, or nothing of it', async () => {
    const [atFirst = 0, told = 0, noted = 0] = counts()
    const { revision } = await store.lookAtTuples((tuples) => ({ revision: tuples.revision }))
    expect(await store.writeTuples({ put: [editor('user:bob')] }, note)).toEqual({ ok: true, value: undefined })
    expect(counts()).toEqual([atFirst + 1, told + 1, noted + 1])
    expect(await store.accessChangesAfter(revision)).toEqual([
      { revision: revision + 1, workspace: home, subject: 'user:bob' },
    ])

    const refused = await store.writeTuples({ put: [editor('agent:none'), editor('user:eve')] }, note)
    expect(refused).toMatchObject({ ok: false, reason: 'other-tenant' })
    expect(counts()).toEqual([atFirst + 1, told + 1, noted + 1])
    database.exec('DROP TABLE audit_bodies')
    await expect(store.writeTuples({ take: [editor('user:bob')] }, { ...note, body: { a: 1 } })).rejects.toThrow(
      'audit_bodies',
    )
    expect(await store.lookAtTuples((tuples) => tuples.has(`workspace:${home}`, 'editor', 'user:bob'))).toBe(true)
  })

  it('leaves a workspace an owner', async () => {
    const owner = { ...editor(ada), relation: 'owner' }
    expect(await store.writeTuples({ take: [owner] })).toMatchObject({ reason: 'last-owner' })
    expect(await store.writeTuples({ take: [owner], put: [{ ...owner, subject: 'user:bob' }] })).toMatchObject({
      ok: true,
    })
  })

  it('what is told is forgotten after ten thousand more', async () => {
    database.pragma('synchronous = OFF')
    for (let round = 0; round < 5_600; round += 1) {
      await store.writeTuples({ put: [editor('user:bob')] })
      await store.writeTuples({ take: [editor('user:bob')] })
    }
    expect(count('access_outbox')).toBeLessThan(11_100)
    expect(count('access_outbox')).toBeGreaterThanOrEqual(10_000)
    const since = (changes: number) =>
      store.lookAtTuples((tuples) => tuples.changesSince(tuples.revision - changes, 20_000)?.length)
    expect([await since(0), await since(3), await since(10_000)]).toEqual([0, 3, 10_000])
    // Of some nobody knows any more, and they might be those that matter.
    expect(await since(11_200)).toBeUndefined()
    expect(await store.lookAtTuples((tuples) => tuples.changesSince(tuples.revision - 3, 2))).toBeUndefined()
  })
})

describe('the database itself', () => {
  const insert = (tuple: { tenant?: string; object: string; subject: string }) => () =>
    database
      .prepare(`INSERT INTO tuples (tenant, object, relation, subject) VALUES (?, ?, 'r', ?)`)
      .run(tuple.tenant ?? org, tuple.object, tuple.subject)

  it('refuses a tuple across tenants, whoever writes it', () => {
    const object = `workspace:${home}`
    expect(insert({ object, subject: 'user:eve' })).toThrow('other-tenant')
    expect(insert({ object: 'workspace:ws_other', subject: ada })).toThrow('other-tenant')
    expect(insert({ object, subject: 'team:other#member' })).toThrow('other-tenant')
    expect(insert({ object, subject: 'user:*' })).toThrow('other-tenant')
    expect(insert({ tenant: 'org_other', object, subject: ada })).toThrow('other-tenant')
    expect(insert({ object, subject: `organization:${org}#member` })).not.toThrow()
    expect(() => database.exec(`INSERT INTO belongings VALUES ('user:eve', 'org_other')`)).toThrow('other-tenant')
    expect(() => database.exec(`UPDATE tuples SET subject = 'user:eve'`)).toThrow('a tuple is never changed')
  })

  it('takes the tuples of what is taken out', () => {
    insert({ object: `workspace:${home}`, subject: 'user:bob' })()
    database.exec(`DELETE FROM belongings WHERE thing = 'user:bob'`)
    expect(database.prepare(`SELECT count(*) FROM tuples WHERE subject = 'user:bob'`).pluck().get()).toBe(0)
    database.exec(`DELETE FROM belongings WHERE thing = 'workspace:${home}'`)
    expect(database.prepare(`SELECT count(*) FROM tuples WHERE object LIKE 'workspace:%'`).pluck().get()).toBe(0)
  })

  it('reads tuples by covering indexes alone, and never a whole table', () => {
    const planOf = (query: string) =>
      database
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${query.replaceAll('@workspace', '?')}`)
        .all(...Array.from({ length: query.match(/\?|@workspace/g)?.length ?? 0 }, () => 'x'))
        .map(({ detail }) => detail)
    expect(planOf(tupleQueries.has)).toEqual([
      'SEARCH tuples USING PRIMARY KEY (object=? AND relation=? AND subject=?)',
    ])
    expect(planOf(tupleQueries.subjects)).toEqual(['SEARCH tuples USING PRIMARY KEY (object=? AND relation=?)'])
    expect(planOf(tupleQueries.usersets)).toEqual([
      'SEARCH tuples USING COVERING INDEX tuples_usersets (object=? AND relation=?)',
    ])
    expect(planOf(tupleQueries.on)).toEqual(['SEARCH tuples USING PRIMARY KEY (object=?)'])
    expect(planOf(tupleQueries.by)).toEqual(['SEARCH tuples USING COVERING INDEX tuples_by_subject (subject=?)'])
    expect(planOf(tupleQueries.related)).toEqual([
      'SEARCH tuples USING COVERING INDEX tuples_by_subject (subject=? AND relation=?)',
    ])
    expect(planOf(tupleQueries.specials)).toEqual([
      'SEARCH resources USING INDEX resources_special (workspace=?)',
      'SEARCH tuples USING PRIMARY KEY (object=?) LEFT-JOIN',
    ])
    expect(planOf(tupleQueries.below).filter((detail) => detail.startsWith('SEARCH'))).toEqual([
      'SEARCH resources USING INDEX resources_special (workspace=? AND replica>? AND replica<?)',
      'SEARCH below USING COVERING INDEX resources_by_parent (parent=?)',
      'SEARCH resources USING PRIMARY KEY (replica=?)',
    ])
    expect(planOf(tupleQueries.changes)).toEqual(['SEARCH access_outbox USING INTEGER PRIMARY KEY (rowid>?)'])
    for (const query of Object.values(tupleQueries))
      expect(planOf(query).filter((detail) => /^SCAN (?!special\b)/.test(detail))).toEqual([])
  })
})

describe('where things lie', () => {
  const specials = () =>
    store.lookAtTuples((tuples) => [
      ...new Set([
        ...tuples.specialsIn(home).map(([replica]) => replica),
        ...tuples.belowSpecials(home).map(({ replica }) => replica),
      ]),
    ])

  it('only what differs is special, and what lies below it', async () => {
    await store.writeParents(home, new Map([[plan, folder]]))
    expect(await specials()).toEqual([])
    await store.writeTuples({
      places: [{ replica: folder, workspace: home }],
      put: [{ object: `folder:${folder}`, relation: 'r', subject: 'user:bob' }],
    })
    expect((await specials()).toSorted()).toEqual([plan, folder].toSorted())
    await store.writeTuples({ take: [{ object: `folder:${folder}`, relation: 'r', subject: 'user:bob' }] })
    expect(await specials()).toEqual([])
  })

  it('folders in a circle end the walk, and moves are told where they make a difference', async () => {
    await store.writeTuples({ places: [{ replica: folder, workspace: home, inherits: false }] })
    const before = await store.lookAtTuples((tuples) => tuples.revision)
    await store.writeParents(
      home,
      new Map([
        [plan, folder],
        [folder, plan],
      ]),
    )
    expect((await specials()).toSorted()).toEqual([plan, folder].toSorted())
    expect(await store.accessChangesAfter(before)).toEqual([{ revision: before + 1, workspace: home }])
    await store.writeParents(home, new Map([[plan, folder]]))
    expect(await store.accessChangesAfter(before + 1)).toEqual([])
  })
})

it('relations of before are tuples: owners of an organisation run it, and who was in a workspace alone is a guest', () => {
  const file = join(data, 'old.sqlite')
  const old = openDatabase(file, organisationMigrations.slice(0, 3))
  old.exec(`INSERT INTO workspaces (id, name, created_at) VALUES ('${home}', 'Home', 1)`)
  const relate = old.prepare('INSERT INTO relations (object, subject, relation, tenant) VALUES (?, ?, ?, ?)')
  const before = [
    [`organisation:${org}`, 'user:ada', 'owner'],
    [`organisation:${org}`, 'user:bob', 'member'],
    [`organisation:${org}`, 'agent:clerk', 'owner'],
    [`workspace:${home}`, 'operator', 'owner'],
    [`workspace:${home}`, 'user:bob', 'editor'],
    [`workspace:${home}`, 'user:cyd', 'viewer'],
    [`workspace:${home}`, 'agent:other', 'editor'],
  ]
  for (const row of before) relate.run(...row, org)
  relate.run(`workspace:${home}`, 'user:eve', 'owner', 'org_other')
  old.close()
  const migrated = openDatabase(file, organisationMigrations)
  const tuples = migrated.prepare<[], string>(
    `SELECT object || ' ' || relation || ' ' || subject FROM tuples ORDER BY 1`,
  )
  expect(tuples.pluck().all()).toEqual([
    `organization:${org} admin user:ada`,
    `organization:${org} guest user:cyd`,
    `organization:${org} member agent:clerk`,
    `organization:${org} member agent:other`,
    `organization:${org} member user:bob`,
    `workspace:${home} editor agent:other`,
    `workspace:${home} editor user:bob`,
    `workspace:${home} inherit organization:${org}`,
    `workspace:${home} owner service:operator`,
    `workspace:${home} viewer user:cyd`,
  ])
  migrated.close()
})
