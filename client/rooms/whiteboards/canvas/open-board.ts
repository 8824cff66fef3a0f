import type { Editor } from 'tldraw'
import type * as Y from 'yjs'
import type { Awareness, ContentHistory, Engine, Live, UndoState } from '#client/replica/index.ts'
import type { UndoSteps } from '#client/rooms/undo-steps.ts'
import { sharePresence } from './board-presence.ts'
import { keepLinksLocal } from './link-shapes.tsx'
import { joinHistory, showStep } from './one-history.ts'
import { bindBoard } from './tldraw-binding.ts'

export interface OpenBoardOptions {
  readonly editor: Editor
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly canWrite: boolean
  readonly undo: BoardUndo
  readonly leaving: Engine['leaving']
}

/** The person's one history, of which the board is a part. */
export interface BoardUndo {
  readonly history: ContentHistory | undefined
  readonly steps: UndoSteps
  readonly state: Live<UndoState>
  /** What a change of the drawing is called. */
  readonly label: string
}

/** Joins a mounted editor to its board. Returns the way to part them, which writes what still waits. */
export function openBoard({ editor, doc, awareness, canWrite, undo, leaving }: OpenBoardOptions): () => void {
  const binding = bindBoard({
    store: editor.store,
    doc,
    canWrite: () => canWrite,
    onStep: (records, settle) => showStep(editor, records, settle),
    schedule,
  })
  const leaveHistory = joinHistory(editor, binding, undo)
  const leave = sharePresence({
    editor,
    awareness,
    colorOf: (color) => plainColor(editor, color),
    now: Date.now,
    schedule,
  })
  editor.updateInstanceState({ isReadonly: !canWrite })
  keepLinksLocal(editor)
  lookAtAll(editor)
  const stay = leaving.write(binding.flush)
  return () => {
    stay()
    leave()
    binding.flush()
    leaveHistory()
    binding.close()
  }
}

function schedule(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

/** Everything in sight, never larger than life. */
function lookAtAll(editor: Editor): void {
  if (editor.getCurrentPageBounds()) editor.zoomToFit({ immediate: true })
  if (editor.getZoomLevel() > 1) editor.resetZoom(undefined, { immediate: true })
}

/** The colours of people are CSS variables of the page, which a canvas and another theme do not know. */
function plainColor(editor: Editor, color: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1]
  const { defaultView, documentElement } = editor.getContainer().ownerDocument
  return name ? defaultView?.getComputedStyle(documentElement).getPropertyValue(name).trim() || '#777777' : color
}
