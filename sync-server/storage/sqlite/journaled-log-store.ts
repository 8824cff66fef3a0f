import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import type { Appended, LogStore, NewChange, Page, PageOptions } from '../log-store.ts'
import { BoundedCache } from './bounded-cache.ts'
import { decodeCommit, encodeCommit } from './commit-journal.ts'
import { JournalFiles } from './journal-files.ts'
import type { Sqlite } from './open-database.ts'
import type { SqliteLogStore } from './sqlite-log-store.ts'

const sync = promisify(fdatasync)

/** So many changes at a time go from the journal into the tables: a few milliseconds of work. */
const sliceChanges = 1_000
/** From here a commit goes into the tables at once: it is a batch already. */
const directChanges = 1_000
const directBytes = 1024 * 1024
/** More than this does not wait in the journal: then whoever appends does the sorting first. */
const maxWaitingChanges = 8_000
const maxWaitingBytes = 16 * 1024 * 1024
const restMs = 200
const maxHeads = 10_000

/**
 * A journal before the tables. Two things cost a commit: the pages it touches (one or two of each workspace and replica), and waiting for
 * the disk. So a commit is one record at the end of a file, synced away from the event loop, and is sorted into the tables later, with
 * many others, in the pauses.
 *
 * Invariants: a change is in a record on the disk, and in a tail, until the transaction that puts it into the tables; a record is
 * written over only after that transaction is on the disk, too; the tables give a change the seq that it was told; whoever reads sees
 * tables and tails as one, and nothing that is not on the disk.
 */
export interface JournaledLogStore extends LogStore {
  /** Sorts what waits. */
  close(): void
}

export function openJournaledLogStore(database: Sqlite, tables: SqliteLogStore): JournaledLogStore {
  const journal = new Journal(database, tables)
  return {
    // What reads or changes the tables in other ways does so when everything is in them.
    ...sortedFirst(tables, () => journal.sortAll()),
    append: (entries) => journal.append(entries),
    head: async (workspace) => journal.headOf(workspace),
    page: (workspace, options) => journal.page(workspace, options),
    close: () => journal.close(),
  }
}

/** What a workspace has in the journal and not in the tables. */
interface Tail {
  /** The last seq in the tables. */
  sorted: number
  /** Those that follow, in order. */
  readonly changes: LogChange[]
}

interface Commit {
  readonly number: number
  readonly entries: readonly NewChange[]
}

class Journal {
  readonly #database: Sqlite
  readonly #tables: SqliteLogStore
  readonly #files: JournalFiles
  readonly #tails = new Map<WorkspaceId, Tail>()
  /** Of workspaces that were written to lately: the journal is the one writer, so nobody else moves them. */
  readonly #heads = new BoundedCache<WorkspaceId, number>(maxHeads)
  /** Changes of the tails by workspace, replica and hash. */
  readonly #seqs = new Map<string, number>()
  readonly #move: (commits: readonly Commit[]) => readonly Appended[]
  #commits: Commit[] = []
  #waitingChanges = 0
  #waitingBytes = 0
  #timer: NodeJS.Timeout | undefined
  #isReleasing = false

  constructor(database: Sqlite, tables: SqliteLogStore) {
    this.#database = database
    this.#tables = tables
    this.#files = new JournalFiles(`${database.name}-commits`)
    this.#move = openMove(database, tables)
    for (const { number, payload } of this.#files.recover(sortedUpTo(database))) {
      this.#move([{ number, entries: decodeCommit(payload) }])
    }
  }

