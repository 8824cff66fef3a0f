import type { ContentNode } from '#shared/crdt/content.ts'

/** What blocks say, line by line; a row of a table is a line with bars, as Markdown has it. */
export function plainWords(nodes: readonly ContentNode[]): string {
  return nodes
    .map(wordsOf)
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
}

function wordsOf(node: ContentNode): string {
  const { type, content = [] } = node
  if (type === 'tableRow') return `| ${content.map((cell) => plainWords([cell]).replaceAll('\n', ' ')).join(' | ')} |`
  if (type === 'listItem' || type === 'taskItem') return `- ${plainWords(content)}`
  const isText = content.some((child) => child.type === 'text' || child.type === 'hardBreak')
  return isText ? content.map(inlineWords).join('') : plainWords(content)
}

function inlineWords({ type, text, attrs }: ContentNode): string {
  if (text !== undefined) return text
  if (type === 'hardBreak') return '\n'
  return String(attrs?.label ?? attrs?.target ?? attrs?.name ?? attrs?.alt ?? '')
}
