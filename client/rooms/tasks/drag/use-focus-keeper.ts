import { useCallback, useRef } from 'react'

export interface FocusKeeper {
  /** Focuses the row's link as soon as it is on the page. */
  want(id: string): void
  /** For the link's ref. */
  take(id: string, node: HTMLElement | null): void
}

/** Keeps the keyboard with a row that is taken off the page for a moment: while it is dragged, or out of the window of a long list. */
export function useFocusKeeper(): FocusKeeper {
  const wanted = useRef<string | undefined>(undefined)
  const nodes = useRef(new Map<string, HTMLElement>())
  const want = useCallback((id: string) => {
    const node = nodes.current.get(id)
    if (node?.isConnected) node.focus()
    else wanted.current = id
  }, [])
  const take = useCallback((id: string, node: HTMLElement | null) => {
    if (!node) {
      nodes.current.delete(id)
      return
    }
    nodes.current.set(id, node)
    if (wanted.current !== id) return
    wanted.current = undefined
    node.focus()
  }, [])
  const keeper = useRef<FocusKeeper>({ want, take })
  return keeper.current
}