  /** One call at a time: the log has one writer. */
  async append(entries: readonly NewChange[]): Promise<readonly Appended[]> {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes.length, 0)
    if (this.#waitingChanges > maxWaitingChanges || this.#waitingBytes > maxWaitingBytes) this.sortAll()
    if (entries.length >= directChanges || bytes >= directBytes) {
      this.sortAll()
      this.#heads.clear()
      return this.#tables.appendNow(entries)
    }
    const placed = this.#place(entries)
    const fresh = entries.filter((_entry, index) => placed[index]?.isNew)
    if (fresh.length === 0) return placed
    const number = await this.#files.write(encodeCommit(fresh))
    this.#take(
      { number, entries: fresh },
      placed.filter(({ isNew }) => isNew),
    )
    this.#sortLater()
    return placed
  }

  headOf(workspace: WorkspaceId): number {
    return this.#knownHead(workspace) ?? 0
  }

  async page(workspace: WorkspaceId, options: PageOptions): Promise<Page> {
    const { after, maxBytes, maxChanges } = options
    const page = await this.#tables.page(workspace, options)
    const tail = this.#tails.get(workspace)
    const last = Math.max(after, page.changes.at(-1)?.seq ?? 0)
    const head = this.headOf(workspace)
    // A page that ends before the tail begins is full: the rest is asked for.
    if (!tail || last < tail.sorted) return { ...page, head }
    const changes = [...page.changes]
    let bytes = changes.reduce((sum, change) => sum + change.bytes.length, 0)
    for (const change of tail.changes.slice(last - tail.sorted)) {
      bytes += change.bytes.length
      if (changes.length > 0 && (bytes > maxBytes || changes.length >= maxChanges)) break
      changes.push(change)
    }
    return { ...page, changes, head }
  }

  sortAll(): void {
    while (this.#commits.length > 0) this.#sort()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.sortAll()
    this.#files.close()
  }

  /** undefined: there is no such workspace in this organisation. */
  #knownHead(workspace: WorkspaceId): number | undefined {
    const known = this.#heads.get(workspace)
    if (known !== undefined) return known
    const tail = this.#tails.get(workspace)
    const head = tail ? tail.sorted + tail.changes.length : this.#tables.headNow(workspace)
    if (head !== undefined) this.#heads.set(workspace, head)
    return head
  }

  /** Which seqs they get if they are stored. */
  #place(entries: readonly NewChange[]): readonly Appended[] {
    const heads = new Map<WorkspaceId, number>()
    const own = new Map<string, number>()
    const headOf = (workspace: WorkspaceId) => {
      const head = heads.get(workspace) ?? this.#knownHead(workspace)
      if (head === undefined) throw new Error(`bug: an append to ${workspace}, which is not in this organisation`)
      return head
    }
    return entries.map((entry) => {
      const head = headOf(entry.workspace)
      const key = keyOf(entry)
      const known = own.get(key) ?? this.#seqs.get(key) ?? this.#tables.seqOf(entry)
      if (known !== undefined) return { seq: known, isNew: false }
      heads.set(entry.workspace, head + 1)
      own.set(key, head + 1)
      return { seq: head + 1, isNew: true }
    })
  }

  /** They are on the disk. */
  #take(commit: Commit, placed: readonly Appended[]): void {
    commit.entries.forEach((entry, index) => {
      const seq = placed[index]?.seq ?? 0
      const tail = this.#tails.get(entry.workspace) ?? { sorted: seq - 1, changes: [] }
      this.#tails.set(entry.workspace, tail)
      tail.changes.push(changeOf(entry, seq))
      this.#heads.set(entry.workspace, seq)
      this.#seqs.set(keyOf(entry), seq)
      this.#waitingBytes += entry.bytes.length
    })
    this.#waitingChanges += commit.entries.length
    this.#commits.push(commit)
  }

  #sortLater(): void {
    if (this.#waitingChanges >= sliceChanges) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#sortAndGoOn(), 0)
    } else this.#timer ??= setTimeout(() => this.#sortAndGoOn(), restMs).unref()
  }

  #sortAndGoOn(): void {
    this.#timer = undefined
    try {
      this.#sort()
    } catch {
      // A full disk, say. It stays in the journal, where it is safe, and whoever appends hears of it when that is full, too.
      this.#timer = setTimeout(() => this.#sortAndGoOn(), 10 * restMs).unref()
      return
    }
    if (this.#commits.length > 0) this.#sortLater()
    else void this.#releaseFiles()
  }

  /** One slice, in whole commits. */
  #sort(): void {
    let changes = 0
    let count = 0
    while (count < this.#commits.length && changes < sliceChanges)
      changes += this.#commits[count++]?.entries.length ?? 0
    const slice = this.#commits.slice(0, count)
    if (slice.length === 0) return
    const appended = this.#move(slice)
    this.#commits = this.#commits.slice(count)
    this.#waitingChanges -= changes
    this.#forget(
      slice.flatMap(({ entries }) => entries),
      appended,
    )
    if (this.#waitingBytes > maxWaitingBytes / 2) void this.#releaseFiles()
  }

  /** The tables have them now. */
  #forget(entries: readonly NewChange[], appended: readonly Appended[]): void {
    const counts = new Map<Tail, number>()
    entries.forEach((entry, index) => {
      const tail = this.#tails.get(entry.workspace)
      const count = (tail && counts.get(tail)) ?? 0
      if (!tail || tail.changes[count]?.seq !== appended[index]?.seq)
        throw new Error('bug: the tables count otherwise than the journal')
      counts.set(tail, count + 1)
      this.#waitingBytes -= entry.bytes.length
      this.#seqs.delete(keyOf(entry))
    })
    for (const [tail, count] of counts) {
      tail.changes.splice(0, count)
      tail.sorted += count
    }
    for (const [workspace, tail] of this.#tails) if (tail.changes.length === 0) this.#tails.delete(workspace)
  }

  /** Records whose changes are in the tables may be written over once those tables are on the disk. */
  async #releaseFiles(): Promise<void> {
    const upTo = this.#files.mustRelease
    if (upTo === undefined || this.#isReleasing || (this.#commits[0] && this.#commits[0].number <= upTo)) return
    this.#isReleasing = true
    try {
      const wal = openSync(`${this.#database.name}-wal`, 'r')
      await sync(wal).finally(() => closeSync(wal))
      this.#files.release(upTo)
    } catch {
      // Tried again after the next slice; until then the files grow.
    } finally {
      this.#isReleasing = false
    }
  }
}

