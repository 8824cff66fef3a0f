import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import type { Appended, LogStore, NewChange } from '../log-store.ts'
import type { Sqlite } from './open-database.ts'

export function openLogStore(database: Sqlite): LogStore {
  const columns = 'seq, replica, kind, author, device, time_ms AS timeMs, bytes'
  const workspace = database.prepare<[WorkspaceId], WorkspaceRow>('SELECT number, head FROM workspaces WHERE id = ?')
  const page = database.prepare<[number, number, number], ChangeRow>(
    `SELECT ${columns} FROM changes WHERE workspace = ? AND seq > ? ORDER BY seq LIMIT ?`,
  )
  const ofReplica = database.prepare<[number, ReplicaId], ChangeRow>(
    `SELECT ${columns} FROM changes WHERE workspace = ? AND replica = ? ORDER BY seq`,
  )
  const appendAll = openAppend(database, workspace)
  return {
    append: async (entries) => appendAll(entries),
    head: async (id) => workspace.get(id)?.head ?? 0,
    page: async (id, { after, maxBytes, maxChanges }) => {
      const row = workspace.get(id)
      const changes: LogChange[] = []
      let bytes = 0
      if (row) {
        for (const change of page.iterate(row.number, after, maxChanges)) {
          bytes += change.bytes.length
          if (changes.length > 0 && bytes > maxBytes) break
          changes.push(change)
        }
      }
      return { changes, head: row?.head ?? 0 }
    },
    ofReplica: async (id, replica) => {
      const row = workspace.get(id)
      return row ? ofReplica.all(row.number, replica) : []
    },
  }
}

function openAppend(database: Sqlite, workspace: { get(id: WorkspaceId): WorkspaceRow | undefined }) {
  const insert = database.prepare(
    'INSERT INTO changes (workspace, seq, replica, kind, hash, author, device, time_ms, bytes)' +
      ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workspace, replica, hash) DO NOTHING',
  )
  const find = database.prepare<[number, ReplicaId, Uint8Array], { seq: number }>(
    'SELECT seq FROM changes WHERE workspace = ? AND replica = ? AND hash = ?',
  )
  const setHead = database.prepare('UPDATE workspaces SET head = ? WHERE number = ?')

  return database.transaction((entries: readonly NewChange[]): Appended[] => {
    const touched = new Map<WorkspaceId, { number: number; head: number }>()
    const results = entries.map((entry): Appended => {
      const home = touched.get(entry.workspace) ?? workspace.get(entry.workspace)
      if (!home) throw new Error(`bug: an append to ${entry.workspace}, which is not in this organisation`)
      touched.set(entry.workspace, home)
      const { replica, kind, hash, author, device, timeMs, bytes } = entry
      const { changes } = insert.run(home.number, home.head + 1, replica, kind, hash, author, device, timeMs, bytes)
      if (changes === 0) return { seq: find.get(home.number, replica, hash)?.seq ?? 0, isNew: false }
      home.head += 1
      return { seq: home.head, isNew: true }
    })
    for (const { number, head } of touched.values()) setHead.run(head, number)
    return results
  }).immediate
}

interface WorkspaceRow {
  readonly number: number
  head: number
}

interface ChangeRow {
  readonly seq: number
  readonly replica: ReplicaId
  readonly kind: ReplicaKind
  readonly author: PrincipalId
  readonly device: DeviceId
  readonly timeMs: number
  readonly bytes: Buffer
}
