import type { Image, Link, LinkReference, PhrasingContent, Text } from 'mdast'
import type { ContentMark, ContentNode } from '../../../crdt/content.ts'
import { isWebAddress } from './addresses.ts'
import { imageFrom, relativeLink, wikiLink } from './links-from-syntax.ts'
import { masksBetween, type Mask } from './mask.ts'
import type { ReadContext } from './read-context.ts'

type Marks = readonly ContentMark[]

/** Phrasing → inline content. What has no counterpart stays as its source in `rawInline`. */
export function inlineFrom(context: ReadContext, nodes: readonly PhrasingContent[]): ContentNode[] {
  return mergeTexts(applyHighlights(readAll(context, nodes, [])))
}

/** Stands where a `==` was until pairs are found; never leaves this file. */
const sign = 'highlight sign'

function readAll(context: ReadContext, nodes: readonly PhrasingContent[], marks: Marks): ContentNode[] {
  const read: ContentNode[] = []
  for (let index = 0; index < nodes.length; index += 1) {
    const tag = taggedRun(nodes, index)
    if (tag) {
      read.push(...readAll(context, tag.inside, withMark(marks, { type: tag.mark })))
      index += tag.inside.length + 1
    } else read.push(...readOne(context, nodes[index]!, marks))
  }
  return read
}

function readOne(context: ReadContext, node: PhrasingContent, marks: Marks): ContentNode[] {
  switch (node.type) {
    case 'text':
      return readText(context, node, marks)
    case 'strong':
      return readAll(context, node.children, withMark(marks, { type: 'bold' }))
    case 'emphasis':
      return readAll(context, node.children, withMark(marks, { type: 'italic' }))
    case 'delete':
      return readAll(context, node.children, withMark(marks, { type: 'strike' }))
    case 'inlineCode':
      return [textNode(context.unmask(node, node.value), withMark(marks, { type: 'code' }))]
    case 'break':
      return [{ type: 'hardBreak' }]
    case 'link':
      return readLink(context, node, { url: context.unmask(node, node.url), title: node.title ?? undefined, marks })
    case 'linkReference':
      return readReference(context, node, marks)
    case 'image':
      return [imageFrom(context, node, unmaskedImage(context, node)) ?? raw(context, node)]
    case 'imageReference': {
      const definition = context.definition(node.identifier)
      const image = definition && { url: definition.url, title: definition.title, alt: node.alt ?? '' }
      return [(image && imageFrom(context, node, image)) ?? raw(context, node)]
    }
    case 'html':
      return readHtml(context, node.value, node)
    default:
      return [raw(context, node)]
  }
}

function unmaskedImage(context: ReadContext, node: Image) {
  const { url, title, alt } = node
  return {
    url: context.unmask(node, url),
    title: title == null ? undefined : context.unmask(node, title),
    alt: context.unmask(node, alt ?? ''),
  }
}

function readHtml(context: ReadContext, value: string, node: PhrasingContent): ContentNode[] {
  if (context.inOneLine && /^<br ?\/?>$/i.test(value)) return [{ type: 'hardBreak' }]
  return [{ type: 'rawInline', attrs: { source: context.unmask(node, value) } }]
}

function raw(context: ReadContext, node: PhrasingContent): ContentNode {
  return { type: 'rawInline', attrs: { source: context.sourceOf(node) } }
}

function readText(context: ReadContext, node: Text, marks: Marks): ContentNode[] {
  const { start, end } = context.range(node)
  const masks = masksBetween(context.masked, start, end).filter(({ kind }) => kind !== 'block')
  const read: ContentNode[] = []
  let at = 0
  let next = 0
  for (const found of node.value.matchAll(context.masked.placeholder)) {
    const mask = masks[next]
    next += 1
    if (!mask) continue
    read.push(...linesOfText(context, node.value.slice(at, found.index), marks), ...readMask(context, mask, marks))
    at = found.index + found[0].length
  }
  return [...read, ...linesOfText(context, node.value.slice(at), marks)]
}

function readMask(context: ReadContext, mask: Mask, marks: Marks): ContentNode[] {
  const source = context.masked.source.slice(mask.start, mask.end)
  if (mask.kind === 'wiki') return [wikiLink(context, source)]
  if (mask.kind === 'highlight') return [{ type: sign, marks, text: source }]
  return [{ type: 'rawInline', attrs: { source } }]
}