/** Puts commits into the tables and notes how far that has come, in one transaction. */
function openMove(database: Sqlite, tables: SqliteLogStore): (commits: readonly Commit[]) => readonly Appended[] {
  const note = database.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('journal', ?)")
  const move = database.transaction((commits: readonly Commit[]) => {
    const appended = tables.appendNow(commits.flatMap(({ entries }) => entries))
    note.run(String(commits.at(-1)?.number ?? 0))
    return appended
  }).immediate
  return (commits) => {
    // Not synced on its own: until it is, the journal holds the same.
    database.pragma('synchronous = NORMAL')
    try {
      return move(commits)
    } finally {
      database.pragma('synchronous = FULL')
    }
  }
}

function sortedUpTo(database: Sqlite): number {
  const row = database.prepare<[], { value: string }>("SELECT value FROM settings WHERE name = 'journal'").get()
  return Number(row?.value ?? 0)
}

function sortedFirst(tables: SqliteLogStore, sort: () => void): LogStore {
  const wrapped = Object.entries(tables).map(([name, method]) => [
    name,
    (...given: unknown[]) => {
      sort()
      return (method as (...all: unknown[]) => unknown)(...given)
    },
  ])
  return Object.fromEntries(wrapped) as LogStore
}

function changeOf({ replica, kind, bytes, author, device, timeMs }: NewChange, seq: number): LogChange {
  return { seq, replica, kind, bytes, author, device, timeMs }
}

function keyOf({ workspace, replica, hash }: NewChange): string {
  const bytes = Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength)
  return `${workspace}${replica}${bytes.toString('latin1')}`
}
