import type { ReplicaId } from '#shared/kit/ids.ts'
import type { ReplicaType, Row, Rows } from '#shared/rooms/room.ts'
import { cell, type Live } from './live.ts'

export interface RowChange {
  readonly type: string
  readonly id: ReplicaId
  readonly row: Row | undefined
}

/** The rows of one workspace in memory, with a version for each type. */
export class RowTable {
  readonly #byType = new Map<string, Map<ReplicaId, Row>>()
  readonly #lists = new Map<string, readonly Row[]>()
  readonly #versions = new Map<string, number>()
  readonly #typeListeners = new Map<string, Set<() => void>>()
  readonly #live = cell<Rows>(this.#rows())

  /** Another object after each change. */
  get live(): Live<Rows> {
    return this.#live
  }

  get rows(): Rows {
    return this.#live.get()
  }

  find(type: string, id: ReplicaId): Row | undefined {
    return this.#byType.get(type)?.get(id)
  }

  /** Of every type, in no order. */
  all(): readonly Row[] {
    return [...this.#byType.values()].flatMap((rows) => [...rows.values()])
  }

  versionOf(types: readonly string[]): number {
    return types.reduce((sum, type) => sum + (this.#versions.get(type) ?? 0), 0)
  }

  onChange(types: readonly string[], listener: () => void): () => void {
    for (const type of types) {
      const listeners = this.#typeListeners.get(type) ?? new Set()
      this.#typeListeners.set(type, listeners.add(listener))
    }
    return () => {
      for (const type of types) this.#typeListeners.get(type)?.delete(listener)
    }
  }

  /** Listeners are told once, after all of them. */
  change(changes: readonly RowChange[]): void {
    if (changes.length === 0) return
    const types = new Set<string>()
    for (const { type, id, row } of changes) {
      types.add(type)
      if (row) this.#typed(type).set(id, row)
      else this.#typed(type).delete(id)
    }
    this.#tell(types)
  }

  /** The rows of another workspace take the place of all. */
  replaceAll(rows: readonly Row[]): void {
    const types = new Set([...this.#byType.keys(), ...rows.map(({ type }) => type)])
    this.#byType.clear()
    for (const row of rows) this.#typed(row.type).set(row.id, row)
    this.#tell(types)
  }

  #tell(types: ReadonlySet<string>): void {
    for (const type of types) {
      this.#lists.delete(type)
      this.#versions.set(type, (this.#versions.get(type) ?? 0) + 1)
    }
    this.#live.set(this.#rows())
    const listeners = new Set([...types].flatMap((type) => [...(this.#typeListeners.get(type) ?? [])]))
    for (const listener of listeners) listener()
  }

  #typed(type: string): Map<ReplicaId, Row> {
    const rows = this.#byType.get(type) ?? new Map<ReplicaId, Row>()
    this.#byType.set(type, rows)
    return rows
  }

  #rows(): Rows {
    return {
      of: <Projected extends object>({ name }: ReplicaType<Projected>) => {
        const list = this.#lists.get(name) ?? [...(this.#byType.get(name)?.values() ?? [])]
        this.#lists.set(name, list)
        return list as readonly Row<Projected>[]
      },
      get: <Projected extends object>({ name }: ReplicaType<Projected>, id: ReplicaId) =>
        this.find(name, id) as Row<Projected> | undefined,
    }
  }
}
