import type { ReplicaId } from '#shared/kit/ids.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { ContentUndo } from './content-undo.ts'
import type { FollowedEditor } from './engine-contract.ts'
import { type Handle, type Held, keyOf, type Place, type ReplicaRegistry } from './replica-registry.ts'
import type { ContentStep, UndoStack } from './undo-stack.ts'

export interface ContentUndoBookPorts {
  readonly stack: UndoStack
  readonly registry: ReplicaRegistry
  /** true: a command is at work on it and takes the step as its own. */
  tookOver(place: Place, step: ContentStep): boolean
  /** Returns the canceller. */
  after(delayMs: number, run: () => void): () => void
}

/** So many replicas are kept open for their steps; the steps of those edited longest ago are forgotten. */
const maxKept = 10
/** A screen that has not come by then does not come: its code is not on this device, say. */
const longestWayMs = 4_000

/** The steps in contents: which replicas have some, and which of them are in an editor now. */
export class ContentUndoBook {
  readonly #ports: ContentUndoBookPorts
  readonly #open = new Map<string, ContentUndo>()
  /** With the hold that keeps it open, in the order of the last step. */
  readonly #kept = new Map<ContentUndo, Promise<Held | undefined>>()
  readonly #waiting = new Set<{ readonly undo: string; come(): void }>()

  constructor(ports: ContentUndoBookPorts) {
    this.#ports = ports
  }

  /** undefined for replicas without content. */
  of(handle: Handle): ContentUndo | undefined {
    if (!hasContent(handle.replica)) return undefined
    const key = keyOf(handle)
    const known = this.#open.get(key)
    if (known?.handle === handle) return known
    const undo: ContentUndo = new ContentUndo(handle, {
      did: (step, editor) => this.#did(undo, step, editor),
      mayGrow: (step) => this.#ports.stack.mayGrow(handle.workspace, step),
      withdrawn: (step) => this.#ports.stack.withdrawn(handle.workspace, step),
      onShown: () => this.#shown(key),
      onKept: (isKept) => (isKept ? this.#keep(undo) : this.#letGo(undo)),
      onClosed: () => this.#closed(key, undo),
    })
    this.#open.set(key, undo)
    return undo
  }

  /** Brings in what editors still hold back. */
  flush(): void {
    for (const undo of this.#open.values()) undo.flush()
  }

  /** Fulfilled when an editor shows it, if there is a way to one. `goTo` answers whether there is. */
  async shown(place: Place, goTo: (id: ReplicaId) => boolean): Promise<void> {
    const key = keyOf(place)
    if (this.#open.get(key)?.isShown || !goTo(place.id)) return
    await new Promise<void>((resolve) => {
      const waiter = { undo: key, come: () => (cancel(), this.#waiting.delete(waiter), resolve()) }
      const cancel = this.#ports.after(longestWayMs, () => waiter.come())
      this.#waiting.add(waiter)
    })
  }

  #did(undo: ContentUndo, step: ContentStep, editor: FollowedEditor | undefined): void {
    this.#moveLast(undo)
    if (this.#ports.tookOver(undo.handle, step)) return
    const { workspace, id, type } = undo.handle
    const replicas = [{ type, id, isNew: false, steps: [], contents: [step] }]
    const { stack } = this.#ports
    stack.did(workspace, { id: stack.begin(), label: editor?.label, editedIn: id, replicas })
  }

  #shown(key: string): void {
    for (const waiter of this.#waiting) if (waiter.undo === key) waiter.come()
  }

  #keep(undo: ContentUndo): void {
    this.#kept.set(undo, this.#ports.registry.acquire(undo.handle.type, undo.handle))
    const leaving = [...this.#kept.keys()].filter((each) => each !== undo && !each.isShown)
    for (const each of leaving.slice(0, Math.max(0, this.#kept.size - maxKept))) each.forgetAll()
    this.#ports.stack.dropDead()
  }

  #moveLast(undo: ContentUndo): void {
    const hold = this.#kept.get(undo)
    if (!hold) return
    this.#kept.delete(undo)
    this.#kept.set(undo, hold)
  }

  #letGo(undo: ContentUndo): void {
    const hold = this.#kept.get(undo)
    this.#kept.delete(undo)
    void hold?.then((held) => held?.release())
  }

  #closed(key: string, undo: ContentUndo): void {
    if (this.#open.get(key) === undo) this.#open.delete(key)
    this.#letGo(undo)
    this.#ports.stack.dropDead()
  }
}
