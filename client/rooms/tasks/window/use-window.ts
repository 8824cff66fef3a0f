import { type RefCallback, useCallback, useRef, useState } from 'react'

const overscanPx = 480
/** The window moves in steps, so that scrolling renders now and then and not at every pixel. */
const stepPx = 160

export interface Window {
  /** Index of the first item to render, and the one after the last. */
  readonly start: number
  readonly end: number
  readonly scroller: RefCallback<HTMLElement>
  onScroll(): void
  /** Scrolls only as far as the item needs to be seen. */
  show(index: number): void
}

/**
 * Which items of a long list are near the eye. `offsets[i]` is where item i begins, in px, and the last offset is the height of all:
 * one more offset than items.
 */
export function useWindow(offsets: readonly number[]): Window {
  const element = useRef<HTMLElement | null>(null)
  const [seen, setSeen] = useState({ top: 0, height: 800 })
  const look = useCallback(() => {
    if (!element.current) return
    const top = Math.floor(element.current.scrollTop / stepPx) * stepPx
    const height = element.current.clientHeight
    setSeen((now) => (now.top === top && now.height === height ? now : { top, height }))
  }, [])
  const scroller = useCallback<RefCallback<HTMLElement>>(
    (node) => {
      element.current = node
      if (!node) return undefined
      look()
      const watch = new ResizeObserver(look)
      watch.observe(node)
      return () => {
        watch.disconnect()
        element.current = null
      }
    },
    [look],
  )
  const show = (index: number) => {
    const node = element.current
    const [from, to] = [offsets[index], offsets[index + 1]]
    if (!node || from === undefined || to === undefined) return
    if (from < node.scrollTop) node.scrollTop = Math.max(0, from - overhangPx)
    else if (to > node.scrollTop + node.clientHeight) node.scrollTop = to - node.clientHeight + overhangPx
    look()
  }
  const count = offsets.length - 1
  const start = Math.max(0, indexAt(offsets, seen.top - overscanPx))
  const end = Math.min(count, indexAt(offsets, seen.top + seen.height + stepPx + overscanPx) + 1)
  return { start, end, scroller, onScroll: look, show }
}

const overhangPx = 48

/** The item that covers a height, by halving; beyond the ends the first or last one. */
export function indexAt(offsets: readonly number[], px: number): number {
  let low = 0
  let high = Math.max(0, offsets.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= px) low = middle
    else high = middle - 1
  }
  return low
}
