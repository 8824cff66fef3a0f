import type { ContentNode } from '../../../crdt/content.ts'
import { escapeText, labelKey } from './escape-text.ts'
import { inlineToMarkdown, type InlineContext } from './inline-to-markdown.ts'
import type { LinkWriter } from './link-ports.ts'
import { tableToMarkdown } from './table-to-markdown.ts'
import { atomWriter } from './written-forms.ts'

export interface BlockContext {
  readonly paragraph: InlineContext
  readonly line: InlineContext
  /** In a list a rule of dashes could be read as items. */
  readonly inList: boolean
  /** Nothing stands before it: a rule of dashes would open a front matter. */
  readonly isStart: boolean
}

export function openBlockContext(content: readonly ContentNode[], links: LinkWriter): BlockContext {
  const labels = new Set(labelsIn(content))
  const escapeLabel = (text: string) =>
    escapeText(text, { inLabel: true, strict: true, labels }, { before: '[', after: ']', beyond: '' })
  const writeAtom = atomWriter(links, escapeLabel)
  return {
    paragraph: { writeAtom, place: 'paragraph', labels },
    line: { writeAtom, place: 'line', labels },
    inList: false,
    isStart: true,
  }
}

function labelsIn(nodes: readonly ContentNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.content) return labelsIn(node.content)
    if (node.type !== 'rawMarkdown') return []
    const found = String(node.attrs?.source ?? '').matchAll(/^[ \t>]*\[([^\]]+)\]:/gm)
    return [...found].map(([, label]) => labelKey(label!)).filter((label) => !label.startsWith('^'))
  })
}

interface Written {
  readonly node: ContentNode
  readonly text: string
}

/** Blocks → Markdown without a line end at the end; '' when there is nothing to write. */
export function blocksToMarkdown(nodes: readonly ContentNode[], context: BlockContext): string {
  const written: Written[] = []
  let other = false
  for (const node of nodes) {
    const last = written.at(-1)
    // Two lists of one type in a row are told apart by their signs; a list of tasks after a plain one is one list in Markdown.
    if (isList(node))
      other = last !== undefined && last.node.type === node.type ? !other : continuesList(last, node) && other
    const text = blockToMarkdown(node, { ...context, isStart: context.isStart && last === undefined }, other)
    if (text !== undefined) written.push({ node, text })
  }
  return written.map((one, index) => gapBefore(written[index - 1], one, context) + one.text).join('')
}

function isList({ type }: ContentNode): boolean {
  return type === 'bulletList' || type === 'orderedList' || type === 'taskList'
}

function continuesList(last: Written | undefined, node: ContentNode): boolean {
  const types = [last?.node.type, node.type]
  return types.includes('bulletList') && types.includes('taskList')
}

function gapBefore(last: Written | undefined, { node, text }: Written, context: BlockContext): string {
  if (!last) return ''
  if (continuesList(last, node)) return '\n'
  // A list may follow a paragraph without an empty line when it begins with 1 and with words;
  // a paragraph that begins with a tag may be a block of HTML, which only an empty line ends.
  const interrupts = isList(node) && /^([-*]|1[.)]) (?!([-*>]|\d{1,9}[.)])( |$))\S/m.test(text.split('\n', 1)[0]!)
  return context.inList && last.node.type === 'paragraph' && interrupts && !/^</m.test(last.text) ? '\n' : '\n\n'
}

function blockToMarkdown(node: ContentNode, context: BlockContext, other: boolean): string | undefined {
  switch (node.type) {
    case 'paragraph':
      return inlineToMarkdown(node.content ?? [], context.paragraph) || undefined
    case 'heading':
      return headingToMarkdown(node, context)
    case 'horizontalRule':
      return context.inList ? '___' : context.isStart ? '***' : '---'
    case 'blockquote':
      return prefixed(blocksToMarkdown(node.content ?? [], { ...context, inList: false, isStart: false }), '> ', '> ')
    case 'bulletList':
    case 'taskList':
    case 'orderedList':
      return listToMarkdown(node, context, other)
    case 'codeBlock':
      return codeToMarkdown(node)
    case 'table':
      return tableToMarkdown(node, context.line) || undefined
    case 'rawMarkdown':
      return (
        String(node.attrs?.source ?? '')
          .replace(/\r\n?/g, '\n')
          .replace(/^\n+|[ \t\n]+$/g, '') || undefined
      )
    default:
      // A block that this version does not know: its words at least.
      return node.content ? blocksToMarkdown(node.content, context) || undefined : undefined
  }
}

