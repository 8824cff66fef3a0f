import type { Editor } from '@tiptap/core'
import { readableText } from './readable-text.ts'

/** Selects a sentence where it stands now, which may be elsewhere than when it was read. False: it is no longer there. */
export function jumpToSentence(editor: Editor, { start, text }: { start: number; text: string }): boolean {
  if (editor.isDestroyed) return false
  const readable = readableText(editor.state.doc)
  const at = nearest(readable.text, text, start)
  if (at === undefined) return false
  const range = readable.rangeOf(at, at + text.length)
  editor.chain().setTextSelection(range).focus(undefined, { scrollIntoView: false }).run()
  const { node } = editor.view.domAtPos(range.from)
  const block = node instanceof HTMLElement ? node : node.parentElement
  block?.scrollIntoView({ block: 'center' })
  return true
}

function nearest(whole: string, text: string, start: number): number | undefined {
  if (whole.startsWith(text, start)) return start
  const [before, after] = [whole.lastIndexOf(text, start), whole.indexOf(text, start)]
  if (before < 0 || after < 0) return before < 0 && after < 0 ? undefined : Math.max(before, after)
  return start - before < after - start ? before : after
}
