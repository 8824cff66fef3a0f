import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'

/** Where a card stands: blocks `from` up to, but not including, `to`. */
export interface CardPlace {
  readonly id: string
  readonly from: number
  readonly to: number
  /** Drawn in here, below the blocks. */
  readonly card: HTMLElement
}

export type CardKind = 'hunk' | 'asked'

interface Shown {
  readonly places: readonly CardPlace[]
  readonly decorations: DecorationSet
}

const keys: Readonly<Record<CardKind, PluginKey<Shown>>> = {
  hunk: new PluginKey('hunkCards'),
  asked: new PluginKey('askedCards'),
}

/** Cards beside the blocks that they are about, which wear `data-hunk` or `data-asked`. Nothing of it is part of the text. */
export const cardsExtension = Extension.create({
  name: 'cards',
  // There from the beginning: to add one later makes the binding write the whole text anew.
  addProseMirrorPlugins: () => [cardPlugin('hunk'), cardPlugin('asked')],
})

/** The transaction that shows cards of this kind at these places, and none elsewhere. */
export function showCards(state: EditorState, kind: CardKind, places: readonly CardPlace[]): Transaction {
  return state.tr.setMeta(keys[kind], places).setMeta('addToHistory', false)
}

function cardPlugin(kind: CardKind): Plugin<Shown> {
  const key = keys[kind]
  return new Plugin<Shown>({
    key,
    state: {
      init: () => ({ places: [], decorations: DecorationSet.empty }),
      apply: (change, shown, _before, after) => {
        const places = (change.getMeta(key) as readonly CardPlace[] | undefined) ?? shown.places
        // What others write comes as a whole new text, in which nothing can be followed.
        const isNew = places !== shown.places || (change.docChanged && change.getMeta(ySyncPluginKey) !== undefined)
        if (isNew) return { places, decorations: decorationsOf(after, kind, places) }
        return { places, decorations: shown.decorations.map(change.mapping, change.doc) }
      },
    },
    props: { decorations: (state) => key.getState(state)?.decorations },
  })
}

function decorationsOf({ doc }: EditorState, kind: CardKind, places: readonly CardPlace[]): DecorationSet {
  if (places.length === 0) return DecorationSet.empty
  const starts: number[] = []
  doc.forEach((_node, offset) => starts.push(offset))
  starts.push(doc.content.size)
  const found = places.flatMap(({ id, from, to, card }) => {
    const end = starts[to]
    if (end === undefined) return []
    const blocks = starts.slice(from, to).map((start, index) => {
      const next = starts[from + index + 1] ?? doc.content.size
      return Decoration.node(start, next, { [`data-${kind}`]: '' })
    })
    // Who clicks or types in the card does not mean the text.
    return [
      ...blocks,
      Decoration.widget(end, card, { key: id, side: -1, stopEvent: () => true, ignoreSelection: true }),
    ]
  })
  return DecorationSet.create(doc, found)
}
