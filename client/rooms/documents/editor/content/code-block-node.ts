import { CodeBlockLowlight } from '@tiptap/extension-code-block-lowlight'
import type { Node } from '@tiptap/pm/model'
import type { EditorView, NodeView } from '@tiptap/pm/view'
import { attributesOf } from './attributes.ts'
import { codeColours } from './code-colours.ts'
import { codeLanguages } from './code-languages.ts'
import type { ContentHost } from './content-host.ts'
import { element, icon } from './node-dom.ts'

/** Code with its language to choose and a button that copies it. Tab indents; leaving it works with the arrow keys. */
export function codeBlockNode(host: ContentHost | undefined) {
  return CodeBlockLowlight.extend({
    addAttributes() {
      return { ...this.parent?.(), meta: attributesOf('codeBlock').meta! }
    },
    // Its own colouring paints every block again at each keystroke in any of them.
    addProseMirrorPlugins: () => (host ? [codeColours()] : []),
    addNodeView: () => (host ? ({ node, view, getPos }) => codeView({ node, view, getPos }, host) : null),
  }).configure({ enableTabIndentation: true, tabSize: 2, defaultLanguage: null })
}

interface Shown {
  node: Node
  view: EditorView
  getPos: () => number | undefined
}

function codeView({ node: first, view, getPos }: Shown, host: ContentHost): NodeView {
  const dom = element('div', { class: 'doc-code' })
  const bar = element('div', { class: 'doc-code-bar', fixed: true })
  const pre = element('pre')
  const code = element('code')
  const language = element('select', { class: 'doc-code-language', label: host.text('editor.codeLanguage') })
  const copy = element('button', { class: 'doc-code-copy', label: host.text('editor.copyCode') })
  let node = first
  copy.type = 'button'
  copy.append(icon('copy'))
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(node.textContent).then(() => {
      dom.dataset.copied = 'true'
    })
  })
  copy.addEventListener('blur', () => delete dom.dataset.copied)
  language.addEventListener('change', () => {
    const at = getPos()
    if (at !== undefined) view.dispatch(view.state.tr.setNodeAttribute(at, 'language', language.value || null))
    view.focus()
  })
  bar.append(language, copy)
  pre.append(code)
  pre.spellcheck = false
  dom.append(bar, pre)
  const show = () => {
    fillLanguages(language, node.attrs.language as string | null, host)
    language.disabled = !view.editable
  }
  show()
  return {
    dom,
    contentDOM: code,
    update: (next) => {
      if (next.type !== first.type) return false
      const changed = next.attrs.language !== node.attrs.language
      node = next
      if (changed) show()
      return true
    },
    stopEvent: (event) => bar.contains(event.target as globalThis.Node),
    ignoreMutation: (mutation) => !code.contains(mutation.target),
  }
}

function fillLanguages(select: HTMLSelectElement, current: string | null, host: ContentHost): void {
  const names = new Map<string, string>([['', host.text('editor.plainText')], ...codeLanguages])
  // A language we do not colour keeps its name.
  if (current && !names.has(current)) names.set(current, current)
  select.replaceChildren(
    ...[...names].map(([value, label]) => {
      const option = element('option', { text: label })
      option.value = value
      return option
    }),
  )
  select.value = current ?? ''
}
