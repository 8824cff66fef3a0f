import { useCallback, useState } from 'react'
import { useEngine } from './engine-context.tsx'
import { useWorkspace } from './use-state.ts'

/** Like a state of text that begins as '', but what stands in it is there again after a reload. `place`: of nothing else that is shown with it. */
export function useDraft(place: string): readonly [text: string, setText: (text: string) => void] {
  const { drafts } = useEngine()
  const { id } = useWorkspace()
  const read = () => ({ of: id, text: drafts.at(place) })
  const [{ of, text }, setState] = useState(read)
  if (of !== id) setState(read())
  const setText = useCallback(
    (next: string) => {
      drafts.keep(place, next)
      setState({ of: id, text: next })
    },
    [drafts, place, id],
  )
  return [text, setText]
}
