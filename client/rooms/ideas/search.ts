import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { z } from 'zod'
import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'

/** What the address says of the screen of ideas. Whatever it does not understand counts as not said. */
export const ideaSearch = z.object({
  view: z.enum(['trash']).optional().catch(undefined),
  layout: z.enum(['cards', 'list']).optional().catch(undefined),
  find: z.string().max(200).optional().catch(undefined),
  tags: z.array(z.string().max(60)).max(20).optional().catch(undefined),
  /** The idea that is open. */
  open: z.custom<ReplicaId>(isReplicaId).optional().catch(undefined),
})
export type IdeaSearch = z.output<typeof ideaSearch>

export interface IdeaSearchState {
  readonly search: IdeaSearch
  readonly isFiltered: boolean
  change(patch: Partial<Record<keyof IdeaSearch, unknown>>, options?: { replace?: boolean }): Promise<void>
}

export function useIdeaSearch(): IdeaSearchState {
  const raw: unknown = useSearch({ strict: false })
  const navigate = useNavigate()
  const search = useMemo(() => ideaSearch.parse(raw), [raw])
  const change = useCallback<IdeaSearchState['change']>(
    (patch, { replace = false } = {}) =>
      navigate({
        to: '.',
        search: ((before: object) => tidy({ ...before, ...patch })) as never,
        replace,
        resetScroll: false,
      }),
    [navigate],
  )
  return useMemo(() => ({ search, isFiltered: Boolean(search.find || search.tags?.length), change }), [search, change])
}

function tidy(search: Record<string, unknown>): Record<string, unknown> {
  const isSaid = (value: unknown) =>
    value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(search).filter(([, value]) => isSaid(value)))
}
