import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { UndoState, UndoStep } from './engine-contract.ts'
import type { FieldStep } from '#shared/crdt/field-steps.ts'
import { cell, type Live } from './live.ts'

/** What one burst of typing, one stroke or one command did to the content of a replica. */
export interface ContentStep {
  /** Its replica is still the one on which it was done. */
  readonly isAlive: boolean
  /** Takes it back, or does it again: each time the other. false: others have left nothing of it. */
  take(): boolean
  /** Nobody will take it any more. */
  forget(): void
}

/** What one command, or one burst of typing, did to one replica. */
export interface ReplicaStep {
  readonly type: AnyReplicaType
  readonly id: ReplicaId
  /** It was made by the command: taking that back puts it in the trash. */
  readonly isNew: boolean
  readonly steps: readonly FieldStep[]
  /** In the order in which they were done. */
  readonly contents: readonly ContentStep[]
}

export interface UndoEntry {
  /** Counts up within the tab. */
  readonly id: number
  readonly label: string | undefined
  /** Done by hand in an editor of this replica: that is where one expects to see it taken. */
  readonly editedIn?: ReplicaId
  readonly replicas: readonly ReplicaStep[]
}

export type UndoSide = 'undo' | 'redo'

const maxEntries = 100

/**
 * The steps of this tab, per workspace, whatever they were done to: commands, typing and drawing in the order in which they happened.
 * Undoing moves an entry to the other side; a new step empties the redo side.
 */
export class UndoStack {
  readonly #sides = new Map<WorkspaceId, Record<UndoSide, UndoEntry[]>>()
  readonly #state = cell<UndoState>({})
  #current: WorkspaceId | undefined
  #lastId = 0

  get state(): Live<UndoState> {
    return this.#state
  }

  show(workspace: WorkspaceId): void {
    this.#current = workspace
    this.#tell()
  }

  /** A step begins now; what begins before it is done comes after it. Answers its id. */
  begin(): number {
    this.#lastId += 1
    return this.#lastId
  }

  did(workspace: WorkspaceId, entry: UndoEntry): void {
    if (entry.replicas.length === 0) return
    const sides = this.#of(workspace)
    let at = sides.undo.length
    while ((sides.undo[at - 1]?.id ?? 0) > entry.id) at -= 1
    sides.undo.splice(at, 0, entry)
    forgetAll(sides.undo.splice(0, Math.max(0, sides.undo.length - maxEntries)))
    forgetAll(sides.redo.splice(0))
    this.#tell()
  }

  /** Whether what follows may be added to this step: nothing has been done since, and nothing was taken back. */
  mayGrow(workspace: WorkspaceId, step: ContentStep): boolean {
    const { undo, redo } = this.#of(workspace)
    return redo.length === 0 && undo.at(-1)?.replicas.at(-1)?.contents.at(-1) === step
  }

  /** What is next on that side, or the entry with that id if it is still there. */
  find(workspace: WorkspaceId, side: UndoSide, id?: number): UndoEntry | undefined {
    const entries = this.#of(workspace)[side]
    return id === undefined ? entries.at(-1) : entries.find((entry) => entry.id === id)
  }

  /** The entry has been taken: it moves to the other side. */
  moved(workspace: WorkspaceId, side: UndoSide, entry: UndoEntry): void {
    this.#remove(workspace, side, entry)
    this.#of(workspace)[side === 'undo' ? 'redo' : 'undo'].push(entry)
    this.#tell()
  }

  /** Others have left nothing of it. */
  dropped(workspace: WorkspaceId, side: UndoSide, entry: UndoEntry): void {
    this.#remove(workspace, side, entry)
    forgetAll([entry])
    this.#tell()
  }

  /** The editor has taken its latest step back by itself. */
  withdrawn(workspace: WorkspaceId, step: ContentStep): void {
    const entry = this.#of(workspace).undo.find((each) => contentsOf(each).includes(step))
    if (entry) this.dropped(workspace, 'undo', entry)
  }

  /** Entries that hold a dead step could only be taken in part: they go as a whole. */
  dropDead(): void {
    for (const sides of this.#sides.values()) {
      for (const side of ['undo', 'redo'] as const) {
        const dead = sides[side].filter((entry) => contentsOf(entry).some(({ isAlive }) => !isAlive))
        sides[side] = sides[side].filter((entry) => !dead.includes(entry))
        forgetAll(dead)
      }
    }
    this.#tell()
  }

  #remove(workspace: WorkspaceId, side: UndoSide, entry: UndoEntry): void {
    const sides = this.#of(workspace)
    sides[side] = sides[side].filter((each) => each !== entry)
  }

  #of(workspace: WorkspaceId): Record<UndoSide, UndoEntry[]> {
    const sides = this.#sides.get(workspace) ?? { undo: [], redo: [] }
    this.#sides.set(workspace, sides)
    return sides
  }

  #tell(): void {
    if (!this.#current) return
    const { undo, redo } = this.#of(this.#current)
    const [back, forth] = [undo.at(-1), redo.at(-1)]
    this.#state.set({ ...(back && { nextUndo: stepOf(back) }), ...(forth && { nextRedo: stepOf(forth) }) })
  }
}

/** An entry as screens see it. */
export function stepOf({ id, label, editedIn, replicas }: UndoEntry): UndoStep {
  const [only, ...others] = replicas
  return {
    id,
    isEdit: editedIn !== undefined,
    ...(label !== undefined && { label }),
    ...(only && others.length === 0 && { thing: only.id }),
  }
}

function forgetAll(entries: readonly UndoEntry[]): void {
  for (const step of entries.flatMap(contentsOf)) step.forget()
}

function contentsOf({ replicas }: UndoEntry): readonly ContentStep[] {
  return replicas.flatMap(({ contents }) => contents)
}
