import { Node } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import { isBlobHash } from '#shared/kit/ids.ts'
import { attributesOf } from './attributes.ts'
import type { ContentHost } from './content-host.ts'
import { element, icon } from './node-dom.ts'

interface AttachmentAttrs {
  readonly hash: string
  readonly name: string
  readonly size: number
  readonly label: string | null
}

/** A stored file in the text line; a click saves it. */
export function attachmentNode(host: ContentHost | undefined) {
  return Node.create({
    name: 'attachment',
    group: 'inline',
    inline: true,
    atom: true,
    draggable: true,
    addAttributes: () => attributesOf('attachment'),
    parseHTML: () => [{ tag: 'span[data-type="attachment"]' }],
    renderHTML: ({ node, HTMLAttributes }) => ['span', { 'data-type': 'attachment', ...HTMLAttributes }, nameOf(node)],
    renderText: ({ node }) => nameOf(node),
    addNodeView: () => (host ? ({ node }) => attachmentView(node, host) : null),
  })
}

function nameOf(node: ProseMirrorNode): string {
  const { label, name } = node.attrs as unknown as AttachmentAttrs
  return label || name
}

function attachmentView(first: ProseMirrorNode, host: ContentHost): NodeView {
  const dom = element('span', { class: 'doc-file', fixed: true })
  const button = element('button', { class: 'doc-file-button' })
  const name = element('span', { class: 'doc-file-name' })
  const size = element('span', { class: 'doc-file-size' })
  let attrs = first.attrs as unknown as AttachmentAttrs
  button.type = 'button'
  button.append(icon('file'), name, size)
  button.addEventListener('click', () => void save(attrs, host, dom))
  dom.append(button)
  const show = (node: ProseMirrorNode) => {
    attrs = node.attrs as unknown as AttachmentAttrs
    name.textContent = nameOf(node)
    size.textContent = attrs.size > 0 ? sizeText(attrs.size) : ''
    button.setAttribute('aria-label', host.text('editor.saveFile', { name: nameOf(node) }))
  }
  show(first)
  return { dom, update: (node) => node.type === first.type && (show(node), true), ignoreMutation: () => true }
}

async function save({ hash, name }: AttachmentAttrs, host: ContentHost, dom: HTMLElement): Promise<void> {
  const url = isBlobHash(hash) ? await host.blobUrl(hash) : undefined
  if (!url) {
    dom.dataset.state = 'missing'
    dom.title = host.text('editor.fileMissing')
    return
  }
  const anchor = element('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
}

/** 1536 → `1.5 KB`, in the person's own digits. */
export function sizeText(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const style = { style: 'unit', unit: units[step]!, unitDisplay: step === 0 ? 'long' : 'short' } as const
  return new Intl.NumberFormat(undefined, { ...style, maximumFractionDigits: step < 2 ? 0 : 1 }).format(
    bytes / 1000 ** step,
  )
}
