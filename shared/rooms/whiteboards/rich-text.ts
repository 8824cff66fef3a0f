import type { Json } from './drawing.ts'

/** Formatted text on a board as the JSON tree that ProseMirror speaks. */
export interface RichText {
  readonly type: 'doc'
  readonly content: readonly Json[]
}

const nodes = new Set([
  'paragraph',
  'heading',
  'blockquote',
  'bulletList',
  'orderedList',
  'listItem',
  'codeBlock',
  'horizontalRule',
  'hardBreak',
])
const marks = new Set(['bold', 'italic', 'strike', 'code', 'link', 'highlight', 'underline'])
const safeLink = /^(https?:|mailto:|tel:)/i
const maxDepth = 12

/**
 * Whatever is stored → text that every renderer accepts. Unknown blocks become their text, unknown marks are dropped, links lead
 * to the web or to mail only. The stored value is not touched: a newer version may understand more of it.
 */
export function richTextFrom(value: unknown): RichText {
  const content =
    isObject(value) && Array.isArray(value.content) ? value.content.flatMap((node) => blockFrom(node)) : []
  return { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] }
}

export function plainTextOf({ content }: RichText): string {
  return content.map(textOf).join('\n')
}

function blockFrom(value: unknown): Json[] {
  const node = nodeFrom(value, 0)
  return node.map((each) => (isText(each) ? { type: 'paragraph', content: [each] } : each))
}

function nodeFrom(value: unknown, depth: number): Json[] {
  if (!isObject(value) || depth > maxDepth) return []
  if (value.type === 'text') return textFrom(value)
  const children = Array.isArray(value.content) ? value.content.flatMap((child) => nodeFrom(child, depth + 1)) : []
  if (typeof value.type !== 'string' || !nodes.has(value.type)) {
    return children.every(isText) && children.length > 0 ? [{ type: 'paragraph', content: children }] : children
  }
  const attrs = isObject(value.attrs) ? { attrs: value.attrs as Json } : {}
  return [{ type: value.type, ...attrs, ...(children.length > 0 && { content: children }) }]
}

function textFrom(value: Record<string, unknown>): Json[] {
  if (typeof value.text !== 'string' || value.text === '') return []
  const kept = Array.isArray(value.marks) ? value.marks.filter(isKnownMark) : []
  return [{ type: 'text', text: value.text, ...(kept.length > 0 && { marks: kept as Json }) }]
}

function isKnownMark(mark: unknown): boolean {
  if (!isObject(mark) || typeof mark.type !== 'string' || !marks.has(mark.type)) return false
  if (mark.type !== 'link') return true
  return isObject(mark.attrs) && typeof mark.attrs.href === 'string' && safeLink.test(mark.attrs.href)
}

function textOf(node: Json): string {
  if (!isObject(node)) return ''
  if (typeof node.text === 'string') return node.text
  return Array.isArray(node.content) ? (node.content as Json[]).map(textOf).join('') : ''
}

function isText(node: Json): boolean {
  return isObject(node) && node.type === 'text'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
