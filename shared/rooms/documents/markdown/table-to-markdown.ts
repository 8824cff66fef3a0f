import type { ContentNode } from '../../../crdt/content.ts'
import { inlineToMarkdown, type InlineContext } from './inline-to-markdown.ts'

/** The first row is the head, whatever its cells are; merged cells leave empty ones; a cell's blocks become lines of it. */
export function tableToMarkdown(table: ContentNode, context: InlineContext): string {
  const rows = (table.content ?? []).map(cellsOf).filter((row) => row.length > 0)
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const [head, ...body] = rows
  if (!head || columns === 0) return ''
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const write = (row: readonly (ContentNode | undefined)[]) => {
    const writeCells = (strict: boolean) =>
      Array.from({ length: columns }, (_, column) => cellToMarkdown(row[column], { ...context, strict }))
    const cells = writeCells(false)
    return line(cells.filter(hasPairSigns).length > 1 ? writeCells(true) : cells)
  }
  const rule = Array.from({ length: columns }, (_, column) => ruleOf(head[column]))
  return [write(head), line(rule), ...body.map(write)].join('\n')
}

function cellsOf(row: ContentNode): (ContentNode | undefined)[] {
  return (row.content ?? []).flatMap((cell) => {
    const span = Math.min(100, Math.max(1, Math.floor(Number(cell.attrs?.colspan ?? 1)) || 1))
    return [cell, ...Array.from({ length: span - 1 }, () => undefined)]
  })
}

/** Signs of math, highlights and comments pair across the cells of a row. */
function hasPairSigns(cell: string): boolean {
  return /\$|==|%%|\\=\\=|\\%\\%/.test(cell)
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
  const lines = (cell?.content ?? []).flatMap(linesOf).filter((line) => line.length > 0)
  const inline = lines.flatMap((line, index) => (index > 0 ? [{ type: 'hardBreak' }, ...line] : line)).map(plainBars)
  return escapePipes(inlineToMarkdown(inline, context))
}

/** Code in a table can not say a backslash before a bar; as plain text it keeps both characters. */
function plainBars(node: ContentNode): ContentNode {
  if (!node.text?.includes('\\|') || !node.marks) return node
  return { ...node, marks: node.marks.filter(({ type }) => type !== 'code') }
}

/** The lines of text in a block. */
function linesOf(block: ContentNode): (readonly ContentNode[])[] {
  if (block.type === 'paragraph' || block.type === 'heading') return [block.content ?? []]
  if (block.type === 'codeBlock') {
    const text = (block.content ?? []).map((part) => part.text ?? '').join('')
    const lines = text.split('\n').filter((line) => line.trim())
    return lines.map((line) => [{ type: 'text', text: line, marks: [{ type: 'code' }] }])
  }
  if (block.type === 'rawMarkdown') {
    const source = String(block.attrs?.source ?? '').replace(/\s*\n\s*/g, ' ')
    return [[{ type: 'rawInline', attrs: { source } }]]
  }
  return (block.content ?? []).flatMap(linesOf)
}

/** A bar that an odd number of backslashes precedes is one already. */
function escapePipes(text: string): string {
  return text.replace(/(\\*)\|/g, (found, slashes: string) => (slashes.length % 2 === 1 ? found : `${slashes}\\|`))
}
