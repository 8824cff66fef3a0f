import type { Role } from '#shared/access/roles.ts'
import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import {
  type BlobRecord,
  type InvitationRecord,
  type RelationTuple,
  type TenantStore,
  type WorkspaceRecord,
  workspaceObject,
} from '../tenant-store.ts'
import type { Sqlite } from './open-database.ts'

export function openTenantStore(database: Sqlite, tenant: OrganisationId): TenantStore {
  return {
    ...workspaceMethods(database, tenant),
    ...relationMethods(database, tenant),
    ...invitationMethods(database),
    ...blobMethods(database),
  }
}

const putRelation = 'INSERT OR REPLACE INTO relations (object, subject, relation, tenant) VALUES (?, ?, ?, ?)'

function workspaceMethods(database: Sqlite, tenant: OrganisationId) {
  const columns = 'id, name, created_at AS createdAt'
  const insert = database.prepare('INSERT OR IGNORE INTO workspaces (id, name, created_at) VALUES (?, ?, ?)')
  const relate = database.prepare(putRelation)
  const rename = database.prepare('UPDATE workspaces SET name = ? WHERE id = ?')
  const one = database.prepare<[WorkspaceId], WorkspaceRecord>(`SELECT ${columns} FROM workspaces WHERE id = ?`)
  const all = database.prepare<[], WorkspaceRecord>(`SELECT ${columns} FROM workspaces ORDER BY number`)
  const create = database.transaction(({ id, name, createdAt }: WorkspaceRecord, owner: PrincipalId) => {
    if (insert.run(id, name, createdAt).changes === 0) return false
    relate.run(workspaceObject(id), owner, 'owner', tenant)
    return true
  })
  return {
    createWorkspace: async (workspace: WorkspaceRecord, owner: PrincipalId) => create.immediate(workspace, owner),
    renameWorkspace: async (id: WorkspaceId, name: string) => void rename.run(name, id),
    workspace: async (id: WorkspaceId) => one.get(id),
    workspaces: async () => all.all(),
  }
}

function relationMethods(database: Sqlite, tenant: OrganisationId) {
  const put = database.prepare(putRelation)
  const remove = database.prepare('DELETE FROM relations WHERE object = ? AND subject = ?')
  const to = database.prepare<[string], RelationTuple>('SELECT * FROM relations WHERE object = ? ORDER BY subject')
  const of = database.prepare<[PrincipalId], RelationTuple>('SELECT * FROM relations WHERE subject = ? ORDER BY object')
  const otherOwner = database.prepare<[string, PrincipalId], object>(
    `SELECT 1 FROM relations WHERE object = ? AND subject <> ? AND relation = 'owner' LIMIT 1`,
  )
  const change = database.transaction((workspace: WorkspaceId, subject: PrincipalId, role: Role | undefined) => {
    const object = workspaceObject(workspace)
    if (role !== 'owner' && !otherOwner.get(object, subject)) return false
    if (role) put.run(object, subject, role, tenant)
    else remove.run(object, subject)
    return true
  })
  return {
    writeRelation: async ({ object, subject, relation }: RelationTuple) =>
      void put.run(object, subject, relation, tenant),
    changeRole: async (asked: { workspace: WorkspaceId; subject: PrincipalId; role: Role | undefined }) =>
      change.immediate(asked.workspace, asked.subject, asked.role),
    relationsTo: async (object: string) => to.all(object),
    relationsOf: async (subject: PrincipalId) => of.all(subject),
  }
}

function invitationMethods(database: Sqlite) {
  const columns = 'id, token_hash AS tokenHash, workspace, role, created_by AS createdBy, expires_at AS expiresAt'
  const insert = database.prepare(
    'INSERT INTO invitations (id, token_hash, workspace, role, created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const one = database.prepare<[Uint8Array], InvitationRecord>(
    `SELECT ${columns} FROM invitations WHERE token_hash = ?`,
  )
  const all = database.prepare<[WorkspaceId], InvitationRecord>(
    `SELECT ${columns} FROM invitations WHERE workspace = ? ORDER BY expires_at`,
  )
  const remove = database.prepare('DELETE FROM invitations WHERE workspace = ? AND id = ?')
  return {
    insertInvitation: async ({ id, tokenHash, workspace, role, createdBy, expiresAt }: InvitationRecord) =>
      void insert.run(id, tokenHash, workspace, role, createdBy, expiresAt),
    invitation: async (tokenHash: Uint8Array) => one.get(tokenHash),
    invitations: async (workspace: WorkspaceId) => all.all(workspace),
    deleteInvitation: async (workspace: WorkspaceId, id: string) => remove.run(workspace, id).changes > 0,
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
