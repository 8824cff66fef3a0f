import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import { type BlobRecord, type TenantStore, type WorkspaceRecord } from '../tenant-store.ts'
import type { AuditNote } from '../audit-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openInvitationStore } from './sqlite-invitation-store.ts'
import { openLinkStore } from './sqlite-link-store.ts'
import { openProfileStore } from './sqlite-profile-store.ts'
import { openRelationStore, openRoleWriter } from './sqlite-relation-store.ts'
import { openTeamStore } from './sqlite-team-store.ts'
import { openTupleStore } from './sqlite-tuple-store.ts'

export function openTenantStore(database: Sqlite, tenant: OrganisationId): TenantStore {
  return {
    ...workspaceMethods(database, tenant),
    ...openRelationStore(database, tenant),
    ...openTupleStore(database, tenant),
    ...openInvitationStore(database),
    ...openProfileStore(database, tenant),
    ...openTeamStore(database, tenant),
    ...openLinkStore(database, tenant),
    ...blobMethods(database),
  }
}

function workspaceMethods(database: Sqlite, tenant: OrganisationId) {
  const columns = 'id, name, created_at AS createdAt'
  const insert = database.prepare('INSERT OR IGNORE INTO workspaces (id, name, created_at) VALUES (?, ?, ?)')
  const rename = database.prepare('UPDATE workspaces SET name = ? WHERE id = ?')
  const one = database.prepare<[WorkspaceId], WorkspaceRecord>(`SELECT ${columns} FROM workspaces WHERE id = ?`)
  const all = database.prepare<[], WorkspaceRecord>(`SELECT ${columns} FROM workspaces ORDER BY number`)
  const roles = openRoleWriter(database, tenant)
  const audit = openAuditWriter(database)
  const create = database.transaction((workspace: WorkspaceRecord, owner: PrincipalId, note?: AuditNote) => {
    const { id, name, createdAt } = workspace
    if (insert.run(id, name, createdAt).changes === 0) return false
    roles.begin(id, owner)
    if (note) audit(note)
    return true
  })
  const renameOne = database.transaction((id: WorkspaceId, name: string, note?: AuditNote) => {
    if (rename.run(name, id).changes > 0 && note) audit(note)
  })
  const bytes = database
    .prepare<[WorkspaceId, WorkspaceId], number>(
      `SELECT coalesce((SELECT sum(bytes) FROM blobs WHERE workspace = ?), 0)
      + coalesce((SELECT sum(folded_bytes + tail_weight) FROM replicas JOIN workspaces ON workspaces.number = replicas.workspace
        WHERE workspaces.id = ?), 0)`,
    )
    .pluck()
  return {
    createWorkspace: async (workspace: WorkspaceRecord, owner: PrincipalId, note?: AuditNote) =>
      create.immediate(workspace, owner, note),
    renameWorkspace: async (id: WorkspaceId, name: string, note?: AuditNote) => renameOne.immediate(id, name, note),
    workspaceBytes: async (id: WorkspaceId) => bytes.get(id, id) ?? 0,
    workspace: async (id: WorkspaceId) => one.get(id),
    workspaces: async () => all.all(),
  }
}

function blobMethods(database: Sqlite) {
  const insert = database.prepare('INSERT OR IGNORE INTO blobs (workspace, hash, bytes, type) VALUES (?, ?, ?, ?)')
  const one = database.prepare<[WorkspaceId, string], BlobRecord>(
    'SELECT hash, bytes, type FROM blobs WHERE workspace = ? AND hash = ?',
  )
  return {
    insertBlob: async (workspace: WorkspaceId, { hash, bytes, type }: BlobRecord) =>
      void insert.run(workspace, hash, bytes, type),
    blob: async (workspace: WorkspaceId, hash: string) => one.get(workspace, hash),
  }
}
