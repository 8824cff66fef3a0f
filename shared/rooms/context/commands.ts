import { z } from 'zod'
import { isReplicaId, type ReplicaId, typeOf } from '../../kit/ids.ts'
import { done, refused } from '../../kit/outcome.ts'
import { command } from '../room.ts'
import { contextType } from './model.ts'

const contextId = z
  .custom<ReplicaId>((value) => isReplicaId(value) && typeOf(value) === contextType.name, 'not the id of a context')
  .meta({ type: 'string' })
const words = (max: number) =>
  z
    .string()
    .max(max)
    .transform((text) => text.replace(/\s+/g, ' ').trim())

/** What is left out stays. Without an id it is made: by whoever finds that there is none. Answers its id. */
export const setContext = command({
  name: 'context.set',
  says: 'Say what the workspace is about at the moment: its active topics and its focus.',
  effect: 'write',
  input: z.object({
    id: contextId.optional(),
    topics: z
      .array(words(60).refine((topic) => topic !== '', 'must not be empty'))
      .max(50)
      .transform((topics) => [...new Set(topics)])
      .optional(),
    focus: words(500).optional(),
    things: z
      .array(z.custom<ReplicaId>(isReplicaId, 'not an id').meta({ type: 'string' }))
      .max(50)
      .optional(),
  }),
  async run(work, { id, ...given }) {
    if (id === undefined) {
      const made = await work.create(contextType, { ...given, createdAt: work.clock.now(), createdBy: work.principal })
      return done({ id: made.id })
    }
    const context = await work.open(contextType, id)
    if (!context) return refused('context-missing')
    context.patch(given)
    return done({ id })
  },
})
