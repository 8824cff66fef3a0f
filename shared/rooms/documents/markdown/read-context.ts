import type { Nodes } from 'mdast'
import type { LinkReader } from './link-ports.ts'
import { unmask, type Masked } from './mask.ts'

/** A quote, or a list item whose text begins `indent` columns in. */
export type Container = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly indent: number }

/** What reading a node needs to know of the text around it. */
export interface ReadContext {
  readonly masked: Masked
  readonly links: LinkReader
  /** In headings and cells: no line ends. */
  readonly inOneLine: boolean
  readonly containers: readonly Container[]
  definition(identifier: string): Definition | undefined
  range(node: Nodes): { start: number; end: number }
  unmask(node: Nodes, value: string): string
  /** The node's own characters, without the quote signs and indentation of what it stands in. */
  sourceOf(node: Nodes): string
  /** Between the brackets of a link. */
  labelSource(node: { readonly children: readonly Nodes[] }): string
}

export interface Definition {
  readonly url: string
  readonly title: string | undefined
}

export interface ReadContextParts {
  readonly masked: Masked
  readonly links: LinkReader
  readonly definitions: ReadonlyMap<string, Definition>
  readonly base: number
}

export function openReadContext({ masked, links, definitions, base }: ReadContextParts): ReadContext {
  const range = (node: Nodes) => ({
    start: base + node.position!.start.offset!,
    end: base + node.position!.end.offset!,
  })
  const withContainers = (containers: readonly Container[], inOneLine: boolean): ReadContext => ({
    masked,
    links,
    inOneLine,
    containers,
    definition: (identifier) => definitions.get(identifier.toLowerCase()),
    range,
    unmask: (node, value) => unmask(masked, value, range(node)),
    sourceOf: (node) => {
      const { start, end } = range(node)
      return stripContainers(masked.source.slice(start, end), containers)
    },
    labelSource: ({ children }) => {
      const [first, last] = [children[0]!, children.at(-1)!]
      return stripContainers(masked.source.slice(range(first).start, range(last).end), containers)
    },
  })
  return withContainers([], false)
}

export function inside(context: ReadContext, container: Container): ReadContext {
  const containers = [...context.containers, container]
  return reopened(context, { containers, inOneLine: false })
}

export function inOneLine(context: ReadContext): ReadContext {
  return reopened(context, { containers: context.containers, inOneLine: true })
}

function reopened(context: ReadContext, change: Pick<ReadContext, 'containers' | 'inOneLine'>): ReadContext {
  const slice = (start: number, end: number) =>
    stripContainers(context.masked.source.slice(start, end), change.containers)
  return {
    ...context,
    ...change,
    sourceOf: (node) => slice(context.range(node).start, context.range(node).end),
    labelSource: ({ children }) => slice(context.range(children[0]!).start, context.range(children.at(-1)!).end),
  }
}

/** The first line of a node begins after all prefixes; a line that carries less than a prefix was lazy and loses what it has. */
export function stripContainers(source: string, containers: readonly Container[]): string {
  if (containers.length === 0 || !source.includes('\n')) return source
  const [first, ...rest] = source.split('\n')
  return [first, ...rest.map((line) => containers.reduce(stripContainer, line))].join('\n')
}

function stripContainer(line: string, container: Container): string {
  if (container.kind === 'quote') return line.replace(/^ {0,3}> ?/, '')
  return line.replace(new RegExp(`^(?:\\t| {1,${container.indent}})`), '')
}
