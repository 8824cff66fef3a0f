import { VisuallyHidden } from '@mantine/core'
import { type ReactNode, useState } from 'react'

/** Words for screen readers alone, for what the eye sees by itself: where a thing has moved to. */
export function useSaid(): [say: (words: string) => void, region: ReactNode] {
  const [words, setWords] = useState('')
  const region = (
    <VisuallyHidden role="status" aria-live="assertive">
      {words}
    </VisuallyHidden>
  )
  return [setWords, region]
}
