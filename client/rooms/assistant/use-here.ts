import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'
import { useThings } from '../things.ts'

export interface Here {
  readonly id: ReplicaId
  readonly title: string
}

/** What the address shows: an open task, a document, a project; what lies on top first. */
export function useHere(): { readonly here: Here | undefined; readonly drop: () => void } {
  const things = useThings()
  const { pathname, search } = useLocation()
  const [dropped, setDropped] = useState<ReplicaId>()
  const asked = search as Readonly<Record<string, unknown>>
  const id = [asked.open, pathname.split('/').at(-1), asked.project].find(isReplicaId)
  const title = id && things.titleOf(id)
  const here = id !== undefined && id !== dropped && title !== undefined ? { id, title } : undefined
  return { here, drop: () => setDropped(id) }
}
