import { z } from 'zod'
import { useAddressState } from '#client/ui/use-address-state.ts'

const search = z.object({ agent: z.string().max(80).optional().catch(undefined) })

/** The agent that the address asks for, and how to ask for another or for all. */
export function useOpenAgent(): readonly [agent: string | undefined, open: (agent: string | undefined) => void] {
  const { search: state, change } = useAddressState(search)
  return [state.agent, (agent) => void change({ agent })]
}
