import type { Editor } from '@tiptap/core'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { type CardKind, type CardPlace, showCards } from './card-plugin.ts'

/** Something that has a card in the text. */
export interface Placed {
  readonly id: string
  /** In blocks; undefined: it has none any more. */
  placeIn(replica: ContentReplica): { readonly from: number; readonly to: number } | undefined
}

/** Where cards stand in the text of an editor, for `useSyncExternalStore`: they are shown there as long as somebody listens. */
export interface CardPlaces {
  /** Another list is another listener: what is in both keeps its card. */
  follow(placed: readonly Placed[]): (listener: () => void) => () => void
  places(): readonly CardPlace[]
}

/** To compare the texts of all of them is too much for every key. */
const restMs = 150

export function openCardPlaces(editor: Editor, replica: ContentReplica, kind: CardKind): CardPlaces {
  const cards = new Map<string, HTMLElement>()
  let places: readonly CardPlace[] = []
  let listeners = 0
  const show = (found: readonly CardPlace[]) => {
    if (!isSame(found, places)) places = found
    if (!editor.isDestroyed) editor.view.dispatch(showCards(editor.state, kind, places))
  }
  const find = (placed: readonly Placed[]) =>
    show(
      placed.flatMap(({ id, placeIn }) => {
        const place = placeIn(replica)
        return place ? [{ id, from: place.from, to: place.to, card: cardOf(cards, id) }] : []
      }),
    )
  return {
    places: () => places,
    follow: (placed) => (listener) => {
      listeners += 1
      find(placed)
      let timer: ReturnType<typeof setTimeout> | undefined
      const stop = replica.onUpdate(() => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          find(placed)
          listener()
        }, restMs)
      })
      return () => {
        clearTimeout(timer)
        stop()
        listeners -= 1
        // Not at once: whoever follows another list now goes on with the cards that are there, and with the focus in them.
        queueMicrotask(() => listeners === 0 && show([]))
      }
    },
  }
}

function isSame(one: readonly CardPlace[], other: readonly CardPlace[]): boolean {
  return JSON.stringify(one.map(plain)) === JSON.stringify(other.map(plain))
}

function plain({ id, from, to }: CardPlace): readonly unknown[] {
  return [id, from, to]
}

function cardOf(cards: Map<string, HTMLElement>, id: string): HTMLElement {
  const known = cards.get(id)
  if (known) return known
  const card = document.createElement('div')
  card.contentEditable = 'false'
  cards.set(id, card)
  return card
}
