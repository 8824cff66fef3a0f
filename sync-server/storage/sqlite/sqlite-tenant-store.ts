import type { Role } from '#shared/access/roles.ts'
import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import {
  type BlobRecord,
  type RelationTuple,
  type TenantStore,
  type WorkspaceRecord,
  workspaceObject,
} from '../tenant-store.ts'
import type { Sqlite } from './open-database.ts'
import { openInvitationStore } from './sqlite-invitation-store.ts'
import { openLinkStore } from './sqlite-link-store.ts'
import { openProfileStore } from './sqlite-profile-store.ts'
import { openTeamStore } from './sqlite-team-store.ts'

export function openTenantStore(database: Sqlite, tenant: OrganisationId): TenantStore {
  return {
    ...workspaceMethods(database, tenant),
    ...relationMethods(database, tenant),
    ...openInvitationStore(database),
    ...openProfileStore(database, tenant),
    ...openTeamStore(database, tenant),
    ...openLinkStore(database, tenant),
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
