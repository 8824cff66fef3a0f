import type { ContentNode } from '../../../crdt/content.ts'
import { blobOfSource } from '../content-schema.ts'
import type { BlobHash, ReplicaId } from '../../../kit/ids.ts'
import type { AtomWriter, WrittenLink } from './inline-tokens.ts'
import type { LinkWriter } from './link-ports.ts'

/** Enough backticks around, and a space where the code itself begins or ends with one of those. */
export function codeSpan(code: string): string {
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length))
  let ticks = '`'.repeat(longest + 1)
  // The shortest run of another length than those inside reads better than the longest plus one.
  for (let length = 1; length <= longest; length += 1) {
    if (!new RegExp(`(?<!\`)\`{${length}}(?!\`)`).test(code)) {
      ticks = '`'.repeat(length)
      break
    }
  }
  const padded = /^`|`$/.test(code) || (/^ .* $/s.test(code) && /[^ ]/.test(code))
  return padded ? `${ticks} ${code} ${ticks}` : `${ticks}${code}${ticks}`
}

/** `](address "title")` */
export function linkEnd(address: string, title: string | undefined): string {
  return `](${destination(address)}${title ? ` ${quoted(title)}` : ''})`
}

/** An address that contains spaces or unpaired brackets stands between angle brackets; line ends can not stand anywhere. */
function destination(address: string): string {
  const flat = entities(address.replace(/[\r\n]+/g, '%0A'))
  if (flat === '') return '<>'
  if (/[\s\p{Cc}]/u.test(flat) || /^<|\\$/.test(flat) || !hasPairedBrackets(flat)) {
    return `<${flat.replace(/[\\<>$]|%(?=%)/g, '\\$&')}>`
  }
  return flat.replace(/\\(?=[!-/:-@[-`{-~])|\$|%(?=%)/g, '\\$&')
}

function hasPairedBrackets(text: string): boolean {
  let depth = 0
  for (const sign of text) {
    if (sign === '(') depth += 1
    if (sign === ')') depth -= 1
    if (depth < 0 || depth > 20) return false
  }
  return depth === 0
}

function entities(text: string): string {
  return text.replace(/&(?=#[xX]?[0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]*;)/g, '&amp;')
}

function quoted(title: string): string {
  const flat = entities(title.replace(/\s*[\r\n]\s*/g, ' '))
  return `"${flat.replace(/\\(?=[!-/:-@[-`{-~]|$)|"/g, '\\$&')}"`
}

/** A bare or angled address whose words are the address itself; undefined = it needs `[words](address)`. */
export function autolink(words: string, href: string): string | undefined {
  if (/[\s<>\\&$`]|%%|==|\[\[|[^ -~]/.test(words)) return undefined
  if (words === href && /^[a-z][a-z0-9+.-]{1,31}:[^\s<>]*$/i.test(href)) return `<${href}>`
  if (href === `mailto:${words}` && isEmail(words)) return `<${words}>`
  if (href === `http://${words}` && /^www\.[\w/%=#?+.,-]+$/i.test(words))
    return `[${words.replace('.', '\\.').replace(/_/g, '\\_')}](${href})`
  return undefined
}

function isEmail(text: string): boolean {
  return /^[a-zA-Z0-9.!#$%'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/.test(
    text,
  )
}

/** Inline nodes other than text → Markdown. */
export function atomWriter(links: LinkWriter, escapeLabel: (text: string) => string): AtomWriter {
  return (node) => {
    switch (node.type) {
      case 'rawInline':
        return text(node, 'source') ?? ''
      case 'image':
        return imageForm(node, links, escapeLabel)
      case 'attachment':
        return attachmentForm(node, links, escapeLabel)
      case 'documentLink':
        return documentLinkForm(node, links)
      default:
        return ''
    }
  }
}

function imageForm(node: ContentNode, links: LinkWriter, escapeLabel: (text: string) => string): string {
  const source = text(node, 'src') ?? ''
  const alt = (text(node, 'alt') ?? '').replace(/\s+/g, ' ').trim()
  const hash = blobOfSource(source)
  if (!hash) return source ? `![${escapeLabel(alt)}${linkEnd(source, text(node, 'title'))}` : ''
  const name = text(node, 'name')
  if (node.attrs?.wiki === true && !text(node, 'title')) {
    const wiki = links.file(hash as BlobHash, name, 'wiki')
    if (wiki && isWikiPart(wiki) && isWikiPart(alt)) return `![[${wiki}${alt ? `|${alt}` : ''}]]`
  }
  return `![${escapeLabel(alt)}${linkEnd(links.file(hash as BlobHash, name, 'relative') ?? source, text(node, 'title'))}`
}

function attachmentForm(
  node: ContentNode,
  links: LinkWriter,
  escapeLabel: (text: string) => string,
): string | WrittenLink {
  const hash = (text(node, 'hash') ?? '') as BlobHash
  const name = text(node, 'name')
  const label = (text(node, 'label') ?? '').replace(/\s+/g, ' ').trim()
  const bang = node.attrs?.embed === true ? '!' : ''
  if (node.attrs?.wiki === true) {
    const wiki = links.file(hash, name, 'wiki')
    if (wiki && isWikiPart(wiki) && isWikiPart(label)) return `${bang}[[${wiki}${label ? `|${label}` : ''}]]`
  }
  const path = links.file(hash, name, 'relative') ?? name ?? hash
  // Without words a link would be empty; a picture may be.
  if (!bang) return { words: label || (name ?? 'file'), href: path, title: undefined }
  return `![${escapeLabel(label)}${linkEnd(path, undefined)}`
}

function documentLinkForm(node: ContentNode, links: LinkWriter): string | WrittenLink {
  const id = text(node, 'id')
  const style = node.attrs?.relative === true ? 'relative' : 'wiki'
  const written = text(node, 'target') ?? ''
  const target = (id && links.document({ id: id as ReplicaId, target: written, style })) || written
  const label = (text(node, 'label') ?? '').replace(/\s+/g, ' ').trim()
  if (style === 'wiki' && isWikiPart(target) && target !== '' && isWikiPart(label)) {
    return `${node.attrs?.embed === true ? '!' : ''}[[${target}${label ? `|${label}` : ''}]]`
  }
  const markup = text(node, 'markup')
  if (markup) return `[${markup}${linkEnd(target, text(node, 'title'))}`
  return { words: label || target || '?', href: target, title: text(node, 'title') }
}

/** What can stand inside `[[…]]` and come back. */
export function isWikiPart(part: string): boolean {
  return part === '' || (/^[^[\]|\n\\]+$/.test(part) && part === part.trim())
}

function text(node: ContentNode, name: string): string | undefined {
  const value = node.attrs?.[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
