import type { Image, ImageReference, Link, LinkReference } from 'mdast'
import type { ContentNode } from '../../../crdt/content.ts'
import { sourceOfBlob } from '../content-schema.ts'
import { isNoteName, splitAddress } from './addresses.ts'
import type { FileTarget } from './link-ports.ts'
import type { ReadContext } from './read-context.ts'

/** `![[target|label]]` */
export function wikiLink(context: ReadContext, source: string): ContentNode {
  const embed = source.startsWith('!')
  const inner = source.slice(embed ? 3 : 2, -2)
  const bar = /\\?\|/.exec(inner)
  const target = bar ? inner.slice(0, bar.index) : inner
  const label = bar ? inner.slice(bar.index + bar[0].length) : ''
  const found = context.links.resolve(target, 'wiki')
  // A label with a bar of its own, or spaces at an end, would not come back as it was.
  if (label.includes('|') || target !== target.trim() || (bar && label !== label.trim()) || (bar && label === ''))
    return { type: 'rawInline', attrs: { source } }
  if (found.kind === 'file') return wikiFile(found, { target, label, embed })
  const id = found.kind === 'document' ? found.id : undefined
  return {
    type: 'documentLink',
    attrs: { ...(id && { id }), target, ...(label && { label }), ...(embed && { embed: true }) },
  }
}

function wikiFile(file: FileTarget, { label, embed }: { target: string; label: string; embed: boolean }): ContentNode {
  if (embed && file.mime.startsWith('image/')) {
    return {
      type: 'image',
      attrs: { src: sourceOfBlob(file.hash), ...(label && { alt: label }), name: file.name, wiki: true },
    }
  }
  return attachment(file, { ...(label && { label }), wiki: true, ...(embed && { embed: true }) })
}

function attachment(
  { hash, name, size, mime }: FileTarget,
  extra: Readonly<Record<string, string | boolean>>,
): ContentNode {
  return { type: 'attachment', attrs: { hash, name, size, mime, ...extra } }
}

interface RelativeLink {
  readonly node: Link | LinkReference
  readonly url: string
  readonly title: string | undefined
  readonly inside: readonly ContentNode[]
}

/** `[label](path/Note.md#part "title")`: a document, a stored file, or undefined when it is just an address. */
export function relativeLink(
  context: ReadContext,
  { node, url, title, inside }: RelativeLink,
): ContentNode | undefined {
  const label = inside.map((one) => one.text ?? (one.type === 'hardBreak' ? ' ' : '')).join('')
  const found = context.links.resolve(url, 'relative')
  if (label.trim() === '') return undefined
  const plain = inside.every((one) => one.type === 'text' && !one.marks?.length)
  if (found.kind === 'file') return plain && !title ? attachment(found, { label }) : undefined
  if (found.kind === 'nowhere' && !isNoteName(splitAddress(url).path)) return undefined
  const markup = plain ? undefined : context.labelSource(node)
  return {
    type: 'documentLink',
    attrs: {
      ...(found.kind === 'document' && { id: found.id }),
      target: url,
      label,
      relative: true,
      ...(title && { title }),
      ...(markup && { markup }),
    },
  }
}

interface WrittenImage {
  readonly url: string
  readonly title: string | undefined
  readonly alt: string
}

/** undefined: the picture is neither in the vault nor on the web, and stays as it was written. */
export function imageFrom(
  context: ReadContext,
  _node: Image | ImageReference,
  written: WrittenImage,
): ContentNode | undefined {
  const { url, title } = written
  const alt = written.alt.replace(/\s+/g, ' ').trim()
  const words = { ...(alt && { alt }), ...(title && { title }) }
  if (/^https?:\/\//i.test(url)) return { type: 'image', attrs: { src: url, ...words } }
  const found = context.links.resolve(url, 'relative')
  if (found.kind !== 'file') return undefined
  if (!found.mime.startsWith('image/'))
    return title ? undefined : attachment(found, { ...(alt && { label: alt }), embed: true })
  return { type: 'image', attrs: { src: sourceOfBlob(found.hash), ...words, name: found.name } }
}
