import { defaultBindingUtils, defaultShapeUtils, Editor, type TLAnyShapeUtilConstructor } from 'tldraw'
import { onTestFinished } from 'vitest'
import type { BoardPeer } from './board-peer.ts'

/** The library's editor on somebody's store, as on the screen; it ends with the test that opens it. */
export function openEditor({ store }: BoardPeer): Editor {
  const editor = new Editor({
    store,
    shapeUtils: defaultShapeUtils as unknown as TLAnyShapeUtilConstructor[],
    bindingUtils: defaultBindingUtils,
    tools: [],
    getContainer: () => document.body,
  })
  onTestFinished(() => editor.dispose())
  return editor
}
