import { Extension } from '@tiptap/core'
import { type Editor, useEditor } from '@tiptap/react'
import type { EditorProps } from '@tiptap/pm/view'
import { useState } from 'react'
import type * as Y from 'yjs'
import type { Awareness, ContentHistory } from '#client/replica/index.ts'
import { useUndoSteps } from '#client/rooms/undo-steps.ts'
import { cardsExtension } from '../proposals/card-plugin.ts'
import { caretsExtension } from './carets-extension.ts'
import { contentExtensions } from './content/content-extensions.ts'
import type { ContentHost } from './content/content-host.ts'
import type { ContentGuard } from './content-guard.ts'
import { type FileKeeper, filesExtension } from './files-extension.ts'
import { hintExtension } from './hint-extension.ts'
import { hasWords } from './popups/bubble-toolbar.tsx'
import { linkMenuExtension } from './popups/link-menu.tsx'
import { slashExtension } from './popups/slash-menu.tsx'
import { sharedTextExtension } from './shared-text-extension.ts'
import { createSuggestionStore, type SuggestionStore } from './popups/suggestion-store.ts'

export interface EditorGiven {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly history: ContentHistory | undefined
  readonly guard: ContentGuard
  readonly canWrite: boolean
  readonly host: ContentHost
  readonly keeper: FileKeeper
  /** The person asks for a link at the selection. */
  askLink(): void
}

export interface DocumentEditor {
  readonly editor: Editor
  readonly slash: SuggestionStore
  readonly links: SuggestionStore
}

/** The editor over an open replica. React hears of it only through selectors, never at each keystroke. */
export function useDocumentEditor(given: EditorGiven): DocumentEditor {
  const { doc, awareness, history, guard, canWrite, host, keeper, askLink } = given
  const steps = useUndoSteps()
  const [slash] = useState(createSuggestionStore)
  const [links] = useState(createSuggestionStore)
  const [extensions] = useState(() => [
    ...contentExtensions(host),
    sharedTextExtension({
      fragment: doc.getXmlFragment('content'),
      history,
      steps,
      label: host.text('editor.typing'),
    }),
    caretsExtension(awareness),
    hintExtension(host.text('screen.placeholder')),
    slashExtension(slash),
    linkMenuExtension(links),
    filesExtension(keeper),
    cardsExtension,
    linkKeyExtension(askLink),
    guardExtension(guard),
  ])
  // One object for as long as the editor lives: other options at a render would make it draw its state anew under the typing.
  const [editorProps] = useState<EditorProps>(() => ({
    attributes: {
      class: 'doc-text',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': host.text('screen.body'),
    },
    scrollMargin: { top: 24, bottom: 72, left: 0, right: 0 },
    scrollThreshold: { top: 24, bottom: 48, left: 0, right: 0 },
  }))
  const editor = useEditor(
    { extensions, editable: canWrite, immediatelyRender: true, shouldRerenderOnTransaction: false, editorProps },
    [canWrite],
  )
  return { editor, slash, links }
}

/** Lets go of the text before the binding meets something that it would delete. */
function guardExtension(guard: ContentGuard) {
  let release: (() => void) | undefined
  return Extension.create({
    name: 'contentGuard',
    onCreate() {
      release = guard.bind(() => this.editor.destroy())
    },
    onDestroy: () => release?.(),
  })
}

/** With words selected, Ctrl/Cmd-K is about their link; without, it stays the app's command bar. */
function linkKeyExtension(askLink: () => void) {
  return Extension.create({
    name: 'linkKey',
    addKeyboardShortcuts: () => ({
      'Mod-k': ({ editor }) => {
        if (!editor.isEditable || !hasWords(editor.state)) return false
        askLink()
        return true
      },
    }),
  })
}
