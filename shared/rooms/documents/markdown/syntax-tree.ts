import type { Root, RootContent } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified, type Processor } from 'unified'
import { maskSource, type Mask, type Masked } from './mask.ts'

export interface SyntaxTree extends Masked {
  /** Top-level nodes; offsets point into `source`. */
  readonly nodes: readonly SyntaxNode[]
}

/** A node, or a part that is too large for the parser and is kept as it is. */
export type SyntaxNode = { readonly node: RootContent; readonly base: number } | { readonly tooLarge: string }

/** The parser's time grows with the square of what it gets at once; parts of this size keep it near its best. */
const partLength = 16_000
const tooLargeLength = 200_000

/** Parses part by part; a caller with a screen yields between parts. */
export function* parseParts(source: string): Generator<undefined, SyntaxTree> {
  const open = new Set<number>()
  for (;;) {
    const tree = yield* parseMasked(maskSource(source, open))
    const stray = strayMasks(tree)
    if (stray.length === 0) return tree
    for (const { start } of stray) open.add(start)
  }
}

/** Block masks that the parser did not take for one block: a quote or an item ended inside of them. */
function strayMasks({ masks, nodes }: SyntaxTree): readonly Mask[] {
  const blocks = masks.filter(({ kind }) => kind === 'block')
  if (blocks.length === 0) return []
  const found = new Set<number>()
  const visit = (node: RootContent, base: number) => {
    if (node.type === 'html') {
      const { start, end } = { start: base + node.position!.start.offset!, end: base + node.position!.end.offset! }
      for (const mask of blocks) if (mask.start >= start && mask.end <= end) found.add(mask.start)
    }
    if ('children' in node) for (const child of node.children) visit(child, base)
  }
  for (const one of nodes) if ('node' in one) visit(one.node, one.base)
  const large = nodes.some((one) => 'tooLarge' in one)
  return large ? [] : blocks.filter(({ start }) => !found.has(start))
}

function* parseMasked(masked: Masked): Generator<undefined, SyntaxTree> {
  const { source } = masked
  const processor = openProcessor()
  const parts = partsOf(masked.text)
  const definitions = parts.length > 1 ? definitionsIn(masked.text) : ''
  const nodes: SyntaxNode[] = []
  for (const { start, end } of parts) {
    if (end - start > tooLargeLength) nodes.push({ tooLarge: source.slice(start, end).replace(/^\n+|\s+$/g, '') })
    else {
      const text = masked.text.slice(start, end)
      const tree = processor.parse(definitions ? `${text}\n\n${definitions}` : text)
      for (const node of tree.children) {
        if (node.position!.start.offset! < text.length) nodes.push({ node, base: start })
      }
    }
    yield
  }
  return { ...masked, nodes }
}

interface Part {
  readonly start: number
  readonly end: number
}

/** Cuts before a line that certainly begins a new top-level block: a heading or a text at the margin after a blank line. */
function partsOf(text: string): Part[] {
  if (text.length <= partLength) return [{ start: 0, end: text.length }]
  const parts: Part[] = []
  let start = 0
  let at = 0
  let blank = true
  let inside: RegExp | undefined
  for (const line of text.split('\n')) {
    if (!inside && blank && at - start >= partLength && /^(#{1,6} |\p{L})/u.test(line)) {
      parts.push({ start, end: at })
      start = at
    }
    inside = inside ? (inside.test(line) ? undefined : inside) : openedBy(line)
    blank = line.trim() === ''
    at += line.length + 1
  }
  return [...parts, { start, end: text.length }]
}

/** The pattern that ends what the line opens and what may hold blank lines: fences and some kinds of HTML. */
function openedBy(line: string): RegExp | undefined {
  const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1]
  if (fence) return new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},}[ \\t]*$`)
  const html = /^ {0,3}<(!--|\?|!\[CDATA\[|script|pre|style|textarea)/i.exec(line)?.[1]?.toLowerCase()
  if (html === undefined) return undefined
  const closings: Record<string, RegExp> = { '!--': /-->/, '?': /\?>/, '![cdata[': /\]\]>/ }
  const closing = closings[html] ?? /<\/(script|pre|style|textarea)>/i
  return closing.test(line.slice(line.indexOf('<') + 2)) ? undefined : closing
}

/** Every definition of the text, so that a part knows which labels are links. */
function definitionsIn(text: string): string {
  return (text.match(/^ {0,3}\[[^\]\n]+\]:[^\n]*$/gm) ?? []).join('\n\n')
}

function openProcessor(): Processor<Root> {
  return unified().use(remarkParse).use(remarkGfm, { singleTilde: false }).use(keepEscapedAddresses) as never
}

/** The plugin also links addresses whose signs are escaped, after the parse; an exporter could then never write one as plain text. */
function keepEscapedAddresses(this: Processor): void {
  const data = this.data() as { fromMarkdownExtensions?: unknown[] }
  for (const extension of (data.fromMarkdownExtensions ?? []).flat(3)) {
    delete (extension as { transforms?: unknown }).transforms
  }
}
