import { type AnyExtension, Extension, Mark } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { contentNodes } from '#shared/rooms/documents/index.ts'

const blocks = Object.entries(contentNodes).flatMap(([name, { place }]) => (place === 'inline' ? [] : [name]))

/** What is said before a block that came or went, to those who do not see it. */
export type ChangeWords = Readonly<Record<'added' | 'removed', string>>

/** What a text with its differences needs beside the schema of texts. Never part of an editor that writes. */
export const changeExtensions = (words: ChangeWords): readonly AnyExtension[] => [
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
              if (typeof change !== 'string') return
              found.push(Decoration.node(at, at + node.nodeSize, { 'data-change': change }))
              const start = change === 'added' || change === 'removed' ? startOfText(node, at) : undefined
              if (start !== undefined)
                found.push(Decoration.widget(start, () => unseen(`${words[change as keyof ChangeWords]} `)))
            })
            return DecorationSet.create(doc, found)
          },
        },
      }),
    ],
  }),
]

function startOfText(node: Node, at: number): number | undefined {
  if (node.isTextblock) return at + 1
  return node.firstChild ? startOfText(node.firstChild, at + 1) : undefined
}

function unseen(words: string): HTMLElement {
  const span = document.createElement('span')
  span.className = 'doc-unseen'
  span.textContent = words
  return span
}
