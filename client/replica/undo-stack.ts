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
  readonly label: string | undefined
  readonly replicas: readonly ReplicaStep[]
}

const maxEntries = 100

/** The steps of this tab, per workspace. Undoing moves an entry to the other side; a new command empties the redo side. */
export class UndoStack {
  readonly #sides = new Map<WorkspaceId, { undo: UndoEntry[]; redo: UndoEntry[] }>()
  readonly #state = cell<UndoState>({ canUndo: false, canRedo: false })
  #current: WorkspaceId | undefined

  get state(): Live<UndoState> {
    return this.#state
  }

  show(workspace: WorkspaceId): void {
    this.#current = workspace
    this.#tell()
  }

  did(workspace: WorkspaceId, entry: UndoEntry): void {
    if (entry.replicas.length === 0) return
    const sides = this.#of(workspace)
    sides.undo = [...sides.undo, entry].slice(-maxEntries)
    sides.redo = []
    this.#tell()
  }

  /** What is next on that side. */
  peek(workspace: WorkspaceId, side: 'undo' | 'redo'): UndoEntry | undefined {
    return this.#of(workspace)[side].at(-1)
  }

  /** The entry has been taken: it moves to the other side. */
  moved(workspace: WorkspaceId, side: 'undo' | 'redo'): void {
    const sides = this.#of(workspace)
    const entry = sides[side].pop()
    if (entry) sides[side === 'undo' ? 'redo' : 'undo'].push(entry)
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
    const label = undo.at(-1)?.label
    this.#state.set({
      canUndo: undo.length > 0,
      canRedo: redo.length > 0,
      ...(label !== undefined && { undoLabel: label }),
    })
  }
}
