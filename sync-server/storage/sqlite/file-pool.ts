/** A file that is open. */
export interface PooledFile {
  /** Brings what is on its way to its place; throws when that can not be done now, and then the file stays open. */
  settle(): Promise<void>
  /** Called once, settled and unused. Throws nothing. */
  close(): Promise<void>
}

interface Entry<Id, File> {
  readonly id: Id
  file: File | undefined
  /** Calls under way, and those that wait for the file. */
  users: number
  opening: Promise<File> | undefined
  closing: Promise<void> | undefined
  /** Kept closed by somebody until then. */
  barred: Promise<void> | undefined
  isSettling: boolean
  /** It could not be settled since it was last used. */
  isStuck: boolean
}

/**
 * Files that are opened when they are used, of which a bounded number is open: who needs one more waits until the one that was used
 * longest ago has been closed. When the bound sinks, those that were used longest ago are closed.
 *
 * Invariants: a file is open once; it is not closed while a call uses it, nor before it is settled; one that can not be settled stays
 * open, and then the bound gives way. Calls must not use a second file from within.
 */
export class FilePool<Id, File extends PooledFile> {
  readonly #max: () => number
  readonly #open: (id: Id) => File
  /** In the order of their last use. */
  readonly #entries = new Map<Id, Entry<Id, File>>()
  #slots = 0
  #waiting: (() => void)[] = []
  #isShrinking = false
  #isClosed = false

  constructor({ max, open }: { max(): number; open(id: Id): File }) {
    this.#max = max
    this.#open = open
  }

  /** Those that are open, the longest unused first. */
  openIds(): readonly Id[] {
    return [...this.#entries].flatMap(([id, { file }]) => (file ? [id] : []))
  }

  async use<Answer>(id: Id, act: (file: File) => Answer | Promise<Answer>): Promise<Answer> {
    if (this.#entries.get(id)?.barred) await this.#unbarred(id)
    const entry = this.#touch(id)
    entry.users += 1
    try {
      return await act(entry.file ?? (await this.#opened(entry)))
    } finally {
      entry.users -= 1
      if (entry.users === 0) this.#rest(entry)
    }
  }

  /** While `act` runs the file is closed, and whoever wants to use it waits. */
  async withoutFile<Answer>(id: Id, act: () => Promise<Answer>): Promise<Answer> {
    await this.#unbarred(id)
    const entry = this.#touch(id)
    let unbar = () => {}
    entry.barred = new Promise((resolve) => (unbar = resolve))
    try {
      while (entry.users > 0 || entry.isSettling || entry.closing) await this.#change()
      const { file } = entry
      // What can not be settled is there when it is opened again, or is not wanted any more.
      if (file) await file.settle().catch(() => undefined)
      if (file) await this.#close(entry, file)
      return await act()
    } finally {
      entry.barred = undefined
      this.#rest(entry)
      unbar()
    }
  }

  /** Settled or not: what is not is there when the file is opened again. */
  async close(unsettled: (id: Id, error: unknown) => void): Promise<void> {
    this.#isClosed = true
    const all = [...this.#entries.values()].map(async (entry) => {
      await entry.opening?.catch(() => undefined)
      await entry.closing
      const { file } = entry
      if (!file) return
      await file.settle().catch((error: unknown) => unsettled(entry.id, error))
      if (entry.file === file) await this.#close(entry, file)
    })
    await Promise.all(all)
  }

  async #unbarred(id: Id): Promise<void> {
    for (let entry = this.#entries.get(id); entry?.barred; entry = this.#entries.get(id)) await entry.barred
  }

  #touch(id: Id): Entry<Id, File> {
    if (this.#isClosed) throw new Error('The storage is closed.')
    const entry = this.#entries.get(id) ?? freshEntry<Id, File>(id)
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    return entry
  }

  #rest(entry: Entry<Id, File>): void {
    entry.isStuck = false
    const isNeeded = entry.file || entry.opening || entry.closing || entry.barred || entry.users > 0
    if (!isNeeded && this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id)
    this.#wake()
    if (this.#slots > this.#max() && !this.#isShrinking) void this.#shrink()
  }

  async #shrink(): Promise<void> {
    this.#isShrinking = true
    while (this.#slots > this.#max() && !this.#isClosed) {
      const victim = this.#longestUnused()
      if (!victim) break
      await this.#closeIfUnused(victim)
    }
    this.#isShrinking = false
  }

  #opened(entry: Entry<Id, File>): Promise<File> {
    return (entry.opening ??= this.#openOne(entry).finally(() => (entry.opening = undefined)))
  }

  async #openOne(entry: Entry<Id, File>): Promise<File> {
    while (entry.closing) await entry.closing
    await this.#makeRoom()
    try {
      return (entry.file = this.#open(entry.id))
    } catch (error) {
      this.#slots -= 1
      this.#wake()
      throw error
    }
  }

  async #makeRoom(): Promise<void> {
    while (this.#slots >= this.#max()) {
      const victim = this.#longestUnused()
      if (victim) await this.#closeIfUnused(victim)
      else if (this.#mayChange()) await this.#change()
      else return this.#giveWay()
    }
    this.#slots += 1
  }

  /** All that are open are stuck. They are tried again with the next one. */
  #giveWay(): void {
    for (const entry of this.#entries.values()) entry.isStuck = false
    this.#slots += 1
  }

  #longestUnused(): Entry<Id, File> | undefined {
    for (const entry of this.#entries.values()) {
      const isIdle = entry.file && entry.users === 0 && !entry.isSettling && !entry.isStuck && !entry.barred
      if (isIdle) return entry
    }
    return undefined
  }

  /** Some file is in use now and will not be. */
  #mayChange(): boolean {
    return [...this.#entries.values()].some(
      ({ file, users, isSettling, closing }) =>
        (file !== undefined && users > 0) || isSettling || closing !== undefined,
    )
  }

  async #closeIfUnused(entry: Entry<Id, File>): Promise<void> {
    const { file } = entry
    if (!file) return
    entry.isSettling = true
    try {
      await file.settle()
    } catch {
      entry.isStuck = true
      return
    } finally {
      entry.isSettling = false
      this.#wake()
    }
    if (entry.users === 0 && !entry.barred) await this.#close(entry, file)
  }

  #close(entry: Entry<Id, File>, file: File): Promise<void> {
    entry.file = undefined
    return (entry.closing = file.close().finally(() => {
      entry.closing = undefined
      this.#slots -= 1
      this.#rest(entry)
    }))
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    if (this.#waiting.length === 0) return
    for (const go of this.#waiting.splice(0)) go()
  }
}

function freshEntry<Id, File>(id: Id): Entry<Id, File> {
  return {
    id,
    file: undefined,
    users: 0,
    opening: undefined,
    closing: undefined,
    barred: undefined,
    isSettling: false,
    isStuck: false,
  }
}
