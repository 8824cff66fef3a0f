import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import type { KeyScope } from '#shared/protocol/rest.ts'
import type { AuditNote } from '../audit-store.ts'
import type { KeyRecord, KeyStore } from '../key-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

interface KeyRow extends Omit<KeyRecord, 'expiresAt' | 'lastUsedAt' | 'scopes' | 'organisation'> {
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
  readonly scopes: string
  readonly organisation: OrganisationId | null
}

export function openKeyStore(database: Sqlite): KeyStore {
  const audit = openAuditWriter(database)
  const columns = `id, hash, name, principal, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt,
    last_used_at AS lastUsedAt, scopes, organisation`
  const insert = database.prepare(
    `INSERT INTO api_keys (id, hash, name, principal, created_by, created_at, expires_at, last_used_at, scopes, organisation)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byHash = database.prepare<[Uint8Array], KeyRow>(`SELECT ${columns} FROM api_keys WHERE hash = ?`)
  const all = database.prepare<[], KeyRow>(`SELECT ${columns} FROM api_keys ORDER BY created_at, id`)
  const ofPrincipal = database.prepare<[PrincipalId], KeyRow>(
    `SELECT ${columns} FROM api_keys WHERE principal = ? ORDER BY created_at, id`,
  )
  const used = database.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM api_keys WHERE id = ?')
  const insertKey = database.transaction((key: KeyRecord, note: AuditNote | undefined) => {
    const { id, hash, name, principal, createdBy, createdAt, expiresAt, lastUsedAt, scopes, organisation } = key
    const rest = [expiresAt ?? null, lastUsedAt ?? null, scopes.join(' '), organisation ?? null]
    insert.run(id, hash, name, principal, createdBy, createdAt, ...rest)
    if (note) audit(note)
  })
  const deleteKey = database.transaction((id: string, note: AuditNote | undefined) => {
    const isGone = remove.run(id).changes > 0
    if (isGone && note) audit(note)
    return isGone
  })
  return {
    insertKey: async (key, note) => insertKey.immediate(key, note),
    keyByHash: async (hash) => {
      const row = byHash.get(hash)
      return row && recordOf(row)
    },
    keys: async (principal) => (principal === undefined ? all.all() : ofPrincipal.all(principal)).map(recordOf),
    keyUsed: async (id, timeMs) => void used.run(timeMs, id),
    deleteKey: async (id, note) => deleteKey.immediate(id, note),
  }
}

function recordOf(row: KeyRow): KeyRecord {
  return {
    ...row,
    expiresAt: row.expiresAt ?? undefined,
    lastUsedAt: row.lastUsedAt ?? undefined,
    scopes: row.scopes.split(' ') as KeyScope[],
    organisation: row.organisation ?? undefined,
  }
}
