import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { QuotaName } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from '../audit-store.ts'
import type { QuotaChange, QuotaState, QuotaStore, WorkspaceUse } from '../quota-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'

/** What of a workspace is acknowledged and not in the tables yet. */
export interface WaitingUse {
  readonly bytes: number
  readonly documents: number
}

/** `waiting`: by workspace, as of the moment in which it is called. */
export function openQuotaStore(
  database: Sqlite,
  waiting: () => Promise<() => ReadonlyMap<WorkspaceId, WaitingUse>>,
): QuotaStore {
  const counted = countedUse(database)
  const limits = database.prepare<[], { name: QuotaName; workspace: WorkspaceId | ''; value: number }>(
    'SELECT name, workspace, value FROM quotas ORDER BY name, workspace',
  )
  return {
    quotas: async () => limits.all().map(({ workspace, ...limit }) => ({ ...limit, ...(workspace && { workspace }) })),
    use: async () => {
      const waits = await waiting()
      const inJournal = waits()
      const { members, workspaces } = counted()
      return {
        members,
        workspaces: workspaces.map((each) => withWaiting(each, inJournal.get(each.workspace))),
      }
    },
    ...quotaWriters(database),
  }
}

function withWaiting(use: WorkspaceUse, waiting: WaitingUse | undefined): WorkspaceUse {
  if (!waiting) return use
  return { ...use, bytes: use.bytes + waiting.bytes, documents: use.documents + waiting.documents }
}

function countedUse(database: Sqlite) {
  const members = database
    .prepare<[], number>(`SELECT count(*) FROM belongings WHERE thing >= 'user:' AND thing < 'user;'`)
    .pluck()
  const workspaces = database.prepare<[], WorkspaceUse>(
    'SELECT id AS workspace, change_bytes + snapshot_bytes + blob_bytes AS bytes, documents FROM workspaces ORDER BY number',
  )
  return () => ({ members: members.get() ?? 0, workspaces: workspaces.all() })
}

function quotaWriters(database: Sqlite): Pick<QuotaStore, 'setQuotas' | 'noteQuotaState'> {
  const audit = openAuditWriter(database)
  const put = database.prepare('INSERT OR REPLACE INTO quotas (name, workspace, value) VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM quotas WHERE name = ? AND workspace = ?')
  const stateOf = database
    .prepare<[string, string], string>('SELECT state FROM quota_states WHERE name = ? AND workspace = ?')
    .pluck()
  const putState = database.prepare('INSERT OR REPLACE INTO quota_states (name, workspace, state) VALUES (?, ?, ?)')
  const set = database.transaction((changes: readonly QuotaChange[], note: AuditNote) => {
    for (const { name, workspace, value } of changes) {
      if (value === undefined) remove.run(name, workspace ?? '')
      else put.run(name, workspace ?? '', value)
    }
    audit(note)
  })
  const note = database.transaction(({ name, workspace, state }: QuotaState, told: AuditNote) => {
    if ((stateOf.get(name, workspace ?? '') ?? 'fine') === state) return false
    putState.run(name, workspace ?? '', state)
    audit(told)
    return true
  })
  return {
    setQuotas: async (changes, told) => set.immediate(changes, told),
    noteQuotaState: async (state, told) => note.immediate(state, told),
  }
}
