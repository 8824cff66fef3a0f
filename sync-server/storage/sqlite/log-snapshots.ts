import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Part, ReplicaParts, ReplicaRef, SnapshotStore } from '../snapshot-store.ts'
import type { LogNames } from './log-names.ts'
import type { Sqlite } from './open-database.ts'
import { relaxed } from './relaxed.ts'

type FoldMethods = Omit<SnapshotStore, 'historyDays' | 'setHistoryDays' | 'forgetChanges' | 'countOldChanges'>

/** The weight of a tail, as in log-append.ts, as far as it matters: a tail this long is merged again in any case. */
const weightOfTail = `(
  SELECT coalesce(sum(CASE replicas.kind WHEN 'yjs' THEN 512 + length(bytes) ELSE 256 + length(bytes) / 4 END), 0)
  FROM (SELECT bytes FROM changes WHERE changes.replica = replicas.number AND seq > folded_seq LIMIT 5000))`

export function openSnapshotStore(database: Sqlite, names: LogNames): FoldMethods {
  const foldable = database.prepare<[number], { workspace: WorkspaceId; replica: ReplicaId }>(
    `SELECT workspaces.id AS workspace, replicas.id AS replica
     FROM replicas INDEXED BY replicas_to_fold JOIN workspaces ON workspaces.number = replicas.workspace
     WHERE tail_weight >= 65536 AND tail_weight >= folded_bytes / 4 ORDER BY tail_weight DESC LIMIT ?`,
  )
  const passOver = database.prepare('UPDATE replicas SET tail_weight = 0 WHERE number = ?')
  const setAside = relaxed(database, (number: number) => passOver.run(number))
  const parts = openParts(database)
  const numberOf = ({ workspace, replica }: ReplicaRef): number => {
    const home = names.workspace(workspace)
    const number = home && names.replicaNumber(home.number, replica)
    if (number === undefined) throw new Error(`bug: ${replica} is not in ${workspace}`)
    return number
  }
  return {
    foldable: async (max) => foldable.all(max),
    partsOf: async ({ workspace, replica }, bounds): Promise<ReplicaParts | undefined> => {
      const home = names.workspace(workspace)
      const number = home && names.replicaNumber(home.number, replica)
      if (number === undefined) return undefined
      const { kind } = names.replicaName(number)
      return { kind, snapshots: parts.proven(number), tail: parts.tail(number, bounds) }
    },
    writeAside: async (ref, merged) => parts.writeAside(numberOf(ref), merged),
    aside: async (ref) => parts.aside(numberOf(ref)),
    takeAside: async (ref, keepTo) => parts.takeAside(numberOf(ref), keepTo),
    passOver: async (ref) => void setAside(numberOf(ref)),
  }
}

function openParts(database: Sqlite) {
  const snapshots = database.prepare<[number, number], Part>(
    'SELECT to_seq AS "to", bytes FROM snapshots WHERE replica = ? AND is_proven = ? ORDER BY to_seq',
  )
  const tail = database.prepare<[number, number, number], Part>(
    `SELECT seq AS "to", bytes FROM changes
     WHERE replica = ? AND seq > (SELECT folded_seq FROM replicas WHERE number = ?) ORDER BY seq LIMIT ?`,
  )
  const clear = database.prepare('DELETE FROM snapshots WHERE replica = ? AND is_proven = 0')
  const insert = database.prepare('INSERT INTO snapshots (replica, is_proven, to_seq, bytes) VALUES (?, 0, ?, ?)')
  const replace = database.prepare('DELETE FROM snapshots WHERE replica = ? AND is_proven = 1 AND to_seq > ?')
  const prove = database.prepare('UPDATE snapshots SET is_proven = 1 WHERE replica = ? AND is_proven = 0')
  const settle = database.prepare(
    `UPDATE replicas SET
       folded_seq = (SELECT max(to_seq) FROM snapshots WHERE replica = number AND is_proven = 1),
       folded_bytes = (SELECT sum(length(bytes)) FROM snapshots WHERE replica = number AND is_proven = 1)
     WHERE number = ?`,
  )
  const weigh = database.prepare(`UPDATE replicas SET tail_weight = ${weightOfTail} WHERE number = ?`)
  const writeAside = database.transaction((number: number, merged: readonly Part[]) => {
    clear.run(number)
    for (const { to, bytes } of merged) insert.run(number, to, bytes)
  }).immediate
  const takeAside = database.transaction((number: number, keepTo: number) => {
    replace.run(number, keepTo)
    prove.run(number)
    settle.run(number)
    weigh.run(number)
  }).immediate
  return {
    writeAside: relaxed(database, writeAside),
    takeAside: relaxed(database, takeAside),
    proven: (number: number) => snapshots.all(number, 1),
    aside: (number: number) => snapshots.all(number, 0),
    tail: (number: number, { maxBytes, maxChanges }: { maxBytes: number; maxChanges: number }): readonly Part[] => {
      const taken: Part[] = []
      let bytes = 0
      for (const part of tail.iterate(number, number, maxChanges)) {
        bytes += part.bytes.length
        if (taken.length > 0 && bytes > maxBytes) break
        taken.push(part)
      }
      return taken
    },
  }
}
