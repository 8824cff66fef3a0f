import type { ContentNode } from '../../../crdt/content.ts'
import { inlineToMarkdown, type InlineContext } from './inline-to-markdown.ts'
import { codeSpan } from './written-forms.ts'

/** The first row is the head, whatever its cells are; merged cells leave empty ones; a cell's blocks become lines of it. */
export function tableToMarkdown(table: ContentNode, context: InlineContext): string {
  const rows = (table.content ?? []).map(cellsOf).filter((row) => row.length > 0)
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const [head, ...body] = rows
  if (!head || columns === 0) return ''
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const write = (row: readonly (ContentNode | undefined)[]) =>
    line(Array.from({ length: columns }, (_, column) => cellToMarkdown(row[column], context)))
  const rule = Array.from({ length: columns }, (_, column) => ruleOf(head[column]))
  return [write(head), line(rule), ...body.map(write)].join('\n')
}

function cellsOf(row: ContentNode): (ContentNode | undefined)[] {
  return (row.content ?? []).flatMap((cell) => {
    const span = Math.min(100, Math.max(1, Math.floor(Number(cell.attrs?.colspan ?? 1)) || 1))
    return [cell, ...Array.from({ length: span - 1 }, () => undefined)]
  })
}

function ruleOf(cell: ContentNode | undefined): string {
  switch (cell?.attrs?.align) {
    case 'left':
      return ':--'
    case 'right':
      return '--:'
    case 'center':
      return ':-:'
    default:
      return '---'
  }
}

function cellToMarkdown(cell: ContentNode | undefined, context: InlineContext): string {
  const lines = (cell?.content ?? []).flatMap((block) => linesOf(block, context)).filter(Boolean)
  return escapePipes(lines.join('<br>')).trim()
}

function linesOf(block: ContentNode, context: InlineContext): string[] {
  if (block.type === 'paragraph' || block.type === 'heading') return [inlineToMarkdown(block.content ?? [], context)]
  if (block.type === 'codeBlock') {
    const text = (block.content ?? []).map((part) => part.text ?? '').join('')
    return text
      .split('\n')
      .filter((line) => line.trim())
      .map(codeSpan)
  }
  if (block.type === 'rawMarkdown') return [String(block.attrs?.source ?? '').replace(/\s*\n\s*/g, ' ')]
  return (block.content ?? []).flatMap((inner) => linesOf(inner, context))
}

/** A bar that an odd number of backslashes precedes is one already. */
function escapePipes(text: string): string {
  return text.replace(/(\\*)\|/g, (found, slashes: string) => (slashes.length % 2 === 1 ? found : `${slashes}\\|`))
}
