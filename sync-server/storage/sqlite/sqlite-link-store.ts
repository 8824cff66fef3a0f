import { replicaObject } from '#shared/access/tuples.ts'
import type { OrganisationId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AuditNote } from '../audit-store.ts'
import type { LinkRecord, LinkStore } from '../link-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openTupleWriter } from './tuple-writer.ts'

interface StoredLink extends Omit<LinkRecord, 'expiresAt' | 'lastUsedAt'> {
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

const select = `SELECT id, token_hash AS tokenHash, workspace, replica, role, password, created_by AS createdBy, created_at AS createdAt,
  expires_at AS expiresAt, last_used_at AS lastUsedAt FROM public_links`

export function openLinkStore(database: Sqlite, tenant: OrganisationId): LinkStore {
  const byHash = database.prepare<[Uint8Array], StoredLink>(`${select} WHERE token_hash = ?`)
  const all = database.prepare<[], StoredLink>(`${select} ORDER BY created_at, id`)
  const ofWorkspace = database.prepare<[WorkspaceId], StoredLink>(
    `${select} WHERE workspace = ? ORDER BY created_at, id`,
  )
  const ofThing = database.prepare<[WorkspaceId, ReplicaId], StoredLink>(
    `${select} WHERE workspace = ? AND replica = ? ORDER BY created_at, id`,
  )
  const used = database.prepare('UPDATE public_links SET last_used_at = ? WHERE id = ?')
  const writes = writesOf(database, tenant)
  const stored = (workspace?: WorkspaceId, replica?: ReplicaId) => {
    if (!workspace) return all.all()
    return replica ? ofThing.all(workspace, replica) : ofWorkspace.all(workspace)
  }
  return {
    insertLink: async (link, note) => writes.insert.immediate(link, note),
    linkByHash: async (tokenHash) => {
      const found = byHash.get(tokenHash)
      return found && readLink(found)
    },
    links: async ({ workspace, replica } = {}) => stored(workspace, replica).map(readLink),
    linkUsed: async (id, timeMs) => void used.run(timeMs, id),
    deleteLink: async ({ id, workspace }, note) => writes.remove.immediate(id, workspace, note),
  }
}

function writesOf(database: Sqlite, tenant: OrganisationId) {
  const audit = openAuditWriter(database)
  const tuples = openTupleWriter(database, tenant)
  const insert = database.prepare(
    `INSERT INTO public_links (id, token_hash, workspace, replica, role, password, created_by, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const expired = database
    .prepare<[number], string>('DELETE FROM public_links WHERE expires_at < ? RETURNING id')
    .pluck()
  const remove = database.prepare('DELETE FROM public_links WHERE id = ? AND workspace = ?')
  return {
    insert: database.transaction((link: LinkRecord, note: AuditNote) => {
      const { id, tokenHash, workspace, replica, role, password, createdBy, createdAt, expiresAt } = link
      insert.run(id, tokenHash, workspace, replica, role, password, createdBy, createdAt, expiresAt ?? null)
      tuples.adopt(`link:${id}`)
      tuples.place({ replica, workspace })
      for (const relation of role === 'editor' ? ['r', 'w'] : ['r'])
        tuples.put({ object: replicaObject(replica), relation, subject: `link:${id}` })
      // Nobody comes in by what has expired; what was granted to it goes with the next one that is made.
      for (const gone of expired.all(createdAt)) tuples.takeAllOf(`link:${gone}`)
      audit(note)
    }),
    remove: database.transaction((id: string, workspace: WorkspaceId, note: AuditNote) => {
      if (remove.run(id, workspace).changes === 0) return false
      tuples.takeAllOf(`link:${id}`)
      audit(note)
      return true
    }),
  }
}

function readLink(link: StoredLink): LinkRecord {
  return { ...link, expiresAt: link.expiresAt ?? undefined, lastUsedAt: link.lastUsedAt ?? undefined }
}