function headingToMarkdown(node: ContentNode, context: BlockContext): string {
  const level = Math.min(6, Math.max(1, Number(node.attrs?.level ?? 1)))
  const text = inlineToMarkdown(node.content ?? [], context.line).replace(/(^|[ \t])(#+)$/, '$1\\$2')
  return text ? `${'#'.repeat(level)} ${text}` : '#'.repeat(level)
}

function codeToMarkdown(node: ContentNode): string {
  const text = (node.content ?? [])
    .map((part) => part.text ?? '')
    .join('')
    .replace(/\r\n?/g, '\n')
    .replace(/\0/g, '\uFFFD')
  const info = infoOf(node)
  const sign = info.includes('`') ? '~' : '`'
  const runs = text.match(sign === '`' ? /`+/g : /~+/g) ?? []
  const fence = sign.repeat(Math.max(3, ...runs.map((run) => run.length + 1)))
  return `${fence}${info}\n${text ? `${text}\n` : ''}${fence}`
}

function infoOf(node: ContentNode): string {
  const language = String(node.attrs?.language ?? '')
    .trim()
    .replace(/\s+/g, '-')
  const meta = String(node.attrs?.meta ?? '')
    .trim()
    .replace(/\s*[\r\n]\s*/g, ' ')
  if (!language) return ''
  return `${language}${meta ? ` ${meta}` : ''}`
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/&(?=#[xX]?[0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]*;)/g, '&amp;')
    .replace(/^~/, '\\~')
}

function listToMarkdown(node: ContentNode, context: BlockContext, other: boolean): string | undefined {
  const items = node.content ?? []
  if (items.length === 0) return undefined
  const start = startOf(node)
  return items
    .map((item, index) => {
      const marker = node.type === 'orderedList' ? `${start + index}${other ? ')' : '.'}` : other ? '*' : '-'
      return itemToMarkdown(item, marker, context)
    })
    .join('\n')
}

function startOf(node: ContentNode): number {
  const start = Math.floor(Number(node.attrs?.start ?? 1))
  return Number.isFinite(start) ? Math.min(999_999_000, Math.max(0, start)) : 1
}

function itemToMarkdown(item: ContentNode, marker: string, context: BlockContext): string {
  const body = blocksToMarkdown(item.content ?? [], { ...context, inList: true, isStart: false })
  const box = item.type === 'taskItem' ? (item.attrs?.checked === true ? '[x]' : '[ ]') : ''
  const indent = ' '.repeat(marker.length + 1)
  if (box) {
    // A box belongs to words; where an item has none in front, what it holds begins after an empty line.
    const rest = beginsWithWords(item, context)
      ? ` ${prefixed(body, '', indent)}`
      : body && `\n\n${prefixed(body, indent, indent)}`
    return `${marker} ${box}${rest}`
  }
  if (!body) return marker
  // Where the first line would be read together with the marker, it moves to the next.
  const apart = /^[ \t]/.test(body) || /^[-*_+ \t]*$/.test(body.split('\n', 1)[0]!)
  return apart ? `${marker}\n${prefixed(body, indent, indent)}` : `${marker} ${prefixed(body, '', indent)}`
}

function beginsWithWords(item: ContentNode, context: BlockContext): boolean {
  const first = (item.content ?? []).find(
    (block) => blockToMarkdown(block, { ...context, inList: true }, false) !== undefined,
  )
  return first?.type === 'paragraph'
}

function prefixed(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, index) => {
      const prefix = index === 0 ? first : rest
      return line === '' ? prefix.trimEnd() : prefix + line
    })
    .join('\n')
}
