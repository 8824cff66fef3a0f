import { useEffect, useRef } from 'react'
import type { HeldInput } from '../engine-contract.ts'
import { useEngine } from './engine-context.tsx'

/** What stands in a field and is not stored yet is kept when the page goes: `held` says by which command; undefined: nothing is. */
export function useHeldInput(held: () => HeldInput | undefined): void {
  const engine = useEngine()
  const latest = useRef(held)
  useEffect(() => {
    latest.current = held
  })
  useEffect(() => engine.leaving.run(() => latest.current()), [engine])
}
