import type { ContentNode } from '../../../../crdt/content.ts'

/** Every visible character with the marks on it, without spaces: what no way of writing may lose. Breaks in cells are tags. */
export function wordsOf(nodes: readonly ContentNode[]): string {
  return nodes.map(wordOf).join('').replaceAll('<br>', '')
}

function wordOf(node: ContentNode): string {
  if (node.content) return wordsOf(node.content)
  if (node.type === 'rawMarkdown' || node.type === 'rawInline') return String(node.attrs?.source).replace(/\s+/g, '')
  if (node.text === undefined) return ''
  const marks = [
    ...new Set((node.marks ?? []).map(({ type, attrs }) => type + (attrs?.href ? String(attrs.href) : ''))),
  ].sort()
  return [...node.text.replace(/\s+/g, '')].map((char) => char + (marks.length > 0 ? `(${marks.join()})` : '')).join('')
}
