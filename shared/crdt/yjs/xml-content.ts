import * as Y from 'yjs'
import { marksKey } from '../align-content.ts'
import type { ContentMark, ContentNode } from '../content.ts'
import type { Scalar } from '../fields.ts'

/**
 * Rich text ↔ Yjs XML, in the layout that the ProseMirror binding uses: an element a node, attributes for attrs, one Y.XmlText a run
 * of text nodes, marks as its formatting. Overlapping marks of one type carry `--<hash>` in the binding; they read back as that type.
 */
/**
 * Reads again and again while someone types: a top-level node that has not changed since the last reading is the same object, so
 * that a keystroke in a large text costs one block, here and for whoever remembers what it made of a node.
 */
export function contentReader(fragment: Y.XmlFragment): () => readonly ContentNode[] {
  let known: Map<unknown, ContentNode[]> | undefined
  const forget = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]) => {
    for (const { target } of events) known?.delete(topLevelOf(target, fragment))
  }
  return () => {
    if (!known) fragment.observeDeep(forget as (events: readonly unknown[]) => void)
    const previous = known ?? new Map<unknown, ContentNode[]>()
    const children = fragment.toArray()
    if (!known || previous.size > 2 * children.length) known = new Map()
    const nodes: ContentNode[] = []
    for (const child of children) {
      let read = previous.get(child)
      if (!read || known !== previous) known.set(child, (read ??= readNode(child)))
      for (const node of read) nodes.push(node)
    }
    return nodes
  }
}

function topLevelOf(target: Y.AbstractType<unknown>, fragment: Y.XmlFragment): unknown {
  let block: unknown = target
  while (block instanceof Y.AbstractType && block.parent !== fragment) block = block.parent
  return block
}

export function readNode(node: Y.XmlElement | Y.XmlText | Y.XmlHook): ContentNode[] {
  if (node instanceof Y.XmlText) return readText(node)
  if (!(node instanceof Y.XmlElement)) return []
  const attrs = node.getAttributes() as Record<string, Scalar | null>
  const content = node.toArray().flatMap((child) => readNode(child as Y.XmlElement | Y.XmlText))
  return [
    {
      type: node.nodeName,
      ...(Object.keys(attrs).length > 0 && { attrs }),
      ...(content.length > 0 && { content }),
    },
  ]
}

function readText(text: Y.XmlText): ContentNode[] {
  const runs = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
  const nodes: ContentNode[] = []
  for (const { insert, attributes } of runs) {
    if (typeof insert !== 'string') continue
    const marks = readMarks(attributes ?? {})
    // The library tells a run in pieces where a format ends and begins again.
    const isMore = nodes.length > 0 && marksKey(nodes.at(-1)?.marks ?? []) === marksKey(marks)
    const before = isMore ? nodes.pop()?.text : undefined
    const text = `${before ?? ''}${insert}`
    nodes.push({ type: 'text', text, ...(marks.length > 0 && { marks }) })
  }
  return nodes
}

function readMarks(attributes: Record<string, unknown>): ContentMark[] {
  return Object.entries(attributes).map(([name, value]) => {
    const type = /^(.+)--[A-Za-z0-9+/=]{8}$/.exec(name)?.[1] ?? name
    const attrs = typeof value === 'object' && value !== null ? (value as Record<string, Scalar | null>) : {}
    return Object.keys(attrs).length > 0 ? { type, attrs } : { type }
  })
}

export function buildNodes(nodes: readonly ContentNode[]): (Y.XmlElement | Y.XmlText)[] {
  const built: (Y.XmlElement | Y.XmlText)[] = []
  let run: ContentNode[] = []
  const endRun = () => {
    if (run.length > 0) built.push(buildText(run))
    run = []
  }
  for (const node of nodes) {
    if (node.type === 'text') run.push(node)
    else {
      endRun()
      built.push(buildElement(node))
    }
  }
  endRun()
  return built
}

function buildElement(node: ContentNode): Y.XmlElement {
  const element = new Y.XmlElement(node.type)
  for (const [name, value] of Object.entries(node.attrs ?? {})) {
    // The binding stores attrs as they are, not as strings; its own typing is narrower than what it does.
    if (value !== null) (element as Y.XmlElement<Record<string, Scalar>>).setAttribute(name, value)
  }
  if (node.content) element.insert(0, buildNodes(node.content))
  return element
}

function buildText(run: readonly ContentNode[]): Y.XmlText {
  const text = new Y.XmlText()
  text.applyDelta(
    run.map((node) => ({
      insert: node.text ?? '',
      attributes: Object.fromEntries((node.marks ?? []).map((mark) => [mark.type, mark.attrs ?? {}])),
    })),
  )
  return text
}
