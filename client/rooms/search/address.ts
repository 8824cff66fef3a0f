import { z } from 'zod'

/** What the address says of the search screen. Whatever it does not understand counts as not said. */
export const searchAddress = z.object({
  q: z.string().max(400).optional().catch(undefined),
  /** In all workspaces. */
  all: z.literal(true).optional().catch(undefined),
  kind: z.enum(['document', 'idea', 'task']).optional().catch(undefined),
})
