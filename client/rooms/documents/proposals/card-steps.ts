import type { Editor } from '@tiptap/core'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { CardPlace } from './card-plugin.ts'

export type Direction = 1 | -1

/** How the focus goes from card to card, in the order of the text, round and round. */
export interface CardSteps {
  /** From the card that has the focus, or from the caret. */
  go(direction: Direction): void
  /** To the card beside the one that is decided about, which will be gone; without one to the text. */
  leave(id: ReplicaId, isByKey: boolean): void
  back(): void
}

export function cardSteps(editor: Editor, places: readonly CardPlace[]): CardSteps {
  const here = () => places.findIndex(({ card }) => card.contains(document.activeElement))
  const back = () => editor.view.dom.focus({ preventScroll: true })
  return {
    go: (direction) => {
      const at = here()
      const start = at >= 0 ? at + direction : fromCaret(editor, places, direction)
      focusCard(places.at(start % Math.max(1, places.length)), true)
    },
    leave: (id, isByKey) => {
      const at = places.findIndex((place) => place.id === id)
      const beside = places[at + 1] ?? places[at - 1]
      if (beside) focusCard(beside, isByKey)
      else if (isByKey) back()
    },
    back,
  }
}

function fromCaret(editor: Editor, places: readonly CardPlace[], direction: Direction): number {
  const block = editor.state.selection.$from.index(0)
  const next = places.findIndex(({ to }) => to > block)
  if (direction === 1) return Math.max(0, next)
  return next < 0 ? places.length - 1 : next - 1
}

function focusCard(place: CardPlace | undefined, isInSight: boolean): void {
  const card = place?.card.querySelector<HTMLElement>('[data-card]')
  card?.focus({ preventScroll: true })
  if (isInSight) card?.scrollIntoView({ block: 'center' })
}

/** F8 and Shift F8 also where somebody types. A ref callback. */
export function listenForSteps(editor: Editor, steps: CardSteps): () => void {
  const { dom } = editor.view
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'F8' || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    steps.go(event.shiftKey ? -1 : 1)
  }
  dom.addEventListener('keydown', press, { capture: true })
  return () => dom.removeEventListener('keydown', press, { capture: true })
}
