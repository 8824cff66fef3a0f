import type { Definition, Root, RootContent } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

export interface ParsedAnswer {
  readonly nodes: readonly RootContent[]
  /** Addresses that are named elsewhere in the text: `[words][name]`. */
  readonly definitions: ReadonlyMap<string, Definition>
}

const processor = unified().use(remarkParse).use(remarkGfm).freeze()

/** The parser's time grows with the square of what it gets at once; no answer that is read by a person is longer. */
const longest = 20_000

/** Markdown as a tree. HTML in it stays text, as does what is beyond the length of any sensible answer. */
export function parseAnswer(text: string): ParsedAnswer {
  const cut = text.length <= longest ? text.length : cutOf(text)
  const root: Root = processor.parse(text.slice(0, cut))
  const rest = text.slice(cut)
  const nodes: RootContent[] = rest === '' ? root.children : [...root.children, { type: 'code', value: rest }]
  const definitions = new Map<string, Definition>()
  for (const node of nodes)
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node)
  return { nodes, definitions }
}

function cutOf(text: string): number {
  const blank = text.lastIndexOf('\n\n', longest)
  return blank > 0 ? blank : longest
}
