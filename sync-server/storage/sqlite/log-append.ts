import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Appended, NewChange } from '../log-store.ts'
import type { LogNames, WorkspaceRow, Writer } from './log-names.ts'
import type { Sqlite } from './open-database.ts'

/** Of the SHA-256: enough to tell changes of one replica apart, and half the index. */
const hashBytes = 16

interface Touch {
  lastSeq: number
  writer: number
  timeMs: number
  weight: number
}

export interface AppendMethods {
  appendNow(entries: readonly NewChange[]): readonly Appended[]
  /** The seq of a change that was appended once; undefined: never. */
  seqOf(entry: NewChange): number | undefined
}

/** The one writer of the log: the hot path. */
export function openAppend(database: Sqlite, names: LogNames): AppendMethods {
  const know = database.prepare(
    'INSERT INTO known_changes (replica, hash, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const known = database.prepare<[number, Uint8Array], { seq: number }>(
    'SELECT seq FROM known_changes WHERE replica = ? AND hash = ?',
  )
  const insert = database.prepare(
    'INSERT INTO changes (workspace, seq, replica, writer, time_ms, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const touch = database.prepare(
    'UPDATE replicas SET last_seq = ?, last_writer = ?, last_ms = ?, tail_weight = tail_weight + ? WHERE number = ?',
  )
  const setHead = database.prepare('UPDATE workspaces SET head = ? WHERE number = ?')

  const appendAll = database.transaction((entries: readonly NewChange[]): Appended[] => {
    const homes = new Map<WorkspaceId, WorkspaceRow>()
    const touched = new Map<number, Touch>()
    const appendOne = (entry: NewChange): Appended => {
      const home = homes.get(entry.workspace) ?? names.workspace(entry.workspace)
      if (!home) throw new Error(`bug: an append to ${entry.workspace}, which is not in this organisation`)
      homes.set(entry.workspace, home)
      const seq = home.head + 1
      const replica = names.numberReplica(home.number, { id: entry.replica, kind: entry.kind, firstSeq: seq })
      const hash = entry.hash.subarray(0, hashBytes)
      if (know.run(replica, hash, seq).changes === 0) {
        return { seq: known.get(replica, hash)?.seq ?? 0, isNew: false }
      }
      const writer = names.numberWriter(writerOf(entry))
      insert.run(home.number, seq, replica, writer, entry.timeMs, entry.bytes)
      home.head = seq
      note(touched, replica, {
        lastSeq: seq,
        writer,
        timeMs: entry.timeMs,
        weight: tailWeight(entry.kind, entry.bytes),
      })
      return { seq, isNew: true }
    }
    const results = entries.map(appendOne)
    for (const [number, { lastSeq, writer, timeMs, weight }] of touched)
      touch.run(lastSeq, writer, timeMs, weight, number)
    for (const { number, head } of homes.values()) setHead.run(head, number)
    return results
  }).immediate

  return {
    appendNow: (entries) => {
      try {
        return appendAll(entries)
      } catch (error) {
        names.forget()
        throw error
      }
    },
    seqOf: ({ workspace, replica, hash }) => {
      const home = names.workspace(workspace)
      const number = home && names.replicaNumber(home.number, replica)
      return number === undefined ? undefined : known.get(number, hash.subarray(0, hashBytes))?.seq
    },
  }
}

/** How much a change adds to what loading its replica costs; the schema's index finds replicas by it. Records are merged late, for it saves them little. */
export function tailWeight(kind: ReplicaKind, bytes: Uint8Array): number {
  return kind === 'yjs' ? 512 + bytes.length : 256 + Math.floor(bytes.length / 4)
}

function note(touched: Map<number, Touch>, replica: number, touch: Touch): void {
  const before = touched.get(replica)
  touched.set(replica, before ? { ...touch, weight: before.weight + touch.weight } : touch)
}

function writerOf({ author, device, agentRun, onBehalfOf }: NewChange): Writer {
  return { principal: author, device, agentRun: agentRun ?? '', onBehalfOf: onBehalfOf ?? '' }
}
