import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ChangedReplica, ConsumerStep, ConsumerStore, Effect } from '../consumer-store.ts'
import { type AuditWriter, openAuditWriter } from './audit-writer.ts'
import type { LogNames } from './log-names.ts'
import { openTextWriter } from './log-search.ts'
import type { Sqlite } from './open-database.ts'
import { openParentWriter } from './parent-writer.ts'
import { relaxed } from './relaxed.ts'

export function openConsumerStore(database: Sqlite, names: LogNames): ConsumerStore {
  const behind = database.prepare<[string], { id: WorkspaceId }>(
    `SELECT id FROM workspaces LEFT JOIN consumers ON consumers.workspace = workspaces.number AND consumers.name = ?
     WHERE head > coalesce(cursor, 0) ORDER BY number`,
  )
  const cursor = database.prepare<[string, number], { cursor: number }>(
    'SELECT cursor FROM consumers WHERE name = ? AND workspace = ?',
  )
  const setCursor = database.prepare(
    'INSERT INTO consumers (name, workspace, cursor) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor',
  )
  const changed = database.prepare<[number, number, number], ChangedRow>(
    `SELECT id AS replica, replicas.last_seq AS lastSeq, rows.last_seq AS rowSeq, version
     FROM replicas LEFT JOIN rows ON rows.replica = replicas.number
     WHERE workspace = ? AND replicas.last_seq > ? ORDER BY replicas.last_seq LIMIT ?`,
  )
  const stampOf = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?')
  const setStamp = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
  // Passages lie in the texts of the search, so they are cut anew with these.
  const restart = database.prepare(
    `DELETE FROM consumers WHERE name = @consumer OR (name = 'embeddings' AND @consumer = 'search')`,
  )
  const beginAnew = database.transaction((consumer: string, stamp: string) => {
    const name = `stamp of ${consumer}`
    if (stampOf.get(name)?.value === stamp) return
    restart.run({ consumer })
    setStamp.run(name, stamp)
  }).immediate
  const apply = openEffects(database, names)
  const writeParents = openParentWriter(database)
  const writeText = openTextWriter(database, names)
  let audit: AuditWriter | undefined
  const advance = database.transaction(({ consumer, workspace, from, to, effects }: ConsumerStep): boolean => {
    const home = names.workspace(workspace)
    if (!home) throw new Error(`bug: a consumer of ${workspace}, which is not in this organisation`)
    if ((cursor.get(consumer, home.number)?.cursor ?? 0) !== from) return false
    for (const effect of effects) {
      if (effect.kind === 'row') apply(home.number, effect)
      if (effect.kind === 'text') writeText(workspace, effect.replica, effect.text)
      // Not before: only a connection that was lent the key can note.
      if (effect.kind === 'note') (audit ??= openAuditWriter(database))(effect.note)
    }
    writeParents(workspace, parentsIn(effects))
    setCursor.run(consumer, home.number, to)
    return true
  }).immediate
  const relaxedAdvance = relaxed(database, advance)
  return {
    beginAnew: async (consumer, stamp) => beginAnew(consumer, stamp),
    behind: async (consumer) => behind.all(consumer).map(({ id }) => id),
    cursorOf: async (consumer, workspace) => {
      const home = names.workspace(workspace)
      return (home && cursor.get(consumer, home.number)?.cursor) ?? 0
    },
    advance: async (step) => relaxedAdvance(step),
    changedAfter: async (workspace, { after, max }) => {
      const home = names.workspace(workspace)
      return home ? changed.all(home.number, after, max).map(changedReplica) : []
    },
  }
}

interface ChangedRow {
  readonly replica: ReplicaId
  readonly lastSeq: number
  readonly rowSeq: number | null
  readonly version: number | null
}

function changedReplica({ replica, lastSeq, rowSeq, version }: ChangedRow): ChangedReplica {
  const hasRow = rowSeq !== null && version !== null
  return { replica, lastSeq, row: hasRow ? { lastSeq: rowSeq, version } : undefined }
}

function parentsIn(effects: readonly Effect[]): ReadonlyMap<ReplicaId, ReplicaId | undefined> {
  return new Map(effects.flatMap((each) => (each.kind === 'parent' ? [[each.replica, each.parent] as const] : [])))
}

type RowEffect = Extract<Effect, { kind: 'row' }>

function openEffects(database: Sqlite, names: LogNames): (home: number, effect: RowEffect) => void {
  const putRow = database.prepare(
    `INSERT INTO rows (replica, last_seq, version, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
     SET last_seq = excluded.last_seq, version = excluded.version, bytes = excluded.bytes`,
  )
  const dropRow = database.prepare('DELETE FROM rows WHERE replica = ?')
  return (home, { replica, row }) => {
    const number = names.replicaNumber(home, replica)
    if (number === undefined) throw new Error(`bug: a row of ${replica}, which nobody has written to`)
    if (row) putRow.run(number, row.lastSeq, row.version, row.bytes)
    else dropRow.run(number)
  }
}
