import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { UndoState } from './engine-contract.ts'
import type { FieldStep } from './field-steps.ts'
import { cell, type Live } from './live.ts'

/** What one command did to one replica. */
export interface ReplicaStep {
  readonly type: AnyReplicaType
  readonly id: ReplicaId
  /** It was made by the command: taking that back puts it in the trash. */
  readonly isNew: boolean
  readonly steps: readonly FieldStep[]
}

export interface UndoEntry {
  /** Counts up within the tab. */
  readonly id: number
  readonly label: string | undefined
  readonly replicas: readonly ReplicaStep[]
}

const maxEntries = 100

/** The steps of this tab, per workspace. Undoing moves an entry to the other side; a new command empties the redo side. */
export class UndoStack {
  readonly #sides = new Map<WorkspaceId, { undo: UndoEntry[]; redo: UndoEntry[] }>()
  readonly #state = cell<UndoState>({ canUndo: false, canRedo: false })
  #current: WorkspaceId | undefined
  #lastId = 0

  get state(): Live<UndoState> {
    return this.#state
  }

  show(workspace: WorkspaceId): void {
    this.#current = workspace
    this.#tell()
  }

  did(workspace: WorkspaceId, entry: Omit<UndoEntry, 'id'>): void {
    if (entry.replicas.length === 0) return
    const sides = this.#of(workspace)
    this.#lastId += 1
    sides.undo = [...sides.undo, { ...entry, id: this.#lastId }].slice(-maxEntries)
    sides.redo = []
    this.#tell()
  }

  /** What is next on that side, or the entry with that id if it is still there. */
  find(workspace: WorkspaceId, side: 'undo' | 'redo', id?: number): UndoEntry | undefined {
    const entries = this.#of(workspace)[side]
    return id === undefined ? entries.at(-1) : entries.find((entry) => entry.id === id)
  }

  /** The entry has been taken: it moves to the other side. */
  moved(workspace: WorkspaceId, side: 'undo' | 'redo', entry: UndoEntry): void {
    const sides = this.#of(workspace)
    sides[side] = sides[side].filter((each) => each !== entry)
    sides[side === 'undo' ? 'redo' : 'undo'].push(entry)
    this.#tell()
  }

  #of(workspace: WorkspaceId) {
    const sides = this.#sides.get(workspace) ?? { undo: [], redo: [] }
    this.#sides.set(workspace, sides)
    return sides
  }

  #tell(): void {
    if (!this.#current) return
    const { undo, redo } = this.#of(this.#current)
    const { id, label } = undo.at(-1) ?? {}
    this.#state.set({
      canUndo: undo.length > 0,
      canRedo: redo.length > 0,
      ...(id !== undefined && { undoId: id }),
      ...(label !== undefined && { undoLabel: label }),
    })
  }
}
