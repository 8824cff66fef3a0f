import type { PrincipalId } from '#shared/kit/ids.ts'
import type { KeyRecord, KeyStore } from '../key-store.ts'
import type { Sqlite } from './open-database.ts'

interface KeyRow extends Omit<KeyRecord, 'expiresAt' | 'lastUsedAt'> {
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

export function openKeyStore(database: Sqlite): KeyStore {
  const columns = `id, hash, name, principal, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt,
    last_used_at AS lastUsedAt`
  const insert = database.prepare(
    `INSERT INTO api_keys (id, hash, name, principal, created_by, created_at, expires_at, last_used_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byHash = database.prepare<[Uint8Array], KeyRow>(`SELECT ${columns} FROM api_keys WHERE hash = ?`)
  const all = database.prepare<[], KeyRow>(`SELECT ${columns} FROM api_keys ORDER BY created_at, id`)
  const ofPrincipal = database.prepare<[PrincipalId], KeyRow>(
    `SELECT ${columns} FROM api_keys WHERE principal = ? ORDER BY created_at, id`,
  )
  const used = database.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM api_keys WHERE id = ?')
  return {
    insertKey: async ({ id, hash, name, principal, createdBy, createdAt, expiresAt, lastUsedAt }) =>
      void insert.run(id, hash, name, principal, createdBy, createdAt, expiresAt ?? null, lastUsedAt ?? null),
    keyByHash: async (hash) => {
      const row = byHash.get(hash)
      return row && recordOf(row)
    },
    keys: async (principal) => (principal === undefined ? all.all() : ofPrincipal.all(principal)).map(recordOf),
    keyUsed: async (id, timeMs) => void used.run(timeMs, id),
    deleteKey: async (id) => remove.run(id).changes > 0,
  }
}

function recordOf(row: KeyRow): KeyRecord {
  return { ...row, expiresAt: row.expiresAt ?? undefined, lastUsedAt: row.lastUsedAt ?? undefined }
}
