import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { ChangedReplica, ConsumerStep, ConsumerStore, Effect } from '../consumer-store.ts'
import type { LogNames } from './log-names.ts'
import type { Sqlite } from './open-database.ts'

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
  const changed = database.prepare<[number, number, number], ChangedReplica>(
    `SELECT id AS replica, last_seq AS lastSeq FROM replicas
     WHERE workspace = ? AND last_seq > ? ORDER BY last_seq LIMIT ?`,
  )
  const apply = openEffects(database, names)
  const advance = database.transaction(({ consumer, workspace, from, to, effects }: ConsumerStep): boolean => {
    const home = names.workspace(workspace)
    if (!home) throw new Error(`bug: a consumer of ${workspace}, which is not in this organisation`)
    if ((cursor.get(consumer, home.number)?.cursor ?? 0) !== from) return false
    for (const effect of effects) apply(home.number, effect)
    setCursor.run(consumer, home.number, to)
    return true
  }).immediate
  return {
    behind: async (consumer) => behind.all(consumer).map(({ id }) => id),
    cursorOf: async (consumer, workspace) => {
      const home = names.workspace(workspace)
      return (home && cursor.get(consumer, home.number)?.cursor) ?? 0
    },
    advance: async (step) => advance(step),
    changedAfter: async (workspace, { after, max }) => {
      const home = names.workspace(workspace)
      return home ? changed.all(home.number, after, max) : []
    },
  }
}

function openEffects(database: Sqlite, names: LogNames): (home: number, effect: Effect) => void {
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
