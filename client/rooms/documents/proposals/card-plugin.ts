import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

/** Where a card stands: blocks `from` up to, but not including, `to`. */
export interface CardPlace {
  readonly id: string
  readonly from: number
  readonly to: number
  /** Drawn in here, below the blocks. */
  readonly card: HTMLElement
}

export interface CardPlugin {
  readonly key: PluginKey
  readonly plugin: Plugin
  /** The transaction that shows the cards at these places, and none elsewhere. */
  show(state: EditorState, places: readonly CardPlace[]): Transaction
}

/** Cards beside the blocks that they are about, which wear the mark. Nothing of it is part of the text. */
export function cardPlugin(mark: 'data-hunk' | 'data-asked'): CardPlugin {
  const key = new PluginKey<DecorationSet>(mark)
  const plugin = new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (change, shown, _before, after) => {
        const places = change.getMeta(key) as readonly CardPlace[] | undefined
        return places ? decorationsOf(after, places, mark) : shown.map(change.mapping, change.doc)
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })
  return { key, plugin, show: (state, places) => state.tr.setMeta(key, places).setMeta('addToHistory', false) }
}

function decorationsOf({ doc }: EditorState, places: readonly CardPlace[], mark: string): DecorationSet {
  const starts: number[] = []
  doc.forEach((_node, offset) => starts.push(offset))
  starts.push(doc.content.size)
  const found = places.flatMap(({ id, from, to, card }) => {
    const end = starts[to]
    if (end === undefined) return []
    const blocks = starts.slice(from, to).map((start, index) => {
      const next = starts[from + index + 1] ?? doc.content.size
      return Decoration.node(start, next, { [mark]: '' })
    })
    // Who clicks or types in the card does not mean the text.
    return [
      ...blocks,
      Decoration.widget(end, card, { key: id, side: -1, stopEvent: () => true, ignoreSelection: true }),
    ]
  })
  return DecorationSet.create(doc, found)
}
