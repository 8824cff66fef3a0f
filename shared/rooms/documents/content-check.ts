import { z } from 'zod'
import type { ContentNode } from '../../crdt/content.ts'
import { contentMarks, contentNodes, type ContentNodeName, type NodeSpec } from './content-schema.ts'

/**
 * Content from a caller, checked against the schema. An editor removes what it can not build, so content that does not fit is
 * refused at the door rather than lost at the first opening.
 */
export const contentInput = z
  .custom<readonly ContentNode[]>((value) => Array.isArray(value))
  .superRefine((nodes, context) => {
    const problem = contentProblem(nodes)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

const maxDepth = 100

/** What is wrong with `nodes` as a document's content, for a developer; undefined = it fits. */
export function contentProblem(nodes: readonly unknown[]): string | undefined {
  return childrenProblem('document', 'block*', nodes, 0)
}

function nodeProblem(node: ContentNode, depth: number): string | undefined {
  if (depth > maxDepth) return 'nested too deeply'
  if (node.type === 'text') return textProblem(node)
  const spec: NodeSpec = contentNodes[node.type as ContentNodeName]
  for (const [name, value] of Object.entries(node.attrs ?? {})) {
    const attr = spec.attrs[name]
    if (!attr) return `${node.type} has no attr ${name}`
    if (value !== null && !fits(attr.kind, value)) return `${node.type}.${name} is not a ${attr.kind}`
  }
  return childrenProblem(node.type, spec.content, node.content ?? [], depth + 1)
}

function childrenProblem(
  parent: string,
  expression: string | undefined,
  children: readonly unknown[],
  depth: number,
): string | undefined {
  const { names, least } = allowed(expression)
  if (children.length < least) return `${parent} is empty`
  for (const child of children) {
    if (!isNode(child)) return `${parent} holds something that is not a node`
    if (!names.has(child.type)) return `${parent} can not hold ${child.type}`
    if (parent === 'codeBlock' && child.marks?.length) return 'codeBlock can not hold marks'
    const problem = nodeProblem(child, depth)
    if (problem) return problem
  }
  return undefined
}

function textProblem(node: ContentNode): string | undefined {
  if (typeof node.text !== 'string' || node.text === '') return 'text without text'
  for (const mark of node.marks ?? []) {
    if (!Object.hasOwn(contentMarks, mark.type)) return `unknown mark ${mark.type}`
  }
  return undefined
}

/** `block+`, `inline*`, `text*`, `listItem+`, `(tableCell | tableHeader)*` → the names it lets in. */
function allowed(expression: string | undefined): { names: ReadonlySet<string>; least: number } {
  if (expression === undefined) return { names: new Set(), least: 0 }
  const names = expression
    .replace(/[()*+]/g, '')
    .split('|')
    .map((name) => name.trim())
    .flatMap((name) => {
      if (name !== 'block' && name !== 'inline') return [name]
      const group = Object.entries(contentNodes).filter(([, spec]) => spec.place === name)
      return [...group.map(([member]) => member), ...(name === 'inline' ? ['text'] : [])]
    })
  return { names: new Set(names), least: expression.endsWith('+') ? 1 : 0 }
}

function isNode(value: unknown): value is ContentNode {
  if (typeof value !== 'object' || value === null) return false
  const { type, attrs, content, marks } = value as Record<string, unknown>
  return (
    typeof type === 'string' &&
    (attrs === undefined || (typeof attrs === 'object' && attrs !== null)) &&
    (content === undefined || Array.isArray(content)) &&
    (marks === undefined || (Array.isArray(marks) && marks.every((mark) => typeof mark === 'object' && mark !== null)))
  )
}

function fits(kind: 'text' | 'number' | 'flag' | 'widths', value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'widths':
      return Array.isArray(value) && value.every((width) => typeof width === 'number')
  }
}
