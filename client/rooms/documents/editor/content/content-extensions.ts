import {
  type AnyExtension,
  type Editor,
  type KeyboardShortcutCommand,
  Mark,
  markInputRule,
  markPasteRule,
  type NodeViewRenderer,
} from '@tiptap/core'
import { Code } from '@tiptap/extension-code'
import { Link } from '@tiptap/extension-link'
import { ListItem, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list'
import { TableKit } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { attachmentNode } from './attachment-node.ts'
import { codeBlockNode } from './code-block-node.ts'
import type { ContentHost } from './content-host.ts'
import { documentLinkNode } from './document-link-node.ts'
import { imageNode } from './image-node.ts'
import { rawNodes } from './raw-nodes.ts'
import { SoftBreaks } from './soft-breaks.ts'
import { tablesToRead } from './tables-to-read.ts'

/** The editor's schema, held to shared/rooms/documents/content-schema.ts by a test, with its keys and input rules. */
export function contentExtensions(host?: ContentHost): AnyExtension[] {
  return [
    StarterKit.configure({
      // History comes from the collaboration binding. A trailing paragraph of its own accord would write into every document opened.
      undoRedo: false,
      trailingNode: false,
      code: false,
      codeBlock: false,
      link: false,
      listItem: false,
      orderedList: false,
      bulletList: ownDirection,
      blockquote: ownDirection,
      dropcursor: { class: 'doc-drop', color: false, width: 2 },
    }),
    // Any block may begin an item: Markdown allows it, and a merge of two people's edits can lead there.
    ListItem.extend({ content: 'block+', addKeyboardShortcuts: itemKeys }),
    TaskItem.extend({ content: 'block+', addKeyboardShortcuts: itemKeys, addNodeView: itemView }).configure({
      nested: true,
      ...(host && { a11y: checkboxLabels(host) }),
    }),
    TaskList.configure(ownDirection),
    OrderedList.extend({
      addAttributes() {
        const { start } = this.parent?.() ?? {}
        return { start: start! }
      },
    }).configure(ownDirection),
    SoftBreaks,
    TableKit.configure({ table: { resizable: false, renderWrapper: true, ...ownDirection } }),
    tablesToRead(host?.text('editor.tableLabel')),
    // Markdown has links and emphasis around code; by default code drives them out.
    Code.extend({ excludes: 'code' }),
    WebLink,
    Highlight,
    codeBlockNode(host),
    imageNode(host),
    attachmentNode(host),
    documentLinkNode(host),
    ...rawNodes(host),
  ]
}

/** By the first letter in them, as each paragraph: numbers, boxes, bars and columns begin where the words do. Nothing of it is stored. */
const ownDirection = { HTMLAttributes: { dir: 'auto' } }

/** Enter in code inside an item makes a line of code, not an item. */
function itemKeys(this: {
  editor: Editor
  parent: (() => Record<string, KeyboardShortcutCommand>) | null | undefined
}) {
  const keys = this.parent?.() ?? {}
  return {
    ...keys,
    Enter: (given: Parameters<KeyboardShortcutCommand>[0]) => {
      return !this.editor.state.selection.$from.parent.type.spec.code && (keys.Enter?.(given) ?? false)
    },
  }
}

/** What the box is called is none of the words that a list takes its direction from. */
function itemView(this: { parent: (() => NodeViewRenderer | null) | null | undefined }): NodeViewRenderer | null {
  const render = this.parent?.()
  if (!render) return null
  return (given) => {
    const view = render(given)
    if (view.dom instanceof HTMLElement) view.dom.querySelector('label')?.setAttribute('dir', 'auto')
    return view
  }
}

function checkboxLabels({ text }: ContentHost) {
  return {
    checkboxLabel: (node: { textContent: string }) => text('editor.checkbox', { item: node.textContent.slice(0, 80) }),
  }
}

const WebLink = Link.extend({
  inclusive: false,
  addAttributes() {
    const { href, title } = this.parent?.() ?? {}
    return { href: href!, title: title! }
  },
}).configure({
  autolink: true,
  linkOnPaste: true,
  markdownLinks: true,
  openOnClick: false,
  defaultProtocol: 'https',
  HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
})

const Highlight = Mark.create({
  name: 'highlight',
  parseHTML: () => [{ tag: 'mark' }],
  renderHTML: () => ['mark', 0],
  addKeyboardShortcuts() {
    return { 'Mod-Shift-h': () => this.editor.commands.toggleMark(this.name) }
  },
  addInputRules() {
    return [markInputRule({ find: /(?:^|\s)(==(?!\s+==)([^=]+)==)$/, type: this.type })]
  },
  addPasteRules() {
    return [markPasteRule({ find: /(?:^|\s)(==(?!\s+==)([^=]+)==)/g, type: this.type })]
  },
})
