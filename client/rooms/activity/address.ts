import { z } from 'zod'

/** What the address says of the screen. `who`: a principal, or `assistant` for what agents did. */
export const activityAddress = z.object({
  who: z.string().max(100).optional().catch(undefined),
  kind: z.enum(['document', 'folder', 'idea', 'task', 'project', 'board']).optional().catch(undefined),
})
export type ActivityAddress = z.output<typeof activityAddress>
