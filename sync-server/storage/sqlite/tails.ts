import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
import type { Appended, NewChange } from '../log-store.ts'

/** What a workspace has in the journal and not in the tables. */
export interface Tail {
  /** The last seq in the tables. */
  sorted: number
  /** Those that follow, in order. */
  readonly changes: LogChange[]
}

/** What one record of the journal has put into the tails. */
export interface Taken {
  readonly changes: number
  readonly bytes: number
  readonly counts: ReadonlyMap<WorkspaceId, number>
  /** Of those that have a hash. */
  readonly keys: readonly string[]
}

/** The tails of all workspaces of an organisation. */
export class Tails {
  readonly #tails = new Map<WorkspaceId, Tail>()
  /** Changes that have a hash, by workspace, replica and hash. */
  readonly #seqs = new Map<string, number>()
  #changes = 0
  #bytes = 0

  get changes(): number {
    return this.#changes
  }

  get bytes(): number {
    return this.#bytes
  }

  get all(): readonly (readonly [WorkspaceId, Tail])[] {
    return [...this.#tails]
  }

  find(workspace: WorkspaceId): Tail | undefined {
    return this.#tails.get(workspace)
  }

  seqOf(entry: NewChange): number | undefined {
    const key = keyOf(entry)
    const twin = entry.isRepeat && this.#tails.get(entry.workspace)?.changes.findLast((change) => isSame(change, entry))
    return twin ? twin.seq : key === undefined ? undefined : this.#seqs.get(key)
  }

  /** They are on the disk. */
  take(entries: readonly NewChange[], placed: readonly Appended[]): Taken {
    const counts = new Map<WorkspaceId, number>()
    const keys: string[] = []
    let bytes = 0
    entries.forEach((entry, index) => {
      const seq = placed[index]?.seq ?? 0
      const tail = this.#tails.get(entry.workspace) ?? { sorted: seq - 1, changes: [] }
      this.#tails.set(entry.workspace, tail)
      tail.changes.push(changeOf(entry, seq))
      counts.set(entry.workspace, (counts.get(entry.workspace) ?? 0) + 1)
      const key = keyOf(entry)
      if (key) keys.push(key)
      if (key) this.#seqs.set(key, seq)
      bytes += entry.bytes.length
    })
    this.#bytes += bytes
    this.#changes += entries.length
    return { changes: entries.length, bytes, counts, keys }
  }

  /** The tables have them now. */
  forget({ changes, bytes, counts, keys }: Taken): void {
    for (const [workspace, count] of counts) {
      const tail = this.#tails.get(workspace)
      tail?.changes.splice(0, count)
      if (tail) tail.sorted += count
      if (tail?.changes.length === 0) this.#tails.delete(workspace)
    }
    for (const key of keys) this.#seqs.delete(key)
    this.#bytes -= bytes
    this.#changes -= changes
  }
}

export function isTwin(one: NewChange, other: NewChange): boolean {
  return one !== other && one.workspace === other.workspace && isSame(one, other)
}

/** undefined: it is known by the numbers of its writer. */
export function keyOf({ workspace, replica, hash }: NewChange): string | undefined {
  if (!hash) return undefined
  const bytes = Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength)
  return `${workspace}${replica}${bytes.toString('latin1')}`
}

function isSame(one: Pick<LogChange, 'replica' | 'bytes'>, { replica, bytes }: NewChange): boolean {
  return one.replica === replica && one.bytes.length === bytes.length && Buffer.compare(one.bytes, bytes) === 0
}

function changeOf({ replica, kind, bytes, author, device, timeMs }: NewChange, seq: number): LogChange {
  return { seq, replica, kind, bytes, author, device, timeMs }
}
