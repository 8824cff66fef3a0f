import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { Node } from '@tiptap/pm/model'

/**
 * A table wider than the screen scrolls. Who writes scrolls it with the caret; who only reads has none, so that there the table takes the
 * focus and with it the arrow keys. Not in a text that is written: a click into a cell would take the focus from the text.
 */
export function tablesToRead(label: string | undefined) {
  return Extension.create({
    name: 'tablesToRead',
    addProseMirrorPlugins() {
      const { editor } = this
      const key = new PluginKey<DecorationSet>('tablesToRead')
      const shown = { tabindex: '0', ...(label !== undefined && { role: 'region', 'aria-label': label }) }
      const tablesOf = (doc: Node) => (editor.isEditable ? DecorationSet.empty : decorate(doc, shown))
      return [
        new Plugin({
          key,
          state: {
            init: (_config, { doc }) => tablesOf(doc),
            apply: ({ docChanged, doc }, before) => (docChanged ? tablesOf(doc) : before),
          },
          props: { decorations: (state) => key.getState(state) },
        }),
      ]
    },
  })
}

function decorate(doc: Node, attributes: Record<string, string>): DecorationSet {
  const tables: Decoration[] = []
  doc.descendants((node, at) => {
    if (node.type.name === 'table') tables.push(Decoration.node(at, at + node.nodeSize, attributes))
    return !node.isTextblock && node.type.name !== 'table'
  })
  return DecorationSet.create(doc, tables)
}
