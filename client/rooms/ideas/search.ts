import { useMemo } from 'react'
import { z } from 'zod'
import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'
import { type AddressState, useAddressState } from '#client/ui/use-address-state.ts'

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

export interface IdeaSearchState extends AddressState<IdeaSearch> {
  readonly isFiltered: boolean
}

export function useIdeaSearch(): IdeaSearchState {
  const { search, change } = useAddressState(ideaSearch)
  return useMemo(() => ({ search, isFiltered: Boolean(search.find || search.tags?.length), change }), [search, change])
}
