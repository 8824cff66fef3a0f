import { type ReactNode, Suspense, useState } from 'react'
import { useAfterIdle } from './use-after-idle.ts'

export interface LaterProps {
  /** What is there at once. `ask`: the person wants the rest now. */
  first: (ask: () => void) => ReactNode
  /** What takes its place when the page rests; lazy inside. `wasAsked`: begin open. */
  children: (wasAsked: boolean) => ReactNode
}

/** A button that is there at once, and gets the menu behind it when the page rests or when it is pressed. */
export function Later({ first, children }: LaterProps) {
  const isIdle = useAfterIdle()
  const [wasAsked, setAsked] = useState(false)
  const fallback = first(() => setAsked(true))
  return isIdle || wasAsked ? <Suspense fallback={fallback}>{children(wasAsked)}</Suspense> : fallback
}
