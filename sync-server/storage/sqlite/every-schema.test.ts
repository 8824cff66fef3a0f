import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AccountId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { controlMigrations, organisationMigrations } from './migrations.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

const id = (prefix: string) => `${prefix}_${'7'.repeat(26)}`
const org = id('org') as OrganisationId
const home = id('ws') as WorkspaceId
const replica = id('document') as ReplicaId
const ada = `user:${id('account')}` as PrincipalId
const digest = (text: string) => createHash('sha256').update(text).digest()
const word = digest('a word in an address')

/**
 * What a server with each schema had written, in addition to what the one before had: the first is for the schema of the first
 * release. A new migration needs a new entry, if only `[]`, and with it a thought about what the old ones read as.
 */
const controlWrites: readonly (readonly Write[])[] = [
  [
    ['INSERT INTO settings VALUES (?, ?)', 'device', id('device')],
    ['INSERT INTO accounts VALUES (?, ?, ?, ?, ?)', id('account'), 'ada@example.org', 'Ada', 'scrypt', 5],
    ['INSERT INTO sessions VALUES (?, ?, ?, ?)', word, id('account'), 5, 500],
    ['INSERT INTO workspace_homes VALUES (?, ?)', home, org],
    ['INSERT INTO account_links (account, organisation) VALUES (?, ?)', id('account'), org],
  ],
  [[`INSERT INTO names VALUES ('organisation', '', 'acme', ?)`, org]],
  [],
]

const organisationWrites: readonly (readonly Write[])[] = [
  [
    [`INSERT INTO workspaces (id, name, created_at, head) VALUES (?, 'Home', 6, 1)`, home],
    [`INSERT INTO relations VALUES (?, ?, 'owner', ?)`, `workspace:${home}`, ada, org],
    [`INSERT INTO invitations VALUES (?, 'invitation', ?, 'viewer', ?, 900)`, word, home, ada],
    [`INSERT INTO blobs VALUES (?, ?, 3, 'image/png')`, home, 'f'.repeat(64)],
    [
      `INSERT INTO changes VALUES (1, 1, ?, 'yjs', ?, ?, ?, 7, ?)`,
      replica,
      digest('one'),
      ada,
      id('device'),
      Buffer.from('one'),
    ],
  ],
  [],
  [],
  [],
  // What is looked for is made from the log by a consumer that comes with a cursor of its own, so nothing has to be read.
  [],
  [
    [
      `INSERT INTO schedules VALUES ('schedule', ?, 'agent', ?, 'What is due?', 'FREQ=DAILY', 'UTC', 0, 100)`,
      home,
      ada,
    ],
  ],
  // Passages are cut from the texts when a model for embeddings is set, and those are made anew by their consumer.
  [],
  // Weeks began on Mondays for all of them.
  [],
]

