import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { StoredRow } from '../consumer-store.ts'
import type { Part } from '../snapshot-store.ts'
import type { KeptRow, ReplicaPlace, ReplicaState, StateStore } from '../state-store.ts'
import type { LogNames } from './log-names.ts'
import type { Sqlite } from './open-database.ts'

export function openStateStore(database: Sqlite, names: LogNames): StateStore {
  const count = database.prepare<[number], { count: number }>(
    'SELECT count(*) AS count FROM replicas WHERE workspace = ?',
  )
  const inUse = database.prepare<[number, number, number], Omit<ReplicaPlace, 'workspace'>>(
    `SELECT number, id AS replica, last_seq AS lastSeq FROM replicas
     WHERE workspace = ? AND last_seq < ? ORDER BY last_seq DESC LIMIT ?`,
  )
  const moved = database.prepare<[number, number, number, number, number], Omit<ReplicaPlace, 'workspace'>>(
    `SELECT number, id AS replica, last_seq AS lastSeq FROM replicas INDEXED BY replicas_by_use
     WHERE workspace = ? AND last_seq > ? AND first_seq <= ? AND number > ? ORDER BY number LIMIT ?`,
  )
  const placed = (workspace: WorkspaceId, find: (home: number) => Omit<ReplicaPlace, 'workspace'>[]) => {
    const home = names.workspace(workspace)
    return home ? find(home.number).map((place): ReplicaPlace => ({ ...place, workspace })) : []
  }
  return {
    countReplicas: async (workspace) => {
      const home = names.workspace(workspace)
      return home ? (count.get(home.number)?.count ?? 0) : 0
    },
    replicasInUse: async (workspace, { before, max }) => placed(workspace, (home) => inUse.all(home, before, max)),
    replicasMoved: async (workspace, { asOf, after, max }) =>
      placed(workspace, (home) => moved.all(home, asOf, asOf, after, max)),
    ...openKeptRows(database, names),
    stateOf: openStateOf(database, names),
  }
}

interface KeptRowColumns {
  readonly replica: ReplicaId
  readonly lastSeq: number
  readonly lastWriter: number
  readonly changedAt: number
  readonly rowSeq: number | null
  readonly version: number | null
  readonly bytes: Buffer | null
}

function openKeptRows(database: Sqlite, names: LogNames): Pick<StateStore, 'rowsInUse' | 'keptRow'> {
  const columns = `replicas.id AS replica, replicas.last_seq AS lastSeq, last_writer AS lastWriter, last_ms AS changedAt,
    rows.last_seq AS rowSeq, version, bytes FROM replicas LEFT JOIN rows ON rows.replica = replicas.number`
  const inUse = database.prepare<[number, number, number], KeptRowColumns>(
    `SELECT ${columns} WHERE workspace = ? AND replicas.last_seq < ? ORDER BY replicas.last_seq DESC LIMIT ?`,
  )
  const one = database.prepare<[number], KeptRowColumns>(`SELECT ${columns} WHERE replicas.number = ?`)
  const keptRow = ({ replica, lastSeq, lastWriter, changedAt, rowSeq, version, bytes }: KeptRowColumns): KeptRow => ({
    replica,
    lastSeq,
    changedAt,
    changedBy: names.writer(lastWriter).principal,
    row: rowSeq === null || version === null || !bytes ? undefined : { lastSeq: rowSeq, version, bytes },
  })
  return {
    rowsInUse: async (workspace, { before, max }) => {
      const home = names.workspace(workspace)
      return home ? inUse.all(home.number, before, max).map(keptRow) : []
    },
    keptRow: async (workspace, replica) => {
      const home = names.workspace(workspace)
      const number = home && names.replicaNumber(home.number, replica)
      const found = number === undefined ? undefined : one.get(number)
      return found && keptRow(found)
    },
  }
}

function openStateOf(database: Sqlite, names: LogNames): StateStore['stateOf'] {
  const one = database.prepare<[number], { home: number; lastSeq: number; lastWriter: number; changedAt: number }>(
    'SELECT workspace AS home, last_seq AS lastSeq, last_writer AS lastWriter, last_ms AS changedAt FROM replicas WHERE number = ?',
  )
  const row = database.prepare<[number], StoredRow>(
    'SELECT last_seq AS lastSeq, version, bytes FROM rows WHERE replica = ?',
  )
  const actors = database.prepare<[number, ReplicaId], { actor: Buffer; writer: number }>(
    'SELECT actor, writer FROM actors WHERE workspace = ? AND replica = ?',
  )
  const parts = database.prepare<[number, number, number, number, number], Part>(
    `SELECT to_seq AS "to", bytes FROM snapshots WHERE replica = ? AND is_proven = 1 AND to_seq > ?
     UNION ALL
     SELECT * FROM (
       SELECT seq, bytes FROM changes
       WHERE replica = ? AND seq > max(?, (SELECT folded_seq FROM replicas WHERE number = ?)) ORDER BY seq)`,
  )
  return async ({ number }, { after, maxBytes, maxParts }): Promise<ReplicaState> => {
    const found = one.get(number)
    if (!found) throw new Error(`bug: replica ${number} is gone`)
    const { id, kind } = names.replicaName(number)
    const { taken, more } = takeParts(parts.iterate(number, after, number, after, number), { maxBytes, maxParts })
    const principalOf = (writer: number): PrincipalId => names.writer(writer).principal
    return {
      replica: id,
      kind,
      changedAt: found.changedAt,
      changedBy: principalOf(found.lastWriter),
      lastSeq: found.lastSeq,
      row: row.get(number),
      actors:
        kind === 'automerge'
          ? actors.all(found.home, id).map(({ actor, writer }) => ({ actor, principal: principalOf(writer) }))
          : [],
      chunks: taken.map(({ bytes }) => bytes),
      more,
    }
  }
}

function takeParts(parts: Iterable<Part>, { maxBytes, maxParts }: { maxBytes: number; maxParts: number }) {
  const taken: Part[] = []
  let bytes = 0
  for (const part of parts) {
    bytes += part.bytes.length
    if (taken.length > 0 && (bytes > maxBytes || taken.length >= maxParts)) return { taken, more: taken.at(-1)?.to }
    taken.push(part)
  }
  return { taken, more: undefined }
}
