import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { ReplicaId } from '#shared/kit/ids.ts'

/** Where a proposal stands: blocks `from` up to, but not including, `to`. */
export interface HunkPlace {
  readonly id: ReplicaId
  readonly from: number
  readonly to: number
  /** Its card is drawn in here, below the blocks. */
  readonly card: HTMLElement
}

const key = new PluginKey<DecorationSet>('hunks')

/** Shows what is proposed beside the blocks that it is about. Nothing of it is part of the text. */
export function hunkPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (change, shown, _before, after) => {
        const places = change.getMeta(key) as readonly HunkPlace[] | undefined
        return places ? decorationsOf(after, places) : shown.map(change.mapping, change.doc)
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })
}

export const hunkPluginKey = key

/** The transaction that shows them at these places, and none elsewhere. */
export function showHunks(state: EditorState, places: readonly HunkPlace[]) {
  return state.tr.setMeta(key, places).setMeta('addToHistory', false)
}

function decorationsOf({ doc }: EditorState, places: readonly HunkPlace[]): DecorationSet {
  const starts: number[] = []
  doc.forEach((_node, offset) => starts.push(offset))
  starts.push(doc.content.size)
  const found = places.flatMap(({ id, from, to, card }) => {
    const end = starts[to]
    if (end === undefined) return []
    const blocks = starts.slice(from, to).map((start, index) => {
      const next = starts[from + index + 1] ?? doc.content.size
      return Decoration.node(start, next, { 'data-hunk': '' })
    })
    // Who clicks or types in the card does not mean the text.
    return [
      ...blocks,
      Decoration.widget(end, card, { key: id, side: -1, stopEvent: () => true, ignoreSelection: true }),
    ]
  })
  return DecorationSet.create(doc, found)
}
