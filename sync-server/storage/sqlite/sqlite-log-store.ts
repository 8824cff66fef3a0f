import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import type { HistoryChange, HistoryStretch, LogStore, StoredReplica } from '../log-store.ts'
import { openActivityStore } from './log-activity.ts'
import { openActorStore } from './log-actors.ts'
import { type AppendMethods, openAppend } from './log-append.ts'
import { openConsumerStore } from './log-consumers.ts'
import { openHistoryWindow } from './log-history-window.ts'
import { type LogNames, openLogNames } from './log-names.ts'
import { openSearchStore } from './log-search.ts'
import { openSnapshotStore } from './log-snapshots.ts'
import { openStateStore } from './log-states.ts'
import type { Sqlite } from './open-database.ts'

/** The log in tables by workspace and replica. */
export interface SqliteLogStore extends LogStore, AppendMethods {
  /** undefined: there is no such workspace in this organisation. */
  headNow(workspace: WorkspaceId): number | undefined
  /** Somebody has written to it. */
  knowsReplica(workspace: WorkspaceId, replica: ReplicaId): boolean
}

export function openLogStore(database: Sqlite): SqliteLogStore {
  const names = openLogNames(database)
  const append = openAppend(database, names)
  const headNow = (id: WorkspaceId) => names.workspace(id)?.head
  const knowsReplica = (workspace: WorkspaceId, replica: ReplicaId) => {
    const home = names.workspace(workspace)
    return home !== undefined && names.replicaNumber(home.number, replica) !== undefined
  }
  return {
    ...pageMethods(database, names),
    ...replicaMethods(database, names),
    ...openActorStore(database, names),
    epoch: openEpoch(database),
    ...openSnapshotStore(database, names),
    ...openHistoryWindow(database, names),
    ...openConsumerStore(database, names),
    ...openStateStore(database, names),
    ...openSearchStore(database, names),
    ...openActivityStore(database, names),
    ...append,
    headNow,
    knowsReplica,
    hasReplica: async (workspace, replica) => knowsReplica(workspace, replica),
    append: async (entries) => append.appendNow(entries),
    sorted: async () => undefined,
    head: async (id) => headNow(id) ?? 0,
  }
}

/** Named when it is first asked for. */
function openEpoch(database: Sqlite): LogStore['epoch'] {
  const name = database.prepare(
    "INSERT OR IGNORE INTO settings (name, value) VALUES ('epoch', lower(hex(randomblob(8))))",
  )
  const find = database.prepare<[], { value: string }>("SELECT value FROM settings WHERE name = 'epoch'")
  return async () => {
    name.run()
    return find.get()?.value ?? ''
  }
}

function pageMethods(database: Sqlite, names: LogNames): Pick<LogStore, 'page'> {
  const page = database.prepare<[number, number, number], ChangeRow>(
    `SELECT ${changeColumns} FROM changes WHERE workspace = ? AND seq > ? ORDER BY seq LIMIT ?`,
  )
  return {
    page: async (id, { after, maxBytes, maxChanges }) => {
      const home = names.workspace(id)
      if (!home) return { changes: [], head: 0, floor: 0 }
      const rows = page.iterate(home.number, after, maxChanges)
      return { changes: within(maxBytes, rows).map((row) => changeOf(names, row)), head: home.head, floor: home.floor }
    },
  }
}

export function replicaMethods(
  database: Sqlite,
  names: LogNames,
): Pick<LogStore, 'ofReplica' | 'sortedReplica' | 'historyOf'> {
  const one = database.prepare<[number], ReplicaRow>(
    'SELECT first_seq AS firstSeq, last_seq AS lastSeq, last_writer AS lastWriter, last_ms AS changedAt, folded_seq AS foldedSeq' +
      ' FROM replicas WHERE number = ?',
  )
  const snapshots = database.prepare<[number], { bytes: Buffer }>(
    'SELECT bytes FROM snapshots WHERE replica = ? AND is_proven = 1 ORDER BY to_seq',
  )
  const tail = database.prepare<[number, number], { bytes: Buffer }>(
    'SELECT bytes FROM changes WHERE replica = ? AND seq > ? ORDER BY seq',
  )
  const newest = database.prepare<[number, number, number], ChangeRow>(
    `SELECT ${changeColumns} FROM changes WHERE replica = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const find = (workspace: WorkspaceId, replica: ReplicaId) => {
    const home = names.workspace(workspace)
    const number = home && names.replicaNumber(home.number, replica)
    const row = number === undefined ? undefined : one.get(number)
    return home && number !== undefined && row ? { home, number, row } : undefined
  }
  const ofReplica = async (workspace: WorkspaceId, replica: ReplicaId): Promise<StoredReplica | undefined> => {
    const found = find(workspace, replica)
    if (!found) return undefined
    const { number, row } = found
    return {
      kind: names.replicaName(number).kind,
      chunks: [...snapshots.all(number), ...tail.all(number, row.foldedSeq)].map(({ bytes }) => bytes),
      lastSeq: row.lastSeq,
      changedAt: row.changedAt,
      changedBy: names.writer(row.lastWriter).principal,
    }
  }
  return {
    ofReplica,
    sortedReplica: ofReplica,
    historyOf: async (workspace, replica, { before, maxBytes, maxChanges }): Promise<HistoryStretch> => {
      const found = find(workspace, replica)
      if (!found) return { changes: [], hasOlder: false, isCut: false }
      const { home, number, row } = found
      const rows = within(maxBytes, newest.iterate(number, before, maxChanges)).toReversed()
      const oldest = rows[0]?.seq ?? before
      return {
        changes: rows.map((each) => historyChangeOf(names, each)),
        hasOlder: newest.get(number, oldest, 1) !== undefined,
        isCut: row.firstSeq <= home.floor,
      }
    },
  }
}

const changeColumns = 'seq, replica, writer, time_ms AS timeMs, bytes'

/** One at least. */
function within(maxBytes: number, rows: Iterable<ChangeRow>): ChangeRow[] {
  const taken: ChangeRow[] = []
  let bytes = 0
  for (const row of rows) {
    bytes += row.bytes.length
    if (taken.length > 0 && bytes > maxBytes) break
    taken.push(row)
  }
  return taken
}

function changeOf(names: LogNames, { seq, replica, writer, timeMs, bytes }: ChangeRow): LogChange {
  const { id, kind } = names.replicaName(replica)
  const { principal, device } = names.writer(writer)
  return { seq, replica: id, kind, author: principal, device, timeMs, bytes }
}

function historyChangeOf(names: LogNames, row: ChangeRow): HistoryChange {
  const { agentRun, onBehalfOf } = names.writer(row.writer)
  return {
    ...changeOf(names, row),
    ...(agentRun && { agentRun }),
    ...(onBehalfOf && { onBehalfOf }),
  }
}

interface ReplicaRow {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly lastWriter: number
  readonly changedAt: number
  readonly foldedSeq: number
}

interface ChangeRow {
  readonly seq: number
  readonly replica: number
  readonly writer: number
  readonly timeMs: number
  readonly bytes: Buffer
}
