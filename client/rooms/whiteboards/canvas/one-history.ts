import { atom, Box, type Editor, type TLShape, type TLShapeId } from 'tldraw'
import type { BoardUndo } from './open-board.ts'
import { guardCancel } from './own-cancel.ts'
import type { BoardBinding } from './tldraw-binding.ts'

/**
 * Makes what is drawn part of the person's one history: the library's own stays for Escape in the middle of a drag, its marks say
 * where a step ends, and its undo, with every key, button and menu of it, is the app's. Returns the way out.
 */
export function joinHistory(
  editor: Editor,
  binding: BoardBinding,
  { history, steps, state, label }: BoardUndo,
): () => void {
  const { origin, flush } = binding
  const unfollow = history?.follow({
    origin,
    label,
    pauseMs: Number.POSITIVE_INFINITY,
    isOnScreen: () => editor.getContainer().isConnected,
    flush,
  })
  const unguard = guardCancel(editor, () => {
    flush()
    history?.withdraw()
  })
  const shown = atom('undo', state.get())
  const unsubscribe = state.subscribe(() => shown.set(state.get()))
  const mark = editor.markHistoryStoppingPoint.bind(editor)
  const own = {
    markHistoryStoppingPoint: (name?: string) => {
      flush()
      history?.stop()
      return mark(name)
    },
    undo: () => (editor.complete(), steps.undo(), editor),
    redo: () => (editor.complete(), steps.redo(), editor),
    getCanUndo: () => shown.get().nextUndo !== undefined,
    getCanRedo: () => shown.get().nextRedo !== undefined,
  }
  Object.assign(editor, own)
  return () => {
    for (const name of Object.keys(own)) Reflect.deleteProperty(editor, name)
    unsubscribe()
    unguard()
    unfollow?.()
  }
}

/** Brings a step to the screen, and the screen to where it shows: another page, or a part that is out of sight. */
export function showStep(editor: Editor, records: readonly string[], settle: () => void): void {
  const before = shapesOf(editor, records)
  const there = boundsOf(editor, before)
  settle()
  const after = shapesOf(editor, records)
  const [first] = after
  const page = first && editor.getAncestorPageId(first)
  if (page && !after.some((shape) => editor.getAncestorPageId(shape) === editor.getCurrentPageId())) {
    editor.run(() => editor.setCurrentPage(page), { history: 'ignore' })
  }
  const place = commonBox([...boundsOf(editor, after), ...(after.length === 0 ? there : [])])
  if (place && !editor.getViewportPageBounds().collides(place)) {
    editor.centerOnPoint(place.center, { animation: { duration: editor.user.getAnimationSpeed() * 200 } })
  }
}

function shapesOf(editor: Editor, records: readonly string[]): readonly TLShape[] {
  return records.flatMap((id) => (id.startsWith('shape:') ? (editor.getShape(id as TLShapeId) ?? []) : []))
}

function boundsOf(editor: Editor, shapes: readonly TLShape[]): readonly Box[] {
  return shapes.flatMap((shape) => editor.getShapePageBounds(shape) ?? [])
}

function commonBox(boxes: readonly Box[]): Box | undefined {
  return boxes.length > 0 ? Box.Common([...boxes]) : undefined
}
