import { useMemo } from 'react'
import { z } from 'zod'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import { isReplicaId } from '#shared/kit/ids.ts'
import { taskPriorities, taskSorts, type TaskFilter } from '#shared/rooms/tasks/index.ts'
import { type AddressState, useAddressState } from '#client/ui/use-address-state.ts'

export const views = ['all', 'today', 'upcoming', 'done', 'trash'] as const
export type View = (typeof views)[number]

const id = z.custom<ReplicaId>(isReplicaId).optional().catch(undefined)
const texts = z.array(z.string().max(60)).max(50).optional().catch(undefined)

/** What the address says of the task screen. Whatever it does not understand counts as not said. */
export const taskSearch = z.object({
  view: z.enum(views).optional().catch(undefined),
  /** Shows this project instead of a view. */
  project: id,
  layout: z.enum(['list', 'board']).optional().catch(undefined),
  sort: z.enum(taskSorts).optional().catch(undefined),
  find: z.string().max(200).optional().catch(undefined),
  priorities: z.array(z.enum(taskPriorities)).optional().catch(undefined),
  labels: texts,
  assignee: z.string().max(100).optional().catch(undefined),
  /** The task whose details are open. */
  open: id,
})
export type TaskSearch = z.output<typeof taskSearch>

export interface TaskSearchState extends AddressState<TaskSearch> {
  readonly view: View
  readonly filter: TaskFilter
  readonly isFiltered: boolean
}

export function useTaskSearch(): TaskSearchState {
  const { search, change } = useAddressState(taskSearch)
  return useMemo(() => {
    const filter = filterOf(search)
    const isFiltered = Boolean(search.find || search.priorities?.length || search.labels?.length || search.assignee)
    return { search, view: search.view ?? 'all', filter, isFiltered, change }
  }, [search, change])
}

function filterOf({ find, priorities, labels, assignee, project }: TaskSearch): TaskFilter {
  return { text: find, priorities, labels, assignee: assignee as PrincipalId | undefined, project }
}

/** An empty part is left out of the address. */
