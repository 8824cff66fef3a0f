import { useLocalStorage } from '@mantine/hooks'
import { useCallback, useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useWorkspace } from '#client/replica/index.ts'

export interface ExpandedFolders {
  has(id: ReplicaId): boolean
  set(ids: readonly ReplicaId[], isExpanded: boolean): void
}

/** Which folders are open: kept on this device, the same in the sidebar and on the screen. */
export function useExpandedFolders(): ExpandedFolders {
  const { id: workspace } = useWorkspace()
  const [list, setList] = useLocalStorage<readonly string[]>({
    key: `nexus.documents.expanded.${workspace}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const open = useMemo(() => new Set(Array.isArray(list) ? list : []), [list])
  const set = useCallback(
    (ids: readonly ReplicaId[], isExpanded: boolean) =>
      setList((now) => {
        const others = now.filter((id) => !ids.includes(id as ReplicaId))
        return isExpanded ? [...others, ...ids] : others
      }),
    [setList],
  )
  return useMemo(() => ({ has: (id) => open.has(id), set }), [open, set])
}
