import { type RefCallback, useCallback, useRef, useState } from 'react'

interface Shown {
  readonly first: number
  readonly last: number
}

/** Lines are drawn in steps of this many, so that scrolling renders now and then instead of at every pixel. */
const step = 12

export interface VisibleRange extends Shown {
  readonly ref: RefCallback<HTMLElement>
  /** Scrolls as little as needed to show the line. */
  reveal(index: number): void
  /** At the edges while something is dragged: scrolls on. */
  nudge(clientY: number): void
}

/** Which lines of a long list of equally high lines lie in the part of its scroll container that is seen. */
export function useVisibleRange(lineHeight: number): VisibleRange {
  const [shown, setShown] = useState<Shown>({ first: 0, last: 4 * step })
  const list = useRef<HTMLElement>(null)
  const ref = useCallback<RefCallback<HTMLElement>>(
    (node) => {
      list.current = node
      if (!node) return undefined
      const scroller = scrollerOf(node)
      const measure = () => setShown((now) => changed(now, rangeOf(node, scroller, lineHeight)))
      const sizes = new ResizeObserver(measure)
      sizes.observe(scroller)
      sizes.observe(node)
      scroller.addEventListener('scroll', measure, { passive: true })
      measure()
      return () => {
        sizes.disconnect()
        scroller.removeEventListener('scroll', measure)
      }
    },
    [lineHeight],
  )
  const reveal = useCallback(
    (index: number) => {
      if (!list.current) return
      const scroller = scrollerOf(list.current)
      const frame = scroller.getBoundingClientRect()
      const top = list.current.getBoundingClientRect().top + index * lineHeight
      if (top < frame.top) scroller.scrollTop -= frame.top - top
      else if (top + lineHeight > frame.bottom) scroller.scrollTop += top + lineHeight - frame.bottom
    },
    [lineHeight],
  )
  const nudge = useCallback(
    (clientY: number) => {
      if (!list.current) return
      const scroller = scrollerOf(list.current)
      const { top, bottom } = scroller.getBoundingClientRect()
      if (clientY < top + lineHeight) scroller.scrollTop -= lineHeight / 3
      else if (clientY > bottom - lineHeight) scroller.scrollTop += lineHeight / 3
    },
    [lineHeight],
  )
  return { ...shown, ref, reveal, nudge }
}

function scrollerOf(node: HTMLElement): HTMLElement {
  return node.closest<HTMLElement>('[data-scroll]') ?? document.documentElement
}

function rangeOf(list: HTMLElement, scroller: HTMLElement, lineHeight: number): Shown {
  const above = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top
  const first = Math.max(0, Math.floor(above / lineHeight / step) * step - step)
  return { first, last: Math.ceil((above + scroller.clientHeight) / lineHeight / step) * step + step }
}

function changed(now: Shown, next: Shown): Shown {
  return now.first === next.first && now.last === next.last ? now : next
}
