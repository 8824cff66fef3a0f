import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Appended, LogStore, NewChange, Page, PageOptions } from '../log-store.ts'
import { BoundedCache } from './bounded-cache.ts'
import { encodeCommit } from './commit-journal.ts'
import { type JournalRecord, JournalFiles } from './journal-files.ts'
import type { Sqlite } from './open-database.ts'
import { quietReads } from './quiet-reads.ts'
import type { Sorter } from './sorter.ts'
import type { SqliteLogStore } from './sqlite-log-store.ts'
import { inTurn, sortedFirst } from './tables-in-turn.ts'
import { isTwin, keyOf, type Tail, type Taken, Tails } from './tails.ts'
import type { WaitingUse } from './sqlite-quota-store.ts'

const sync = promisify(fdatasync)

/** So many changes at a time go from the journal into the tables: the more, the fewer times each page is written. */
const sliceChanges = 4_000
/**
 * From here a commit goes into the tables at once: it is a batch already, and would only be written twice. More changes than a busy
 * server commits together, for in the tables each holds up the event loop five times as long as in the journal, and then the next commit is larger still.
 */
const directChanges = 8_000
const directBytes = 1024 * 1024
/** More than this does not wait in the journal: then whoever appends does the sorting first. */
const maxWaitingChanges = 32_000
const maxWaitingBytes = 16 * 1024 * 1024
const restMs = 400
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
  /** What the journal holds of each workspace, to be asked for in the same turn as the tables: the two together are what is there. */
  waiting(): Promise<() => ReadonlyMap<WorkspaceId, WaitingUse>>
  /** Fulfilled when nobody is writing to the tables. */
  quiet(): Promise<void>
  /** Sorts what waits. Throws when it can not be sorted; then it is in the journal, and is when the database is opened again. */
  close(): Promise<void>
}

export interface JournalPorts {
  readonly database: Sqlite
  readonly tables: SqliteLogStore
  readonly sorter: Sorter
}

export function openJournaledLogStore(ports: JournalPorts): JournaledLogStore {
  const journal = new Journal(ports)
  return {
    ...ports.tables,
    ...sortedFirst(ports.tables, (workspace) => journal.sortAll(workspace)),
    ...inTurn(ports.tables, () => journal.untilQuiet()),
    ...quietReads((question) => ports.sorter.read(ports.database.name, question)),
    append: (entries) => journal.append(entries),
    epoch: () => ports.tables.epoch(),
    head: (workspace) => journal.head(workspace),
    page: (workspace, options) => journal.page(workspace, options),
    waiting: () => journal.waiting(),
    quiet: () => journal.untilQuiet(),
    hasReplica: async (workspace, replica) =>
      journal.hasInTail(workspace, replica) || ports.tables.hasReplica(workspace, replica),
    sorted: (when) => (when === 'now' ? journal.sortAll() : journal.sortedSoon()),
    close: () => journal.close(),
  }
}

/** A record of the journal with what it has put into the tails; those of an earlier process have not been read here. */
interface Commit extends JournalRecord {
  readonly taken?: Taken
}

class Journal {
  readonly #file: string
  readonly #tables: SqliteLogStore
  readonly #sorter: Sorter
  readonly #files: JournalFiles
  readonly #tails = new Tails()
  /** Of workspaces that were written to lately: the journal is the one writer, so nobody else moves them. */
  readonly #heads = new BoundedCache<WorkspaceId, number>(maxHeads)
  #commits: Commit[] = []
  /** The number of the last record that is in the tables. */
  #sortedTo: number
  #timer: NodeJS.Timeout | undefined
  #sorting: Promise<void> | undefined
  #isReleasing = false
  /** Who wants to know when a record is in the tables, in the order of the records. */
  readonly #waiting: { readonly upTo: number; tell(): void }[] = []

  constructor({ database, tables, sorter }: JournalPorts) {
    this.#file = database.name
    this.#tables = tables
    this.#sorter = sorter
    this.#files = new JournalFiles(`${this.#file}-commits`)
    // What a process that ended in the middle has left: no question is answered before it is sorted.
    this.#sortedTo = sortedUpTo(database)
    this.#commits = [...this.#files.recover(this.#sortedTo)]
    this.#sortFewLeft()
  }

