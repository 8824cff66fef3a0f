import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Timers } from '#client/platform/ports.ts'
import {
  type NewChunk,
  type RowWrite,
  type Store,
  type StoredChunk,
  StoreFault,
  type Written,
} from '#client/platform/store.ts'
import { type DirtyRow, emptyPart, joinBatches, type JournalPart, markDirty, mergeChunks } from './journal-part.ts'
import { keyOf, type Place } from './replica-registry.ts'

export interface JournalPorts {
  readonly store: Store
  readonly timers: Timers
  /** Opens the replica if need be. undefined: the row stays as it is. */
  project(row: DirtyRow): Promise<RowWrite | undefined>
  /** At once, of a replica that is open. */
  projectOpen(row: DirtyRow): RowWrite | undefined
  /** The part of the command that is at work on it: the row shows what is stored, so it waits for the command. */
  busyPart(place: Place): JournalPart | undefined
  onStored(stored: Stored): void
  /** Of other tabs, stored since this one last looked; those of replicas in this very flush are in `again`. */
  onMissed(chunks: readonly StoredChunk[], again: ReadonlySet<string>): void
  /** undefined: all is well again. */
  onTrouble(fault: StoreFault | undefined): void
}

export interface Stored {
  readonly chunks: readonly (NewChunk & { readonly n: number })[]
  readonly rows: readonly RowWrite[]
  readonly unsent: Written['unsent']
  /** The highest chunk number of this flush, or of what was known when it had no chunks. */
  readonly n: number
}

const retryDelaysMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const

/**
 * The one writer of a tab. Parts wait in a queue; a flush takes all of them into one transaction, at once when none runs, else when it
 * has ended.
 *
 * Invariants: a chunk is in `queue`, `staged` or `flying` from the moment it is made or received until it is in the store. Parts of
 * one replica reach the store in the order in which they were added. What a failed flush held goes back to the front of the queue, but for
 * parts that let themselves be taken back.
 */
export class Journal {
  readonly #ports: JournalPorts
  #queue: JournalPart[] = []
  #flying: readonly JournalPart[] = []
  readonly #staged = new Set<JournalPart>()
  #typing = emptyPart()
  #isRunning = false
  #isClosed = false
  #lastN: number
  #failures = 0
  #cancelRetry = () => {}
  #waiting: ((isStored: boolean) => void)[] = []

  constructor(ports: JournalPorts, lastN: number) {
    this.#ports = ports
    this.#lastN = lastN
  }

