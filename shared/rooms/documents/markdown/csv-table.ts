import type { ContentNode } from '../../../crdt/content.ts'

/** RFC 4180 with any line ends; a quote inside an unquoted field is itself. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const { value, end } = fieldAt(text, at)
    row.push(value)
    at = end
    if (text[at] === ',') {
      at += 1
      if (at === text.length) row.push('')
    } else {
      if (text[at] === '\r' && text[at + 1] === '\n') at += 1
      at += 1
      rows.push(row)
      row = []
    }
  }
  if (row.length > 0) rows.push(row)
  return rows.filter((one) => one.length > 1 || one[0] !== '')
}

function fieldAt(text: string, start: number): { value: string; end: number } {
  if (text[start] !== '"') {
    const ends = /[,\r\n]/g
    ends.lastIndex = start
    const end = ends.exec(text)?.index ?? text.length
    return { value: text.slice(start, end), end }
  }
  let value = ''
  let at = start + 1
  while (at < text.length) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return { value: value + text.slice(at), end: text.length }
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1 }
    value += '"'
    at = quote + 2
  }
  return { value, end: text.length }
}

export function tableFromRows(rows: readonly (readonly string[])[]): ContentNode {
  const columns = Math.max(1, ...rows.map((row) => row.length))
  return {
    type: 'table',
    content: rows.map((row, index) => ({
      type: 'tableRow',
      content: Array.from({ length: columns }, (_, column) => ({
        type: index === 0 ? 'tableHeader' : 'tableCell',
        content: [paragraphOf(row[column] ?? '')],
      })),
    })),
  }
}

function paragraphOf(text: string): ContentNode {
  const content = text
    .trim()
    .split(/\r\n?|\n/)
    .flatMap((line, index): ContentNode[] => [
      ...(index > 0 ? [{ type: 'hardBreak' }] : []),
      ...(line ? [{ type: 'text', text: line }] : []),
    ])
  return content.length > 0 ? { type: 'paragraph', content } : { type: 'paragraph' }
}
