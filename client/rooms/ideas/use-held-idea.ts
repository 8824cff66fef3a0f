import { useCallback, useRef } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { ideaCommands } from '#shared/rooms/ideas/index.ts'
import { useHeldInput } from '#client/replica/index.ts'
import type { Draft } from '#client/ui/draft-textarea.tsx'

/** For the field in which the text of an idea is edited: what is typed is kept when the page goes. */
export function useHeldIdea(id: ReplicaId): (held: Draft | undefined) => void {
  const draft = useRef<Draft>(undefined)
  useHeldInput(
    () => draft.current && { command: ideaCommands.edit, input: { id, ...draft.current }, words: draft.current.text },
  )
  return useCallback((held) => {
    draft.current = held
  }, [])
}
