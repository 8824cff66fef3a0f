import { type RefObject, useEffect, useRef } from 'react'

/** Keeps an element in sight while it is the current one of a list. */
export function useScrollIntoView<Element extends HTMLElement>(isCurrent: boolean): RefObject<Element | null> {
  const ref = useRef<Element>(null)
  useEffect(() => {
    if (isCurrent) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  return ref
}
