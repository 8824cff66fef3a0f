import { useEffect, useState } from 'react'

/** False at first, true once the page has come to rest: for what is better there before it is needed. */
export function useAfterIdle(): boolean {
  const [isIdle, setIdle] = useState(false)
  useEffect(() => {
    if (!('requestIdleCallback' in globalThis)) {
      const timer = setTimeout(() => setIdle(true), 200)
      return () => clearTimeout(timer)
    }
    const request = requestIdleCallback(() => setIdle(true), { timeout: 3_000 })
    return () => cancelIdleCallback(request)
  }, [])
  return isIdle
}
