import type { ContentMark, ContentNode } from '#shared/crdt/content.ts'
import { escapeHtml } from '#shared/kit/html.ts'
import { blobOfSource } from '#shared/rooms/documents/index.ts'

/** How a stored file is reached from the page; undefined: not at all. */
export type FileAddress = (hash: string) => string

/**
 * A document's content as HTML from a list of known names: what is not in it shows as its text. Nothing that was typed becomes a tag, an
 * attribute's name or an address that runs; links into the workspace are words; pictures come from this server or not at all.
 */
export function contentHtml(nodes: readonly ContentNode[], fileAddress: FileAddress): string {
  return nodes.map((node) => nodeHtml(node, fileAddress)).join('')
}

/** The hashes of stored files that the content shows. */
export function filesIn(nodes: readonly ContentNode[]): ReadonlySet<string> {
  const hashes = new Set<string>()
  const visit = (node: ContentNode) => {
    const hash = node.type === 'image' ? blobOfSource(text(node, 'src')) : text(node, 'hash')
    if (hash && (node.type === 'image' || node.type === 'attachment')) hashes.add(hash)
    node.content?.forEach(visit)
  }
  nodes.forEach(visit)
  return hashes
}

const plainTags: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  listItem: 'li',
  blockquote: 'blockquote',
  tableRow: 'tr',
}

function nodeHtml(node: ContentNode, fileAddress: FileAddress): string {
  if (node.type === 'text') return markedHtml(node)
  const inside = () => contentHtml(node.content ?? [], fileAddress)
  const tag = plainTags[node.type]
  if (tag) return `<${tag}>${inside()}</${tag}>`
  switch (node.type) {
    case 'heading': {
      // The page's title is the first heading.
      const level = Math.min(6, Math.max(1, whole(node, 'level', 1)) + 1)
      return `<h${level}>${inside()}</h${level}>`
    }
    case 'orderedList':
      return `<ol start="${whole(node, 'start', 1)}">${inside()}</ol>`
    case 'taskList':
      return `<ul class="tasks">${inside()}</ul>`
    case 'taskItem': {
      const isDone = node.attrs?.checked === true
      const box = `<span class="box" role="img" aria-label="${isDone ? 'done' : 'to do'}">${isDone ? '☑' : '☐'}</span>`
      return `<li>${box}<div>${inside()}</div></li>`
    }
    case 'codeBlock':
      return `<pre><code>${inside()}</code></pre>`
    case 'horizontalRule':
      return '<hr>'
    case 'table':
      return `<div class="table" tabindex="0"><table>${inside()}</table></div>`
    case 'tableHeader':
      return `<th${spans(node)}>${inside()}</th>`
    case 'tableCell':
      return `<td${spans(node)}>${inside()}</td>`
    case 'hardBreak':
      return node.attrs?.soft === true ? ' ' : '<br>'
    case 'image':
      return imageHtml(node, fileAddress)
    case 'attachment':
      return attachmentHtml(node, fileAddress)
    case 'documentLink':
      return `<span class="ref">${escapeHtml(text(node, 'label') || text(node, 'target'))}</span>`
    case 'rawMarkdown':
      return `<pre>${escapeHtml(text(node, 'source'))}</pre>`
    case 'rawInline':
      return `<code>${escapeHtml(text(node, 'source'))}</code>`
    default:
      return `<div>${inside()}</div>`
  }
}

const markTags: Readonly<Record<string, string>> = {
  bold: 'strong',
  italic: 'em',
  strike: 's',
  underline: 'u',
  highlight: 'mark',
  code: 'code',
}

function markedHtml({ text: words = '', marks = [] }: ContentNode): string {
  return marks.reduce((html, mark) => marked(html, mark), escapeHtml(words))
}

function marked(html: string, mark: ContentMark): string {
  const tag = markTags[mark.type]
  if (tag) return `<${tag}>${html}</${tag}>`
  const href = mark.type === 'link' ? webAddress(mark.attrs?.href) : undefined
  return href ? linkTo(href, html) : html
}

function linkTo(href: string, html: string): string {
  return `<a href="${escapeHtml(href)}" rel="noopener noreferrer nofollow ugc">${html}</a>`
}

/** What a browser opens without running it, and leads out of here. */
function webAddress(href: unknown): string | undefined {
  return typeof href === 'string' && /^(https?:\/\/|mailto:)/i.test(href) && URL.canParse(href) ? href : undefined
}

function imageHtml(node: ContentNode, fileAddress: FileAddress): string {
  const source = text(node, 'src')
  const words = text(node, 'alt') || text(node, 'name')
  const hash = blobOfSource(source)
  if (hash) return `<img src="${escapeHtml(fileAddress(hash))}" alt="${escapeHtml(words)}" loading="lazy">`
  // A picture of somewhere else would tell that place who reads this.
  const href = webAddress(source)
  return href ? linkTo(href, escapeHtml(words || href)) : escapeHtml(words)
}

function attachmentHtml(node: ContentNode, fileAddress: FileAddress): string {
  const name = escapeHtml(text(node, 'label') || text(node, 'name') || 'File')
  const hash = text(node, 'hash')
  return /^[0-9a-f]{64}$/.test(hash) ? `<a href="${escapeHtml(fileAddress(hash))}" download>${name}</a>` : name
}

function spans(node: ContentNode): string {
  const span = (name: string) => {
    const count = Math.min(1000, whole(node, name, 1))
    return count > 1 ? ` ${name}="${count}"` : ''
  }
  const align = text(node, 'align')
  const isKnown = align === 'left' || align === 'center' || align === 'right'
  return `${span('colspan')}${span('rowspan')}${isKnown ? ` class="${align}"` : ''}`
}

function text(node: ContentNode, name: string): string {
  const value = node.attrs?.[name]
  return typeof value === 'string' ? value : ''
}

function whole(node: ContentNode, name: string, otherwise: number): number {
  const value = Number(node.attrs?.[name] ?? otherwise)
  return Number.isSafeInteger(value) && value >= 0 ? value : otherwise
}
