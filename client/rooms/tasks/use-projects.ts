import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskQueries, type Project } from '#shared/rooms/tasks/index.ts'
import { useQuery } from '#client/replica/index.ts'

/** Live projects in their order, and their titles by id for rows that name one. */
export function useProjects(): { all: readonly Project[]; titles: ReadonlyMap<ReplicaId, string> } {
  const all = useQuery(taskQueries.liveProjects)
  const titles = useMemo(() => new Map(all.map((project) => [project.id, project.value.title])), [all])
  return { all, titles }
}
