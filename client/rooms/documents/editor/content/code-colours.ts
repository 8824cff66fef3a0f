import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Mapping, StepMap } from '@tiptap/pm/transform'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'

interface Painter {
  registered(language: string): boolean
  highlight(language: string, text: string): unknown
}

interface Colours {
  readonly decorations: DecorationSet
  readonly painter: Painter | undefined
  /** A block with a language is there, so the painter is worth loading. */
  readonly isWanted: boolean
}

interface Piece {
  readonly from: number
  readonly to: number
  readonly classes: string
}

/** Beyond this a block stays plain: colouring runs on the typing path. */
const maxLength = 50_000
const key = new PluginKey<Colours>('codeColours')

/**
 * Colours code blocks. What changed is found by comparing the documents, which skips shared nodes, because the collaboration
 * binding replaces the whole document for another person's keystroke; blocks outside the change keep their decorations.
 */
export function codeColours(load: () => Promise<Painter> = loadPainter): Plugin<Colours> {
  const pieces = new WeakMap<Node, readonly Piece[]>()
  const paint = (node: Node, at: number, painter: Painter) => {
    let known = pieces.get(node)
    if (!known) pieces.set(node, (known = piecesOf(node, painter)))
    return known.map(({ from, to, classes }) => Decoration.inline(at + 1 + from, at + 1 + to, { class: classes }))
  }
  const next = (transaction: Transaction, before: Colours, old: EditorState, state: EditorState): Colours => {
    const loaded = transaction.getMeta(key) as Painter | undefined
    if (!loaded && !transaction.docChanged) return before
    const painter = loaded ?? before.painter
    const range = loaded ? whole(state.doc) : changedRange(old.doc, state.doc)
    if (!range) return before
    const blocks = coloured(state.doc, range)
    const isWanted = before.isWanted || blocks.length > 0
    if (!painter) return { ...before, isWanted }
    let decorations = before.decorations.map(range.mapping, state.doc)
    for (const { node, at } of blocks) {
      decorations = decorations.remove(decorations.find(at, at + node.nodeSize))
      decorations = decorations.add(state.doc, paint(node, at, painter))
    }
    return { decorations, painter, isWanted }
  }
  return new Plugin<Colours>({
    key,
    state: {
      init: (_, state) => {
        const isWanted = coloured(state.doc, whole(state.doc)).length > 0
        return { decorations: DecorationSet.empty, painter: undefined, isWanted }
      },
      apply: next,
    },
    props: { decorations: (state) => key.getState(state)?.decorations },
    view: (view) => loadWhenWanted(view, load),
  })
}

function loadWhenWanted(first: EditorView, load: () => Promise<Painter>) {
  let isAsked = false
  let isGone = false
  const update = (view: EditorView) => {
    if (isAsked || !key.getState(view.state)?.isWanted) return
    isAsked = true
    load().then(
      (painter) => {
        if (!isGone) view.dispatch(view.state.tr.setMeta(key, painter))
      },
      // Offline before the first code block was ever seen: the text stays plain, and the next block asks again.
      () => (isAsked = false),
    )
  }
  update(first)
  return { update, destroy: () => void (isGone = true) }
}

async function loadPainter(): Promise<Painter> {
  const { common, createLowlight } = await import('lowlight')
  return createLowlight(common)
}

interface Range {
  readonly from: number
  readonly to: number
  readonly mapping: Mapping
}

function whole(doc: Node): Range {
  return { from: 0, to: doc.content.size, mapping: new Mapping() }
}

function changedRange(old: Node, doc: Node): Range | undefined {
  const start = old.content.findDiffStart(doc.content)
  if (start === null) return undefined
  let { a: oldEnd, b: end } = old.content.findDiffEnd(doc.content) ?? { a: start, b: start }
  // With repeated text both ends can overlap the start; push them behind it alike.
  const overlap = start - Math.min(oldEnd, end)
  if (overlap > 0) {
    oldEnd += overlap
    end += overlap
  }
  const mapping = new Mapping([new StepMap([start, oldEnd - start, end - start])])
  return { from: start, to: end, mapping }
}

function coloured(doc: Node, { from, to }: Range): { node: Node; at: number }[] {
  const blocks: { node: Node; at: number }[] = []
  doc.nodesBetween(Math.max(0, from - 1), Math.min(doc.content.size, to + 1), (node, at) => {
    if (node.type.name === 'codeBlock') blocks.push({ node, at })
    return !node.isTextblock
  })
  return blocks.filter(({ node }) => node.attrs.language && node.content.size <= maxLength)
}

interface Painted {
  readonly value?: string
  readonly properties?: { readonly className?: readonly string[] }
  readonly children?: readonly Painted[]
}

function piecesOf(node: Node, painter: Painter): Piece[] {
  const language = String(node.attrs.language).toLowerCase()
  if (!painter.registered(language)) return []
  const pieces: Piece[] = []
  let at = 0
  const visit = (painted: Painted, classes: readonly string[]) => {
    const own = [...classes, ...(painted.properties?.className ?? [])]
    if (painted.value !== undefined) {
      const to = at + painted.value.length
      if (own.length > 0) pieces.push({ from: at, to, classes: own.join(' ') })
      at = to
    }
    for (const child of painted.children ?? []) visit(child, own)
  }
  visit(painter.highlight(language, node.textContent) as Painted, [])
  return pieces
}
