import type { FieldPatch, FieldValues } from '#shared/crdt/fields.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { mintId, type PrincipalId, type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { AnyReplicaType, Work } from '#shared/rooms/room.ts'
import { stepsBetween } from '#shared/crdt/field-steps.ts'
import type { Journal } from './journal.ts'
import { emptyPart, type JournalPart, markDirty } from './journal-part.ts'
import { type Held, keyOf, type Place, type ReplicaRegistry } from './replica-registry.ts'
import type { ContentUndoBook } from './content-undo-book.ts'
import type { ContentStep, ReplicaStep } from './undo-stack.ts'

export interface WorkPorts {
  readonly registry: ReplicaRegistry
  readonly journal: Journal
  readonly clock: Clock
  readonly random: Random
  readonly contents: ContentUndoBook
  /** Its actor has been used for changes that never were: nobody may go on under it. */
  renewActor(): void
}

interface Touched extends Held {
  readonly before: FieldValues
  readonly isNew: boolean
  readonly contents: ContentStep[]
}

/**
 * What one command, or one batch of them, opens and changes. Ends with `commit` or `abandon`.
 *
 * Invariant: while the unit lives, all changes of the replicas it has opened are in `part`, whoever makes them.
 */
export class UnitOfWork implements Work {
  readonly clock
  readonly random
  readonly principal
  readonly part: JournalPart = emptyPart()
  readonly #workspace
  readonly #ports
  readonly #touched = new Map<string, Touched>()

  constructor(ports: WorkPorts, { workspace, principal }: { workspace: WorkspaceId; principal: PrincipalId }) {
    this.#ports = ports
    this.#workspace = workspace
    this.clock = ports.clock
    this.random = ports.random
    this.principal = principal
  }

  async create(type: AnyReplicaType, fields: FieldPatch, known?: ReplicaId): Promise<Replica> {
    const id = known ?? mintId<ReplicaId>(type.name, this.random)
    const held = await this.#ports.registry.acquire(type, this.#placeOf(id), { orEmpty: true })
    if (!held) throw new Error('bug: an empty replica was not opened')
    this.#touched.set(keyOf(held.handle), { ...held, before: {}, isNew: true, contents: [] })
    held.handle.replica.patch(fields)
    return held.handle.replica
  }

  async open(type: AnyReplicaType, id: ReplicaId): Promise<Replica | undefined> {
    if (typeOf(id) !== type.name) return undefined
    const key = keyOf(this.#placeOf(id))
    const known = this.#touched.get(key)
    if (known) return known.handle.replica
    const held = await this.#ports.registry.acquire(type, this.#placeOf(id))
    if (!held) return undefined
    const { replica } = held.handle
    // Two calls at once both end here: the first one's reading is the one before the command.
    if (this.#touched.has(key)) held.release()
    else this.#touched.set(key, { ...held, before: replica.fields(), isNew: false, contents: [] })
    // Watches from here on, so that what a command does to the text can be taken back as well.
    this.#ports.contents.of(held.handle)
    return replica
  }

  touches(place: Place): boolean {
    return this.#touched.has(keyOf(place))
  }

  get hasChanged(): boolean {
    return this.part.chunks.length > 0
  }

  /** What it has changed, or made. */
  get changed(): readonly ReplicaId[] {
    return [...new Set(this.part.chunks.map(({ replica }) => replica))]
  }

  /** A change of content that belongs to it. false: it does not work on that replica. */
  takeOver(place: Place, step: ContentStep): boolean {
    const touched = this.#touched.get(keyOf(place))
    touched?.contents.push(step)
    return touched !== undefined
  }

  /** What it did, for undo. */
  steps(): readonly ReplicaStep[] {
    return [...this.#touched.values()].flatMap(({ handle, before, isNew, contents }): ReplicaStep[] => {
      const steps = isNew ? [] : stepsBetween(before, handle.replica.fields())
      const { type, id } = handle
      return isNew || steps.length + contents.length > 0 ? [{ type, id, isNew, steps, contents }] : []
    })
  }

  /** false: the store has refused. Then the changes are gone, or, where an editor holds the replica, still pending. */
  async commit(): Promise<boolean> {
    const { part } = this
    if (part.chunks.length === 0 && part.dirty.size === 0) {
      this.#release()
      return true
    }
    const isStored = await new Promise<boolean>((resolve) => {
      part.onStored = () => resolve(true)
      part.takeBack = () => {
        const isGone = this.#dropChanges()
        resolve(false)
        if (!isGone) delete part.takeBack
        return isGone
      }
      this.#ports.journal.add(part)
    })
    this.#release()
    return isStored
  }

  /** The command did not go through: what it has changed is undone, as far as nobody else works on it. */
  abandon(): void {
    if (this.part.chunks.length > 0 && !this.#dropChanges()) this.#ports.journal.add(this.part)
    for (const { contents } of this.#touched.values()) for (const step of contents) step.forget()
    this.#release()
  }

  #dropChanges(): boolean {
    const changed = new Set(this.part.chunks.map((chunk) => keyOf({ workspace: chunk.workspace, id: chunk.replica })))
    const held = [...this.#touched].flatMap(([key, touched]) => (changed.has(key) ? [touched.handle] : []))
    const isAlone = held.every((handle) => handle.users === 1 && this.#holdsAllPending(handle))
    if (!isAlone) return false
    for (const handle of held) this.#ports.registry.drop(handle)
    this.#ports.renewActor()
    this.#ports.journal.note((typing) => {
      // Rows that others have left to this unit.
      for (const row of this.part.dirty.values()) {
        if (!this.#touched.get(keyOf(row))?.isNew) markDirty(typing, { ...row, meta: undefined })
      }
    })
    return true
  }

  #holdsAllPending(place: Place): boolean {
    const own = this.part.chunks.filter((chunk) => chunk.replica === place.id && chunk.workspace === place.workspace)
    const pending = this.#ports.journal.pendingOf(place).filter((bytes) => !own.some((chunk) => chunk.bytes === bytes))
    return pending.length === 0
  }

  #release(): void {
    for (const { release } of this.#touched.values()) release()
    this.#touched.clear()
  }

  #placeOf(id: ReplicaId): Place {
    return { workspace: this.#workspace, id }
  }
}
