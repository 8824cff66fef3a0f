import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { AuditNote } from '../audit-store.ts'
import type {
  InvitationRecord,
  InvitationStore,
  InvitationUse,
  NewInvitationRecord,
  RenewedInvitation,
} from '../invitation-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

interface StoredInvitation {
  readonly id: string
  readonly tokenHash: Uint8Array
  readonly email: string | null
  readonly role: InvitationRecord['role']
  readonly workspace: WorkspaceId | null
  readonly workspaceRole: InvitationRecord['workspaceRole'] | null
  readonly grants: string
  readonly maxUses: number | null
  readonly createdBy: InvitationRecord['createdBy']
  readonly createdAt: number
  readonly expiresAt: number
  readonly wasSent: number
  readonly uses: number
}

const select = `SELECT id, token_hash AS tokenHash, email, role, workspace, workspace_role AS workspaceRole, grants, max_uses AS maxUses,
  created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt, was_sent AS wasSent,
  (SELECT count(*) FROM invitation_uses WHERE invitation = id) AS uses FROM invitations`

export function openInvitationStore(database: Sqlite): InvitationStore {
  const byHash = database.prepare<[Uint8Array], StoredInvitation>(`${select} WHERE token_hash = ?`)
  const byId = database.prepare<[string], StoredInvitation>(`${select} WHERE id = ?`)
  const all = database.prepare<[], StoredInvitation>(`${select} ORDER BY expires_at, id`)
  const ofWorkspace = database.prepare<[WorkspaceId], StoredInvitation>(
    `${select} WHERE workspace = ? ORDER BY expires_at, id`,
  )
  const markSent = database.prepare<[number, string]>('UPDATE invitations SET was_sent = ? WHERE id = ?')
  const use = usageOf(database)
  return {
    ...writesOf(database),
    invitation: async (tokenHash) => maybeRecord(byHash.get(tokenHash)),
    invitationById: async (id) => maybeRecord(byId.get(id)),
    invitations: async (workspace) => (workspace ? ofWorkspace.all(workspace) : all.all()).map(readRecord),
    invitationSent: async (id, wasSent) => void markSent.run(Number(wasSent), id),
    useInvitation: async (asked, note) => use.immediate(asked, note),
  }
}

/** What has expired is kept for a while, in case somebody asks what became of it. */
const keptMs = 30 * 24 * 60 * 60_000

function writesOf(database: Sqlite) {
  const audit = openAuditWriter(database)
  const insert = database.prepare(
    `INSERT INTO invitations (id, token_hash, email, role, workspace, workspace_role, grants, max_uses, created_by, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const renew = database.prepare('UPDATE invitations SET token_hash = ?, expires_at = ?, was_sent = 0 WHERE id = ?')
  const remove = database.prepare('DELETE FROM invitations WHERE id = ? AND (? IS NULL OR workspace = ?)')
  const prune = database.prepare('DELETE FROM invitations WHERE expires_at < ?')
  const insertOne = database.transaction((each: NewInvitationRecord, note: AuditNote) => {
    const place = [each.workspace ?? null, each.workspaceRole ?? null, JSON.stringify(each.grants)]
    const times = [each.createdBy, each.createdAt, each.expiresAt]
    insert.run(each.id, each.tokenHash, each.email ?? null, each.role, ...place, each.maxUses ?? null, ...times)
    prune.run(each.createdAt - keptMs)
    audit(note)
  })
  const renewOne = database.transaction(({ id, tokenHash, expiresAt }: RenewedInvitation, note: AuditNote) => {
    if (renew.run(tokenHash, expiresAt, id).changes === 0) return false
    audit(note)
    return true
  })
  const removeOne = database.transaction((id: string, workspace: WorkspaceId | null, note: AuditNote) => {
    if (remove.run(id, workspace, workspace).changes === 0) return false
    audit(note)
    return true
  })
  return {
    insertInvitation: async (invitation: NewInvitationRecord, note: AuditNote) => insertOne.immediate(invitation, note),
    renewInvitation: async (renewed: RenewedInvitation, note: AuditNote) => renewOne.immediate(renewed, note),
    deleteInvitation: async (gone: { id: string; workspace?: WorkspaceId | undefined }, note: AuditNote) =>
      removeOne.immediate(gone.id, gone.workspace ?? null, note),
  }
}

/** In one transaction: two who come for the last use are not both let in. */
function usageOf(database: Sqlite) {
  const audit = openAuditWriter(database)
  const byId = database.prepare<[string], StoredInvitation>(`${select} WHERE id = ?`)
  const isCounted = database.prepare<[string, string], object>(
    'SELECT 1 FROM invitation_uses WHERE invitation = ? AND account = ?',
  )
  const count = database.prepare('INSERT INTO invitation_uses (invitation, account, used_at) VALUES (?, ?, ?)')
  return database.transaction(({ id, account, timeMs }: InvitationUse, note: AuditNote) => {
    const found = byId.get(id)
    if (!found || found.expiresAt <= timeMs) return false
    if (isCounted.get(id, account)) return true
    if (found.maxUses !== null && found.uses >= found.maxUses) return false
    count.run(id, account, timeMs)
    audit(note)
    return true
  })
}

function maybeRecord(stored: StoredInvitation | undefined): InvitationRecord | undefined {
  return stored && readRecord(stored)
}

function readRecord(stored: StoredInvitation): InvitationRecord {
  return {
    ...stored,
    email: stored.email ?? undefined,
    workspace: stored.workspace ?? undefined,
    workspaceRole: stored.workspaceRole ?? undefined,
    grants: JSON.parse(stored.grants) as InvitationRecord['grants'],
    maxUses: stored.maxUses ?? undefined,
    wasSent: stored.wasSent === 1,
  }
}
