import { crc32 } from 'node:zlib'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Appended, NewChange } from '../log-store.ts'
import { decodeCommit } from './commit-journal.ts'
import { openKnownChanges } from './known-changes.ts'
import type { LogNames, WorkspaceRow, Writer } from './log-names.ts'
import type { Sqlite } from './open-database.ts'

interface Touch {
  lastSeq: number
  writer: number
  timeMs: number
  weight: number
}

/** The payloads of records, in order, of which the last has the number `upTo`. */
export interface JournalSlice {
  readonly commits: readonly Uint8Array[]
  readonly upTo: number
}

export interface AppendMethods {
  appendNow(entries: readonly NewChange[]): readonly Appended[]
  /** What records of the journal hold, and the number of the last of them. */
  sortNow(records: JournalSlice): ReadonlyMap<WorkspaceId, number>
  /** The seq of a change that was appended once; undefined: never. */
  seqOf(entry: NewChange): number | undefined
}

/** The one writer of the log: the hot path. */
export function openAppend(database: Sqlite, names: LogNames): AppendMethods {
  const known = openKnownChanges(database)
  const insert = database.prepare(
    'INSERT INTO changes (workspace, seq, replica, writer, time_ms, bytes, crc) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const touch = database.prepare(
    'UPDATE replicas SET last_seq = ?, last_writer = ?, last_ms = ?, tail_weight = tail_weight + ? WHERE number = ?',
  )
  const setHead = database.prepare('UPDATE workspaces SET head = ?, change_bytes = change_bytes + ? WHERE number = ?')

  const appendAll = database.transaction((entries: readonly NewChange[]): Appended[] => {
    const homes = new Map<WorkspaceId, WorkspaceRow>()
    const touched = new Map<number, Touch>()
    const grown = new Map<number, number>()
    const appendOne = (entry: NewChange): Appended => {
      const home = homes.get(entry.workspace) ?? names.workspace(entry.workspace)
      if (!home) throw new Error(`bug: an append to ${entry.workspace}, which is not in this organisation`)
      homes.set(entry.workspace, home)
      const seq = home.head + 1
      const replica = names.numberReplica(home.number, { id: entry.replica, kind: entry.kind, firstSeq: seq })
      const before = known.find(replica, entry)
      if (before !== undefined) return { seq: before, isNew: false }
      if (entry.hash) known.know(replica, entry.hash, seq)
      const writer = names.numberWriter(writerOf(entry))
      insert.run(home.number, seq, replica, writer, entry.timeMs, entry.bytes, crc32(entry.bytes))
      home.head = seq
      grown.set(home.number, (grown.get(home.number) ?? 0) + entry.bytes.length)
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
    for (const { number, head } of homes.values()) setHead.run(head, grown.get(number) ?? 0, number)
    return results
  })
  const sortAll = openSorting(database, appendAll)
  return {
    appendNow: orForget(names, appendAll.immediate),
    sortNow: orForget(names, sortAll.immediate),
    seqOf: (entry) => {
      const home = names.workspace(entry.workspace)
      const number = home && names.replicaNumber(home.number, entry.replica)
      return number === undefined ? undefined : known.find(number, entry)
    },
  }
}

/** The heads of the workspaces afterwards. */
function openSorting(database: Sqlite, append: (entries: readonly NewChange[]) => readonly Appended[]) {
  const note = database.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('journal', ?)")
  return database.transaction(({ commits, upTo }: JournalSlice): ReadonlyMap<WorkspaceId, number> => {
    const entries = commits.flatMap((payload) => decodeCommit(payload))
    const appended = append(entries)
    note.run(String(upTo))
    return new Map(entries.map(({ workspace }, index) => [workspace, appended[index]?.seq ?? 0]))
  })
}

function orForget<Given, Answer>(names: LogNames, act: (given: Given) => Answer): (given: Given) => Answer {
  return (given) => {
    try {
      return act(given)
    } catch (error) {
      names.forget()
      throw error
    }
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
