import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Forgotten, SnapshotStore } from '../snapshot-store.ts'
import { openKnownChanges } from './known-changes.ts'
import type { LogNames, WorkspaceRow } from './log-names.ts'
import type { Sqlite } from './open-database.ts'
import { relaxed } from './relaxed.ts'

export const defaultHistoryDays = 90

interface OldChange {
  readonly seq: number
  readonly replica: number
  readonly timeMs: number
  readonly foldedSeq: number
  readonly isOnly: number
  readonly id: ReplicaId
}

export function openHistoryWindow(
  database: Sqlite,
  names: LogNames,
): Pick<SnapshotStore, 'historyDays' | 'setHistoryDays' | 'forgetChanges' | 'countOldChanges'> {
  const days = database.prepare<[], { value: string }>(`SELECT value FROM settings WHERE name = 'history-days'`)
  const setDays = database.prepare(`INSERT OR REPLACE INTO settings (name, value) VALUES ('history-days', ?)`)
  const slowest = database.prepare<[number], { cursor: number | null }>(
    'SELECT min(cursor) AS cursor FROM consumers WHERE workspace = ?',
  )
  const oldest = database.prepare<[number, number, number, number], OldChange>(
    `SELECT seq, replica, time_ms AS timeMs, folded_seq AS foldedSeq, first_seq = last_seq AS isOnly, replicas.id
     FROM changes JOIN replicas ON replicas.number = changes.replica
     WHERE changes.workspace = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  )
  const { asSnapshot, folded } = onlyChangeAsSnapshot(database)
  const next = database.prepare<[number, number], Pick<OldChange, 'timeMs'>>(
    'SELECT time_ms AS timeMs FROM changes WHERE workspace = ? AND seq > ? ORDER BY seq LIMIT 1',
  )
  const known = openKnownChanges(database)
  const remove = database.prepare('DELETE FROM changes WHERE workspace = ? AND seq > ? AND seq <= ?')
  const raiseFloor = database.prepare(
    'UPDATE workspaces SET floor = ?, change_bytes = change_bytes - ? WHERE number = ?',
  )

  const forget = database.transaction(
    (home: WorkspaceRow, options: { olderThanMs: number; max: number }): Forgotten => {
      const upTo = slowest.get(home.number)?.cursor ?? home.head
      let floor = home.floor
      let unfolded: ReplicaId | undefined
      for (const change of olderThan(options.olderThanMs, oldest.iterate(home.number, floor, upTo, options.max))) {
        if (change.foldedSeq < change.seq) {
          if (change.isOnly !== 1) unfolded = change.id
          if (unfolded) break
          asSnapshot.run(home.number, change.seq)
          folded.run(change.replica)
        }
        floor = change.seq
      }
      const freed = known.keepHashes(home.number, home.floor, floor)
      const { changes } = remove.run(home.number, home.floor, floor)
      raiseFloor.run(floor, freed, home.number)
      return { removed: changes, unfolded }
    },
  ).immediate

  const relaxedForget = relaxed(database, forget)
  const countOld = oldChangeCounter(database)
  return {
    historyDays: async () => Number(days.get()?.value ?? defaultHistoryDays),
    setHistoryDays: async (count) => void setDays.run(String(count)),
    countOldChanges: async (workspace, olderThanMs) => {
      const home = names.workspace(workspace)
      return home ? countOld(home, olderThanMs) : 0
    },
    forgetChanges: async (workspace, options) => {
      const home = names.workspace(workspace)
      const first = home && next.get(home.number, home.floor)
      // Nearly always: then nothing is written.
      if (!first || first.timeMs >= options.olderThanMs) return { removed: 0, unfolded: undefined }
      return relaxedForget(home, options)
    },
  }
}

function oldChangeCounter(database: Sqlite): (home: WorkspaceRow, olderThanMs: number) => number {
  const firstKept = database
    .prepare<[number, number, number], number>(
      'SELECT seq FROM changes WHERE workspace = ? AND seq > ? AND time_ms >= ? ORDER BY seq LIMIT 1',
    )
    .pluck()
  const between = database
    .prepare<[number, number, number], number>(
      'SELECT count(*) FROM changes WHERE workspace = ? AND seq > ? AND seq < ?',
    )
    .pluck()
  return ({ number, floor, head }, olderThanMs) =>
    between.get(number, floor, firstKept.get(number, floor, olderThanMs) ?? head + 1) ?? 0
}

/** As far as they follow one another: a clock that jumped back says nothing about those behind. */
function olderThan(timeMs: number, changes: Iterable<OldChange>): readonly OldChange[] {
  const old: OldChange[] = []
  for (const change of changes) {
    if (change.timeMs >= timeMs) break
    old.push(change)
  }
  return old
}

function onlyChangeAsSnapshot(database: Sqlite) {
  const asSnapshot = database.prepare(
    `INSERT INTO snapshots (replica, is_proven, to_seq, bytes)
     SELECT replica, 1, seq, bytes FROM changes WHERE workspace = ? AND seq = ?`,
  )
  const folded = database.prepare(
    `UPDATE replicas SET folded_seq = last_seq, tail_weight = 0,
       folded_bytes = (SELECT sum(length(bytes)) FROM snapshots WHERE replica = number AND is_proven = 1)
     WHERE number = ?`,
  )
  return { asSnapshot, folded }
}
