import * as Y from 'yjs'
import type { YjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import { drawingMapName } from '#shared/rooms/whiteboards/index.ts'
import type { ContentHistory, FollowedEditor } from './engine-contract.ts'
import type { Handle } from './replica-registry.ts'
import type { ContentStep } from './undo-stack.ts'

export interface ContentUndoPorts {
  /** A new step; `editor`: whose it is, undefined for what a command writes. */
  did(step: ContentStep, editor: FollowedEditor | undefined): void
  mayGrow(step: ContentStep): boolean
  /** It has been taken back already: there is nothing to undo. */
  withdrawn(step: ContentStep): void
  /** An editor shows it. */
  onShown(): void
  /** The replica has steps now, or has none any more. */
  onKept(isKept: boolean): void
  /** The replica is closed, and its steps are worth nothing. */
  onClosed(): void
}

type StackItem = Y.UndoManager['undoStack'][number]

/**
 * Records what the person does to the content of one open replica, in steps that can be taken back and done again in any order.
 *
 * The library's manager notices changes and reverses them; it is one stack a document, though, and there is one history over all of
 * them. So it is handed the one step that is to be taken, each time, with its other steps on the other side: there it reads which
 * deletions were the person's own. Fields are not content: commands write them, and their steps are taken by value.
 */
export class ContentUndo implements ContentHistory {
  readonly handle: Handle
  readonly #ports: ContentUndoPorts
  readonly #manager: Y.UndoManager
  readonly #steps = new Set<Step>()
  readonly #editors = new Set<FollowedEditor>()
  #latest: { readonly step: Step; readonly origin: unknown } | undefined
  #isTaking = false

  constructor(handle: Handle, ports: ContentUndoPorts) {
    this.handle = handle
    this.#ports = ports
    const { doc } = handle.replica as YjsReplica
    this.#manager = new Y.UndoManager([doc.getXmlFragment('content'), doc.getMap(drawingMapName)], {
      // Commands write without an origin.
      trackedOrigins: new Set([null]),
      captureTransaction: (transaction) => this.#mayCapture(transaction),
      deleteFilter: holdsNothing,
    })
    this.#manager.on('stack-item-added', ({ stackItem, origin }) => this.#added(stackItem, origin))
    doc.once('destroy', () => {
      this.#steps.clear()
      ports.onClosed()
    })
  }

  get isShown(): boolean {
    return [...this.#editors].some((editor) => editor.isOnScreen())
  }

  follow(editor: FollowedEditor): () => void {
    this.#editors.add(editor)
    this.#manager.trackedOrigins.add(editor.origin)
    this.#manager.captureTimeout = editor.pauseMs
    this.#ports.onShown()
    return () => {
      this.#editors.delete(editor)
      if (![...this.#editors].some(({ origin }) => origin === editor.origin))
        this.#manager.trackedOrigins.delete(editor.origin)
    }
  }

  stop(): void {
    this.#latest = undefined
  }

  withdraw(): void {
    const step = this.#latest?.step
    this.stop()
    if (step && this.#ports.mayGrow(step)) this.#ports.withdrawn(step)
  }

  /** Brings in what editors still hold back. */
  flush(): void {
    for (const editor of this.#editors) editor.flush?.()
  }

  forgetAll(): void {
    for (const step of this.#steps) step.forget()
  }

  #mayCapture(transaction: Y.Transaction): boolean {
    if (this.#isTaking) return true
    const isOwn = transaction.local && this.#manager.trackedOrigins.has(transaction.origin)
    if (!isOwn || transaction.meta.get('addToHistory') === false) return false
    const last = this.#latest && this.#latest.origin === transaction.origin ? this.#latest.step : undefined
    const grows = last !== undefined && this.#ports.mayGrow(last)
    if (!grows) this.#manager.stopCapturing()
    this.#manager.undoStack = grows ? [last.item] : []
    this.#manager.redoStack = []
    return true
  }

  #added(item: StackItem, origin: unknown): void {
    if (this.#isTaking) return
    const step = new Step(item, {
      isAlive: (self) => this.#steps.has(self),
      take: (self) => this.#take(self),
      forget: (self) => this.#forget(self),
    })
    this.#steps.add(step)
    this.#latest = { step, origin }
    if (this.#steps.size === 1) this.#ports.onKept(true)
    this.#ports.did(
      step,
      [...this.#editors].find((editor) => editor.origin === origin),
    )
  }

  #take(step: Step): boolean {
    const others = [...this.#steps].filter((each) => each !== step).map(({ item }) => item)
    const manager = this.#manager
    const [own, other] = step.isDone ? (['undoStack', 'redoStack'] as const) : (['redoStack', 'undoStack'] as const)
    manager[own] = [step.item]
    manager[other] = [...others]
    this.#isTaking = true
    try {
      if (step.isDone) manager.undo()
      else manager.redo()
    } finally {
      this.#isTaking = false
      this.#latest = undefined
    }
    const made = manager[other].at(others.length)
    if (!made) return false
    step.turn(made)
    return true
  }

  #forget(step: Step): void {
    if (!this.#steps.delete(step)) return
    this.#manager.undoStack = [step.item]
    this.#manager.redoStack = []
    this.#manager.clear()
    if (this.#steps.size === 0) this.#ports.onKept(false)
  }
}

interface StepPorts {
  isAlive(step: Step): boolean
  take(step: Step): boolean
  forget(step: Step): void
}

class Step implements ContentStep {
  item: StackItem
  isDone = true
  readonly #ports: StepPorts

  constructor(item: StackItem, ports: StepPorts) {
    this.item = item
    this.#ports = ports
  }

  get isAlive(): boolean {
    return this.#ports.isAlive(this)
  }

  take(): boolean {
    return this.isAlive && this.#ports.take(this)
  }

  forget(): void {
    this.#ports.forget(this)
  }

  /** It has been taken: what reverses that is its other side. */
  turn(item: StackItem): void {
    this.item = item
    this.isDone = !this.isDone
  }
}

/** Taking back a block that others have written into since leaves the block, with what they wrote. */
function holdsNothing(item: Y.Item): boolean {
  const { content } = item
  if (!(content instanceof Y.ContentType)) return true
  return (content.type as unknown as { readonly _length: number })._length === 0
}
