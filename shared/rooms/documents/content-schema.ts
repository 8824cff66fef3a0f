import type { ContentNode } from '../../crdt/content.ts'

/**
 * The one list of what a document's content is made of, in ProseMirror's names: the editor, the projection and the Markdown
 * converter all follow it, and a test holds the editor's schema to it. A stored name or attr never changes its meaning; something
 * new gets a new name, so that an older app can tell that it does not know it (`unknownContent`).
 */
export interface AttrSpec {
  /** What an absent attr means. The editor leaves attrs that are null out of the CRDT. */
  readonly default: string | number | boolean | null
  readonly kind: 'text' | 'number' | 'flag' | 'widths'
}

export interface NodeSpec {
  /** block: stands in the document, quotes, cells and items · inline: stands in a text · part: only inside its own parent. */
  readonly place: 'block' | 'inline' | 'part'
  /** ProseMirror's content expression; `undefined` = nothing inside. */
  readonly content: string | undefined
  readonly attrs: Readonly<Record<string, AttrSpec>>
}

const text = (fallback: string | null = null): AttrSpec => ({ default: fallback, kind: 'text' })
const number = (fallback: number | null): AttrSpec => ({ default: fallback, kind: 'number' })
const flag: AttrSpec = { default: false, kind: 'flag' }
const cell = {
  colspan: number(1),
  rowspan: number(1),
  /** ProseMirror's list of column widths in px, or null. */
  colwidth: { default: null, kind: 'widths' },
  /** left, center, right, or null. */
  align: text(),
} as const

export const contentNodes = {
  paragraph: { place: 'block', content: 'inline*', attrs: {} },
  /** level 1–6 */
  heading: { place: 'block', content: 'inline*', attrs: { level: number(1) } },
  bulletList: { place: 'block', content: 'listItem+', attrs: {} },
  orderedList: { place: 'block', content: 'listItem+', attrs: { start: number(1) } },
  listItem: { place: 'part', content: 'block+', attrs: {} },
  taskList: { place: 'block', content: 'taskItem+', attrs: {} },
  taskItem: { place: 'part', content: 'block+', attrs: { checked: flag } },
  blockquote: { place: 'block', content: 'block+', attrs: {} },
  /** Text without marks; the info string's first word is the language, the rest of it is meta. */
  codeBlock: { place: 'block', content: 'text*', attrs: { language: text(), meta: text() } },
  horizontalRule: { place: 'block', content: undefined, attrs: {} },
  table: { place: 'block', content: 'tableRow+', attrs: {} },
  tableRow: { place: 'part', content: '(tableCell | tableHeader)*', attrs: {} },
  tableHeader: { place: 'part', content: 'block+', attrs: cell },
  tableCell: { place: 'part', content: 'block+', attrs: cell },
  /** A construct that the editor does not model (HTML, footnotes, math, callouts …), kept to the byte and shown as a source box. */
  rawMarkdown: { place: 'block', content: undefined, attrs: { source: text('') } },
  /** soft: a line end of the Markdown source, which reads as a space in prose; written back as a plain line end. */
  hardBreak: { place: 'inline', content: undefined, attrs: { soft: flag } },
  /** src: `blob:<64 hex digits>` of a stored blob, or an https address. name: its file's name; wiki: was written `![[name]]`. */
  image: {
    place: 'inline',
    content: undefined,
    attrs: { src: text(''), alt: text(), title: text(), name: text(), wiki: flag },
  },
  /** A stored file; size in bytes. label: the words to show instead of the name; wiki, embed: was written `[[name]]`, with `!`. */
  attachment: {
    place: 'inline',
    content: undefined,
    attrs: {
      hash: text(''),
      name: text(''),
      size: number(0),
      mime: text(''),
      label: text(),
      wiki: flag,
      embed: flag,
    },
  },
  /**
   * `[[target|label]]`, `![[target]]` with embed. `id` is the document it leads to, null while it leads nowhere; `target` is what was
   * written (a title or path, with `#heading` where there is one), which is what shows and what export writes when there is no label.
   * relative: was written `[label](target "title")`; markup: the label's Markdown where it holds more than plain words.
   */
  documentLink: {
    place: 'inline',
    content: undefined,
    attrs: {
      id: text(),
      target: text(''),
      label: text(),
      embed: flag,
      relative: flag,
      title: text(),
      markup: text(),
    },
  },
  rawInline: { place: 'inline', content: undefined, attrs: { source: text('') } },
} as const satisfies Readonly<Record<string, NodeSpec>>

/** Marks sit on text only. Any may meet any other; a text has at most one mark of a type. */
export const contentMarks = {
  bold: {},
  italic: {},
  strike: {},
  underline: {},
  highlight: {},
  code: {},
  link: { href: text(), title: text() },
} as const satisfies Readonly<Record<string, Readonly<Record<string, AttrSpec>>>>

export type ContentNodeName = keyof typeof contentNodes
export type ContentMarkName = keyof typeof contentMarks

/** What an image's `src` says of a stored blob: its hash. */
export function blobOfSource(source: string): string | undefined {
  return /^blob:([0-9a-f]{64})$/.exec(source)?.[1]
}

export function sourceOfBlob(hash: string): string {
  return `blob:${hash}`
}

/** The names in `nodes` that this version does not know: such a document must not be bound to an editor, which would remove them. */
export function unknownContent(nodes: readonly ContentNode[]): ReadonlySet<string> {
  const unknown = new Set<string>()
  const visit = (node: ContentNode) => {
    if (node.type !== 'text' && !Object.hasOwn(contentNodes, node.type)) unknown.add(node.type)
    for (const mark of node.marks ?? []) if (!Object.hasOwn(contentMarks, mark.type)) unknown.add(mark.type)
    node.content?.forEach(visit)
  }
  nodes.forEach(visit)
  return unknown
}
