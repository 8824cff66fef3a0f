import Database from 'better-sqlite3'
import { crc32 } from 'node:zlib'
import { isWorkspaceId, type OrganisationId, type WorkspaceId } from '#shared/kit/ids.ts'
import { ArchiveFault } from '../organisation-moves.ts'
import { organisationMigrations } from './migrations.ts'
import { migrate, schemaOf, type Sqlite } from './open-database.ts'

/** The database of an archive, which anybody may have made: nothing in it is believed before it was looked at. */
export interface StagedDatabase {
  readonly database: Sqlite
  readonly workspaces: readonly WorkspaceId[]
  readonly blobs: ReadonlyMap<string, number>
}

/**
 * Opens the copy for an import, brings it to the latest schema and checks it: it has the schema that our migrations make, word for word, so
 * it holds no trigger or view of somebody else's; its pages and changes are sound; it is of one tenant alone. Throws an ArchiveFault.
 */
export function openStagedDatabase(file: string, organisation: OrganisationId): StagedDatabase {
  const database = openUntrusted(file)
  try {
    checkPages(database)
    const schema = schemaOf(database)
    if (schema < 1 || schema > organisationMigrations.length)
      throw new ArchiveFault('it was written by another version of Nexus; update the older one')
    checkSchema(database, schema)
    if (schema < organisationMigrations.length) migrate(database, organisationMigrations)
    checkTenant(database, organisation)
    checkChanges(database)
    return { database, workspaces: workspacesIn(database), blobs: blobsIn(database) }
  } catch (error) {
    database.close()
    throw error instanceof ArchiveFault ? error : new ArchiveFault(`its database is damaged (${String(error)})`)
  }
}

function openUntrusted(file: string): Sqlite {
  const database = new Database(file, { timeout: 5_000 })
  database.pragma('trusted_schema = OFF')
  database.pragma('cell_size_check = ON')
  database.pragma('journal_mode = DELETE')
  database.pragma('foreign_keys = OFF')
  return database
}

function checkPages(database: Sqlite): void {
  if (database.pragma('integrity_check(1)', { simple: true }) !== 'ok')
    throw new ArchiveFault('its database is damaged')
  if ((database.pragma('foreign_key_check') as unknown[]).length > 0)
    throw new ArchiveFault('its database names what is not in it')
}

function checkSchema(database: Sqlite, schema: number): void {
  const fresh = new Database(':memory:')
  try {
    for (const migration of organisationMigrations.slice(0, schema)) fresh.exec(migration)
    if (JSON.stringify(schemaRows(database)) !== JSON.stringify(schemaRows(fresh)))
      throw new ArchiveFault('its database holds something that Nexus does not write')
  } finally {
    fresh.close()
  }
}

function schemaRows(database: Sqlite): unknown[] {
  return database
    .prepare(
      `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name`,
    )
    .all()
}

function checkTenant(database: Sqlite, organisation: OrganisationId): void {
  const foreign = database
    .prepare<[string, string], number>(
      `SELECT (SELECT count(*) FROM belongings WHERE tenant <> ?) + (SELECT count(*) FROM tuples WHERE tenant <> ?
         OR object NOT IN (SELECT thing FROM belongings)
         OR CASE instr(subject, '#') WHEN 0 THEN subject ELSE substr(subject, 1, instr(subject, '#') - 1) END
           NOT IN (SELECT thing FROM belongings))`,
    )
    .pluck()
    .get(organisation, organisation)
  if (foreign !== 0) throw new ArchiveFault('it holds grants of another organisation')
}

/** Each is what its sum says, where it has one. */
function checkChanges(database: Sqlite): void {
  const changes = database
    .prepare<[], { bytes: Buffer; crc: number }>('SELECT bytes, crc FROM changes WHERE crc IS NOT NULL')
    .iterate()
  for (const { bytes, crc } of changes) {
    if (crc32(bytes) !== crc) throw new ArchiveFault('a change in it is not what was written')
  }
}

function workspacesIn(database: Sqlite): readonly WorkspaceId[] {
  const ids = database.prepare<[], string>('SELECT id FROM workspaces ORDER BY number').pluck().all()
  return ids.map((id) => {
    if (!isWorkspaceId(id)) throw new ArchiveFault('a workspace in it has no sound id')
    return id
  })
}

function blobsIn(database: Sqlite): ReadonlyMap<string, number> {
  const rows = database.prepare<[], { hash: string; bytes: number }>('SELECT hash, bytes FROM blobs').all()
  return new Map(
    rows.map(({ hash, bytes }) => {
      if (!/^[0-9a-f]{64}$/.test(hash)) throw new ArchiveFault('a file in it has no sound name')
      return [hash, bytes]
    }),
  )
}
