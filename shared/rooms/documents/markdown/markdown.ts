import type { RootContent } from 'mdast'
import type { ContentNode } from '../../../crdt/content.ts'
import { blocksFrom } from './blocks-from-syntax.ts'
import { blocksToMarkdown, openBlockContext } from './blocks-to-markdown.ts'
import { noSurroundings, type LinkReader, type LinkWriter } from './link-ports.ts'
import { openReadContext, type Definition } from './read-context.ts'
import { parseParts, type SyntaxTree } from './syntax-tree.ts'

/** Markdown without front matter → content. Total: any text gives a document, what is not modelled stays in raw nodes. */
export function contentFromMarkdown(source: string, links: LinkReader = noSurroundings): ContentNode[] {
  const steps = contentSteps(source, links)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same in steps of some milliseconds. */
export function* contentSteps(source: string, links: LinkReader): Generator<undefined, ContentNode[]> {
  const tree = yield* parseParts(source.replace(/\r\n?/g, '\n').replace(/\0/g, '\uFFFD'))
  const definitions = definitionsOf(tree)
  const content: ContentNode[] = []
  for (const { base, nodes, tooLarge } of runsOf(tree)) {
    if (tooLarge !== undefined) content.push({ type: 'rawMarkdown', attrs: { source: tooLarge } })
    else content.push(...blocksFrom(openReadContext({ masked: tree, links, definitions, base }), nodes))
  }
  return content
}

/** Content → Markdown, ending in one line end; '' for nothing. Writing, reading and writing again gives the same bytes. */
export function markdownFromContent(content: readonly ContentNode[], links: LinkWriter = noSurroundings): string {
  const text = blocksToMarkdown(content, openBlockContext(content, links))
  return text === '' ? '' : `${text}\n`
}

interface Run {
  readonly base: number
  readonly nodes: RootContent[]
  readonly tooLarge?: string
}

/** Nodes that share an origin of offsets. */
function runsOf(tree: SyntaxTree): Run[] {
  const runs: Run[] = []
  for (const one of tree.nodes) {
    if ('tooLarge' in one) runs.push({ base: 0, nodes: [], tooLarge: one.tooLarge })
    else if (runs.at(-1)?.base === one.base && runs.at(-1)?.tooLarge === undefined) runs.at(-1)!.nodes.push(one.node)
    else runs.push({ base: one.base, nodes: [one.node] })
  }
  return runs
}

function definitionsOf(tree: SyntaxTree): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>()
  const visit = (node: RootContent) => {
    if (node.type === 'definition') {
      const identifier = node.identifier.toLowerCase()
      const title = node.title ?? undefined
      if (!definitions.has(identifier)) definitions.set(identifier, { url: node.url, title })
    }
    if ('children' in node) for (const child of node.children) visit(child)
  }
  for (const one of tree.nodes) if ('node' in one) visit(one.node)
  return definitions
}
