import { useState } from 'react'

export interface FocusKeeper {
  /** Focuses the row's link now, or as soon as it is on the page. */
  want(id: string): void
  /** Focuses the row's link when it is put on the page anew: after a drag, or in another column. */
  expect(id: string): void
  /** For the link's ref. */
  take(id: string, node: HTMLElement | null): void
}

/** Keeps the keyboard with a row that is off the page for a moment: while it is dragged, or out of the window of a long list. */
export function useFocusKeeper(): FocusKeeper {
  const [keeper] = useState(createFocusKeeper)
  return keeper
}

function createFocusKeeper(): FocusKeeper {
  const nodes = new Map<string, HTMLElement>()
  let wanted: string | undefined
  return {
    want: (id) => {
      const node = nodes.get(id)
      if (node?.isConnected) node.focus()
      else wanted = id
    },
    expect: (id) => {
      wanted = id
    },
    take: (id, node) => {
      if (!node) {
        nodes.delete(id)
        return
      }
      const isNew = nodes.get(id) !== node
      nodes.set(id, node)
      if (!isNew || wanted !== id) return
      wanted = undefined
      node.focus()
    },
  }
}