function linesOfText(context: ReadContext, text: string, marks: Marks): ContentNode[] {
  if (text === '') return []
  if (context.inOneLine) return [textNode(text.replace(/\n/g, ' '), marks)]
  return text
    .split('\n')
    .flatMap((line, index) => [
      ...(index > 0 ? [{ type: 'hardBreak', attrs: { soft: true } }] : []),
      ...(line ? [textNode(line, marks)] : []),
    ])
}

interface ReadLink {
  readonly url: string
  readonly title: string | undefined
  readonly marks: Marks
}

function readLink(context: ReadContext, node: Link | LinkReference, { url, title, marks }: ReadLink): ContentNode[] {
  const inside = readAll(context, node.children, [])
  if (!isWebAddress(url)) {
    const link = relativeLink(context, { node, url, title, inside })
    if (link) return [link]
  }
  // A link mark needs words to sit on; around an image or nothing at all it could only be kept as it was written.
  if (inside.length === 0 || inside.some(({ type }) => type !== 'text' && type !== 'hardBreak' && type !== sign))
    return [raw(context, node)]
  const mark = { type: 'link', attrs: { href: url, ...(title && { title }) } }
  return readAll(context, node.children, withMark(marks, mark))
}

function readReference(context: ReadContext, node: LinkReference, marks: Marks): ContentNode[] {
  const definition = context.definition(node.identifier)
  if (!definition) return [raw(context, node)]
  return readLink(context, node, { ...definition, marks })
}

const tagMarks: Readonly<Record<string, string>> = {
  u: 'underline',
  em: 'italic',
  strong: 'bold',
  del: 'strike',
  mark: 'highlight',
}

/** `<u>…</u>` and the tags that the exporter falls back to where signs could not say it. */
function taggedRun(nodes: readonly PhrasingContent[], index: number) {
  const node = nodes[index]!
  const name = node.type === 'html' ? /^<(u|em|strong|del|mark)>$/.exec(node.value)?.[1] : undefined
  if (name === undefined) return undefined
  let depth = 0
  for (let at = index; at < nodes.length; at += 1) {
    const one = nodes[at]!
    if (one.type !== 'html') continue
    if (one.value === `<${name}>`) depth += 1
    if (one.value === `</${name}>`) depth -= 1
    if (depth === 0) return at === index + 1 ? undefined : { mark: tagMarks[name]!, inside: nodes.slice(index + 1, at) }
  }
  return undefined
}

/** Between two `==` of one level everything is highlighted; a sign without a partner is the text that it was. */
function applyHighlights(nodes: readonly ContentNode[]): ContentNode[] {
  const result: ContentNode[] = []
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index]!
    if (node.type !== sign) {
      result.push(node)
      continue
    }
    const closing = nodes.findIndex((one, at) => at > index && one.type === sign)
    const inside = closing < 0 ? [] : nodes.slice(index + 1, closing)
    if (closing < 0 || !sameMarks(node, nodes[closing]!) || !inside.some(({ type }) => type === 'text')) {
      result.push(textNode(node.text!, node.marks ?? []))
    } else {
      result.push(...inside.map((one) => (one.type === 'text' ? highlighted(one) : one)))
      index = closing
    }
  }
  return result
}

function highlighted(node: ContentNode): ContentNode {
  return textNode(node.text!, withMark(node.marks ?? [], { type: 'highlight' }))
}

export function textNode(text: string, marks: Marks): ContentNode {
  return marks.length > 0 ? { type: 'text', text, marks } : { type: 'text', text }
}

/** The order of marks is fixed, so that equal texts are equal data. An inner link of the same text wins, as in HTML. */
const markOrder = ['link', 'highlight', 'bold', 'italic', 'strike', 'underline', 'code']

function withMark(marks: Marks, mark: ContentMark): Marks {
  return [...marks.filter(({ type }) => type !== mark.type), mark].sort(
    (a, b) => markOrder.indexOf(a.type) - markOrder.indexOf(b.type),
  )
}

export function sameMarks(a: ContentNode, b: ContentNode): boolean {
  return JSON.stringify(a.marks ?? []) === JSON.stringify(b.marks ?? [])
}

export function mergeTexts(nodes: readonly ContentNode[]): ContentNode[] {
  const merged: ContentNode[] = []
  for (const node of nodes) {
    const last = merged.at(-1)
    if (node.type === 'text' && last?.type === 'text' && sameMarks(node, last)) {
      merged[merged.length - 1] = { ...last, text: last.text! + node.text! }
    } else if (node.type !== 'text' || node.text !== '') merged.push(node)
  }
  return merged
}
