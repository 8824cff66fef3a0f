import { Collaboration } from '@tiptap/extension-collaboration'
import { type Editor, useEditor } from '@tiptap/react'
import { useState } from 'react'
import type * as Y from 'yjs'
import type { Awareness } from '#client/replica/index.ts'
import { caretsExtension } from './carets-extension.ts'
import { contentExtensions } from './content/content-extensions.ts'
import type { ContentHost } from './content/content-host.ts'
import type { ContentGuard } from './content-guard.ts'
import { type FileKeeper, filesExtension } from './files-extension.ts'
import { hintExtension } from './hint-extension.ts'
import { linkMenuExtension } from './popups/link-menu.tsx'
import { slashExtension } from './popups/slash-menu.tsx'
import { createSuggestionStore, type SuggestionStore } from './popups/suggestion-store.ts'

export interface EditorGiven {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly guard: ContentGuard
  readonly canWrite: boolean
  readonly host: ContentHost
  readonly keeper: FileKeeper
  /** Names the text for screen readers. */
  readonly label: string
}

export interface DocumentEditor {
  readonly editor: Editor
  readonly slash: SuggestionStore
  readonly links: SuggestionStore
}

/** The editor over an open replica. React hears of it only through selectors, never at each keystroke. */
export function useDocumentEditor(given: EditorGiven): DocumentEditor {
  const { doc, awareness, guard, canWrite, host, keeper, label } = given
  const [slash] = useState(createSuggestionStore)
  const [links] = useState(createSuggestionStore)
  const [extensions] = useState(() => [
    ...contentExtensions(host),
    Collaboration.configure({ fragment: doc.getXmlFragment('content') }),
    caretsExtension(awareness),
    hintExtension(host.text('screen.placeholder')),
    slashExtension(slash),
    linkMenuExtension(links),
    filesExtension(keeper),
  ])
  const editor = useEditor(
    {
      extensions,
      editable: canWrite,
      immediatelyRender: true,
      shouldRerenderOnTransaction: false,
      editorProps: {
        attributes: { class: 'doc-text', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label },
        scrollMargin: { top: 24, bottom: 72, left: 0, right: 0 },
        scrollThreshold: { top: 24, bottom: 48, left: 0, right: 0 },
      },
      onCreate: ({ editor: made }) => (guard.unbind = () => made.destroy()),
      onDestroy: () => (guard.unbind = undefined),
    },
    [canWrite],
  )
  return { editor, slash, links }
}
