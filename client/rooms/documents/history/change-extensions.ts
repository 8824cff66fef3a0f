import { type AnyExtension, Extension, Mark } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { contentNodes } from '#shared/rooms/documents/index.ts'

const blocks = Object.entries(contentNodes).flatMap(([name, { place }]) => (place === 'inline' ? [] : [name]))

/** What a text with its differences needs beside the schema of texts. Never part of an editor that writes. */
export const changeExtensions: readonly AnyExtension[] = [
  Mark.create({ name: 'added', excludes: '', renderHTML: () => ['ins', 0] }),
  Mark.create({ name: 'removed', excludes: '', renderHTML: () => ['del', 0] }),
  Extension.create({
    name: 'blockChanges',
    addGlobalAttributes: () => [{ types: blocks, attributes: { change: { default: null, rendered: false } } }],
    addProseMirrorPlugins: () => [
      new Plugin({
        props: {
          // As decorations, so that blocks that draw themselves (code, tables) wear it too.
          decorations: ({ doc }) => {
            const found: Decoration[] = []
            doc.descendants((node, at) => {
              const change: unknown = node.attrs.change
              if (typeof change === 'string')
                found.push(Decoration.node(at, at + node.nodeSize, { 'data-change': change }))
            })
            return DecorationSet.create(doc, found)
          },
        },
      }),
    ],
  }),
]
