import { z } from 'zod'
import { isReplicaId, isWorkspaceId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'

const marks = z.array(z.tuple([z.number().int().min(0), z.number().int().min(0)]).readonly()).readonly()

/** A thing that was found, as REST has it and screens show it. */
export const foundThing = z.object({
  id: z.custom<ReplicaId>(isReplicaId).meta({ type: 'string' }),
  type: z.string(),
  title: z.string(),
  titleMarks: marks,
  snippet: z.object({ text: z.string(), marks }).meta({ description: 'Plain text; marks are what was looked for' }),
  changedAt: z.number().meta({ description: 'Milliseconds since 1970, UTC' }),
  score: z.number(),
  workspace: z
    .custom<WorkspaceId>(isWorkspaceId)
    .optional()
    .meta({ type: 'string', description: 'Where it is, if more than one was searched' }),
  similar: z
    .array(z.string())
    .readonly()
    .optional()
    .meta({ description: 'It does not hold all words; these stand in it and are like them' }),
})
const similar = z
  .number()
  .int()
  .default(0)
  .meta({ description: 'How many of these hold similar words only: looked for where few hold the words themselves' })
const total = z.number().int().meta({ description: 'All that was found, of which the best are here' })

export const foundThings = z.object({ total, similar, items: z.array(foundThing).readonly() })
export const foundEverywhere = z.object({
  total,
  similar,
  items: z
    .array(foundThing.extend({ workspace: z.custom<WorkspaceId>(isWorkspaceId).meta({ type: 'string' }) }))
    .readonly(),
})

export type FoundThing = z.infer<typeof foundThing>
export type FoundThings = z.infer<typeof foundThings>
export type FoundEverywhere = z.infer<typeof foundEverywhere>
