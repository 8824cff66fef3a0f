import type { Definition, Nodes, PhrasingContent, RootContent } from 'mdast'
import { unmask } from '../mask.ts'
import { parseParts, type SyntaxTree } from '../syntax-tree.ts'

/**
 * What a Markdown text means, free of how it is written: for tests that compare an original with what an export made of it. Texts
 * are runs of characters with their marks; a link by reference is the link; tightness of lists and fences of code are gone.
 */
export function meaningOf(source: string): unknown[] {
  const tree = parsed(source)
  const definitions = definitionsIn(tree)
  return tree.nodes.flatMap((one) => ('node' in one ? blocksOf([one.node], { tree, definitions, base: one.base }) : []))
}

interface Reading {
  readonly tree: SyntaxTree
  readonly definitions: ReadonlyMap<string, Definition>
  readonly base: number
}

function parsed(source: string): SyntaxTree {
  const parts = parseParts(source)
  for (;;) {
    const step = parts.next()
    if (step.done) return step.value
  }
}

function definitionsIn(tree: SyntaxTree): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>()
  const collect = (node: RootContent) => {
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node)
    if ('children' in node) node.children.forEach(collect)
  }
  for (const one of tree.nodes) if ('node' in one) collect(one.node)
  return definitions
}

function valueOf(node: Nodes, text: string, { tree, base }: Reading): string {
  const { start, end } = node.position!
  return unmask(tree, text, { start: base + start.offset!, end: base + end.offset! })
}

function blocksOf(nodes: readonly Nodes[], reading: Reading): unknown[] {
  return nodes.flatMap((node) => blockOf(node, reading))
}

function blockOf(node: Nodes, reading: Reading): unknown[] {
  switch (node.type) {
    case 'paragraph':
      return [{ paragraph: phrasingOf(node.children, reading) }]
    case 'heading':
      return [{ heading: node.depth, text: phrasingOf(node.children, reading) }]
    case 'list': {
      const items = node.children.map(({ checked, children }) => ({ checked, blocks: blocksOf(children, reading) }))
      return [{ list: node.ordered ? (node.start ?? 1) : 'plain', items }]
    }
    case 'code':
      return [{ code: valueOf(node, node.value, reading), lang: node.lang ?? '', meta: node.meta ?? '' }]
    case 'table': {
      const rows = node.children.map((row) => row.children.map((cell) => phrasingOf(cell.children, reading)))
      return [{ table: rows, align: node.align }]
    }
    case 'definition':
      return []
    case 'html':
      return [{ html: valueOf(node, node.value, reading).trim() }]
    case 'thematicBreak':
      return ['rule']
    default:
      return [{ [node.type]: 'children' in node ? blocksOf(node.children, reading) : undefined }]
  }
}

interface Leaf {
  text?: string
  marks: readonly string[]
  what?: unknown
}

function phrasingOf(nodes: readonly PhrasingContent[], reading: Reading): unknown[] {
  const open: string[] = []
  const leaves: Leaf[] = []
  for (const node of nodes) {
    // Tags that stand for marks open and close among siblings.
    const mark = node.type === 'html' ? tags[node.value] : undefined
    if (mark?.startsWith('/')) open.splice(open.lastIndexOf(mark.slice(1)), 1)
    else if (mark) open.push(mark)
    else leaves.push(...leavesOf(node, [...open].sort(), reading))
  }
  return trimmed(joined(leaves))
}

const tags: Readonly<Record<string, string>> = {
  '<em>': 'emphasis',
  '</em>': '/emphasis',
  '<strong>': 'strong',
  '</strong>': '/strong',
  '<del>': 'delete',
  '</del>': '/delete',
}

function leavesOf(node: PhrasingContent, marks: readonly string[], reading: Reading): Leaf[] {
  const value = (text: string) => valueOf(node, text, reading)
  switch (node.type) {
    case 'text':
      return [{ text: value(node.value).replace(/\n/g, ' '), marks }]
    case 'inlineCode':
      return [{ text: value(node.value).replace(/\n/g, ' '), marks: [...marks, 'code'].sort() }]
    case 'strong':
    case 'emphasis':
    case 'delete':
      return insideOf(node, withMark(marks, node.type), reading)
    case 'link':
    case 'linkReference': {
      const { url, title } = node.type === 'link' ? node : reading.definitions.get(node.identifier)!
      if (node.children.length === 0) return [{ what: ['link', value(url)], marks: [] }]
      return insideOf(node, withMark(marks, `link ${value(url)} ${flat(value(title ?? ''))}`), reading)
    }
    case 'image':
    case 'imageReference': {
      const { url, title } = node.type === 'image' ? node : reading.definitions.get(node.identifier)!
      return [{ what: ['image', value(url), value(node.alt ?? ''), title ?? ''], marks: linksOf(marks) }]
    }
    case 'break':
      return [{ what: 'break', marks: [] }]
    case 'html':
      return tags[node.value] ? [] : [{ what: ['html', value(node.value)], marks: [] }]
    default:
      return [{ what: [node.type, 'identifier' in node ? node.identifier : ''], marks: [] }]
  }
}

function insideOf(node: { readonly children: readonly PhrasingContent[] }, marks: readonly string[], reading: Reading) {
  return node.children.flatMap((child) => leavesOf(child, marks, reading))
}

/** A mark counts once; of links the innermost. */
function withMark(marks: readonly string[], mark: string): readonly string[] {
  const others = mark.startsWith('link') ? marks.filter((one) => !one.startsWith('link')) : marks
  return others.includes(mark) ? others : [...others, mark].sort()
}

function joined(leaves: readonly Leaf[]): Leaf[] {
  const merged: Leaf[] = []
  for (const leaf of leaves) {
    const last = merged.at(-1)
    const joins = leaf.text !== undefined && last?.text !== undefined && last.marks.join() === leaf.marks.join()
    if (joins) last.text += leaf.text!
    else if (leaf.text !== '') merged.push({ ...leaf })
  }
  return merged
}

function linksOf(marks: readonly string[]): string[] {
  return marks.filter((mark) => mark.startsWith('link'))
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}

/** Runs of spaces are one, at the ends of lines none; marks on spaces alone are not seen, except a link that goes on behind them. */
function trimmed(leaves: readonly Leaf[]): unknown[] {
  const spaced = leaves.flatMap((leaf) => {
    if (leaf.text === undefined || leaf.marks.includes('code')) return [leaf]
    const [, before, text, after] = /^(\s*)(.*?)(\s*)$/s.exec(flat(leaf.text))!
    const links = linksOf(leaf.marks)
    const parts = [
      { text: before!, marks: links },
      { ...leaf, text: text! },
      { text: after!, marks: links },
    ]
    return parts.filter((one) => one.text !== '')
  })
  const kept = spaced.flatMap((leaf, index): Leaf[] => {
    const isSpace = leaf.text?.trim() === '' && !leaf.marks.includes('code')
    if (!isSpace) return [leaf]
    const [last, next] = [spaced[index - 1], spaced[index + 1]]
    if (!last || !next || last.what === 'break' || next.what === 'break') return []
    return [{ ...leaf, marks: linksOf(last.marks).filter((mark) => next.marks.includes(mark)) }]
  })
  return joined(kept)
}
