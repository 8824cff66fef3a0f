import { Node } from '@tiptap/core'
import { attributesOf } from './attributes.ts'
import type { ContentHost } from './content-host.ts'

/** What Markdown holds and the editor does not model: shown as its source, kept to the byte, moved and deleted as one thing. */
export function rawNodes(host: ContentHost | undefined) {
  const title = host?.text('editor.keptAsWritten') ?? ''
  const block = Node.create({
    name: 'rawMarkdown',
    group: 'block',
    atom: true,
    draggable: true,
    addAttributes: () => attributesOf('rawMarkdown'),
    parseHTML: () => [{ tag: 'pre[data-type="raw-markdown"]', priority: 60 }],
    renderHTML: ({ node, HTMLAttributes }) => {
      return ['pre', { 'data-type': 'raw-markdown', title, ...HTMLAttributes }, String(node.attrs.source)]
    },
    renderText: ({ node }) => String(node.attrs.source),
  })
  const inline = Node.create({
    name: 'rawInline',
    group: 'inline',
    inline: true,
    atom: true,
    addAttributes: () => attributesOf('rawInline'),
    parseHTML: () => [{ tag: 'code[data-type="raw-inline"]', priority: 60 }],
    renderHTML: ({ node, HTMLAttributes }) => {
      return ['code', { 'data-type': 'raw-inline', title, ...HTMLAttributes }, String(node.attrs.source)]
    },
    renderText: ({ node }) => String(node.attrs.source),
  })
  return [block, inline]
}
