import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

/** Grey words in the empty paragraph with the caret, or in an empty document. Looks at the selection only, never at the whole text. */
export function hintExtension(words: string) {
  return Extension.create({
    name: 'hint',
    addProseMirrorPlugins() {
      const { editor } = this
      return [
        new Plugin({
          props: {
            decorations: ({ doc, selection }) => {
              if (!editor.isEditable) return null
              const { $from, empty } = selection
              const isEmptyDocument =
                doc.childCount === 1 && doc.firstChild?.type.name === 'paragraph' && doc.content.size === 2
              const isEmptyLine =
                empty && $from.depth === 1 && $from.parent.type.name === 'paragraph' && $from.parent.content.size === 0
              if (!isEmptyDocument && !isEmptyLine) return null
              const at = isEmptyDocument ? 0 : $from.before()
              const shown = { class: 'doc-hint', 'data-hint': words, ...(isEmptyDocument && { 'data-always': 'true' }) }
              return DecorationSet.create(doc, [Decoration.node(at, at + 2, shown)])
            },
          },
        }),
      ]
    },
  })
}
