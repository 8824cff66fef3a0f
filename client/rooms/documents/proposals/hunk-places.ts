import type { Editor } from '@tiptap/react'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { placeOfHunk } from '#shared/rooms/documents/index.ts'
import type { HunkProposal } from './hunk-proposals.ts'
import { type HunkPlace, hunkPlugin, hunkPluginKey, showHunks } from './hunk-plugin.ts'

/** Where proposals stand in the text of an editor, for `useSyncExternalStore`: shown there as long as somebody listens. */
export interface HunkPlaces {
  subscribe(listener: () => void): () => void
  places(): readonly HunkPlace[]
}

/** To compare the texts of all proposals is too much for every key. */
const restMs = 150

export function openHunkPlaces(
  editor: Editor,
  replica: ContentReplica,
  proposals: readonly HunkProposal[],
): HunkPlaces {
  const cards = new Map(proposals.map(({ id }) => [id, newCard()]))
  let places: readonly HunkPlace[] = []
  const find = () => {
    if (editor.isDestroyed) return
    places = proposals.flatMap(({ id, hunk }) => {
      const [place, card] = [placeOfHunk(replica, hunk), cards.get(id)]
      return place && card ? [{ id, ...place, card }] : []
    })
    editor.view.dispatch(showHunks(editor.state, places))
  }
  return {
    places: () => places,
    subscribe: (listener) => {
      editor.registerPlugin(hunkPlugin())
      find()
      let timer: ReturnType<typeof setTimeout> | undefined
      const stop = replica.onUpdate(() => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          find()
          listener()
        }, restMs)
      })
      return () => {
        clearTimeout(timer)
        stop()
        if (!editor.isDestroyed) editor.unregisterPlugin(hunkPluginKey)
      }
    },
  }
}

function newCard(): HTMLElement {
  const card = document.createElement('div')
  card.contentEditable = 'false'
  return card
}
