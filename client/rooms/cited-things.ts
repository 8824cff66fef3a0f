import { useMemo } from 'react'
import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'
import { useRows } from '#client/replica/index.ts'
import { type Things, useThings } from './things.ts'

/** What stands at an address of ours: its title, '' for a screen that shows no one thing; undefined: nothing that a reader may be led to. */
export type NameAt = (path: string) => string | undefined

/**
 * For the links of an answer: they lead to what was read for it and may be seen by whoever reads it now. `cited` absent: the answer is still
 * being written, and nobody knows yet what was read.
 */
export function useNameAt(cited: readonly ReplicaId[] | undefined): NameAt {
  const things = useThings()
  const rows = useRows()
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- what may be seen changes with the rows
  return useMemo(() => nameAtOf(things, cited), [things, cited, rows])
}

export function nameAtOf(things: Pick<Things, 'titleOf' | 'pathOf'>, cited: readonly ReplicaId[] | undefined): NameAt {
  const known = cited && new Set(cited)
  return (path) => {
    const id = thingAt(path)
    if (id === undefined) return ''
    if (known?.has(id) === false || workspaceOf(path) !== workspaceOf(things.pathOf(id))) return undefined
    return things.titleOf(id)
  }
}

/** What an address shows: `/w/ws_…/documents/document_…`, `/w/ws_…/tasks?open=task_…`. */
function thingAt(path: string): ReplicaId | undefined {
  const { pathname, searchParams } = new URL(path, 'https://nexus.invalid')
  return [searchParams.get('open'), pathname.split('/').at(-1), searchParams.get('project')].find(isReplicaId)
}

function workspaceOf(path: string | undefined): string | undefined {
  return path?.split('/')[2]
}