  /** One call at a time: the log has one writer. */
  async append(entries: readonly NewChange[]): Promise<readonly Appended[]> {
    if (this.#isBehind) await this.sortAll()
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes.length, 0)
    if (entries.length >= directChanges || bytes >= directBytes) {
      await this.sortAll()
      this.#heads.clear()
      return this.#tables.appendNow(entries)
    }
    const placed = this.#place(entries)
    const fresh = entries.filter((_entry, index) => placed[index]?.isNew)
    if (fresh.length === 0) return placed
    const payload = encodeCommit(fresh)
    const number = await this.#files.write(payload)
    const seqs = placed.filter(({ isNew }) => isNew)
    const taken = this.#tails.take(fresh, seqs)
    fresh.forEach(({ workspace }, index) => this.#heads.set(workspace, seqs[index]?.seq ?? 0))
    this.#commits.push({ number, payload, taken })
    this.#sortLater()
    return placed
  }

  async head(workspace: WorkspaceId): Promise<number> {
    if (this.#isRecovering) await this.sortAll()
    return this.#knownHead(workspace) ?? 0
  }

  async page(workspace: WorkspaceId, options: PageOptions): Promise<Page> {
    // Only then: on a full disk nothing can be sorted, and reading goes on.
    if (this.#isRecovering) await this.sortAll()
    const { after, maxBytes, maxChanges } = options
    const page = await this.#tables.page(workspace, options)
    const tail = this.#tails.find(workspace)
    const last = Math.max(after, page.changes.at(-1)?.seq ?? 0)
    const head = this.#knownHead(workspace) ?? 0
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

  /** What is there when it is called, and of a workspace only if it has some: while others write there is always more. */
  async sortAll(workspace?: WorkspaceId): Promise<void> {
    if (workspace && !this.#isRecovering && !this.#tails.find(workspace)) return
    const upTo = this.#commits.at(-1)?.number ?? 0
    while ((this.#commits[0]?.number ?? Number.POSITIVE_INFINITY) <= upTo) await this.#sortOnce()
  }

  /** Until no slice is being sorted. The next one begins in another turn of the event loop. */
  async untilQuiet(): Promise<void> {
    while (this.#sorting) await this.#sorting.catch(() => undefined)
  }

  /** With what waits until the next slice. */
  async sortedSoon(): Promise<void> {
    const upTo = this.#commits.at(-1)?.number
    if (upTo !== undefined) await new Promise<void>((tell) => this.#waiting.push({ upTo, tell }))
  }

  /** What an earlier process has left is in no tail, and sorted first. */
  async waiting(): Promise<() => ReadonlyMap<WorkspaceId, WaitingUse>> {
    if (this.#isRecovering) await this.sortAll()
    return () => new Map(this.#tails.all.map(([workspace, tail]) => [workspace, this.#useOf(workspace, tail)]))
  }

  hasInTail(workspace: WorkspaceId, replica: ReplicaId): boolean {
    return this.#tails.find(workspace)?.changes.some((change) => change.replica === replica) === true
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      await this.sortAll()
    } finally {
      await this.#sorter.release(this.#file)
      this.#files.close()
    }
  }

  /** What waits was left by an earlier process, and is in no tail. */
  get #isRecovering(): boolean {
    return this.#commits[0] !== undefined && !this.#commits[0].taken
  }

  /** More waits than should. */
  get #isBehind(): boolean {
    return this.#isRecovering || this.#tails.changes > maxWaitingChanges || this.#tails.bytes > maxWaitingBytes
  }

  /** undefined: there is no such workspace in this organisation. */
  #knownHead(workspace: WorkspaceId): number | undefined {
    const known = this.#heads.get(workspace)
    if (known !== undefined) return known
    const tail = this.#tails.find(workspace)
    const head = tail ? tail.sorted + tail.changes.length : this.#tables.headNow(workspace)
    if (head !== undefined) this.#heads.set(workspace, head)
    return head
  }

  /** Sooner here than a thread is woken, and nobody uses the file yet. What can not be sorted now is tried again when somebody asks. */
  #sortFewLeft(): void {
    const upTo = this.#commits.at(-1)?.number
    const bytes = this.#commits.reduce((sum, { payload }) => sum + payload.length, 0)
    if (upTo === undefined || bytes > directBytes) return
    try {
      this.#tables.sortNow({ commits: this.#commits.map(({ payload }) => payload), upTo })
    } catch {
      return
    }
    this.#commits = []
    this.#sortedTo = upTo
  }

  #useOf(workspace: WorkspaceId, { changes }: Tail): WaitingUse {
    const documents = new Set(changes.flatMap(({ kind, replica }) => (kind === 'yjs' ? [replica] : [])))
    const fresh = [...documents].filter((replica) => !this.#tables.knowsReplica(workspace, replica))
    return { bytes: changes.reduce((sum, { bytes }) => sum + bytes.length, 0), documents: fresh.length }
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
    const placed: Appended[] = []
    for (const entry of entries) {
      const head = headOf(entry.workspace)
      const key = keyOf(entry)
      // With what it repeats it may share this very commit.
      const twin = entry.isRepeat ? placed[entries.findIndex((other) => isTwin(other, entry))] : undefined
      const before = () => this.#tails.seqOf(entry) ?? this.#tables.seqOf(entry)
      const known = twin?.seq ?? (key === undefined ? undefined : (own.get(key) ?? before()))
      if (known === undefined) heads.set(entry.workspace, head + 1)
      if (known === undefined && key !== undefined) own.set(key, head + 1)
      placed.push({ seq: known ?? head + 1, isNew: known === undefined })
    }
    return placed
  }

  #sortLater(): void {
    if (this.#tails.changes >= sliceChanges) {
      clearTimeout(this.#timer)
      this.#timer = undefined
      void this.#sortAndGoOn()
    } else this.#timer ??= setTimeout(() => void this.#sortAndGoOn(), restMs).unref()
  }

  async #sortAndGoOn(): Promise<void> {
    this.#timer = undefined
    if (this.#sorting) return
    try {
      await this.#sortOnce()
    } catch {
      // A full disk, say. It stays in the journal, where it is safe, and whoever appends hears of it when that is full, too.
      this.#timer ??= setTimeout(() => void this.#sortAndGoOn(), 10 * restMs).unref()
      return
    }
    if (this.#commits.length > 0) this.#sortLater()
    await this.#releaseFiles()
  }

  /** One slice, by whoever comes first; others wait for it. */
  #sortOnce(): Promise<void> {
    return (this.#sorting ??= this.#sort().finally(() => (this.#sorting = undefined)))
  }

  /** One slice, in whole commits. */
  async #sort(): Promise<void> {
    let changes = 0
    let count = 0
    while (count < this.#commits.length && changes < sliceChanges)
      changes += this.#commits[count++]?.taken?.changes ?? 1
    const slice = this.#commits.slice(0, count)
    const last = slice.at(-1)
    if (!last) return
    const commits = slice.map(({ payload }) => payload)
    const heads = await this.#sorter.sort({ file: this.#file, upTo: last.number, commits })
    this.#commits = this.#commits.slice(count)
    this.#sortedTo = last.number
    while ((this.#waiting[0]?.upTo ?? Number.POSITIVE_INFINITY) <= last.number) this.#waiting.shift()?.tell()
    // Those of an earlier process are in no tail.
    for (const { taken } of slice) if (taken) this.#tails.forget(taken)
    for (const [workspace, head] of heads) this.#expectSorted(workspace, head)
  }

  #expectSorted(workspace: WorkspaceId, head: number): void {
    const sorted = this.#tails.find(workspace)?.sorted ?? this.#heads.get(workspace) ?? head
    if (sorted !== head) throw new Error('bug: the tables count otherwise than the journal')
  }

  /** Records whose changes are in the tables may be written over once those tables are on the disk. */
  async #releaseFiles(): Promise<void> {
    const upTo = this.#files.mustRelease
    // A record may be on the disk that is not among the commits yet: what has been sorted is what counts.
    if (upTo === undefined || this.#isReleasing || upTo > this.#sortedTo) return
    this.#isReleasing = true
    try {
      const wal = openSync(`${this.#file}-wal`, 'r')
      await sync(wal).finally(() => closeSync(wal))
      this.#files.release(upTo)
    } catch {
      // Tried again after the next slice; until then the files grow.
    } finally {
      this.#isReleasing = false
    }
  }
}

function sortedUpTo(database: Sqlite): number {
  const row = database.prepare<[], { value: string }>("SELECT value FROM settings WHERE name = 'journal'").get()
  return Number(row?.value ?? 0)
}
