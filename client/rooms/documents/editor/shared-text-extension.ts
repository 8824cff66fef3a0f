import { Collaboration } from '@tiptap/extension-collaboration'
import { type EditorState, Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import type { ContentHistory } from '#client/replica/index.ts'
import type { UndoSteps } from '#client/rooms/undo-steps.ts'

export interface SharedTextOptions {
  readonly fragment: Y.XmlFragment
  /** Absent for who only reads. */
  readonly history?: ContentHistory | undefined
  readonly steps: UndoSteps
  /** What a burst of typing is called. */
  readonly label: string
}

const pauseMs = 500

/** Binds the editor to the shared text. Undo is the app's, one for everything: the stack that the library brings is left out. */
export function sharedTextExtension({ fragment, history, steps, label }: SharedTextOptions) {
  const follow = ({ dom }: EditorView) =>
    history?.follow({ origin: ySyncPluginKey, label, pauseMs, isOnScreen: () => dom.isConnected })
  const shared = Collaboration.extend({
    addCommands() {
      return {}
    },
    addKeyboardShortcuts() {
      return {
        'Mod-z': () => taken(steps.undo),
        'Shift-Mod-z': () => taken(steps.redo),
        'Mod-y': () => taken(steps.redo),
      }
    },
    addProseMirrorPlugins(this: { parent: (() => Plugin[]) | null | undefined }) {
      const bound = (this.parent?.() ?? []).filter(({ spec }) => spec.key !== yUndoPluginKey)
      return [...bound.map(writeChangesOnly), undoPlugin(steps, follow)]
    },
  })
  return shared.configure({ fragment })
}

/**
 * The binding compares the whole text with the shared one at every move of the caret, too. Besides the time: an empty text shows a
 * paragraph that is not stored, and whoever only looks at it would write it.
 */
function writeChangesOnly(plugin: Plugin): Plugin {
  const makeView = plugin.spec.view
  if (plugin.spec.key !== ySyncPluginKey || !makeView) return plugin
  plugin.spec.view = (editorView) => {
    const { update, ...view } = makeView(editorView)
    keepBuilt(editorView.state)
    return { ...view, update: (now, before) => now.state.doc !== before.doc && update?.(now, before) }
  }
  return plugin
}

interface Bound {
  readonly binding: { readonly mapping: Map<unknown, unknown> }
}

/**
 * At every change of somebody else the binding forgets all that it has built, after it has forgotten what changed, and builds the
 * whole text anew: in a long one that is a dropped frame a key. What did not change stays built.
 */
function keepBuilt(state: EditorState): void {
  const { binding } = ySyncPluginKey.getState(state) as Bound
  binding.mapping.clear = () => {}
}

function undoPlugin(steps: UndoSteps, follow: (view: EditorView) => (() => void) | undefined): Plugin {
  return new Plugin({
    // After the binding's own view, which may mend the text when it first draws it: that is nobody's step.
    view: (editorView) => {
      const unfollow = follow(editorView)
      return { destroy: () => unfollow?.() }
    },
    appendTransaction: (transactions, before, after) => (transactions.some(isStepTaken) ? look(before, after) : null),
    props: {
      handleDOMEvents: {
        // Menus of the browser, and shaking a phone.
        beforeinput: (_, event) => {
          if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false
          event.preventDefault()
          return taken(event.inputType === 'historyUndo' ? steps.undo : steps.redo)
        },
      },
    },
  })
}

function isStepTaken(transaction: Transaction): boolean {
  const change = transaction.getMeta(ySyncPluginKey) as { readonly isUndoRedoOperation?: boolean } | undefined
  return change?.isUndoRedoOperation === true
}

/** Puts the caret behind what has changed, in sight. */
function look(before: EditorState, after: EditorState): Transaction | null {
  const from = before.doc.content.findDiffStart(after.doc.content)
  const to = before.doc.content.findDiffEnd(after.doc.content)
  if (from === null || !to) return null
  const end = after.doc.resolve(Math.max(from, to.b))
  return after.tr.setSelection(TextSelection.near(end, -1)).scrollIntoView()
}

function taken(step: () => void): true {
  step()
  return true
}