  /** Nothing is on its way into the store. */
  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#flying.length === 0 && isEmptyPart(this.#typing)
  }

  get lastN(): number {
    return this.#lastN
  }

  /** A change outside of commands: it goes with whatever else waits. */
  note(change: (part: JournalPart) => void): void {
    change(this.#typing)
    this.#start()
  }

  add(part: JournalPart): void {
    this.#queueTyping()
    this.#staged.delete(part)
    this.#queue.push(part)
    this.#start()
  }

  /** Known as pending from now on; written after `add`. */
  stage(part: JournalPart): void {
    this.#staged.add(part)
  }

  unstage(part: JournalPart): void {
    this.#staged.delete(part)
  }

  pendingOf(place: Place): readonly Uint8Array[] {
    const key = keyOf(place)
    return this.#parts().flatMap(
      ({ chunks, index }) =>
        index?.get(key) ?? (index ? [] : chunks.flatMap((chunk) => (isOf(chunk, place) ? [chunk.bytes] : []))),
    )
  }

  /** In order; of commands that are still at work, nothing. */
  unstoredChunks(): readonly NewChunk[] {
    return [...this.#flying, ...this.#queue, this.#typing].flatMap(({ chunks }) => chunks)
  }

  /** Every replica with changes that are not stored. */
  pendingPlaces(): readonly Place[] {
    const places = this.#parts().flatMap(({ chunks }) =>
      chunks.map((chunk) => ({ workspace: chunk.workspace, id: chunk.replica })),
    )
    return [...new Map(places.map((place) => [keyOf(place), place])).values()]
  }

  /** The rows of a replica that is about to be closed are projected now. */
  keepRow(place: Place): void {
    const key = keyOf(place)
    for (const { dirty } of this.#parts()) {
      const row = dirty.get(key)
      if (!row) continue
      const projected = this.#ports.projectOpen(row)?.row
      if (projected) row.staged = projected
    }
  }

  /** Chunks that another tab has told us of. */
  heard(n: number): void {
    this.#lastN = Math.max(this.#lastN, n)
  }

  /** Fulfilled when everything so far is stored (true) or the store has refused (false). */
  flushed(): Promise<boolean> {
    if (this.#isClosed || this.isEmpty) return Promise.resolve(!this.#isClosed)
    const done = new Promise<boolean>((resolve) => this.#waiting.push(resolve))
    this.#start()
    return done
  }

  close(): void {
    this.#isClosed = true
    this.#cancelRetry()
    this.#tellWaiting(false)
  }

  #parts(): readonly JournalPart[] {
    return [...this.#flying, ...this.#queue, this.#typing, ...this.#staged]
  }

  #queueTyping(): void {
    if (isEmptyPart(this.#typing)) return
    this.#queue.push(this.#typing)
    this.#typing = emptyPart()
  }

  #start(): void {
    if (this.#isRunning || this.#isClosed) return
    this.#isRunning = true
    this.#cancelRetry()
    // A moment later, so that what happens together goes together.
    queueMicrotask(() => void this.#run())
  }

  async #run(): Promise<void> {
    let fault: StoreFault | undefined
    while (!fault && !this.isEmpty && !this.#isClosed) {
      this.#queueTyping()
      this.#flying = this.#queue
      this.#queue = []
      fault = await this.#flush(this.#flying)
    }
    // At rest before anybody is told: whoever hears of it may start the next flush.
    this.#isRunning = false
    if (fault) this.#failed(fault)
    else this.#tellWaiting(this.isEmpty)
  }

  async #flush(parts: readonly JournalPart[]): Promise<StoreFault | undefined> {
    try {
      const stored = await this.#write(parts)
      this.#flying = []
      this.#tellStored(parts, stored)
      return undefined
    } catch (error) {
      this.#flying = []
      const kept = parts.filter((part) => !part.takeBack?.())
      this.#queue = [...kept, ...this.#queue]
      return error instanceof StoreFault ? error : new StoreFault('other', error)
    }
  }

  /** What goes wrong here is no failure of the store: the parts are not written again. */
  #tellStored(parts: readonly JournalPart[], stored: Stored): void {
    this.#failures = 0
    try {
      this.#ports.onTrouble(undefined)
      for (const part of parts) part.onStored?.()
      this.#ports.onStored(stored)
    } catch (bug) {
      console.error('A listener of the journal failed', bug)
    }
  }

  #failed(fault: StoreFault): void {
    this.#ports.onTrouble(fault)
    this.#tellWaiting(false)
    if (fault.trouble === 'closed' || fault.trouble === 'lost') return
    const delayMs = retryDelaysMs[Math.min(this.#failures, retryDelaysMs.length - 1)] ?? 30_000
    this.#failures += 1
    this.#cancelRetry = this.#ports.timers.after(delayMs, () => this.#start())
  }

  async #write(parts: readonly JournalPart[]): Promise<Stored> {
    const dirty = this.#dirtyRows(parts)
    const projected: (RowWrite | undefined)[] = []
    for (const row of dirty) {
      const busy = this.#ports.busyPart(row)
      if (busy && !parts.includes(busy)) markDirty(busy, row)
      else projected.push(await this.#ports.project(row))
    }
    const rows = projected.flatMap((row) => row ?? [])
    const chunks = mergeChunks(parts.flatMap((part) => part.chunks))
    const batch = joinBatches([...parts.flatMap(({ extra }) => extra), { chunks, rows }])
    const written = await this.#ports.store.write({ ...batch, afterN: this.#lastN })
    const numbered = (batch.chunks ?? []).map((chunk, index) => ({ ...chunk, n: written.ns[index] ?? 0 }))
    const n = Math.max(this.#lastN, ...written.missed.map((chunk) => chunk.n), ...written.ns)
    this.#lastN = n
    if (written.missed.length > 0) this.#missed(written.missed, dirty)
    return { chunks: numbered, rows: batch.rows ?? [], unsent: written.unsent, n }
  }

  /** What others wrote meanwhile is not in the rows of this flush: those are made again. */
  #missed(missed: readonly StoredChunk[], dirty: readonly DirtyRow[]): void {
    const theirs = new Set(missed.map(({ workspace, replica }) => keyOf({ workspace, id: replica })))
    const again = dirty.filter((row) => theirs.has(keyOf(row)))
    this.#ports.onMissed(missed, new Set(again.map(keyOf)))
    for (const row of again) this.#later(row)
  }

  #later({ staged: _staged, ...row }: DirtyRow): void {
    markDirty(this.#typing, row)
  }

  #dirtyRows(parts: readonly JournalPart[]): readonly DirtyRow[] {
    const all = emptyPart()
    for (const { dirty } of parts) for (const row of dirty.values()) markDirty(all, row)
    return [...all.dirty.values()]
  }

  #tellWaiting(isStored: boolean): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const tell of waiting) tell(isStored)
  }
}

function isEmptyPart({ chunks, dirty, extra }: JournalPart): boolean {
  return chunks.length === 0 && dirty.size === 0 && extra.length === 0
}

function isOf(chunk: { workspace: string; replica: ReplicaId }, place: Place): boolean {
  return chunk.replica === place.id && chunk.workspace === place.workspace
}