type Write = readonly [statement: string, ...values: (string | number | Buffer)[]]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-schema-'))
  mkdirSync(join(folder, 'orgs'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('[ST12] every schema that was ever released has something to be read from', () => {
  expect(controlWrites).toHaveLength(controlMigrations.length)
  expect(organisationWrites).toHaveLength(organisationMigrations.length)
})

const pairs = controlMigrations.flatMap((_, control) =>
  organisationMigrations.map((__, organisation) => ({ control: control + 1, organisation: organisation + 1 })),
)
it.each(pairs)('[ST12] control file $control, organisation $organisation: everything is read', async (schemas) => {
  write('control.sqlite', controlMigrations, controlWrites, schemas.control)
  write(`orgs/${org}.sqlite`, organisationMigrations, organisationWrites, schemas.organisation)
  const storage = openSqliteStorage(folder)
  const { control } = storage
  expect(await control.setting('device', () => 'another')).toBe(id('device'))
  expect(await control.accountByEmail('ada@example.org')).toMatchObject({
    name: 'Ada',
    password: 'scrypt',
    createdAt: 5,
  })
  expect(await control.session(word)).toMatchObject({ account: id('account'), expiresAt: 500 })
  expect(await control.organisationOfWorkspace(home)).toBe(org)
  expect(await control.organisationsOfAccount(id('account') as AccountId)).toEqual([org])

  const store = await storage.organisation(org)
  expect(await store.workspaces()).toMatchObject([{ id: home, name: 'Home', createdAt: 6 }])
  expect(await store.relationsOf(ada)).toMatchObject([{ relation: 'owner', tenant: org }])
  expect(await store.invitation(word)).toMatchObject({ role: 'guest', workspaceRole: 'viewer', expiresAt: 900 })
  expect(await store.blob(home, 'f'.repeat(64) as never)).toMatchObject({ bytes: 3, type: 'image/png' })
  const { changes, head } = await store.log.page(home, { after: 0, maxBytes: 1_000, maxChanges: 10 })
  expect(head).toBe(1)
  expect(changes).toMatchObject([{ seq: 1, replica, kind: 'yjs', author: ada, device: id('device'), timeMs: 7 }])
  expect(Buffer.from(changes[0]?.bytes ?? []).toString()).toBe('one')
  const asked = { id: 'schedule', owner: ada, zone: 'UTC', weekStartsOn: 1, dueMs: 100 }
  expect(await store.jobs.schedules(home)).toMatchObject(schemas.organisation < 6 ? [] : [asked])
  await storage.close()
})

it('[ST13] files are copied before they are migrated, and the copies of two migrations stay', async () => {
  for (const schema of [1, 1, 1]) {
    rmSync(join(folder, `orgs/${org}.sqlite`), { force: true })
    write(`orgs/${org}.sqlite`, organisationMigrations, organisationWrites, schema)
    rmSync(join(folder, 'control.sqlite'), { force: true })
    write('control.sqlite', controlMigrations, controlWrites, controlMigrations.length)
    clock.timeMs += 60_000
    await openSqliteStorage(folder, { clock, tell: () => undefined }).close()
  }
  expect(copies()).toEqual([
    'before-migration-orgs1-1970-01-01T00-02-00-000Z',
    'before-migration-orgs1-1970-01-01T00-03-00-000Z',
  ])
  const copy = new Database(join(folder, copies()[0] ?? '', `orgs/${org}.sqlite`), { readonly: true })
  expect(copy.pragma('user_version', { simple: true })).toBe(1)
  expect(copy.prepare('SELECT count(*) FROM changes').pluck().get()).toBe(1)
  copy.close()
})

it('[ST13] when one migration fails, every file is as it was, and the start says so in one sentence', () => {
  write('control.sqlite', controlMigrations, controlWrites, 1)
  write(`orgs/${org}.sqlite`, organisationMigrations, organisationWrites, 1)
  // In the way of the second migration.
  const broken = `orgs/${org.replace('7', '8')}.sqlite`
  write(broken, organisationMigrations, [[['CREATE TABLE writers (number INTEGER)']]], 1)
  const before = contents()
  expect(() => openSqliteStorage(folder)).toThrow(
    `the data could not be brought up to date and is as it was before (${broken}: table writers already exists); the version that you had still runs on it.`,
  )
  expect(copies()).toEqual([])
  expect(contents()).toEqual(before)
})

const clock = { timeMs: 0, now: () => clock.timeMs }

function write(
  path: string,
  migrations: readonly string[],
  writes: readonly (readonly Write[])[],
  schema: number,
): void {
  const database = new Database(join(folder, path))
  database.pragma('journal_mode = WAL')
  for (let at = 0; at < schema; at += 1) {
    database.exec(migrations[at] ?? '')
    for (const [statement, ...values] of writes[at] ?? []) database.prepare(statement).run(...values)
  }
  database.pragma(`user_version = ${schema}`)
  database.close()
}

function copies(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('before-migration'))
}

/** The rows of every table of every file, and its schema's number. */
function contents(): unknown {
  const paths = ['control.sqlite', ...readdirSync(join(folder, 'orgs')).map((name) => `orgs/${name}`)]
  return paths
    .filter((path) => path.endsWith('.sqlite'))
    .map((path) => {
      const database = new Database(join(folder, path), { readonly: true })
      const tables = database
        .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
        .pluck()
        .all()
      const rows = tables.map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()])
      const version = database.pragma('user_version', { simple: true })
      database.close()
      return { path, version, rows }
    })
}
