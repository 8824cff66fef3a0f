import { Node } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { attributesOf } from './attributes.ts'
import type { ContentHost, WrittenLink } from './content-host.ts'
import { element } from './node-dom.ts'

interface LinkAttrs {
  readonly id: ReplicaId | null
  readonly target: string
  readonly label: string | null
  readonly embed: boolean
}

/** `[[…]]`: shows the title that the document has now; one that leads nowhere keeps what was written. */
export function documentLinkNode(host: ContentHost | undefined) {
  return Node.create({
    name: 'documentLink',
    group: 'inline',
    inline: true,
    atom: true,
    draggable: true,
    addAttributes: () => attributesOf('documentLink'),
    parseHTML: () => [{ tag: 'a[data-type="document-link"]', priority: 60 }],
    renderHTML: ({ node, HTMLAttributes }) => {
      return ['a', { 'data-type': 'document-link', ...HTMLAttributes }, wordsOf(attrsOf(node), undefined)]
    },
    renderText: ({ node }) => wordsOf(attrsOf(node), undefined),
    addNodeView: () => (host ? ({ node }) => linkView(node, host) : null),
    addKeyboardShortcuts() {
      return {
        'Mod-Enter': ({ editor }) => {
          const { selection } = editor.state
          const node = 'node' in selection ? (selection.node as ProseMirrorNode) : undefined
          if (node?.type.name !== this.name || !host) return false
          host.openLink(attrsOf(node))
          return true
        },
      }
    },
  })
}

function attrsOf(node: ProseMirrorNode): LinkAttrs {
  return node.attrs as LinkAttrs
}

/** The label, else the document's title with the heading that was named, else what was written. */
export function wordsOf({ label, target }: Pick<LinkAttrs, 'label' | 'target'>, title: string | undefined): string {
  if (label) return label
  const hash = target.indexOf('#')
  const heading = hash < 0 ? '' : target.slice(hash + 1)
  const name = title || (hash < 0 ? target : target.slice(0, hash))
  return [name, heading].filter(Boolean).join(' › ')
}

function linkView(first: ProseMirrorNode, host: ContentHost): NodeView {
  const dom = element('a', { class: 'doc-link', fixed: true })
  let attrs = attrsOf(first)
  const show = () => {
    const found = host.links.find(attrs)
    dom.textContent = wordsOf(attrs, found?.title)
    dom.dataset.state = found ? 'found' : 'dangling'
    dom.title = found ? '' : host.text('editor.linkLeadsNowhere')
    if (found) dom.href = found.path
    else dom.removeAttribute('href')
  }
  dom.draggable = false
  dom.addEventListener('click', (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    host.openLink(attrs satisfies WrittenLink)
  })
  show()
  const unsubscribe = host.links.subscribe(show)
  return {
    dom,
    update: (node) => {
      if (node.type !== first.type) return false
      attrs = attrsOf(node)
      show()
      return true
    },
    ignoreMutation: () => true,
    destroy: unsubscribe,
  }
}
