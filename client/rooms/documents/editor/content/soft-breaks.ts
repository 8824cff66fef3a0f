import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { attributesOf } from './attributes.ts'
import { element } from './node-dom.ts'

/** A line end of imported Markdown reads as a space, as Markdown wants it; only a hard break breaks the line. */
export const SoftBreaks = Extension.create({
  name: 'softBreaks',
  addGlobalAttributes: () => [{ types: ['hardBreak'], attributes: attributesOf('hardBreak') }],
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        nodeViews: {
          hardBreak: (node) => ({ dom: node.attrs.soft === true ? element('span', { text: ' ' }) : element('br') }),
        },
      },
    }),
  ],
})
