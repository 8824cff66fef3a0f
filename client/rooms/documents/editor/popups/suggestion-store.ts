import type { Editor, Range } from '@tiptap/core'
import type { SuggestionOptions } from '@tiptap/suggestion'

/** Something typed after a trigger such as `/` or `[[`, waiting for a choice. */
export interface OpenSuggestion {
  readonly editor: Editor
  /** What is typed behind the trigger. */
  readonly query: string
  /** Trigger and query in the text, to be replaced by the choice. */
  readonly range: Range
  rect(): DOMRect | undefined
}

export interface SuggestionStore {
  subscribe(listener: () => void): () => void
  get(): OpenSuggestion | undefined
  /** Keys go first to the list that is on the screen. Returns the unsubscriber. */
  takeKeys(handle: (event: KeyboardEvent) => boolean): () => void
  readonly render: NonNullable<SuggestionOptions['render']>
}

/** Carries what the suggestion plugin knows to the list that React draws; the plugin itself stays out of React. */
export function createSuggestionStore(): SuggestionStore {
  const listeners = new Set<() => void>()
  let open: OpenSuggestion | undefined
  let handleKey: ((event: KeyboardEvent) => boolean) | undefined
  const set = (next: OpenSuggestion | undefined) => {
    open = next
    for (const listener of listeners) listener()
  }
  const show = ({ editor, query, range, clientRect }: Shown) =>
    set({ editor, query, range, rect: () => clientRect?.() ?? undefined })
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get: () => open,
    takeKeys: (handle) => {
      handleKey = handle
      return () => {
        if (handleKey === handle) handleKey = undefined
      }
    },
    render: () => ({
      onStart: show,
      onUpdate: show,
      onExit: () => set(undefined),
      onKeyDown: ({ event }) => handleKey?.(event) ?? false,
    }),
  }
}

interface Shown {
  editor: Editor
  query: string
  range: Range
  clientRect?: (() => DOMRect | null) | null
}
