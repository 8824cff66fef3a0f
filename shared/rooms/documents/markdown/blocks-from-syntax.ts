import type {
  Blockquote,
  BlockContent,
  Code,
  DefinitionContent,
  List,
  ListItem,
  Nodes,
  RootContent,
  Table,
  TableCell,
} from 'mdast'
import type { ContentNode } from '../../../crdt/content.ts'
import { inlineFrom } from './inline-from-syntax.ts'
import { inOneLine, inside, type ReadContext } from './read-context.ts'

type Block = RootContent | BlockContent | DefinitionContent

/** Blocks → content. What has no counterpart stays as its source in `rawMarkdown`; neighbours of that kind stay together. */
export function blocksFrom(context: ReadContext, nodes: readonly Block[]): ContentNode[] {
  const blocks: ContentNode[] = []
  let rawRun: Block[] = []
  const endRun = () => {
    if (rawRun.length > 0) blocks.push(rawBlock(context, rawRun))
    rawRun = []
  }
  for (const node of nodes) {
    const read = isRaw(context, node) ? undefined : readBlock(context, node)
    if (read === undefined) rawRun.push(node)
    else {
      endRun()
      blocks.push(...read)
    }
  }
  endRun()
  return blocks
}

function isRaw(context: ReadContext, node: Block): boolean {
  switch (node.type) {
    case 'blockquote':
      return isCallout(context, node)
    case 'paragraph':
    case 'heading':
    case 'thematicBreak':
    case 'list':
    case 'code':
    case 'table':
      return false
    default:
      return true
  }
}

function readBlock(context: ReadContext, node: Block): ContentNode[] | undefined {
  switch (node.type) {
    case 'paragraph':
      return [withContent('paragraph', inlineFrom(context, node.children))]
    case 'heading':
      return [
        { ...withContent('heading', inlineFrom(inOneLine(context), node.children)), attrs: { level: node.depth } },
      ]
    case 'thematicBreak':
      return [{ type: 'horizontalRule' }]
    case 'blockquote':
      return [{ type: 'blockquote', content: filled(blocksFrom(inside(context, { kind: 'quote' }), node.children)) }]
    case 'list':
      return listsFrom(context, node)
    case 'code':
      return [codeFrom(context, node)]
    case 'table':
      return [tableFrom(context, node)]
    default:
      return undefined
  }
}

/** `> [!note] Title`: the editor has no callouts. */
function isCallout(context: ReadContext, node: Blockquote): boolean {
  const first = node.children[0]
  return first?.type === 'paragraph' && /^\[![^\]\n]+\](?!\()/.test(context.sourceOf(first))
}

function rawBlock(context: ReadContext, run: readonly Block[]): ContentNode {
  const [first, last] = [run[0]!, run.at(-1)!]
  return { type: 'rawMarkdown', attrs: { source: sourceOfRun(context, first, last) } }
}

function sourceOfRun(context: ReadContext, first: Block, last: Block): string {
  const position = { start: first.position!.start, end: last.position!.end }
  return context.sourceOf({ type: 'root', children: [], position } as Nodes).replace(/[ \t\n]+$/, '')
}

/** One list of Markdown may mix plain items and tasks; here that is several lists in a row. */
function listsFrom(context: ReadContext, list: List): ContentNode[] {
  const lists: { type: string; items: ContentNode[] }[] = []
  for (const item of list.children) {
    const read = itemFrom(context, list, item)
    const type = list.ordered ? 'orderedList' : read.type === 'taskItem' ? 'taskList' : 'bulletList'
    const last = lists.at(-1)
    if (last?.type === type) last.items.push(read)
    else lists.push({ type, items: [read] })
  }
  return lists.map(({ type, items }) => ({
    type,
    ...(type === 'orderedList' && list.start != null && list.start !== 1 && { attrs: { start: list.start } }),
    content: items,
  }))
}

function itemFrom(context: ReadContext, list: List, item: ListItem): ContentNode {
  const around = inside(context, { kind: 'item', indent: indentOf(item) })
  const box = boxOf(around, item)
  const content = filled(blocksFrom(around, box.emptied ? item.children.slice(1) : item.children))
  if (box.checked === undefined) return { type: 'listItem', content }
  if (!list.ordered) return { type: 'taskItem', attrs: { checked: box.checked }, content }
  // A numbered list has no boxes here: the signs stay.
  const [first, ...rest] = content
  const source = { type: 'rawInline', attrs: { source: box.checked ? '[x]' : '[ ]' } }
  const paragraph = { type: 'paragraph', content: [source, { type: 'text', text: ' ' }, ...(first?.content ?? [])] }
  return { type: 'listItem', content: [paragraph, ...rest] }
}

/** How far the text of the item stands from its marker; lists of a plain item stand there too. */
function indentOf(item: ListItem): number {
  const first = item.children[0]
  const start = item.position!.start
  if (!first || first.position!.start.line !== start.line) return 4
  return Math.max(2, first.position!.start.column - start.column - (item.checked == null ? 0 : 4))
}

/** A box without words after it is not a task for the parser, but is for people. */
function boxOf(context: ReadContext, item: ListItem): { checked?: boolean; emptied?: boolean } {
  if (item.checked != null) return { checked: item.checked }
  const first = item.children[0]
  if (first?.type !== 'paragraph') return {}
  const box = /^\[([ xX])\]$/.exec(context.sourceOf(first))
  return box ? { checked: box[1] !== ' ', emptied: true } : {}
}

function codeFrom(context: ReadContext, node: Code): ContentNode {
  const meta = node.meta ? context.unmask(node, node.meta) : ''
  const text = context.unmask(node, node.value)
  return {
    type: 'codeBlock',
    ...(node.lang && { attrs: { language: node.lang, ...(meta && { meta }) } }),
    ...(text && { content: [{ type: 'text', text }] }),
  }
}

function tableFrom(context: ReadContext, node: Table): ContentNode {
  const columns = node.children[0]?.children.length ?? 0
  return {
    type: 'table',
    content: node.children.map((row, index) => ({
      type: 'tableRow',
      content: Array.from({ length: columns }, (_, column) =>
        cellFrom(context, row.children[column], {
          type: index === 0 ? 'tableHeader' : 'tableCell',
          align: node.align?.[column],
        }),
      ),
    })),
  }
}

interface CellPlace {
  readonly type: 'tableHeader' | 'tableCell'
  readonly align: string | null | undefined
}

function cellFrom(context: ReadContext, cell: TableCell | undefined, { type, align }: CellPlace): ContentNode {
  const inline = cell ? inlineFrom(inOneLine(context), cell.children) : []
  return { type, ...(align && { attrs: { align } }), content: [withContent('paragraph', inline)] }
}

function withContent(type: string, content: readonly ContentNode[]): ContentNode {
  return content.length > 0 ? { type, content } : { type }
}

function filled(content: readonly ContentNode[]): readonly ContentNode[] {
  return content.length > 0 ? content : [{ type: 'paragraph' }]
}
