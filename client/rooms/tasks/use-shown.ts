import { useState } from 'react'

/**
 * What a list shows between a drop and the moment when the stored answer says the same: the drop itself. A new answer, or a drop that
 * was not stored, ends it.
 */
export function useShown<Answer>(
  stored: Answer,
): [shown: Answer, showUntil: (next: Answer, settled: Promise<boolean>) => void] {
  const [ahead, setAhead] = useState<{ of: Answer; shown: Answer }>()
  const showUntil = (next: Answer, settled: Promise<boolean>) => {
    setAhead({ of: stored, shown: next })
    const back = () => setAhead(undefined)
    settled.then((isStored) => isStored || back(), back)
  }
  return [ahead?.of === stored ? ahead.shown : stored, showUntil]
}
