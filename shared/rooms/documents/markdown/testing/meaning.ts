import type { Nodes, PhrasingContent } from 'mdast'
import { maskSource, unmask } from '../mask.ts'
import { parseParts } from '../syntax-tree.ts'

/**
 * What a Markdown text means, free of how it is written: for tests that compare an original with what an export made of it. Texts
 * are runs of characters with their marks; a link by reference is the link; tightness of lists and fences of code are gone.
 */
export function meaningOf(source: string): unknown[] {
  const parts = parseParts(source)
  let step = parts.next()
  while (!step.done) step = parts.next()
  const masked = maskSource(source)
  const definitions = new Map<string, { url: string; title?: string | null | undefined }>()
  const collect = (node: Nodes) => {
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node)
    if ('children' in node) node.children.forEach(collect)
  }
  const nodes = step.value.nodes.flatMap((one) => ('node' in one ? [one] : []))
  nodes.forEach(({ node }) => collect(node))

  const blocks = (children: readonly Nodes[], base: number): unknown[] =>
    children.flatMap((node): unknown[] => {
      const value = (text: string) =>
        unmask(masked, text, { start: base + node.position!.start.offset!, end: base + node.position!.end.offset! })
      switch (node.type) {
        case 'paragraph':
          return [{ paragraph: phrasing(node.children, base) }]
        case 'heading':
          return [{ heading: node.depth, text: phrasing(node.children, base) }]
        case 'list':
          return [
            {
              list: node.ordered ? (node.start ?? 1) : 'plain',
              items: node.children.map((item) => ({ checked: item.checked, blocks: blocks(item.children, base) })),
            },
          ]
        case 'code':
          return [{ code: value(node.value), lang: node.lang ?? '', meta: node.meta ?? '' }]
        case 'table':
          return [
            {
              table: node.children.map((row) => row.children.map((cell) => phrasing(cell.children, base))),
              align: node.align,
            },
          ]
        case 'definition':
          return []
        case 'html':
          return [{ html: value(node.value).trim() }]
        case 'thematicBreak':
          return ['rule']
        default:
          return [
            {
              [node.type]: 'children' in node ? blocks(node.children, base) : value('value' in node ? node.value : ''),
            },
          ]
      }
    })

  const phrasing = (children: readonly PhrasingContent[], base: number): unknown[] => {
    const leaves: Leaf[] = []
    const push = (text: string, marks: string[]) => {
      const last = leaves.at(-1)
      if (last?.text !== undefined && last.marks.join() === marks.join()) last.text += text
      else if (text) leaves.push({ text, marks })
    }
    const visit = (node: PhrasingContent, marks: string[]): void => {
      const value = (text: string) =>
        unmask(masked, text, { start: base + node.position!.start.offset!, end: base + node.position!.end.offset! })
      const inside = (mark: string) => {
        const next = marks.includes(mark)
          ? marks
          : [...marks.filter((one) => !(mark.startsWith('link') && one.startsWith('link'))), mark].sort()
        if ('children' in node) node.children.forEach((child) => visit(child, next))
      }
      const definition = 'identifier' in node ? definitions.get(node.identifier) : undefined
      switch (node.type) {
        case 'text':
          return push(value(node.value).replace(/\n/g, ' '), marks)
        case 'inlineCode':
          return push(value(node.value).replace(/\n/g, ' '), [...marks, 'code'].sort())
        case 'strong':
        case 'emphasis':
        case 'delete':
          return inside(node.type)
        case 'link':
          if (node.children.length === 0) leaves.push({ what: ['link', value(node.url)], marks: [] })
          return inside(`link ${value(node.url)} ${node.title ? flat(value(node.title)) : ''}`)
        case 'linkReference':
          if (node.children.length === 0) leaves.push({ what: ['link', definition?.url], marks: [] })
          return inside(`link ${definition?.url} ${flat(definition?.title ?? '')}`)
        case 'image':
          return void leaves.push({
            what: ['image', value(node.url), value(node.alt ?? ''), node.title ?? ''],
            marks: linksOf(marks),
          })
        case 'imageReference':
          return void leaves.push({
            what: ['image', definition?.url, node.alt ?? '', definition?.title ?? ''],
            marks: linksOf(marks),
          })
        case 'break':
          return void leaves.push({ what: 'break', marks: [] })
        case 'html': {
          const mark = tags[node.value]
          if (mark === undefined) leaves.push({ what: ['html', value(node.value)], marks: [] })
          return
        }
        default:
          return void leaves.push({ what: [node.type, 'identifier' in node ? node.identifier : ''], marks: [] })
      }
    }
    // Tags that stand for marks open and close among siblings.
    const open: string[] = []
    for (const node of children) {
      const mark = node.type === 'html' ? tags[node.value] : undefined
      if (mark?.startsWith('/')) open.splice(open.lastIndexOf(mark.slice(1)), 1)
      else if (mark) open.push(mark)
      else visit(node, [...open].sort())
    }
    return trimmed(leaves)
  }
  return nodes.flatMap(({ node, base }) => blocks([node], base))
}

const tags: Readonly<Record<string, string>> = {
  '<em>': 'emphasis',
  '</em>': '/emphasis',
  '<strong>': 'strong',
  '</strong>': '/strong',
  '<del>': 'delete',
  '</del>': '/delete',
}

function linksOf(marks: readonly string[]): string[] {
  return marks.filter((mark) => mark.startsWith('link'))
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}

interface Leaf {
  text?: string
  marks: string[]
  what?: unknown
}

/** Runs of spaces are one, at the ends of lines none; marks on spaces alone are not seen, except a link that goes on behind them. */
function trimmed(leaves: readonly Leaf[]): unknown[] {
  const spaced = leaves.flatMap((leaf) => {
    if (leaf.text === undefined || leaf.marks.includes('code')) return [leaf]
    const [, before, text, after] = /^(\s*)(.*?)(\s*)$/s.exec(flat(leaf.text))!
    const links = linksOf(leaf.marks)
    return [
      { text: before!, marks: links },
      { ...leaf, text: text! },
      { text: after!, marks: links },
    ].filter((one) => one.text !== '')
  })
  const merged: Leaf[] = []
  spaced.forEach((leaf, index) => {
    const last = merged.at(-1)
    const isSpace = leaf.text !== undefined && leaf.text.trim() === '' && !leaf.marks.includes('code')
    const next = spaced[index + 1]
    if (isSpace && (!last || !next || last.what === 'break' || next.what === 'break')) return
    const shared = isSpace ? linksOf(last!.marks).filter((mark) => next!.marks.includes(mark)) : leaf.marks
    if (leaf.text !== undefined && last?.text !== undefined && last.marks.join() === shared.join())
      last.text += leaf.text
    else merged.push({ ...leaf, marks: shared })
  })
  return merged
}
