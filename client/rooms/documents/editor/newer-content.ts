import { getSchema, type JSONContent } from '@tiptap/core'
import type { ContentNode } from '#shared/crdt/content.ts'
import { contentMarks, contentNodes } from '#shared/rooms/documents/index.ts'
import { contentExtensions } from './content/content-extensions.ts'

/** Content with parts that this version does not know, made showable: each of them becomes a box that says so. */
export function showable(content: readonly ContentNode[], sayUnknown: (kind: string) => string): JSONContent {
  const schema = getSchema(contentExtensions())
  const box = (type: 'rawMarkdown' | 'rawInline', kind: string) => ({ type, attrs: { source: sayUnknown(kind) } })
  const known = (node: ContentNode, boxType: 'rawMarkdown' | 'rawInline'): JSONContent => {
    if (node.type === 'text') {
      const marks = node.marks?.filter(({ type }) => Object.hasOwn(contentMarks, type)) ?? []
      return {
        type: 'text',
        text: node.text ?? '',
        marks: marks.map(({ type, attrs }) => ({ type, attrs: { ...attrs } })),
      }
    }
    if (!Object.hasOwn(contentNodes, node.type)) return box(boxType, node.type)
    const inside =
      contentNodes[node.type as keyof typeof contentNodes].content === 'inline*' ? 'rawInline' : 'rawMarkdown'
    return {
      type: node.type,
      attrs: { ...node.attrs },
      content: node.content?.map((child) => known(child, inside)) ?? [],
    }
  }
  const blocks = content.map((node) => {
    const shown = known(node, 'rawMarkdown')
    try {
      schema.nodeFromJSON(shown).check()
      return shown
    } catch {
      return box('rawMarkdown', node.type)
    }
  })
  return { type: 'doc', content: blocks.length > 0 ? blocks : [{ type: 'paragraph' }] }
}
