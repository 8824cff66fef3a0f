import { Editor, type EditorOptions } from '@tiptap/core'
import { onTestFinished } from 'vitest'

/** An editor that ends with the test that opens it: one that is left looks at its page again when the page has gone. */
export function openEditor(options: Partial<EditorOptions>): Editor {
  const editor = new Editor({ element: document.createElement('div'), ...options })
  onTestFinished(() => editor.destroy())
  return editor
}
