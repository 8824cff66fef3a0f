import type { PrincipalId } from '#shared/kit/ids.ts'
import type { AuditNote } from '../audit-store.ts'
import type { SealedSecret, SecretStore, StoredSecret, WrappedKey } from '../secret-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

interface SecretRow {
  readonly name: string
  readonly version: number
  readonly createdAt: number
  readonly createdBy: PrincipalId
  readonly nonce: Buffer
  readonly tag: Buffer
  readonly bytes: Buffer
  readonly dataKey: string
  readonly by: string
  readonly wrapped: Buffer
  readonly lastUsedAt: number | null
}

interface Asked {
  readonly name: string
  readonly version?: number | undefined
}

const columns = `name, version, created_at AS createdAt, created_by AS createdBy, nonce, tag, bytes, data_key AS dataKey, wrapped_by AS by,
  wrapped, last_used_at AS lastUsedAt`

export function openSecretStore(database: Sqlite): SecretStore {
  const audit = openAuditWriter(database)
  const latest = database
    .prepare<[string], number | null>('SELECT max(version) FROM secret_versions WHERE name = ?')
    .pluck()
  const all = database.prepare<[], SecretRow>(
    `SELECT ${columns} FROM secret_versions WHERE revoked_at IS NULL ORDER BY name, version DESC`,
  )
  return {
    nextSecretVersion: async (name) => (latest.get(name) ?? 0) + 1,
    insertSecret: openInsert(database, audit),
    secrets: async () => byName(all.all()),
    useSecret: openUse(database, audit),
    revokeSecret: openRevocation(database, audit),
    ...rewrapMethods(database),
  }
}

type Audit = (note: AuditNote) => void

function openInsert(database: Sqlite, audit: Audit): SecretStore['insertSecret'] {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO secret_versions (name, version, created_at, created_by, nonce, tag, bytes, data_key, wrapped_by, wrapped)
     VALUES (@name, @version, @createdAt, @createdBy, @nonce, @tag, @bytes, @dataKey, @by, @wrapped)`,
  )
  const insertOne = database.transaction(({ sealed, dataKey, ...rest }: SealedSecret, note: AuditNote) => {
    const { by, wrapped, id } = dataKey
    if (insert.run({ ...rest, ...sealed, dataKey: id, by, wrapped }).changes === 0) return false
    audit(note)
    return true
  })
  return async (secret, note) => insertOne.immediate(secret, note)
}

function openUse(database: Sqlite, audit: Audit): SecretStore['useSecret'] {
  const find = database.prepare<[string, number | null, number | null], SecretRow>(
    `SELECT ${columns} FROM secret_versions WHERE name = ? AND revoked_at IS NULL AND (? IS NULL OR version = ?)
     ORDER BY version DESC LIMIT 1`,
  )
  const used = database.prepare('UPDATE secret_versions SET last_used_at = ? WHERE name = ? AND version = ?')
  const use = database.transaction(({ name, version }: Asked, note: AuditNote) => {
    const row = find.get(name, version ?? null, version ?? null)
    audit({ ...note, outcome: row ? 'done' : 'refused', body: { ...note.body, ...(row && { version: row.version }) } })
    if (row) used.run(note.timeMs, name, row.version)
    return row && sealedOf(row)
  })
  return async (asked, note) => use.immediate(asked, note)
}

function openRevocation(database: Sqlite, audit: Audit): SecretStore['revokeSecret'] {
  const revoke = database.prepare(
    `UPDATE secret_versions SET revoked_at = ?, nonce = NULL, tag = NULL, bytes = NULL, wrapped_by = NULL, wrapped = NULL
     WHERE name = ? AND revoked_at IS NULL AND (? IS NULL OR version = ?)`,
  )
  const revokeAll = database.transaction(({ name, version }: Asked, note: AuditNote) => {
    const { changes } = revoke.run(note.timeMs, name, version ?? null, version ?? null)
    if (changes > 0) audit(note)
    return changes
  })
  // What is taken away is overwritten, not only forgotten.
  return async (asked, note) => {
    database.pragma('secure_delete = ON')
    try {
      return revokeAll.immediate(asked, note)
    } finally {
      database.pragma('secure_delete = OFF')
    }
  }
}

function rewrapMethods(database: Sqlite): Pick<SecretStore, 'secretsNotUnder' | 'rewrapSecret'> {
  const others = database.prepare<[string, number], SecretRow>(
    `SELECT ${columns} FROM secret_versions WHERE revoked_at IS NULL AND wrapped_by <> ? LIMIT ?`,
  )
  const rewrap = database.prepare(
    `UPDATE secret_versions SET wrapped_by = ?, wrapped = ?
     WHERE name = ? AND version = ? AND wrapped_by = ? AND revoked_at IS NULL`,
  )
  return {
    secretsNotUnder: async (key, limit) => others.all(key, limit).map(sealedOf),
    rewrapSecret: async ({ name, version, dataKey }: SealedSecret, { by, wrapped }: WrappedKey) =>
      rewrap.run(by, wrapped, name, version, dataKey.by).changes > 0,
  }
}

function byName(rows: readonly SecretRow[]): StoredSecret[] {
  const groups = Map.groupBy(rows, ({ name }) => name)
  return [...groups].map(([name, versions]) => {
    const uses = versions.flatMap(({ lastUsedAt }) => lastUsedAt ?? [])
    return {
      name,
      versions: versions.map(({ version, createdAt, createdBy }) => ({ version, createdAt, createdBy })),
      lastUsedAt: uses.length > 0 ? Math.max(...uses) : undefined,
    }
  })
}

function sealedOf({
  nonce,
  tag,
  bytes,
  dataKey,
  by,
  wrapped,
  name,
  version,
  createdAt,
  createdBy,
}: SecretRow): SealedSecret {
  return { name, version, createdAt, createdBy, sealed: { nonce, tag, bytes }, dataKey: { id: dataKey, by, wrapped } }
}
