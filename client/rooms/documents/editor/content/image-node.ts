import { Image } from '@tiptap/extension-image'
import type { NodeView } from '@tiptap/pm/view'
import type { Node } from '@tiptap/pm/model'
import type { BlobHash } from '#shared/kit/ids.ts'
import { blobOfSource } from '#shared/rooms/documents/index.ts'
import { attributesOf } from './attributes.ts'
import type { ContentHost } from './content-host.ts'
import { element } from './node-dom.ts'

/** Pictures stand in the text line. Stored ones are shown from this device; addresses elsewhere only over https. */
export function imageNode(host: ContentHost | undefined) {
  return Image.extend({
    inline: true,
    group: 'inline',
    draggable: true,
    addAttributes: () => ({
      ...attributesOf('image'),
      src: { default: '', parseHTML: sourceOf, renderHTML: ({ src }) => sourceAttributes(String(src)) },
      alt: { default: null },
      title: { default: null },
    }),
    parseHTML: () => [{ tag: 'img', getAttrs: (image) => (sourceOf(image) ? null : false) }],
    renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
    addNodeView: () => (host ? ({ node }) => imageView(node, host) : null),
  }).configure({ inline: true })
}

/** In copied HTML a stored picture names its blob in `data-src`; `data:` pictures are refused, they would bloat the text. */
function sourceOf(image: HTMLElement): string {
  const source = image.getAttribute('data-src') ?? image.getAttribute('src') ?? ''
  return isShowable(source) ? source : ''
}

function isShowable(source: string): boolean {
  return blobOfSource(source) !== undefined || /^https:\/\//i.test(source)
}

function sourceAttributes(source: string): Record<string, string> {
  return blobOfSource(source) ? { 'data-src': source } : { src: source }
}

function imageView(first: Node, host: ContentHost): NodeView {
  const dom = element('span', { class: 'doc-image' })
  const image = element('img')
  const note = element('span', { class: 'doc-image-note' })
  image.draggable = false
  image.decoding = 'async'
  image.referrerPolicy = 'no-referrer'
  image.addEventListener('error', () => miss())
  image.addEventListener('load', () => (dom.dataset.state = 'shown'))
  let shown: string | undefined
  const miss = () => {
    dom.dataset.state = 'missing'
    note.textContent = host.text('editor.imageMissing')
  }
  const show = (node: Node) => {
    const { src, alt, title } = node.attrs as { src: string; alt: string | null; title: string | null }
    image.alt = alt ?? ''
    image.title = title ?? ''
    if (src === shown) return
    shown = src
    dom.dataset.state = 'loading'
    const hash = blobOfSource(src)
    if (!hash) {
      if (isShowable(src)) image.src = src
      else miss()
      return
    }
    void host.blobUrl(hash as BlobHash).then((url) => {
      if (shown !== src) return
      if (url) image.src = url
      else miss()
    }, miss)
  }
  dom.append(image, note)
  show(first)
  return {
    dom,
    update: (node) => node.type === first.type && (show(node), true),
    ignoreMutation: () => true,
  }
}
